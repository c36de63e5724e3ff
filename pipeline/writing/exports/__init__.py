"""The results of a folder in other formats: one module a format or family, each a function of the finished JSON files.

What an export holds depends on the files in `documents/` alone, in the order of their names: not on which of them the
last run made, nor on how many processes made them. A new format is a module and a line in `FORMATS`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.records import Problem, Record
from pipeline.writing.exports import json_files, parallel_table, tables, tmx, xliff
from pipeline.writing.exports.base import Export, MissingError, Results

FORMATS: dict[str, Export] = {
    "json": Export(about="documents.json: all results in one file, a list", write=json_files.write_list),
    "jsonl": Export(about="documents.jsonl: a result a line", write=json_files.write_lines),
    "csv": Export(about="mentions.csv and entities.csv", write=tables.write_csv),
    "parquet": Export(about="mentions.parquet and entities.parquet", write=tables.write_parquet),
    "tmx": Export(about="parallel.tmx: translation memory, TMX 1.4b", write=tmx.write),
    "tsv": Export(about="parallel.tsv: a sentence a line, a language a column", write=parallel_table.write),
    "xliff": Export(about="xliff/LANG/NAME.xlf: for translators' tools, XLIFF 2.1", write=xliff.write),
}

FOLDER = "export"
"""Where exports lie inside the folder of results."""

__all__ = ["FOLDER", "FORMATS", "Exported", "MissingError", "Results", "export", "require", "tables_at_hand"]


class Exported(Record, frozen=True, kw_only=True):
    """The files and folders written, and the results that could not be read."""

    paths: tuple[Path, ...] = ()
    problems: tuple[Problem, ...] = ()


def export(folder: Path, formats: Sequence[str]) -> Exported:
    """Write the results in `folder` in some of `FORMATS`, below `folder/export`.

    A file that holds no result is a problem and takes no other with it. Raises MissingError where a format needs a
    package that is not installed (before anything is written), KeyError for an unknown format, and OSError.
    """
    results = Results(folder)
    chosen = [FORMATS[name] for name in dict.fromkeys(formats)]
    require(formats)
    paths = [path for form in chosen for path in form.write(results, folder / FOLDER)]
    return Exported(paths=tuple(paths), problems=tuple(results.problems))


def require(formats: Sequence[str]) -> None:
    """Raises MissingError where a format needs a package that is not installed."""
    if "parquet" in formats:
        tables.require_pyarrow()


def tables_at_hand() -> tuple[str, ...]:
    """The formats of tables that can be written here: CSV always, Parquet where pyarrow is installed."""
    try:
        tables.require_pyarrow()
    except MissingError:
        return ("csv",)
    return ("csv", "parquet")
