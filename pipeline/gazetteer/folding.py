"""The key under which a form is looked up exactly."""

from __future__ import annotations

import re

from pipeline.transliteration import repair

# Typing alone tells these apart: apostrophes, quotation marks, and the ё that newspapers print as е.
_ONE_OF_MANY = str.maketrans({**dict.fromkeys("'ʼ‘`´′", "’"), **dict.fromkeys("“”„«»‟″", '"'), "ё": "е"})
# Cyrillic words with nothing in them to repair: most forms, and quickly known.
_PLAIN = re.compile(r"[\u0400-\u045f-]++(?: [\u0400-\u045f-]++)*+").fullmatch


def fold(form: str) -> str:
    """The lookup key of a form: letter case, homoglyphs, kinds of apostrophe, quotation mark and space, and
    ё for е do not count. "КИЕВ" and "Киев" are one key, "Киев" and "Київ" are two.
    """
    if form.isascii():
        return " ".join(form.lower().replace("'", "’").replace("`", "’").split())
    if _PLAIN(form):
        return form.lower().replace("ё", "е")
    return " ".join(repair(form).casefold().translate(_ONE_OF_MANY).split())


def only_case_differs(form: str) -> bool:
    """Whether lower case makes the key of a form, so that it has the key of every form with the same lower case."""
    return (form.isascii() or _PLAIN(form) is not None) and form.lower() == fold(form)
