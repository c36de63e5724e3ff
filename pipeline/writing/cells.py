"""Cells that no spreadsheet evaluates.

A cell that a spreadsheet would take for a formula (OWASP, "CSV Injection": it begins with = + - @, a tab or a carriage
return) gets an apostrophe before it, which is taken away again when the table is read.
"""

from __future__ import annotations

import re

_ACTIVE = re.compile(r"'*[=+\-@\t\r＝＋－＠]")
_GUARDED = re.compile(r"'+[=+\-@\t\r＝＋－＠]")
_ACTIVE_LATER = re.compile(r"([;,\t]\s*)(?=[=+\-@])")


def guarded(cell: str) -> str:
    """A cell that no spreadsheet evaluates; `unguarded` gives it back."""
    return f"'{cell}" if _ACTIVE.match(cell) else cell


def unguarded(cell: str) -> str:
    """The cell as it was before `guarded`."""
    return cell[1:] if _GUARDED.match(cell) else cell


def harmless(text: str) -> str:
    """A text for reading only: nothing in it is evaluated, even where it is cut at a comma or semicolon."""
    return _ACTIVE_LATER.sub(r"\1'", text)
