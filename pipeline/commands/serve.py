"""`nazvy serve`: the gazetteer as a service on the network."""

from __future__ import annotations

import ipaddress
import socket
from pathlib import Path
from typing import Annotated

import typer

from pipeline.commands.common import AddGazetteerOption, GazetteerOption, RefusalError, load_gazetteer, say
from pipeline.processes import processes_at_hand

ReviewOption = Annotated[
    Path | None, typer.Option("--review", metavar="REVIEW.CSV", help="The review.csv of a run, to be decided on pages.")
]
RateOption = Annotated[float, typer.Option("--rate", min=1, help="Requests a second that one address may send.")]
ProcessesOption = Annotated[
    int | None,
    typer.Option("--processes", min=1, metavar="N", help="Processes that answer batches (a core each if not given)."),
]


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes any that is free.")] = 8090,
    gazetteer: GazetteerOption = None,
    add_gazetteer: AddGazetteerOption = None,
    review: ReviewOption = None,
    rate: RateOption = 200,
    processes: ProcessesOption = None,
) -> int:
    """Serve pages for people at http://HOST:PORT/, and the Reconciliation Service API 0.2 at /reconcile.

    With --review, people decide about the uncertain and new names of a run; their decisions stand in that table at
    once. On another address than this machine's own, that needs the token that is printed at the start. Ends with
    Ctrl-C.
    """
    import secrets

    import uvicorn

    from pipeline.gazetteer import GazetteerError
    from pipeline.serving import create_app
    from pipeline.serving.app import LOCAL

    tables = load_gazetteer(gazetteer, add_gazetteer)
    token = None if _is_local(host) else secrets.token_urlsafe(24)
    try:
        app = create_app(
            tables,
            hosts=_names(host, LOCAL),
            review=review,
            token=token,
            rate=rate,
            processes=processes or processes_at_hand(),
        )
    except GazetteerError as error:
        raise RefusalError(error.problem.line()) from error
    listening = _listen(host, port)
    shown = f"[{host}]" if ":" in host else host
    say(f"serving at http://{shown}:{listening.getsockname()[1]}/ (OpenRefine: /reconcile; Ctrl-C ends it)")
    if token and review:
        say(f"the review asks for this token: {token}")
    config = uvicorn.Config(
        app, log_level="warning", timeout_keep_alive=10, limit_concurrency=1000, timeout_graceful_shutdown=5
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        raise RefusalError(f"cannot listen on {host}:{port} ({error.strerror}); choose another --port") from error


def _is_local(host: str) -> bool:
    """Can only this machine reach the address?"""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _names(host: str, local: tuple[str, ...]) -> tuple[str, ...]:
    """The names that a request may address the service by; any, where it listens on all addresses."""
    if host in ("0.0.0.0", "::"):  # noqa: S104 (asked for, and then a token guards what can be written)
        return ("*",)
    return (*local, f"[{host}]" if ":" in host else host)
