"""Writes the pages of one report into a folder of its own."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby
from pathlib import Path
from urllib.parse import unquote

import msgspec

from pipeline.pages import LivingWords, environment, static_files, words_script
from pipeline.records import Problem
from pipeline.report.documents import DocumentLine, line_of, pages_of
from pipeline.report.overview import overview
from pipeline.report.paging import Pager, paged
from pipeline.report.searching import search_index
from pipeline.report.subjects import Subject, Subjects
from pipeline.report.tables import read_groups, read_review
from pipeline.writing import DocumentResult, read_document
from pipeline.writing.result import MadeWith

PLACES = 200
"""Places where a name was met that one page shows."""
LINES = 250
"""Lines of a list on one page."""


class Writer:
    """A report on its way: reads the results of `results`, writes pages into `folder`, which is made.

    `lines` are the documents written, `problems` what could not be read. Raises OSError.
    """

    def __init__(self, results: Path, folder: Path, language: str) -> None:
        self.lines: list[DocumentLine] = []
        self.problems: list[Problem] = []
        self._folder = folder
        self._review = read_review(results / "review.csv", self.problems)
        self._subjects = Subjects(read_groups(results / "new-entities.csv", self.problems))
        self._templates = environment(LivingWords(language), "pipeline.report")

    def write(self, paths: Sequence[Path]) -> bool:
        """Write all pages; False where there was nothing to write them from."""
        for name in ("documents", "names", "static"):
            (self._folder / name).mkdir(parents=True)
        made_with = [result.made_with for path in paths if (result := self._document(path))]
        if not made_with:
            return False
        subjects = self._subjects.all()
        for subject in subjects:
            self._name(subject)
        self._overview(subjects, made_with[0])
        self._scripts(subjects)
        return True

    def _document(self, path: Path) -> DocumentResult | None:
        try:
            result = read_document(path)
        except (OSError, msgspec.DecodeError) as error:
            told = f"no result of nazvy: {error}"
            self.problems.append(Problem(source=str(path), message=told, remedy="remove it"))
            return None
        shown = pages_of(result, len(self.lines), self._subjects)
        self.lines.append(line_of(shown))
        for page in shown.pages:
            self._page("document.html", page.pager, shown=shown, page=page)
        return result

    def _name(self, subject: Subject) -> None:
        for pager, places in paged(subject.places, PLACES, subject.href):
            documents = [
                (self.lines[document], list(found))
                for document, found in groupby(places, key=lambda place: place.document)
            ]
            self._page("name.html", pager, subject=subject, documents=documents)

    def _overview(self, subjects: Sequence[Subject], made_with: MadeWith) -> None:
        told = overview(self.lines, subjects, self._review, self._subjects)
        self._page("overview.html", Pager("index.html", 1, 1), summary=told, made_with=made_with)
        self._list("documents.html", self.lines)
        self._list("names.html", subjects)
        self._list("review.html", told.questions)

    def _list(self, name: str, items: Sequence[object]) -> None:
        for pager, part in paged(items, LINES, name):
            self._page(name, pager, items=part, count=len(items))

    def _scripts(self, subjects: Sequence[Subject]) -> None:
        scripts = {"words.js": words_script(), "search-index.js": search_index(self.lines, subjects)}
        for name, data in (
            *static_files("pipeline.report"),
            *((name, script.encode()) for name, script in scripts.items()),
        ):
            (self._folder / "static" / name).write_bytes(data)

    def _page(self, template: str, pager: Pager, **about: object) -> None:
        """Write a page; `top` leads from it to the top of the report."""
        path = self._folder / unquote(pager.href)
        top = "../" if path.parent != self._folder else ""
        page = self._templates.get_template(template).render(top=top, pager=pager, **about)
        path.write_text(page, encoding="utf-8", newline="\n")
