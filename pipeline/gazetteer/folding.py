"""The key under which a form is looked up exactly."""

from __future__ import annotations

from pipeline.transliteration import repair

# Typing alone tells these apart: apostrophes, quotation marks, and the ё that newspapers print as е.
_ONE_OF_MANY = str.maketrans({**dict.fromkeys("'ʼ‘`´′", "’"), **dict.fromkeys("“”„«»‟″", '"'), "ё": "е"})


def fold(form: str) -> str:
    """The lookup key of a form: letter case, homoglyphs, kinds of apostrophe, quotation mark and space, and
    ё for е do not count. "КИЕВ" and "Киев" are one key, "Киев" and "Київ" are two.
    """
    text = form if form.isascii() else repair(form)
    return " ".join(text.casefold().translate(_ONE_OF_MANY).split())
