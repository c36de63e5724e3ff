"""The statistical tagger: names told by form and surroundings, its model file, hostile input."""

from __future__ import annotations

import logging
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.gazetteer import load
from pipeline.reading import read_text
from pipeline.records import Mention
from pipeline.spotting import Spotter
from pipeline.spotting.tagger import SHIPPED, Model, ModelError, spans_of
from pipeline.spotting.tagger.features import attributes_of, read_kinds, write_kinds
from pipeline.spotting.tagger.letters import common_letters, stem_of
from pipeline.spotting.tagger.model import Scorer

BUILT_IN = load()
SPOTTER = Spotter(BUILT_IN)

SENTENCES = [
    # language, sentence with names marked: [name|type]
    ("be", "Учора ў клубе выступіла спявачка [Яраслава Верашчэня|person]."),
    ("be", "Кнігу пераклала [Агата Мельнікевіч|person], а выдала [Лявон Сямашка|person]."),
    ("be", "Адвакат [Піліп Дзеравянка|person] паведаміў пра рашэнне суда."),
    ("be", "Пра гэта распавёў дырэктар музея [Зміцер Барысюк|person]."),
    ("be", "Журналістка [Кацярына Пятрушка|person] вярнулася дадому."),
    ("be", "Выставу адкрыў мастак [Антось Жарскі|person]."),
    ("be", "Паводле слоў [Наталлі Вярбіцкай|person], вынікаў пакуль няма."),
    ("be", "Трэнер [Джонатан Брукс|person] застаўся задаволены гульнёй."),
    ("be", "Яны жывуць у вёсцы [Малыя Дзятлавічы|place]."),
    ("be", "Аўтобус ідзе да вёскі [Цюцькаў|place] двойчы на дзень."),
    ("be", "Дзеці з [Аўстраліі|place] прыехалі на свята."),
    ("be", "Самалёт прызямліўся ў [Каракасе|place]."),
    ("be", "Студэнты з [Манголіі|place] вучацца побач."),
    ("uk", "Учора на сцені виступила [Ярослава Верещинська|person]."),
    ("uk", "Про це повідомив речник міністерства [Тарас Гриневич|person]."),
    ("uk", "Книжку написала [Одарка Мельничук|person]."),
    ("uk", "Адвокат [Пилип Деревʼянко|person] оскаржив рішення суду."),
    ("uk", "За словами [Наталії Вербицької|person], результатів поки немає."),
    ("uk", "Тренер [Джонатан Брукс|person] задоволений грою."),
    ("uk", "Міністр [Еркін Батиров|person] подав у відставку."),
    ("uk", "Письменниця [Гелена Кравченко|person] отримала нагороду."),
    ("uk", "Літак приземлився в [Каракасі|place]."),
    ("uk", "Студенти з [Монголії|place] навчаються поруч."),
    ("uk", "Він народився в селі [Великі Дятлики|place]."),
    ("uk", "Делегація прибула до [Австралії|place] вранці."),
    ("uk", "Компанія [Nordwind Logistics|organisation] оголосила про звільнення працівників."),
    ("ru", "Вчера на сцене выступила [Ярослава Верещагина|person]."),
    ("ru", "Об этом сообщил представитель компании [Тимур Гриневич|person]."),
    ("ru", "Книгу написала [Агата Мельникова|person]."),
    ("ru", "Адвокат [Филипп Деревянко|person] обжаловал решение суда."),
    ("ru", "По словам [Натальи Вербицкой|person], результатов пока нет."),
    ("ru", "Тренер [Джонатан Брукс|person] доволен игрой."),
    ("ru", "Министр [Эркин Батыров|person] подал в отставку."),
    ("ru", "Журналист [Грегори Уайтхед|person] вернулся домой."),
    ("ru", "Самолёт приземлился в [Каракасе|place]."),
    ("ru", "Студенты из [Монголии|place] учатся рядом."),
    ("ru", "Делегация прибыла в [Австралию|place] утром."),
    ("ru", "Рейс в [Мельбурн|place] отменили."),
    ("ru", "Компания [Nordwind Logistics|organisation] объявила об увольнении сотрудников."),
    ("ru", "Компания [SkyBridge|organisation] отменила рейсы."),
    ("ru", "Решение принял [Верховный суд Монголии|organisation]."),
    ("uk", "Рішення ухвалив [Верховний суд Монголії|organisation]."),
    ("be", "Калі [Джонатан Брукс|person] прыедзе, усе зробяць выгляд, што АЭС працуе."),
    ("be", "Прыехаў дэпутат [Гурыновіч|person]."),
    ("uk", "Авіакомпанія [SkyBridge|organisation] скасувала рейси."),
]


def marked(sentence: str) -> tuple[str, set[tuple[int, int, str]]]:
    """The sentence without marks, and (start, end, type) of each name."""
    text, names = "", set()
    for piece in sentence.split("["):
        if "|" in piece:
            name, _, rest = piece.partition("|")
            kind, _, rest = rest.partition("]")
            names.add((len(text), len(text) + len(name), kind))
            text += name + rest
        else:
            text += piece
    return text, names


def spot(text: str, lang: str, spotter: Spotter = SPOTTER) -> tuple[Mention, ...]:
    return spotter.spot(read_text(text, id="test", lang=lang))


@pytest.mark.parametrize(("lang", "sentence"), SENTENCES, ids=[sentence for _, sentence in SENTENCES])
def test_names_are_told_by_form_and_surroundings(lang: str, sentence: str) -> None:
    text, names = marked(sentence)
    assert {(m.start, m.end, m.type) for m in spot(text, lang)} == names


def test_a_surname_alone_is_the_person_of_the_longer_name() -> None:
    text = "Выступил Грегори Уайтхед. Позже Уайтхед уехал. Журналисты ждали Уайтхеда."
    found = spot(text, "ru")
    assert [m.text for m in found] == ["Грегори Уайтхед", "Уайтхед", "Уайтхеда"]
    assert {m.type for m in found} == {"person"}
    assert [m.lemma for m in found] == ["Грегори Уайтхед", "Уайтхед", "Уайтхед"]


def test_a_surname_in_one_case_alone_is_read_by_the_word_before_it() -> None:
    assert [m.lemma for m in spot("Суд опросил журналиста Грегори Уайтхеда.", "ru")] == ["Грегори Уайтхед"]
    assert [m.lemma for m in spot("Гэта гісторыя пра мастака Антося Ісачова.", "be")] == ["Антось Ісачоў"]


def test_a_name_is_of_one_kind_in_all_of_a_document() -> None:
    text = "Компания Nordwind отменила рейсы. Владелец Nordwind доволен. Компания Nordwind растёт. Ждут Nordwind."
    assert {(m.text, m.type) for m in spot(text, "ru")} == {("Nordwind", "organisation")}
    assert len(spot(text, "ru")) == text.count("Nordwind")


def test_states_of_the_past_are_places_and_events_no_names() -> None:
    assert [(m.text, m.type) for m in spot("Народны артыст БССР.", "be")] == [("БССР", "place")]
    assert spot("Переговоры о Брексите продолжаются.", "ru") == ()


@settings(deadline=None, max_examples=200)
@given(st.text(alphabet="абвгдеёжзийклмнопрстуфхцчшщыьэюяіїєґў'’-", max_size=12), st.sampled_from(["ом", "а", "у"]))
def test_the_forms_of_a_name_have_one_stem(word: str, ending: str) -> None:
    consonant = "Дэв".lower() + word + "с"
    assert stem_of(consonant) == stem_of(consonant + ending)
    assert common_letters(consonant).startswith(stem_of(consonant))


def test_the_same_text_gives_the_same_names() -> None:
    text = "\n".join(marked(sentence)[0] for lang, sentence in SENTENCES if lang == "uk")
    assert spot(text, "uk") == spot(text, "uk") == spot(text, "uk", Spotter(BUILT_IN))


def test_what_was_read_before_changes_nothing() -> None:
    fresh = Spotter(BUILT_IN)
    for lang, sentence in reversed(SENTENCES):
        spot(marked(sentence)[0], lang, fresh)
    for lang, sentence in SENTENCES:
        assert spot(marked(sentence)[0], lang, fresh) == spot(marked(sentence)[0], lang)


def damaged(path: Path) -> None:
    data = bytearray(SHIPPED.read_bytes())
    data[len(data) // 2 : len(data) // 2 + 200] = bytes(200)
    path.write_bytes(data)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda path: None,
        lambda path: path.write_bytes(b""),
        lambda path: path.write_bytes(SHIPPED.read_bytes()[:5000]),
        lambda path: path.write_text("not a model"),
        lambda path: path.mkdir(),
        lambda path: np.savez(path, format=np.array(1)),
        damaged,
    ],
    ids=["missing", "empty", "cut", "text", "folder", "parts missing", "damaged"],
)
def test_without_a_model_one_line_is_said_and_the_rules_go_on(
    spoil: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "model.npz"
    spoil(path)  # type: ignore[operator]
    monkeypatch.setenv("NAZVY_MODEL", str(path))
    with caplog.at_level(logging.WARNING):
        spotter = Spotter(BUILT_IN)
    (record,) = caplog.records
    assert str(path) in record.getMessage()
    assert "\n" not in record.getMessage()
    (mention,) = spot("Суд допросил Марину Ткачук.", "ru", spotter)
    assert (mention.text, mention.type) == ("Марину Ткачук", "person")


def test_another_model_may_be_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    silent = Model(["B-person", "O"], ["bias"], np.array([[-9.0, 9.0]], np.float32), np.zeros((2, 2), np.float32))
    silent.write(tmp_path / "silent.npz")
    monkeypatch.setenv("NAZVY_MODEL", str(tmp_path / "silent.npz"))
    text = "Тренер Йошко Гвардиол доволен игрой."
    assert spot(text, "ru", Spotter(BUILT_IN)) == ()
    monkeypatch.delenv("NAZVY_MODEL")
    assert spot(text, "ru", Spotter(BUILT_IN))


def test_a_model_written_and_read_is_the_same(tmp_path: Path) -> None:
    model = Model.read(SHIPPED)
    model.write(tmp_path / "one.npz")
    Model.read(tmp_path / "one.npz").write(tmp_path / "two.npz")
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes() == SHIPPED.read_bytes()


def test_the_shipped_model_is_small_and_holds_no_sentences() -> None:
    assert SHIPPED.stat().st_size < 3_000_000
    with np.load(SHIPPED, allow_pickle=False) as parts:
        names = parts["attributes"].tobytes().decode().split("\n")
    assert not [name for name in names if " " in name.strip()]


def test_a_model_of_another_shape_is_refused(tmp_path: Path) -> None:
    with np.load(SHIPPED, allow_pickle=False) as parts:
        np.savez(tmp_path / "bad.npz", **{**parts, "states": parts["states"][:-1]})
    with pytest.raises(ModelError, match="damaged"):
        Model.read(tmp_path / "bad.npz")


def test_labels_become_spans() -> None:
    assert spans_of(["B-place", "I-place", "O", "B-person", "B-person"]) == [
        (0, 2, "place"), (3, 4, "person"), (4, 5, "person"),
    ]  # fmt: skip


@settings(deadline=None, max_examples=60)
@given(st.text(alphabet=st.sampled_from("АБВЙїўсуд «»\"”'’-.,!?\n\t0ZzÉ\u0301\u200b\U0001f600"), max_size=80))
def test_any_text_gives_names_that_its_offsets_cut_out(text: str) -> None:
    for lang in ("be", "uk", "ru"):
        document = read_text(text, id="test", lang=lang)
        segments = {segment.id: segment.text for segment in document.segments}
        for mention in SPOTTER.spot(document):
            assert segments[mention.segment][mention.start : mention.end] == mention.text
            assert mention.lemma


@pytest.mark.parametrize(
    "text", ["А" * 20_000, "Иван " * 3_000, '"' * 3_000, "А. " * 2_000, "«" * 500 + "Я" + "»" * 500]
)
def test_hostile_texts_are_read_in_reasonable_time(text: str) -> None:
    spot(text, "ru")


def test_tables_of_kinds_say_what_the_attributes_say() -> None:
    texts = (
        "Глава МИД «Прима» А. Б. Петров … и Ли (+5 °C) — в Минске; ΑΒΓ 北京 сказал: «Иди!»",
        "МІНІСТР ЗАМЕЖНЫХ СПРАЎ УКРАІНЫ ПРЫЕХАЎ. Пан Іваноў, Іванова і «Новы час».",
    )
    sentences = [one for text in texts for one in SPOTTER.sentences(read_text(text, id="kinds"))]
    described = SPOTTER.describer.describe(sentences)
    model = Model.read(SHIPPED)
    expected = model.rows(attributes for one in described for attributes in attributes_of(one))
    assert Scorer(model).scores(described) == pytest.approx(expected, abs=1e-4)


def test_every_attribute_of_kinds_can_be_read() -> None:
    written = [name for name in Model.read(SHIPPED).attributes if name.startswith("k:")]
    assert written
    assert [write_kinds(*(read_kinds(name) or ([], ""))) for name in written] == written
