"""Sentences of our own to train the tagger with: patterns filled by chance with names in the case that they ask for.

They hold names, professions and topics that the news of the training data do not. `be.txt`, `uk.txt` and `ru.txt` hold
a pattern a line; `{p.Gen}` stands for a person in the genitive. The same seed gives the same sentences.

    p, pm, pf  a person, a man, a woman, in full      s  a person's surname       i  initials and surname
    g          a given name alone                     l  a place                  o  an organisation
    b          a company in Latin letters             a  an acronym               q  what quotation marks hold
    e          an event or a product: a name of none of the three kinds
    c          a person in full, the surname or all of the name in capitals
"""

from __future__ import annotations

import random
import re
import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple, cast

from pipeline.gazetteer import load
from pipeline.languages import decline_name
from pipeline.languages.given_names import given_names
from pipeline.records import Case, EntityType, Gender

FOLDER = Path(__file__).parent
LANGUAGES = ("be", "uk", "ru")
SLOT = re.compile(r"\{(\w+)(?:\.(\w+))?\}")
SENTENCES = 12
FOREIGN = 0.45
KINDS = {"l": "place", "o": "organisation", "b": "organisation", "a": "organisation", "q": "organisation", "e": "other"}


class Lesson(NamedTuple):
    """A text of several sentences with its names: (start, end, kind)."""

    lang: str
    text: str
    names: list[tuple[int, int, str]]


class Person(NamedTuple):
    """Who is spoken of: given name, what stands before the surname (de, van), surname."""

    given: str
    particle: str
    surname: str
    gender: Gender


def lessons(each: int, seed: int = 1) -> Iterator[Lesson]:
    """So many texts in each language."""
    names = tomllib.loads((FOLDER / "names.toml").read_text(encoding="utf-8"))
    for lang in LANGUAGES:
        writer = _Writer(lang, names, random.Random(f"{seed}{lang}"))  # noqa: S311 (the same lessons every time)
        yield from (writer.lesson() for _ in range(each))


class _Writer:
    """Writes lessons in one language."""

    def __init__(self, lang: str, names: dict[str, Any], chance: random.Random) -> None:
        self._lang, self._names, self._chance = lang, names, chance
        self._patterns = (FOLDER / f"{lang}.txt").read_text(encoding="utf-8").splitlines()
        gazetteer = load()
        self._places = sorted({
            name.form for name in gazetteer.names if name.lang == lang and gazetteer.entity(name.entity).type == "place"
        })  # fmt: skip
        self._given: dict[str, list[str]] = {"Masc": [], "Fem": []}
        for rows in given_names().values():
            for row in rows:
                if row.lang == lang and row.kind == "full" and row.gender in self._given:
                    self._given[row.gender].append(row.form)
        for gender, key in (("Masc", "men"), ("Fem", "women")):
            self._given[gender] = sorted({*self._given[gender], *names[lang][key].split()})

    def lesson(self) -> Lesson:
        """One text: a few persons and places, spoken of again and again."""
        cast_ = [self._person(gender) for gender in ("Masc", "Masc", "Fem", "Fem")]
        places = self._chance.sample(self._places, 5)
        text = ""
        names: list[tuple[int, int, str]] = []
        for pattern in self._chance.sample(self._patterns, SENTENCES):
            text, names = self._fill(pattern, text, names, cast_, places)
        return Lesson(self._lang, text, names)

    def _fill(
        self, pattern: str, text: str, names: list[tuple[int, int, str]], people: list[Person], places: list[str]
    ) -> tuple[str, list[tuple[int, int, str]]]:
        """The text with a sentence more; as it was where a name cannot be put into its case."""
        longer, found, last = text, [*names], 0
        for slot in SLOT.finditer(pattern):
            longer += pattern[last : slot.start()]
            last = slot.end()
            form = self._form(slot.group(1), cast(Case, slot.group(2) or "Nom"), people, places)
            if form is None:
                return text, names
            found.append((len(longer), len(longer) + len(form), KINDS.get(slot.group(1), "person")))
            longer += form
        return longer + pattern[last:] + "\n", found

    def _form(self, slot: str, case: Case, people: list[Person], places: list[str]) -> str | None:
        if slot == "l":
            return self._declined(self._chance.choice(places), case, "place")
        if slot in ("b", "a", "q", "e"):
            return self._unbent()[slot]()
        if slot == "o":
            return self._organisation(case)
        fitting = [one for one in people if {"pm": "Masc", "pf": "Fem"}.get(slot, one.gender) == one.gender]
        person = self._chance.choice(fitting)
        surname = f"{person.particle} {person.surname}".strip()
        form = {"s": person.surname, "g": person.given}.get(slot, f"{person.given} {surname}")
        if slot == "i":
            between = self._chance.choice((" ", ""))
            initials = f"{person.given[0]}. {self._chance.choice(self._given['Masc'])[0]}. "
            form = initials.replace(" ", between) + person.surname
        declined = self._declined(form, case, "person", person.gender)
        return self._shouted(declined) if slot == "c" and declined else declined

    def _shouted(self, form: str) -> str:
        """A name in capitals, or its last word in capitals."""
        before, space, last = form.rpartition(" ")
        return form.upper() if self._chance.random() < 0.5 else f"{before}{space}{last.upper()}"

    def _declined(self, form: str, case: Case, kind: EntityType, gender: Gender | None = None) -> str | None:
        return form if case == "Nom" else decline_name(form, self._lang, case, type=kind, gender=gender)

    def _person(self, gender: Gender) -> Person:
        foreign, own = self._names["foreign"], self._names[self._lang]
        if self._chance.random() < FOREIGN:
            given = foreign["men" if gender == "Masc" else "women"].split()
            particle = self._chance.choice(foreign["particles"].split()) if self._chance.random() < 0.1 else ""
            return Person(
                self._respelled(self._chance.choice(given)),
                self._respelled(particle),
                self._respelled(self._chance.choice(foreign["surnames"].split())),
                gender,
            )
        surname = self._chance.choice(own["surnames"].split())
        if gender == "Fem":
            endings = self._names["feminine"][self._lang]
            ending = next((one for one in sorted(endings, key=len, reverse=True) if surname.endswith(one)), "")
            surname = surname.removesuffix(ending) + endings.get(ending, "")
        return Person(self._chance.choice(self._given[gender]), "", surname, gender)

    def _respelled(self, word: str) -> str:
        table: dict[str, str] = self._names["respelling"].get(self._lang, {})
        return "".join(
            table.get(letter, letter) if letter.islower() else table.get(letter.lower(), letter).capitalize()
            for letter in word
        )

    def _organisation(self, case: Case) -> str | None:
        own = self._names[self._lang]
        head = self._chance.choice(own["heads"].split("|"))
        tail = self._chance.choice(own["tails"].split("|"))
        place = self._declined(self._chance.choice(self._places), "Gen", "place") if "{l}" in tail else ""
        bent = self._declined(head, case, "organisation")
        return None if place is None or bent is None else f"{bent} {tail.replace('{l}', place)}"

    def _unbent(self) -> dict[str, Callable[[], str]]:
        own, brands, choose = self._names[self._lang], self._names["brands"], self._chance.choice
        return {
            "b": lambda: self._brand(brands["words"].split(), brands["ends"].split()),
            "a": lambda: choose(own["acronyms"].split()),
            "q": lambda: choose(own["quoted"].split("|")),
            "e": lambda: choose(own["events"].split("|")),
        }

    def _brand(self, words: list[str], ends: list[str]) -> str:
        first, second = self._chance.sample(words, 2)
        together = self._chance.choice((first + second, first + second.lower(), first, f"{first} {second}"))
        return f"{together} {self._chance.choice(ends)}" if self._chance.random() < 0.4 else together
