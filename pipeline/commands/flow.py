"""`nazvy flow`: what is done beside the documents, as Prefect flows."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.common import RefusalError, say


def flow(
    name: Annotated[str, typer.Argument(help="build-gazetteer, evaluate or install-models.", show_default=False)],
    settings: Annotated[list[str] | None, typer.Argument(metavar="[KEY=VALUE]…", help="Its parameters.")] = None,
) -> int:
    """Run another flow and print its result as JSON.

    build-gazetteer checks the tables of folder=DIR, brings sources=FILE,URL… into them, compiles them and says what
    changed. install-models fetches pairs=en-ru,… from their index. evaluate measures the names that are found on
    labelled=FILE, or on a few sentences that come with the program. All of it is recorded by Prefect.
    """
    from flows.others import FlowFailedError, run_flow
    from flows.running import CannotStartError

    try:
        print(run_flow(name, settings or ()).decode())
    except CannotStartError as error:
        raise RefusalError(str(error)) from error
    except FlowFailedError as error:
        say(str(error))
        return 1
    return 0
