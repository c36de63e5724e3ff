"""Forms made by the rules of `rules.toml` for places that no source names in a language, and what a rule is worth.

A rule starts from a form that a source has, never from one that another rule made, and where it leaves a choice it
makes nothing.
"""

from __future__ import annotations

import csv
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from pipeline.gazetteer.places.correspond import spellings
from pipeline.gazetteer.places.forms import Form
from pipeline.gazetteer.places.telling import may_be
from pipeline.languages import alphabets

BY_RULE = "rule:"
ACUTE = "\u0301"
WORD = re.compile(r"[^\s-]+")
LEAST_PRECISION = 0.95
"""A rule that agrees less often with the forms that the sources have makes nothing."""
Row = Mapping[str, str]


class Rule(NamedTuple):
    """`name` begins with the languages that it leads from and to (`ru-uk-2019`); for the places of one country.

    Every word of the name has one of the `endings` (a regular expression); a `stressed` rule reads stressed words.
    """

    name: str
    country: str
    endings: str = ""
    stressed: bool = False

    @property
    def base(self) -> str:
        """The language of the form that it starts from."""
        return self.name.split("-")[0]

    @property
    def lang(self) -> str:
        """The language of the form that it makes."""
        return self.name.split("-")[1]


class Named(NamedTuple):
    """A populated place and its preferred forms by language."""

    id: str
    country: str
    forms: Mapping[str, Form]

    def attested(self, lang: str) -> str | None:
        """The form in a language, where a source has it."""
        form = self.forms.get(lang)
        return None if form is None or form.source.startswith(BY_RULE) else form.form


class Worth(NamedTuple):
    """Of the `attested` forms of the sources a rule makes some, and some of these as the sources have them."""

    right: int
    made: int
    attested: int

    @property
    def precision(self) -> float:
        """The part of what it makes that is right, 0 to 1."""
        return self.right / self.made if self.made else 0.0


@cache
def rules() -> tuple[Rule, ...]:
    """rules.toml."""
    table = tomllib.loads((files(__package__) / "rules.toml").read_text("utf-8"))
    return tuple(Rule(**row) for row in table["rules"])


def named_places(entities: Iterable[Row], names: Iterable[Row]) -> list[Named]:
    """The populated places of two tables, with their preferred forms."""
    forms: dict[str, dict[str, Form]] = {}
    for row in names:
        if row["kind"] == "preferred":
            forms.setdefault(row["entity"], {})[row["lang"]] = Form(
                row["form"], row["lang"], row["kind"], row["source"]
            )
    return [
        Named(row["id"], row["country"], forms.get(row["id"], {}))
        for row in entities
        if row["type"] == "place" and row["feature"].startswith("PPL")
    ]


def made_by_rules(places: Iterable[Named]) -> Iterator[tuple[str, Form]]:
    """The id of each place and a form that it lacks and a rule makes."""
    known = list(places)
    for rule in rules():
        if worth(rule, known).precision < LEAST_PRECISION:
            continue
        make = maker(rule)
        for place in known:
            base = place.attested(rule.base)
            if place.country == rule.country and rule.lang not in place.forms and base:
                made = make(base)
                if made:
                    yield place.id, Form(made, rule.lang, "preferred", f"{BY_RULE}{rule.name}")


def worth(rule: Rule, places: Iterable[Named]) -> Worth:
    """What a rule makes of places that have the form in a source: hidden from the rule, and compared."""
    make = maker(rule)
    pairs = [
        (place.attested(rule.base), place.attested(rule.lang)) for place in places if place.country == rule.country
    ]
    both = [(base, form) for base, form in pairs if base and form]
    made = [(make(base), form) for base, form in both]
    return Worth(sum(one == form for one, form in made), sum(one is not None for one, _ in made), len(both))


def maker(rule: Rule) -> Callable[[str], str | None]:
    """What makes a form by a rule, or None where the rule does not decide."""
    ending = re.compile(rule.endings)

    def make(base: str) -> str | None:
        words = [word if ending.search(word.lower()) else None for word in WORD.findall(base)]
        if rule.stressed:
            words = [stressed(word, rule.base) if word else None for word in words]
        if None in words:
            return None
        read = iter(words)
        certain = spellings(WORD.sub(lambda _: str(next(read)), base), rule.name).certain
        return certain if certain and may_be(certain, rule.lang) else None

    return make


def stressed(word: str, lang: str) -> str | None:
    """A word with an acute after its stressed vowel: by stress.csv, or because it has but one vowel."""
    vowels = [at for at, letter in enumerate(word.lower()) if letter in alphabets()[lang].vowels]
    if len(vowels) > 1:
        return _stress(lang).get(word)
    return word[: vowels[0] + 1] + ACUTE + word[vowels[0] + 1 :] if vowels else word


@cache
def _stress(lang: str) -> dict[str, str]:
    text = (files(__package__) / "stress.csv").read_text("utf-8")
    words = [row["word"] for row in csv.DictReader(text.splitlines()) if row["lang"] == lang]
    return {word.replace(ACUTE, ""): word for word in words}
