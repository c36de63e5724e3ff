"""Forms made by the rules of `rules.toml` for places that no source names in a language, and what a rule is worth.

A rule starts from a form that a source has, never from one that another rule made. Where it leaves a choice it makes
nothing, or, where it says so, what most of the attested forms choose; then its worth is cross-validated.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from pipeline.gazetteer.places.choices import Choices, chosen, rendered
from pipeline.gazetteer.places.correspond import WORD
from pipeline.gazetteer.places.forms import BY_RULE, Form
from pipeline.gazetteer.places.telling import may_be
from pipeline.languages import alphabets
from pipeline.tables import read_csv, read_toml

ACUTE = "\u0301"
LEAST_PRECISION = 0.95
"""A rule that agrees less often with the forms that the sources have makes nothing."""
PARTS = 5
"""The worth of a rule that counts is measured on each part of the attested forms with the choices of the others."""
Row = Mapping[str, str]


class Rule(NamedTuple):
    """`name` begins with the languages that it leads from and to (`ru-uk-2019`); for the places of one country.

    Every word of the name has one of the `endings` (a regular expression). A `stressed` rule reads stressed words,
    one that is `counted` chooses as at least that share of the attested forms does. With `below`, it is for places of
    fewer inhabitants.
    """

    name: str
    country: str
    endings: str = ""
    stressed: bool = False
    counted: float = 0.0
    below: int = 0

    @property
    def base(self) -> str:
        """The language of the form that it starts from."""
        return self.name.split("-")[0]

    @property
    def lang(self) -> str:
        """The language of the form that it makes."""
        return self.name.split("-")[1]


class Named(NamedTuple):
    """A populated place, its preferred forms by language, and how many inhabitants it has."""

    id: str
    country: str
    forms: Mapping[str, Form]
    population: int = 0

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
    table = read_toml(__package__, "rules.toml")
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
        Named(row["id"], row["country"], forms.get(row["id"], {}), int(row["population"] or 0))
        for row in entities
        if row["type"] == "place" and row["feature"].startswith("PPL")
    ]


def made_by_rules(places: Iterable[Named]) -> Iterator[tuple[str, Form]]:
    """The id of each place and a form that it lacks and a rule makes."""
    known = list(places)
    for rule in rules():
        if worth(rule, known).precision < LEAST_PRECISION:
            continue
        make = maker(rule, counted(rule, known))
        for place in known:
            base = place.attested(rule.base)
            if _is_for(rule, place) and rule.lang not in place.forms and base:
                made = make(base)
                if made:
                    yield place.id, Form(made, rule.lang, "preferred", f"{BY_RULE}{rule.name}")


def worth(rule: Rule, places: Iterable[Named]) -> Worth:
    """What a rule makes of places that have the form in a source: hidden from the rule, and compared."""
    pairs = _pairs(rule, places)
    made: list[tuple[str | None, str]] = []
    for part in range(PARTS if rule.counted else 1):
        others = [pair for at, pair in enumerate(pairs) if at % PARTS != part]
        make = maker(rule, _choices(rule, others))
        made += [(make(base), form) for base, form in (pairs[part::PARTS] if rule.counted else pairs)]
    return Worth(sum(one == form for one, form in made), sum(one is not None for one, _ in made), len(pairs))


def _pairs(rule: Rule, places: Iterable[Named]) -> list[tuple[str, str]]:
    """The attested forms in both languages of a rule, of the places that it is for."""
    both = [(place.attested(rule.base), place.attested(rule.lang)) for place in places if _is_for(rule, place)]
    return [(base, form) for base, form in both if base and form and may_be(form, rule.lang)]


def _is_for(rule: Rule, place: Named) -> bool:
    return place.country == rule.country and (not rule.below or place.population < rule.below)


def counted(rule: Rule, places: Iterable[Named]) -> Choices:
    """What the attested forms choose where the rows of a rule leave a choice; nothing where it does not count."""
    return _choices(rule, _pairs(rule, places))


def _choices(rule: Rule, pairs: Iterable[tuple[str, str]]) -> Choices:
    if not rule.counted:
        return {}
    words = (zip(WORD.findall(base), WORD.findall(form), strict=False) for base, form in pairs)
    return chosen(
        ((_readings(word, rule), other.lower()) for both in words for word, other in both), rule.name, rule.counted
    )


def maker(rule: Rule, choices: Choices) -> Callable[[str], str | None]:
    """What makes a form by a rule, or None where the rule does not decide."""
    ending = re.compile(rule.endings)

    def make(base: str) -> str | None:
        words = [_word(word, rule, choices) if ending.search(word.lower()) else None for word in WORD.findall(base)]
        if None in words:
            return None
        read = iter(words)
        made = WORD.sub(lambda _: str(next(read)), base)
        return made if made and may_be(made, rule.lang) else None

    return make


def _word(word: str, rule: Rule, choices: Choices) -> str | None:
    """A word by a rule; where its stress is not known, what comes of it wherever the stress is."""
    made = {rendered(one, rule.name, choices) for one in _readings(word, rule)}
    return made.pop() if len(made) == 1 else None


def _readings(word: str, rule: Rule) -> list[str]:
    if not rule.stressed:
        return [word]
    known = stressed(word, rule.base)
    return [known] if known else _stressings(word, rule.base)


def stressed(word: str, lang: str) -> str | None:
    """A word with an acute after its stressed vowel: by stress.csv, or because it has but one vowel."""
    if len(_vowels(word, lang)) > 1:
        return _stress(lang).get(word)
    return next(iter(_stressings(word, lang)), word)


def _stressings(word: str, lang: str) -> list[str]:
    """A word with an acute after each of its vowels."""
    return [word[: at + 1] + ACUTE + word[at + 1 :] for at in _vowels(word, lang)]


def _vowels(word: str, lang: str) -> list[int]:
    return [at for at, letter in enumerate(word.lower()) if letter in alphabets()[lang].vowels]


@cache
def _stress(lang: str) -> dict[str, str]:
    words = [row["word"] for row in read_csv(__package__, "stress.csv") if row["lang"] == lang]
    return {word.replace(ACUTE, ""): word for word in words}
