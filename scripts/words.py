#!/usr/bin/env python
"""Takes the messages of templates, scripts and tables into the catalogues of the interface languages, by Babel.

`--check` changes nothing and says what is missing: exit status 1 where a catalogue lacks a message or a translation,
holds one that nobody uses, or spoils a placeholder.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.checkers import python_format
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

from pipeline.pages.words import LANGUAGES

ROOT = Path(__file__).parents[1]
SOURCES = [ROOT / "pipeline" / package for package in ("pages", "report", "serving", "reconciliation")]
CATALOGUES = ROOT / "pipeline" / "pages" / "locales"
METHODS = [("**/templates/**.html", "jinja2"), ("**/static/**.js", "javascript"), ("**.py", "python")]
KEYWORDS = {
    **dict.fromkeys(("_", "_n", "plain", "told", "say")),
    **dict.fromkeys(("ngettext", "count"), (1, 2)),
    "figure": (2, 3),
}
HEADER = """\
# The interface in {english}. `make words` takes new messages from templates, scripts and tables.
msgid ""
msgstr ""
"Language: {language}\\n"
"Plural-Forms: {plural_forms}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"

"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="change nothing")
    check = parser.parse_args().check
    template = extracted()
    complaints = []
    for language in LANGUAGES:
        path = CATALOGUES / language / "LC_MESSAGES" / "messages.po"
        old = path.read_bytes() if path.exists() else b""
        catalogue = read_po(io.BytesIO(old), locale=language)
        catalogue.update(template, no_fuzzy_matching=True)
        new = written(catalogue)
        if check:
            complaints += [f"{path}: {complaint}" for complaint in faults(catalogue)]
            complaints += [f"{path}: not current; make words"] if new != old else []
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(new)
    print(*complaints, sep="\n", end="\n" if complaints else "", file=sys.stderr)
    return int(bool(complaints))


def extracted() -> Catalog:
    """All messages of the sources."""
    template = Catalog()
    for folder in SOURCES:
        options = {pattern: {"silent": "false", "trimmed": "true"} for pattern, _ in METHODS}
        for _, _, message, _, _ in extract_from_dir(folder, METHODS, options, KEYWORDS):
            template.add(message)
    return template


def written(catalogue: Catalog) -> bytes:
    """A catalogue as a file: sorted, one line a message, and no dates that would change it."""
    out = io.BytesIO()
    write_po(out, catalogue, width=0, sort_output=True, omit_header=True, no_location=True, ignore_obsolete=True)
    about = {"language": str(catalogue.locale), "plural_forms": catalogue.plural_forms}
    english = catalogue.locale.get_display_name("en") if catalogue.locale else ""
    return HEADER.format(english=english, **about).encode() + out.getvalue()


def faults(catalogue: Catalog) -> Iterator[str]:
    """What is wrong with a catalogue; the language that the messages are written in needs no translation."""
    for message in catalogue:
        if not message.id or str(catalogue.locale) == LANGUAGES[0]:
            continue
        forms = message.string if isinstance(message.string, tuple) else (message.string,)
        if not all(forms):
            yield f"no translation of {message.id!r}"
        elif message.python_format:
            try:
                python_format(catalogue, message)
            except ValueError as error:
                yield f"{message.id!r}: {error}"


if __name__ == "__main__":
    sys.exit(main())
