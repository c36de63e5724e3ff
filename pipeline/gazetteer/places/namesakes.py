"""Forms that namesakes lend each other: what one Миколаївка is in Russian by its sources, another is too."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

from pipeline.gazetteer.places.correspond import spellings
from pipeline.gazetteer.places.forms import BY_RULE, Form
from pipeline.gazetteer.places.rows import Entry
from pipeline.languages import CYRILLIC
from pipeline.languages.territories import own_languages

LEAST = 2
"""So many places must attest a pair of forms, and none another one."""
_Pairs = dict[tuple[str, str, str], Counter[str]]


def with_namesakes(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The same places; to those without a form in a language comes the one that all their namesakes have there.

    Namesakes have the same form in the language of the country, and the correspondences must know the pair.
    """
    places = list(entries)
    pairs = _attested(places)
    for place in places:
        yield place._replace(forms=(*place.forms, *_lent(place, pairs)))


def _attested(places: Iterable[Entry]) -> _Pairs:
    """By a form in a country's own language and another language: what the sources have there, and how often."""
    pairs: _Pairs = defaultdict(Counter)
    for place in places:
        forms = _preferred(place)
        base = forms.get(own_languages().get(place.country or "", ""))
        for lang, form in forms.items():
            if base and form is not base and not form.source.startswith(BY_RULE):
                pairs[base.lang, base.form, lang][form.form] += 1
    return pairs


def _lent(place: Entry, pairs: _Pairs) -> Iterator[Form]:
    forms = _preferred(place)
    base = forms.get(own_languages().get(place.country or "", ""))
    if base is None or not place.feature.startswith("PPL"):
        return
    for lang in CYRILLIC:
        found = pairs.get((base.lang, base.form, lang), Counter()) if lang not in forms else Counter()
        if len(found) == 1:
            [(form, count)] = found.items()
            if count >= LEAST and form in spellings(base.form, f"{base.lang}-{lang}").possible:
                yield Form(form, lang, "preferred", f"{BY_RULE}{base.lang}-{lang}")


def _preferred(place: Entry) -> dict[str, Form]:
    return {form.lang: form for form in place.forms if form.kind == "preferred" and form.lang in CYRILLIC}
