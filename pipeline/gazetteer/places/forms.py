"""The forms of a place in four languages, chosen from the unlabelled names of GeoNames or made by a safe rule."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from pipeline.gazetteer.folding import fold
from pipeline.gazetteer.places.correspond import spellings
from pipeline.gazetteer.places.source import Place, fold_latin
from pipeline.gazetteer.places.telling import (
    alike,
    bare,
    district,
    in_taraskievica,
    is_description,
    may_be,
    mechanical,
    only,
    own,
    romanised,
    without_opening,
)
from pipeline.languages import CYRILLIC, decline_name
from pipeline.languages.territories import own_languages
from pipeline.records import Case
from pipeline.transliteration import SPELLINGS, convert_spelling, get_system

ENGLISH = {"be": "be-press", "uk": "uk-national", "ru": "ru-press"}
VILLAGE = 10_000
"""Places of Ukraine with fewer inhabitants are spelled in Belarusian by sound (rules.toml), and not as in Russian."""
ENOUGH = 4
"""The country's own form agrees with the place's name, or has its language's own letters and a Latin spelling."""
OBLIQUE: tuple[Case, ...] = ("Gen", "Dat", "Acc", "Ins", "Loc")
GEONAMES = "geonames"
BY_RULE = "rule:"
"""What the sources of forms are called: GeoNames, and the rule whose name follows."""


class Form(NamedTuple):
    """One row of names.csv: a form, its language and kind, where it was read, and when it was official."""

    form: str
    lang: str
    kind: str
    source: str
    since: str = ""
    until: str = ""


def forms_of(place: Place) -> list[Form]:
    """The forms of a place that are certain, the preferred one of each language first."""
    lang = own_languages()[place.country]
    candidates = names_of(place)
    found: dict[str, Form] = {}
    chosen = _own(candidates, place, lang)
    if chosen:
        whole = next((form for form in place.cyrillic if district(form) and form.startswith(f"{chosen} ")), chosen)
        found[lang] = Form(whole, lang, "preferred", GEONAMES)
    for other in ("ru", "uk", "be"):
        if other != lang:
            form = _other(candidates, place, found, other)
            if form:
                found[other] = form
    english = _english(place, found.get(lang), found.get("ru"))
    rest = [*_taraskievica(candidates, found), *_lacinka(place, found), *_variants(candidates, place, found)]
    return [*found.values(), *english, *rest]


def names_of(place: Place) -> list[str]:
    """The Cyrillic names of a place without descriptions; `горад Крычаў` gives Крычаў."""
    plain = (without_opening(form) for form in place.cyrillic)
    return list(dict.fromkeys(form for form in plain if not is_description(form)))


def _own(candidates: list[str], place: Place, lang: str) -> str | None:
    """The form in the language of the country: the one that the name and its Latin spellings are romanised from."""
    name = bare(fold_latin(place.name))
    latin = {bare(one) for one in place.latin}
    best: list[tuple[int, str]] = []
    for form in candidates:
        if not may_be(form, lang) or any(only(form, other) for other in CYRILLIC if other != lang):
            continue
        spelled = {bare(one) for one in romanised(form, lang)}
        related = any(one != form and one in spellings(form, "be-ru").possible for one in candidates)
        shown = not latin.isdisjoint(spelled | mechanical(form, lang))
        score = 4 * (name in spelled) + 2 * shown + 2 * own(form, lang) + 3 * (lang == "be" and related)
        if score >= ENOUGH:
            best.append((score, form))
    most = max((score for score, _ in best), default=0)
    first = [form for score, form in best if score == most]
    marked = {fold_latin(place.name)} if "'" in fold_latin(place.name) else set()
    exact = [form for form in first if not marked.isdisjoint(romanised(form, lang))]
    soft = [form for form in first if form.endswith("ь") and _spelled(form, lang, place)]
    for several in (first, exact, soft):
        if len({fold(form) for form in several}) == 1:
            return max(several, key=lambda form: "ё" in form)
    return None


def _other(candidates: list[str], place: Place, found: dict[str, Form], lang: str) -> Form | None:
    """The form in a neighbour's language: attested, or certain by rule, or possible by rule and spelled in Latin."""
    bases = [found[base] for base in CYRILLIC if base in found]
    if not bases:
        return _alone(candidates, place, lang)
    taken = {one for form in bases for one in (form.form, form.form.replace("ё", "е"), form.form.replace("Ё", "Е"))}
    possible = {one for base in bases for one in spellings(base.form, f"{base.lang}-{lang}").possible}
    attested = [one for one in candidates if one not in taken and may_be(one, lang)]
    chosen = _attested(attested, possible, bases, place, lang)
    if chosen:
        return Form(chosen, lang, "preferred", GEONAMES)
    return _by_rule(bases, place, lang)


def _alone(candidates: list[str], place: Place, lang: str) -> Form | None:
    """A form of a place that has none in its own language: one that can be in no other."""
    shown = [one for one in candidates if only(one, lang) and _spelled(one, lang, place)]
    return Form(shown[0], lang, "preferred", GEONAMES) if len(shown) == 1 else None


def _attested(attested: list[str], possible: set[str], bases: list[Form], place: Place, lang: str) -> str | None:
    plain = {fold(one) for one in possible}
    by_rule = [one for one in attested if fold(one) in plain]
    by_letters = [one for one in attested if only(one, lang) and any(alike(one, base.form) for base in bases)]
    if lang == "be":
        by_rule, by_letters = (
            [one for one in several if not in_taraskievica(one)] for several in (by_rule, by_letters)
        )
    shown = [one for one in by_letters if one in by_rule]
    for several in (shown, by_rule, by_letters):
        spelled = [one for one in several if _spelled(one, lang, place)]
        for choice in (spelled, several):
            if choice and len({fold(one) for one in choice}) == 1:
                return max(choice, key=lambda one: "ё" in one)
    return None


def _spelled(form: str, lang: str, place: Place) -> bool:
    return not romanised(form, lang).isdisjoint(place.latin)


def _by_rule(bases: list[Form], place: Place, lang: str) -> Form | None:
    """The one form that the correspondences give; of several, the one whose Latin spelling GeoNames has."""
    if lang == "ru":
        for base in bases:
            rest = place.latin - mechanical(base.form, base.lang)
            written = {bare(one) for one in rest if "'" in one}
            shown = {
                fold(one): one
                for one in sorted(spellings(base.form, f"{base.lang}-ru").possible, reverse=True)
                if "ё" not in one
                and may_be(one, "ru")
                and (spelled := romanised(one, "ru")) & rest
                and not any("'" not in latin and latin in written for latin in spelled)
            }
            if len(shown) == 1:
                return Form(shown.popitem()[1], "ru", "preferred", f"{BY_RULE}{base.lang}-ru")
    if lang == "be" and place.country == "UA" and place.population < VILLAGE:
        return None
    for base in sorted(bases, key=lambda form: form.lang != "ru"):
        certain = spellings(base.form, f"{base.lang}-{lang}").certain
        if certain and may_be(certain, lang) and not base.source.startswith(BY_RULE):
            return Form(certain, lang, "preferred", f"{BY_RULE}{base.lang}-{lang}")
    return None


def _english(place: Place, native: Form | None, russian: Form | None) -> list[Form]:
    """The preferred English form by the policy of gazetteer/README.md, and the usual ones beside it."""
    latin = {bare(one) for one in place.latin}
    name = _ascii(place.name)
    preferred = Form(name, "en", "preferred", GEONAMES) if name else None
    if native and native.lang in ("be", "uk"):
        form = _ascii(get_system(ENGLISH[native.lang]).romanise(native.form))
        source = GEONAMES if form.lower() in latin else f"{BY_RULE}{ENGLISH[native.lang]}"
        preferred = Form(form, "en", "preferred", source)
    elif native:
        form = _ascii(get_system(ENGLISH["ru"]).romanise(native.form))
        if bare(fold_latin(place.name)) in {bare(one) for one in romanised(native.form, "ru")}:
            preferred = Form(form, "en", "preferred", GEONAMES)
    if not preferred:
        return []
    variants = [name] if name else []
    if russian and place.country != "RU":
        spelled = _ascii(get_system("ru-bgn").romanise(russian.form))
        variants += [spelled] if spelled.lower() in latin else []
    if place.country == "RU" and native:
        variants += [_ascii(get_system("ru-bgn").romanise(native.form))]
    return [preferred, *_distinct(variants, "en", "variant", [preferred])]


def _ascii(form: str) -> str:
    """A Latin form without diacritics and apostrophes, capitals kept; empty where it is not in Latin letters."""
    folded = bare(fold_latin(form))
    if not folded.replace(" ", "").replace("-", "").isascii():
        return ""
    kept = iter(folded)
    return "".join(sign for sign in _matched(form, kept))


def _matched(form: str, folded: Iterable[str]) -> Iterable[str]:
    """The folded letters, each capital where a word of the form begins with one."""
    capital = {i for i, word in enumerate(form.replace("-", " ").split(" ")) if word[:1].isupper()}
    word, start = 0, True
    for sign in folded:
        if sign in " -":
            word, start = word + 1, True
            yield sign
        else:
            yield sign.upper() if start and word in capital else sign
            start = False


def _distinct(forms: Iterable[str], lang: str, kind: str, taken: Iterable[Form]) -> list[Form]:
    seen = {fold(form.form) for form in taken if form.lang == lang}
    kept: list[Form] = []
    for form in forms:
        if fold(form) not in seen:
            seen.add(fold(form))
            kept.append(Form(form, lang, kind, GEONAMES))
    return kept


def _taraskievica(candidates: list[str], found: dict[str, Form]) -> list[Form]:
    others = [form.form for form in found.values()]
    taraskievica = [one for one in candidates if only(one, "be") and in_taraskievica(one)]
    shown = [one for one in taraskievica if any(alike(one, other) for other in others)]
    return _distinct(shown, "be-tarask", "preferred", [])[:1] if len(shown) == 1 else []


def _lacinka(place: Place, found: dict[str, Form]) -> list[Form]:
    """The Łacinka of a Belarusian form, where GeoNames has it."""
    if "be" not in found or "be-Latn" not in SPELLINGS:
        return []
    form = convert_spelling(found["be"].form, "be", "be-Latn")
    attested = not form.isascii() and form in {place.name, *place.alternates}
    return [Form(form, "be-Latn", "preferred", GEONAMES)] if attested else []


def _variants(candidates: list[str], place: Place, found: dict[str, Form]) -> list[Form]:
    """Other forms of the name in the language of the country, told by their letters and spelled in Latin as well."""
    lang = own_languages()[place.country]
    if lang not in found:
        return []
    native = found[lang].form
    bent = {decline_name(native, lang, case, type="place") for case in OBLIQUE}
    shown = [
        one
        for one in candidates
        if only(one, lang)
        and one not in bent
        and alike(one, native)
        and _spelled(one, lang, place)
        and not (lang == "be" and in_taraskievica(one))
    ]
    return _distinct(shown, lang, "variant", found.values())
