"""The door: `nazvy COMMAND …`. Standard output holds the result and nothing else.

Exit status 0: all done; 1: some inputs failed and the rest was done; 2: the command could not start (one
line). Ended from outside it answers as shells expect: 130 for Ctrl-C, 141 where nobody reads the output any
more.
"""

from __future__ import annotations

import os
import sys
from typing import Annotated

import typer
from typer.exceptions import TyperException

from pipeline.commands import gazetteer, models
from pipeline.commands.common import RefusalError, say
from pipeline.commands.deploy import deploy
from pipeline.commands.explain import explain
from pipeline.commands.export import export
from pipeline.commands.flow import flow
from pipeline.commands.reconcile import cluster, reconcile
from pipeline.commands.report import report
from pipeline.commands.run import run
from pipeline.commands.schema import schema
from pipeline.commands.serve import serve
from pipeline.commands.spot import spot
from pipeline.commands.status import status
from pipeline.commands.translate import translate
from pipeline.commands.transliterate import transliterate
from pipeline.processes import look_seldom

app = typer.Typer(
    name="nazvy",
    help="Finds, joins and rewrites names in Belarusian, Ukrainian, Russian and English documents.",
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

app.command()(run)
app.command()(deploy)
app.command()(report)
app.command()(transliterate)
app.command()(spot)
app.command()(reconcile)
app.command()(cluster)
app.command()(explain)
app.command()(flow)
app.command()(translate)
app.command()(schema)
app.command()(status)
app.command()(serve)
app.command()(export)
app.add_typer(gazetteer.app, name="gazetteer")
app.add_typer(models.app, name="models")


def _version(asked: bool) -> None:
    if asked:
        from importlib.metadata import version

        print(version("nazvy"))
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """What stands before the command; its work is done in the callbacks of the options."""


def main() -> None:
    """Run the command of sys.argv and end the process with its exit status."""
    look_seldom()
    sys.exit(status_of(sys.argv[1:]))


def status_of(arguments: list[str]) -> int:
    """Run a command; give its exit status instead of ending the process."""
    try:
        status = app(arguments, prog_name="nazvy", standalone_mode=False)
        sys.stdout.flush()
    except TyperException as error:
        say(f"{error.format_message()} (see nazvy --help)")
        return 2
    except RefusalError as error:
        say(str(error))
        return 2
    except (KeyboardInterrupt, typer.Abort):
        return 130
    except BrokenPipeError:
        # What Python would still flush at its end goes nowhere, instead of complaining.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 141
    return status if isinstance(status, int) else 0


if __name__ == "__main__":
    main()
