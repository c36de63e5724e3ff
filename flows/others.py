"""`nazvy flow`: the flows beside the main one, by hand."""

from __future__ import annotations

import inspect
import os
from collections.abc import Sequence
from contextlib import ExitStack
from typing import Any

import msgspec

from flows.environment import TAG, environment
from flows.logs import for_prefect
from flows.running import CannotStartError
from flows.server import QUIET, ServerError, TemporaryServer
from pipeline.records import in_one_line

NAMES = ("build-gazetteer", "evaluate", "install-models")


class FlowFailedError(Exception):
    """The flow ran and failed; the message is one line."""


def run_flow(name: str, settings: Sequence[str]) -> bytes:
    """Run a flow with parameters `KEY=VALUE` (of lists the items, parted by commas); its result as JSON.

    Raises CannotStartError for an unknown flow or parameter, and FlowFailedError.
    """
    with ExitStack() as stack:
        server = None
        if "PREFECT_API_URL" not in os.environ:
            server = TemporaryServer()
            stack.callback(server.stop)
        variables = server.environment if server else QUIET
        stack.enter_context(environment({**variables, **for_prefect()}))
        from prefect import tags

        stack.enter_context(tags(TAG))
        chosen = _flow(name)
        parameters = _parameters(chosen, name, settings)
        try:
            if server:
                server.wait()
            return msgspec.json.format(msgspec.json.encode(chosen(**parameters)), indent=2)
        except ServerError as error:
            raise CannotStartError(f"Prefect's temporary server did not start: {error}") from error
        except Exception as error:  # the flow's own error, which Prefect has recorded
            raise FlowFailedError(f"{name}: {in_one_line(error)}") from error


def _flow(name: str) -> Any:
    if name == "build-gazetteer":
        from flows.building import build_gazetteer

        return build_gazetteer
    if name == "install-models":
        from flows.installing import install_models

        return install_models
    if name == "evaluate":
        from flows.evaluating import evaluate

        return evaluate
    raise CannotStartError(f"no flow {name!r}; there are {', '.join(NAMES)}")


def _parameters(chosen: Any, name: str, settings: Sequence[str]) -> dict[str, Any]:
    known = inspect.signature(chosen.fn).parameters
    found: dict[str, Any] = {}
    for setting in settings:
        key, equals, value = setting.partition("=")
        if not equals or key not in known:
            raise CannotStartError(f"{setting}: {name} takes {', '.join(f'{each}=…' for each in known)}")
        found[key] = value.split(",") if "list[" in str(known[key].annotation) else value
    lacking = [key for key, each in known.items() if each.default is each.empty and key not in found]
    if lacking:
        raise CannotStartError(f"{name} needs {', '.join(f'{key}=…' for key in lacking)}")
    return found
