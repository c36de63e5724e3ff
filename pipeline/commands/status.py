"""`nazvy status`: the last runs, without a browser."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.common import RefusalError
from pipeline.records import in_one_line


def status(
    folders: Annotated[
        list[str] | None,
        typer.Argument(metavar="[DIR]…", help="Folders of results; those of this user's runs if not given."),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> int:
    """Show the last runs: when, how they ended, how many documents, and what failed.

    Times are UTC. Where $PREFECT_API_URL names a server, its last runs are shown too.
    """
    import msgspec

    from flows.status import server_runs, show
    from flows.status import status as find

    try:
        found = find(folders or ())
    except (OSError, ValueError, ImportError) as error:
        raise RefusalError(f"{' '.join(folders or ['the runs'])}: cannot be read ({error})") from error
    try:
        server = None if folders else server_runs()
    except Exception as error:  # whatever a client makes of a server that does not answer
        raise RefusalError(f"$PREFECT_API_URL: {in_one_line(error)}; is the server running?") from error
    if as_json:
        print(msgspec.json.encode({"folders": found, "server": server}).decode())
    elif not (found or server):
        print("No runs yet: nazvy run INPUT… --out DIR")
    else:
        show(found, server)
    return 0
