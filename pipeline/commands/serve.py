"""`nazvy serve`: the gazetteer as a service on the network."""

from __future__ import annotations

from typing import Annotated

import typer

from pipeline.commands.common import AddGazetteerOption, GazetteerOption, RefusalError, load_gazetteer, say, settings


def serve(
    host: Annotated[str, typer.Option("--host", help="The address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option("--port", min=0, max=65535, help="The port; 0 takes any that is free.")] = 8090,
    gazetteer: GazetteerOption = None,
    add_gazetteer: AddGazetteerOption = None,
) -> int:
    """Answer OpenRefine and other programs: the Reconciliation Service API 0.2, at http://HOST:PORT/reconcile.

    Ends with Ctrl-C.
    """
    import socket

    import uvicorn

    from pipeline.serving import create_app
    from pipeline.serving.app import LOCAL

    tables = load_gazetteer(settings(gazetteer, add_gazetteer))
    try:
        listening = socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except OSError as error:
        raise RefusalError(f"cannot listen on {host}:{port} ({error.strerror}); choose another --port") from error
    port = listening.getsockname()[1]
    shown = f"[{host}]" if ":" in host else host
    say(f"serving at http://{shown}:{port}/reconcile (Ctrl-C ends it)")
    config = uvicorn.Config(
        create_app(tables, hosts=(*LOCAL, host)), log_level="warning", timeout_keep_alive=10, limit_concurrency=1000
    )
    uvicorn.Server(config).run(sockets=[listening])
    return 0
