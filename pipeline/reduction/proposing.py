"""Forms of new names in the languages that no document wrote them in, made by rule and marked `rule:…`.

Latin letters by the default romanisation system. Between Belarusian, Ukrainian and Russian only where tables make it
safe (`pipeline.matching.respelling`); anything else is left out.
"""

from __future__ import annotations

from collections.abc import Mapping

from pipeline.languages import CYRILLIC
from pipeline.matching.respelling import NAMES_BY_RULE, respell
from pipeline.records import OUTPUT_LANGUAGES, EntityType
from pipeline.transliteration import default_system

DOCUMENT = "document"


def propose(found: Mapping[str, str], kind: EntityType) -> dict[str, tuple[str, str]]:
    """Form and source by language: those found in documents (`document`), and those that rules make of them.

    `found` is a name's form in each language (be, uk, ru, en) that has one, in the nominative.
    """
    names = {lang: (found[lang], DOCUMENT) for lang in OUTPUT_LANGUAGES if lang in found}
    cyrillic = [lang for lang in names if lang != "en"]
    for lang in CYRILLIC:
        if lang not in names and kind == "person":
            made = (respell(found[source], source, lang) for source in cyrillic)
            form = next((form for form in made if form), None)
            if form:
                names[lang] = (form, NAMES_BY_RULE)
    if "en" not in names and cyrillic:
        system = default_system(cyrillic[0])
        names["en"] = (system.romanise(found[cyrillic[0]]), f"rule:{system.code}")
    return {lang: names[lang] for lang in OUTPUT_LANGUAGES if lang in names}
