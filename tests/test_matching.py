"""When two spellings are one name: sounds, keys, distance, and the build of persons' and places' names."""

from __future__ import annotations

import csv
import math
import subprocess
import sys
import tomllib
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.gazetteer import Entity, Gazetteer, Name
from pipeline.languages import decline_name
from pipeline.languages.territories import territory_in, territory_of
from pipeline.matching.consonants import consonants, like_surname, may_be_one, outline
from pipeline.matching.distance import Writing, sound_distance, word_distance
from pipeline.matching.given import given_name_ids
from pipeline.matching.index import SoundIndex
from pipeline.matching.orthographies import foreign_readings, orthographies, reading_keys
from pipeline.matching.person import differ_by_gender, parse_person, person_likelihood, surnames_related
from pipeline.matching.phrase import phrase_keys, phrase_likelihood
from pipeline.matching.slips import slip_distance, slip_likelihood, slipped_keys
from pipeline.matching.sounds import coarse, sound_keys, sounds
from pipeline.matching.translated import words_of
from pipeline.tables import read_csv

TABLES = files("pipeline.matching")
SOUNDS = tomllib.loads((TABLES / "sounds.toml").read_text(encoding="utf-8"))
NAMES = tomllib.loads((TABLES / "names.toml").read_text(encoding="utf-8"))
ORTHOGRAPHIES = tomllib.loads((TABLES / "orthographies.toml").read_text(encoding="utf-8"))
TRANSLATIONS = tomllib.loads((TABLES / "translations.toml").read_text(encoding="utf-8"))
SLIPS = tomllib.loads((TABLES / "slips.toml").read_text(encoding="utf-8"))
PLACE_ENDINGS = tomllib.loads((TABLES / "place_endings.toml").read_text(encoding="utf-8"))
COSTS = list(csv.DictReader((TABLES / "costs.csv").read_text(encoding="utf-8").splitlines()))
LETTERS = st.text(alphabet="абвгґдеєёжзиіїйклмнопрстуўфхцчшщъыьэюяabcdefghijklmnopqrstuvwxyzčšžćśźłŭ", max_size=12)
WORDS = st.text(alphabet="абвгдежзіклмнопрстуўфхцчшыья", min_size=1, max_size=12)
LIKELY = st.sampled_from((0.1, 0.3, 0.9))

ONE_PERSON = [
    ("Siarhei Tsikhanouski", "Сергей Тихановский"),
    ("Uladzimir Ziialenski", "Володимир Зеленський"),
    ("Aliaksandr Lukashenka", "Alexander Lukashenko"),
    ("Tichanowskaja Swetlana", "Святлана Ціханоўская"),
    ("А. Г. Лукашенко", "Александр Григорьевич Лукашенко"),
    ("Анісім Олена Миколаївна", "Алена Анісім"),
    ("Denis “Kit” Prokhorov", "Дзяніс Прохараў"),
    ("Łukaszenka Aleksander", "Лукашэнка Аляксандр Рыгоравіч"),
    ("Joeri Sjevtsjoek", "Юрій Шевчук"),
    ("Szerhij Csernyenko", "Сергій Черненко"),
    ("Serghei Ciornîi", "Сергей Чёрный"),
    ("Guennadi Choulguine", "Геннадий Шульгин"),
]
TWO_PEOPLE = [
    ("Siarhei Tsikhanouski", "Светлана Тихановская"),
    ("Сергей Тихановский", "Сергей Тихановская"),
    ("Иван Петрович Ковалёв", "Иван Андреевич Ковалёв"),
    ("Валерий Ковалёв", "Валерия Ковалёва"),
    ("Ihor Kyzym", "Ivan Kyzym"),
    ("Марія Мороз", "Марія Морозова"),
    ("А. Лукашенко", "Виктор Лукашенко"),
    ("Andrii Savchenko", "Андрей Шевченко"),
    ("Андрій Савченко", "Андрей Шевченко"),
    ("Serhiy Kiral", "Сергій Король"),
    ("Михайло Папієв", "Михаил Попов"),
    ("Олег Міхно", "Олег Махно"),
]


@pytest.mark.parametrize("example", SOUNDS["examples"], ids=lambda example: example["spellings"][0])
def test_spellings_sound_as_the_table_says(example: dict[str, list[str]]) -> None:
    assert [sounds(spelling) for spelling in example["spellings"]] == example["sounds"]


@pytest.mark.parametrize("example", SOUNDS["examples"], ids=lambda example: example["spellings"][0])
def test_spellings_of_one_name_share_a_key(example: dict[str, list[str]]) -> None:
    shared = set.intersection(*(set(sound_keys(spelling)) for spelling in example["spellings"]))
    assert shared


@pytest.mark.parametrize("row", [row for row in COSTS if row["example"]], ids=lambda row: row["example"])
def test_a_difference_costs_what_its_row_says(row: dict[str, str]) -> None:
    one, other = row["example"].split("/")
    assert word_distance(one, other) == pytest.approx(float(row["cost"]), abs=0.08)


def test_no_difference_has_two_costs() -> None:
    pairs = [frozenset((row["a"], row["b"])) for row in COSTS]
    assert len(pairs) == len(set(pairs))


@given(LETTERS, LETTERS)
def test_distance_is_symmetric_and_nothing_between_equals(a: str, b: str) -> None:
    assert sound_distance(sounds(a), sounds(b)) == pytest.approx(sound_distance(sounds(b), sounds(a)))
    assert word_distance(a, a) == 0


@pytest.mark.parametrize("writing", Writing)
def test_a_limit_hides_only_what_is_farther_apart(writing: Writing) -> None:
    for row in COSTS:
        one, other = f"bal{row['a']}mi", f"bal{row['b']}mi"
        apart = sound_distance(one, other, writing)
        assert sound_distance(one, other, writing, apart + 0.01) == pytest.approx(apart)
        assert sound_distance(one, other, writing, apart - 0.01) == math.inf or not apart


@given(WORDS, WORDS, st.integers(0, 11), LIKELY)
def test_words_that_their_consonants_tell_apart_are_no_spellings_of_one_name(
    word: str, other: str, at: int, likely: float
) -> None:
    slipped = word[:at] + other[:1] + word[at + 1 :]
    for asked in (other, slipped, other + word[-3:]):
        if not may_be_one([consonants(asked)], outline(word, likely)):
            assert phrase_likelihood(asked, word) < likely


@given(WORDS, WORDS, st.integers(0, 11), LIKELY)
def test_surnames_that_their_consonants_tell_apart_are_not_one(word: str, other: str, at: int, likely: float) -> None:
    (surname,) = parse_person(word) or (None,)
    for asked in (other, word[:at] + other[:1] + word[at + 1 :]):
        if surname and not like_surname(surname, [consonants(asked)], likely):
            assert person_likelihood(word, asked) < likely


def test_most_names_are_told_apart_by_their_consonants_and_no_rendering_of_a_name_is() -> None:
    towns = ["Гомель", "Брэст", "Полацк", "Віцебск", "Мурманск", "Уфа", "Одеса", "Луцк", "Новая Каховка", "Стары Оскал"]
    apart = [(a, b) for a in towns for b in towns if not _may_be_one(a, b)]
    assert len(apart) > 80
    pairs = [("Полацку", "Полоцк"), ("Віцебшчына", "Витебщина"), ("Нова Каховка", "Новая Каховка"), ("Гомлі", "Гомель")]
    assert all(_may_be_one(a, b) and _may_be_one(b, a) for a, b in pairs)
    told_by_more_than_sounds = [("Франция", "Францыі"), ("Северное море", "Паўночнае мора"), ("Kyjiv", "Київ")]
    assert all(_may_be_one(a, b) and _may_be_one(b, a) for a, b in told_by_more_than_sounds)


def _may_be_one(asked: str, known: str) -> bool:
    words, name = [*map(consonants, words_of(asked))], outline(known, 0.3)
    return len(words) == name.size and may_be_one(words, name)


@given(LETTERS)
def test_a_word_has_keys_whatever_its_letter_case(word: str) -> None:
    assert sound_keys(word)
    assert sounds(word.title()) == sounds(word)


@pytest.mark.parametrize("form", NAMES["patronymics"]["examples"])
def test_patronymics_are_known_by_their_endings(form: str) -> None:
    assert [word.role for word in parse_person(f"Иван {form} Ковалёв")][1] == "patronymic"


@pytest.mark.parametrize(
    ("his", "hers"), [pair for row in NAMES["gendered_surnames"] for pair in row["examples"]], ids=str
)
def test_a_mans_and_a_womans_surname_are_of_one_family_but_two_people(his: str, hers: str) -> None:
    assert differ_by_gender(sounds(his), sounds(hers))
    assert surnames_related(sounds(his), sounds(hers))


@pytest.mark.parametrize(("asked", "known"), ONE_PERSON)
def test_spellings_of_one_person_are_likely_one(asked: str, known: str) -> None:
    assert person_likelihood(asked, known) > 0.6
    assert person_likelihood(known, asked) == pytest.approx(person_likelihood(asked, known))


@pytest.mark.parametrize(("asked", "known"), TWO_PEOPLE)
def test_namesakes_and_relatives_are_not_one(asked: str, known: str) -> None:
    assert person_likelihood(asked, known) < 0.6


@pytest.mark.parametrize(
    ("language", "foreign", "native"),
    [(row["language"], *pair) for row in ORTHOGRAPHIES["orthography"] for pair in row["examples"]],
    ids=str,
)
def test_each_orthography_reads_its_examples(language: str, foreign: str, native: str) -> None:
    (orthography,) = (found for found in orthographies() if found.language == language)
    heard = [orthography.hear(word) for word in (foreign, *orthography.stems(foreign, foreign.lower()))]
    assert min(sound_distance(word, sounds(native)) for word in heard) <= 0.36
    assert person_likelihood(f"Ivan {foreign}", f"Иван {native}") > 0.6
    assert set(reading_keys(foreign)) & set(sound_keys(native))


@pytest.mark.parametrize(
    ("kind", "slipped", "right"), [(row["kind"], *pair) for row in SLIPS["slip"] for pair in row["examples"]], ids=str
)
def test_a_slip_costs_what_its_row_says(kind: str, slipped: str, right: str) -> None:
    cost = next(row["cost"] for row in SLIPS["slip"] if row["kind"] == kind)
    assert slip_distance(sounds(slipped), sounds(right)) == pytest.approx(cost, abs=0.12)
    assert {*sound_keys(slipped), *slipped_keys(slipped)} & set(sound_keys(right))


@pytest.mark.parametrize(
    ("asked", "known", "likely"),
    [
        ("Viktroria Syumar", "Сюмар Вікторія Петрівна", True),
        ("Світлана Тихановксая", "Светлана Георгиевна Тихановская", True),
        ("Олег Савенко", "Олег Савченко", False),
        ("Юрій Шухевич", "Юрый Ушкевіч", False),
        ("Viktroria", "Вікторія Сюмар", False),
        ("Марина Коваль", "Мариан Коваль", False),
    ],
)
def test_one_slip_is_forgiven_where_all_else_agrees(asked: str, known: str, likely: bool) -> None:
    assert (slip_likelihood(asked, known) > 0.65) is likely


def test_another_surname_under_one_given_name_and_patronymic_is_found_and_told() -> None:
    entity = Entity(id="test:1", type="person", label="Ганна Іосіфаўна Бялоцкая")
    index = SoundIndex(Gazetteer({entity.id: entity}, [Name(entity=entity.id, form=entity.label, lang="be")], [], ""))
    assert [found.name.form for found in index.find_renamed("Анна Иосифовна Шиманская")] == [entity.label]
    assert index.find_renamed("Анна Петровна Шиманская") == []
    assert index.find_renamed("Анна Шиманская") == []


def test_only_latin_letters_are_read_by_foreign_orthographies() -> None:
    assert foreign_readings("Лукашенко") == ()
    assert len({reading.heard for reading in foreign_readings("Czernowol")}) == len(foreign_readings("Czernowol"))


def test_a_surname_alone_is_only_half_a_name() -> None:
    assert 0.4 < person_likelihood("Лукашэнка", "Александр Лукашенко") < 0.6


@pytest.mark.parametrize(
    ("asked", "known", "one"),
    [
        ("Lukyanivka", "Лук’янівка", True),
        ("Hrodna", "Гродна", True),
        ("Новая Каховка", "Нова Каховка", True),
        ("Минск", "Пинск", False),
        ("Львов", "Ржев", False),
        ("Дніпро-1", "Дніпро-2", False),
    ],
)
def test_places_agree_word_by_word(asked: str, known: str, one: bool) -> None:
    assert (phrase_likelihood(asked, known) > 0.6) is one


@pytest.mark.parametrize(("long", "short"), NAMES["adjectives"]["examples"])
def test_adjectives_in_names_agree_across_languages(long: str, short: str) -> None:
    assert phrase_likelihood(long, short) > 0.6


@pytest.mark.parametrize(("one", "other"), [pair for row in TRANSLATIONS["word"] for pair in row["examples"]], ids=str)
def test_words_that_languages_translate_are_one_in_names_of_places(one: str, other: str) -> None:
    assert phrase_likelihood(one, other) > 0.6
    assert set(phrase_keys(one)) & set(phrase_keys(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [("Північна Ірландія", "Ирландия"), ("Северная Корея", "Південна Корея"), ("Нигер", "Нигерия"), ("Новый", "New")],
)
def test_a_translated_word_tells_places_apart(one: str, other: str) -> None:
    assert phrase_likelihood(one, other) < 0.5


def test_countries_are_one_whatever_a_language_calls_them() -> None:
    names = ["Germany", "Нямеччына", "Німеччина", "Германия", "ФРГ", "ФРН"]
    assert {territory_of(name) for name in names} == {"DE"}
    assert territory_of("Бобруйск") is None
    assert all(phrase_likelihood(one, other) > 0.9 for one in names for other in names)


@pytest.mark.parametrize(("long", "short"), NAMES["particles"]["examples"])
def test_particles_are_no_words_of_a_name(long: str, short: str) -> None:
    assert [word.text for word in parse_person(long)] == [word.text for word in parse_person(short)]
    assert [word.text for word in parse_person("Ван Дэ")] == ["Ван", "Дэ"]


@pytest.mark.parametrize("form", ["А. Лукашенко", "Дж. Хант", "Yu.Boyko", "Ю.Бойко", "Ch. Rice"])
def test_an_initial_may_be_two_letters_with_a_full_stop(form: str) -> None:
    assert [word.role for word in parse_person(form)] == ["initial", "surname"]


def test_equivalent_given_names_share_an_id() -> None:
    assert given_name_ids("Сяргей") & given_name_ids("Сергій") & given_name_ids("Siarhiej")
    assert given_name_ids("Кастусь") & given_name_ids("Канстанцін")
    assert not given_name_ids("Валерий") & given_name_ids("Валерия")


def test_the_index_finds_another_spelling_and_ranks_namesakes_below() -> None:
    people = {"test:1": "Марат Жылінскі", "test:2": "Міхась Жылінскі", "test:3": "Валерый Варанецкі"}
    entities = {key: Entity(id=key, type="person", label=form) for key, form in people.items()}
    names = [Name(entity=key, form=form, lang="be") for key, form in people.items()]
    found = SoundIndex(Gazetteer(entities, names, [], "")).find("Marat Zhilinskiy", "person")
    assert found[0].name.entity == "test:1"
    assert found[0].likelihood > 0.8
    assert all(other.likelihood < 0.05 for other in found[1:])


@pytest.mark.parametrize(
    ("one", "other"),
    [tuple(pair) for row in (*PLACE_ENDINGS["kind"], PLACE_ENDINGS["adjectives"]) for pair in row["examples"]],
)
def test_an_ending_of_places_is_one_in_every_language(one, other):
    assert phrase_likelihood(one, other) > 0.9
    assert phrase_likelihood(other, one) > 0.9


@pytest.mark.parametrize(("one", "other"), PLACE_ENDINGS["adjectives"]["different"])
def test_places_of_one_root_and_different_endings_are_two(one, other):
    assert phrase_likelihood(one, other) < 0.1
    assert phrase_likelihood(other, one) < 0.1


def test_a_name_of_a_body_may_be_an_acronym_or_one_word_made_of_several():
    names = ["СБУ", "Служба безпеки України", "Служба бяспекі Украіны", "Security Service of Ukraine"]
    assert all(phrase_likelihood(one, other) > 0.9 for one in names for other in names)
    assert len({phrase_keys(name) for name in names}) == 1


def test_the_genitive_of_a_country_is_what_the_rules_decline():
    for row in read_csv("pipeline.languages", "territory_genitives.csv"):
        assert decline_name(row["nominative"], row["lang"], "Gen", type="place") == row["genitive"]
        assert territory_in(row["genitive"]) == territory_of(row["nominative"]) is not None


@pytest.mark.parametrize(("one", "other"), SOUNDS["coarse"]["examples"])
def test_what_writers_exchange_all_the_time_is_coarsely_one(one, other):
    assert coarse(sounds(one)) == coarse(sounds(other))


FILED = """
import hashlib
from pipeline.gazetteer import Gazetteer, load
from pipeline.matching import filing

whole = load()
names = whole.names[:: len(whole.names) // 2500]
some = Gazetteer({name.entity: whole.entity(name.entity) for name in names}, names, [], "")
alone = filing.compile_filing(some)
filing.PIECE, filing.MANY = 300, 1
assert filing.compile_filing(some) == alone
print(len(alone["sound.keys"]))
"""


def test_names_filed_in_pieces_by_several_processes_are_filed_alike() -> None:
    done = subprocess.run([sys.executable, "-c", FILED], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) > 10_000
