"""`nazvy status`: the last runs and what failed, in the terminal."""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from flows.history import Run, remembered, runs
from flows.places import LocalPlace, place
from flows.quarantine import NAME
from pipeline.records import Record, in_one_line
from pipeline.reduction.sheet import unguarded

SHOWN = 10


class Status(Record, frozen=True, kw_only=True):
    """A folder of results: its runs, the latest first, and the list of what could not be done; or why it is unread."""

    out: str
    runs: tuple[Run, ...] = ()
    quarantine: tuple[dict[str, str], ...] = ()
    problem: str = ""


class ServerRun(Record, frozen=True, kw_only=True):
    """A run as a Prefect server knows it."""

    flow: str
    name: str
    state: str
    started: datetime | None
    seconds: float
    deployment: str | None
    message: str


def status(folders: Sequence[str]) -> list[Status]:
    """How it stands with folders of results; where none are given, with those that this user's runs wrote to.

    Raises OSError, ValueError or ImportError for an address given that cannot be opened.
    """
    if folders:
        return [_of(folder) for folder in folders]
    return [found for known in remembered() if (found := _of_remembered(known))]


def _of_remembered(folder: str) -> Status | None:
    """The same of a folder that nobody asked for by name: that it cannot be reached must not hide the others."""
    try:
        return _of(folder) if _is_there(folder) else None
    except Exception as error:  # whatever the library of an object store makes of a store that is out of reach
        return Status(out=folder, problem=in_one_line(error))


def _is_there(address: str) -> bool:
    where = place(address)
    return not isinstance(where, LocalPlace) or where.path.is_dir()


def _of(folder: str) -> Status:
    where = place(folder)
    latest = sorted(runs(where), key=lambda run: run.started, reverse=True)
    rows = csv.DictReader(io.StringIO(bytes(where.read(NAME) or b"").decode()))
    failed = tuple({key: unguarded(cell) for key, cell in row.items()} for row in rows)
    return Status(out=folder, runs=tuple(latest[:SHOWN]), quarantine=failed)


def server_runs() -> list[ServerRun] | None:
    """The last runs that the server of one's own knows; None where $PREFECT_API_URL names none. Raises OSError."""
    if "PREFECT_API_URL" not in os.environ:
        return None
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.filters import FlowFilter, FlowFilterId, FlowRunFilter, FlowRunFilterStartTime
    from prefect.client.schemas.sorting import FlowRunSort

    # Not those that are to come, nor those left out because the one before still worked.
    begun = FlowRunFilter(start_time=FlowRunFilterStartTime(is_null_=False))
    with get_client(sync_client=True) as client:
        found = client.read_flow_runs(flow_run_filter=begun, limit=SHOWN, sort=FlowRunSort.START_TIME_DESC)
        ids = FlowFilter(id=FlowFilterId(any_=list({run.flow_id for run in found})))
        flows = {flow.id: flow.name for flow in client.read_flows(flow_filter=ids)} if found else {}
        return [
            ServerRun(
                flow=flows[run.flow_id],
                name=run.name,
                state=run.state_name or "",
                started=_plain(run.start_time or run.expected_start_time),
                seconds=run.total_run_time.total_seconds(),
                deployment=str(run.deployment_id) if run.deployment_id else None,
                message=(run.state.message or "") if run.state else "",
            )
            for run in found
        ]


def _plain(moment: datetime | None) -> datetime | None:
    """A moment without what Prefect's own class adds to it."""
    return datetime.fromtimestamp(moment.timestamp(), UTC) if moment else None


def show(found: Iterable[Status], server: Sequence[ServerRun] | None) -> None:
    """Print for a person."""
    from rich.console import Console

    console = Console(highlight=False)
    if not console.is_terminal:
        console = Console(highlight=False, width=100)
    for one in found:
        print(f"{one.out}: {one.problem}" if one.problem else one.out)
        if one.problem:
            continue
        console.print(_table(one.runs))
        for row in one.quarantine:
            where = f"{row['source']}:{row['place']}" if row["place"] else row["source"]
            print(f"Failed: {where}: {row['why']}" + (f"; {row['remedy']}" if row["remedy"] else ""))
    if server is not None:
        print(os.environ["PREFECT_API_URL"])
        rows = [(_when(run.started), run.flow, run.name, run.state, f"{run.seconds:.0f} s") for run in server]
        console.print(_drawn(("started", "flow", "run", "state", "took"), rows))


def _table(latest: Sequence[Run]) -> object:
    rows = [
        (
            _when(run.started),
            run.state,
            f"{(run.ended - run.started).total_seconds():.0f} s" if run.ended else "",
            *(f"{number:,}" if run.ended else "" for number in (run.inputs, run.done, run.kept, run.failed, run.gone)),
            f"{run.documents:,}" if run.ended else "",
        )
        for run in latest
    ]
    return _drawn(("started", "state", "took", "inputs", "done", "kept", "failed", "gone", "documents"), rows)


def _drawn(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> object:
    from rich import box
    from rich.table import Table

    drawn = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0))
    for head in heads:
        drawn.add_column(head, no_wrap=True, justify="left" if head in ("started", "state", "flow", "run") else "right")
    for row in rows:
        drawn.add_row(*row)
    return drawn


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S}Z" if moment else ""
