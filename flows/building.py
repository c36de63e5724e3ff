"""The flow `build-gazetteer`: check the tables, import from sources, compile, and say what changed."""

from __future__ import annotations

import tempfile
from collections import Counter
from pathlib import Path

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from flows.artifacts import show_table
from flows.places import file_system, local_path
from pipeline.gazetteer import is_warning, load
from pipeline.gazetteer.importers import import_files
from pipeline.matching.gazetteer_check import check_names
from pipeline.records import Problem, Record
from pipeline.reduction.redoing import difference, inventory


class GazetteerFaultError(Exception):
    """The tables are wrong; the message says how many faults there are and names the first."""


class Built(Record, frozen=True, kw_only=True):
    """Entities that came, went or changed, by id, and the rows of sources that were refused."""

    entities: int
    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    refused: tuple[Problem, ...]
    warnings: int


@task(name="check-gazetteer", cache_policy=NO_CACHE, persist_result=False)
def check_tables(folder: Path) -> int:
    """The number of warnings; raises GazetteerFaultError for faults."""
    found = check_names(folder)
    faults = [problem for problem in found if not is_warning(problem)]
    if faults:
        raise GazetteerFaultError(f"{len(faults)} faults in {folder}, the first: {faults[0].line()}")
    return len(found)


@task(
    name="import-names",
    task_run_name="import-{source}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=3,
    retry_delay_seconds=exponential_backoff(5),
    retry_jitter_factor=0.5,
    retry_condition_fn=lambda task, run, state: isinstance(state.result(raise_on_failure=False), OSError),
)
def import_source(source: str, folder: Path, format_name: str | None) -> tuple[Problem, ...]:
    """Bring a source, on this machine or behind an address, into the tables; the rows that were refused."""
    refused: list[Problem] = []
    path = local_path(source)
    if path is not None:
        import_files([path], folder, format_name=format_name, tell=refused.append)
        return tuple(refused)
    with tempfile.TemporaryDirectory(prefix="nazvy-") as here:
        files, there = file_system(source)
        fetched = Path(here) / there.rpartition("/")[2]
        files.get_file(there, str(fetched))
        import_files([fetched], folder, format_name=format_name, tell=refused.append)
    return tuple(refused)


@task(name="compile-gazetteer", cache_policy=NO_CACHE, persist_result=False)
def compile_tables(folder: Path) -> tuple[int, bytes]:
    """How many entities there are, and the inventory of what is compiled."""
    gazetteer = load(folder)
    return len(gazetteer.entities), inventory(gazetteer)


@flow(name="build-gazetteer", flow_run_name="build {folder}", persist_result=False)
def build_gazetteer(folder: str, sources: list[str] | None = None, format_name: str | None = None) -> Built:
    """Check the tables in `folder`, import `sources` (files or addresses) into them, check and compile them.

    A source that cannot be fetched is tried again three times, with growing pauses. Raises GazetteerFaultError where
    the tables are wrong, before or after.
    """
    tables = Path(folder)
    before = None
    if (tables / "entities.csv").exists():
        check_tables(tables)
        _, before = compile_tables(tables)
    refused = [problem for source in sources or () for problem in import_source(source, tables, format_name)]
    warnings = check_tables(tables)
    entities, now = compile_tables(tables)
    told = difference(before or now, now)
    built = Built(
        entities=entities,
        added=told.added,
        removed=told.removed,
        changed=told.changed,
        refused=tuple(refused),
        warnings=warnings,
    )
    log = get_run_logger()
    for problem in refused:
        log.warning("refused: %s", problem.line())
    rows = [
        {"entity": entity, "what": what} for what in ("added", "removed", "changed") for entity in getattr(built, what)
    ]
    counted = Counter(row["what"] for row in rows)
    said = ", ".join(f"{counted[what]} {what}" for what in ("added", "removed", "changed"))
    show_table("gazetteer-changes", rows, f"{entities} entities: {said}, {len(refused)} rows refused")
    return built
