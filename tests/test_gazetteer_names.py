"""The names of persons and bodies, the rules that they keep in each language, and given names that are one or not."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from pipeline.gazetteer import builtin_folder, load
from pipeline.languages import CYRILLIC, decline, given_name
from pipeline.languages.given_names import given_names
from pipeline.languages.spelling import broken_rules, spelling_rules
from pipeline.matching.gazetteer_check import check_names, short_alike, words_alike
from pipeline.reconciliation import Query, Reconciler

HEADS = {
    "entities.csv": "id,type,label,country,gender",
    "names.csv": "entity,form,lang,kind,indeclinable",
}
ENTITIES = [
    "x:homiel,place,Homiel,BY,",
    "x:ivan-ivanou,person,Ivan Ivanou,BY,Masc",
    "x:maryna-znak,person,Maryna Znak,BY,Fem",
]
NAMES = [
    "x:homiel,Гомель,be,preferred,",
    "x:homiel,Homiel,en,preferred,",
    "x:homiel,Гомель,ru,preferred,",
    "x:ivan-ivanou,Іван Іваноў,be,preferred,",
    "x:ivan-ivanou,Ivan Ivanou,en,preferred,",
    "x:ivan-ivanou,Ivanov,en,short,",
    "x:ivan-ivanou,Иван Иванов,ru,preferred,",
    "x:ivan-ivanou,Іван Іванов,uk,preferred,",
    "x:maryna-znak,Марына Знак,be,preferred,",
    "x:maryna-znak,Maryna Znak,en,preferred,",
    "x:maryna-znak,Марина Знак,ru,preferred,",
]
PLANTED = {
    "a Russian spelling under be": (3, "x:ivan-ivanou,Іван Івановіч Іванов,be,preferred,", "breaks a rule of be"),
    "soft т under be": (0, "x:homiel,Тімель,be,preferred,", "soft д and т are written дз and ц"),
    "і after a vowel under uk": (7, "x:ivan-ivanou,Іван Раік,uk,preferred,", "breaks a rule of uk"),
    "шы under ru": (6, "x:ivan-ivanou,Иван Шыванов,ru,preferred,", "breaks a rule of ru"),
    "another surname": (6, "x:ivan-ivanou,Иван Петренко,ru,preferred,", "do not sound like one name"),
    "another given name": (7, "x:ivan-ivanou,Петро Іванов,uk,preferred,", "do not sound like one name"),
    "another person's variant": (5, "x:ivan-ivanou,Ivan Petrenko,en,variant,", "do not sound like one name"),
    "another person's surname": (5, "x:ivan-ivanou,Petrenko,en,short,", "do not sound like one name"),
    "another city": (2, "x:homiel,Могилёв,ru,preferred,", "do not sound like one name"),
    "a woman's surname for a man": (6, "x:ivan-ivanou,Иван Иванова,ru,preferred,", "is the surname of a Fem person"),
    "a man's given name for a woman": (10, "x:maryna-znak,Марк Знак,ru,preferred,", "is the given of a Masc person"),
    "a woman's given name for a man": (6, "x:ivan-ivanou,Ирина Иванов,ru,variant,", "is the given of a Fem person"),
    "no declension": (2, "x:homiel,Гомельё,ru,preferred,", "no rule of ru declines"),
}


def package(folder: Path, names: list[str]) -> list[str]:
    """What the check says of a small package with these rows of names, without what a missing description costs."""
    (folder / "entities.csv").write_text("\n".join([HEADS["entities.csv"], *ENTITIES, ""]), "utf-8")
    (folder / "names.csv").write_text("\n".join([HEADS["names.csv"], *names, ""]), "utf-8")
    return [p.line() for p in check_names(folder) if not p.source.endswith(".json")]


def test_there_are_persons_and_bodies_enough() -> None:
    types = Counter(entity.type for entity in load().entities.values())
    assert types["person"] >= 250
    assert types["organisation"] >= 100


def test_the_names_of_the_built_in_tables_keep_the_rules_and_agree() -> None:
    assert [problem.line() for problem in check_names(builtin_folder())] == []


def test_names_that_agree_have_no_problem(tmp_path: Path) -> None:
    assert package(tmp_path, NAMES) == []


@pytest.mark.parametrize("fault", PLANTED)
def test_a_planted_fault_is_found_with_its_line_and_remedy(tmp_path: Path, fault: str) -> None:
    at, row, message = PLANTED[fault]
    found = package(tmp_path, [*NAMES[:at], row, *NAMES[at + 1 :]])
    (line,) = [line for line in found if message in line] or [str(found)]
    assert line.startswith(f"{tmp_path}/names.csv:"), line
    assert "; mend" in line or "; mark" in line


def test_a_person_may_have_no_preferred_forms_and_a_table_no_kinds(tmp_path: Path) -> None:
    names = [f"{row.rsplit(',', 2)[0]},," for row in NAMES]
    assert package(tmp_path, names) == []


@pytest.mark.parametrize("rule", spelling_rules(), ids=lambda rule: f"{rule.lang}: {rule.says}")
def test_examples_of_a_spelling_rule(rule) -> None:
    languages = CYRILLIC if rule.lang == "all" else (rule.lang,)
    assert rule.wrong
    assert rule.right
    for name in rule.wrong:
        assert any(rule in broken_rules(name, lang) for lang in languages), name
    for name in rule.right:
        assert not any(rule in broken_rules(name, lang) for lang in languages), name


def test_words_of_two_languages_are_alike_and_others_are_not() -> None:
    assert words_alike("Ваўкавыск", "Волковыск")
    assert not words_alike("Гомель", "Могилёв")
    assert short_alike("Łukaszenka", "Аляксандр Лукашэнка")
    assert not short_alike("Putin", "Аляксандр Лукашэнка")


BARE = {
    "nazvy:aliaksandr-lukashenka": "Лукашэнка Лукашенко Лукашенком Lukashenko Lukashenka Lukaschenko",
    "nazvy:volodymyr-zelenskyy": "Зяленскі Зеленський Зеленського Зеленский Zelenskyy Zelensky",
    "nazvy:vladimir-putin": "Пуцін Путін Путіна Путин Путину Putin Poutine",
    "nazvy:sviatlana-tsikhanouskaya": "Ціханоўская Тихановська Тихановской Tsikhanouskaya Tikhanovskaya",
}


@pytest.mark.parametrize("entity", BARE)
def test_a_bare_surname_means_the_head_of_state(entity: str) -> None:
    reconciler = Reconciler(load())
    for form in BARE[entity].split():
        match = reconciler.rank(Query(form=form, type="person")).match
        assert match is not None, form
        assert match.entity == entity, form


def test_relatives_keep_their_own_names() -> None:
    reconciler = Reconciler(load())
    for form, entity in {
        "Виктор Лукашенко": "nazvy:viktar-lukashenka",
        "Мікалай Лукашэнка": "nazvy:mikalai-lukashenka",
        "Olena Zelenska": "nazvy:olena-zelenska",
        "Сергея Тихановского": "nazvy:siarhei-tsikhanouski",
    }.items():
        match = reconciler.rank(Query(form=form, type="person")).match
        assert match is not None, form
        assert match.entity == entity, form


@pytest.mark.parametrize(
    "forms",
    [
        "Уладзімір Володимир Владимир Wladimir Władimir Vladimiras Wolodymyr",
        "Яўген Євген Евгений Jewgeni Evgueni Jewhen Jevgenijus",
        "Юлія Юлия Ioulia Julija Yulia",
        "Кацярына Катерина Екатерина Jekaterina Kateryna",
        "Сымон Симон Symon",
        "Якуб Jakub",
        "Андрэй Андрій Андрей Andrzej Andreï",
        "Аліса Алиса Alisa",
        "Марфа Marfa",
    ],
)
def test_forms_of_one_given_name_share_its_id(forms: str) -> None:
    assert set.intersection(*({name.id for name in given_name(form)} for form in forms.split()))


@pytest.mark.parametrize(
    "forms",
    [
        ("Иван", "Ян"),
        ("Юрий", "Георгий"),
        ("Георгий", "Егор"),
        ("Елена", "Алёна"),
        ("Олена", "Альона"),
        ("Арсен", "Арсений"),
        ("Франц", "Францішак"),
        ("Осип", "Иосиф"),
        ("Симон", "Семён"),
        ("Фёдор", "Теодор"),
        ("Юзеф", "Иосиф"),
        ("Марфа", "Марта"),
        ("Ксения", "Оксана"),
        ("Ульяна", "Юлиана"),
        ("Вячеслав", "Вацлав"),
    ],
)
def test_given_names_distinct_in_use_are_not_joined(forms: tuple[str, str]) -> None:
    a, b = ({name.id for name in given_name(form)} for form in forms)
    assert a
    assert b
    assert not a & b


def test_a_given_name_is_a_mans_or_a_womans() -> None:
    genders: dict[str, set[str | None]] = {}
    for names in given_names().values():
        for name in names:
            genders.setdefault(name.id, set()).add(name.gender)
    assert {len(found) for found in genders.values()} == {1}
    assert set.union(*genders.values()) == {"Masc", "Fem"}
    assert min(Counter(next(iter(found)) for found in genders.values()).values()) > 100


def test_every_given_name_declines() -> None:
    for names in given_names().values():
        for name in names:
            if name.lang not in CYRILLIC:
                continue
            kind = "patronymic" if name.kind.startswith("patronymic") else "given"
            gender = {"patronymic-masculine": "Masc", "patronymic-feminine": "Fem"}.get(name.kind, name.gender)
            assert decline(name.form, name.lang, "Gen", kind=kind, gender=gender), name
