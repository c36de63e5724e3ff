"""`nazvy deploy`: a folder watched by schedule."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.common import AddGazetteerOption, GazetteerOption, RefusalError, SettingsOption
from pipeline.commands.run import (
    AddressOption,
    FieldOption,
    Inputs,
    OutOption,
    ProcessesOption,
    PruneOption,
    RunnerOption,
)


def deploy(
    inputs: Inputs,
    out: OutOption,
    cron: Annotated[
        str | None, typer.Option("--cron", metavar="EXPRESSION", help="When, such as '0 * * * *': each hour (UTC).")
    ] = None,
    every: Annotated[int | None, typer.Option("--every", min=1, metavar="SECONDS", help="Or how often.")] = None,
    name: Annotated[str, typer.Option("--name", help="What the deployment is called.")] = "inbox",
    pool: Annotated[str, typer.Option("--pool", help="The work pool; made if it is not there.")] = "nazvy",
    gazetteer: GazetteerOption = None,
    add_gazetteer: AddGazetteerOption = None,
    settings_file: SettingsOption = None,
    processes: ProcessesOption = None,
    prune: PruneOption = False,
    field: FieldOption = None,
    runner: RunnerOption = "processes",
    address: AddressOption = None,
) -> int:
    """Have nazvy run done by schedule, by the Prefect server that $PREFECT_API_URL names.

    What is new in the inbox since the last run is done, and nothing else. The work itself is done by workers: start one
    with the command that is printed. Two runs of one deployment never work at the same time.
    """
    from flows.deploying import CannotDeployError
    from flows.deploying import deploy as make

    if (cron is None) == (every is None):
        raise RefusalError("say when: either --cron '0 * * * *' or --every 600")
    parameters = {
        "gazetteer": _absolute(gazetteer),
        "add_gazetteer": [_absolute(path) for path in add_gazetteer or ()],
        "settings": _absolute(settings_file),
        "processes": processes,
        "prune": prune,
        "fields": list(field or ()),
        "runner": runner,
        "address": address,
    }
    interval = timedelta(seconds=every) if every else None
    try:
        made = make(inputs, out, name=name, cron=cron, every=interval, pool=pool, parameters=parameters)
    except CannotDeployError as error:
        raise RefusalError(str(error)) from error
    print(f"Deployed: {made.name}")
    print(f"Start a worker: {made.worker}")
    print(f"Run it now: {made.now}")
    return 0


def _absolute(path: Path | None) -> str | None:
    return str(path.resolve()) if path else None
