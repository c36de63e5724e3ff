"""`nazvy deploy`: an inbox watched by schedule, on a Prefect server of one's own."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

from flows.environment import NO_TELEMETRY, TAG
from flows.places import local_path
from pipeline.records import in_one_line

POOL = "nazvy"


class CannotDeployError(Exception):
    """The deployment cannot be made; the message is one line."""


class Deployment(NamedTuple):
    """A deployment as it was made: its full name, its pool, and the commands that start what does the work."""

    name: str
    pool: str
    worker: str
    now: str


def deploy(
    inputs: Sequence[str],
    out: str,
    *,
    name: str,
    cron: str | None = None,
    every: timedelta | None = None,
    pool: str = POOL,
    parameters: dict[str, Any] | None = None,
) -> Deployment:
    """Make or change the deployment of that name on the server that $PREFECT_API_URL names.

    It runs `normalise` with what is given, by a cron expression (UTC) or at an interval, on a pool of process workers,
    never twice at the same time: a run that is due while the last one still works is left out, and what it would have
    done is done by the next. Raises CannotDeployError.
    """
    if "PREFECT_API_URL" not in os.environ:
        raise CannotDeployError(
            "a schedule needs a server that stays: start one with prefect server start, and set "
            "PREFECT_API_URL=http://127.0.0.1:4200/api"
        )
    from flows.normalise import normalise

    given = {"inputs": [_lasting(each) for each in inputs], "out": _lasting(out), **(parameters or {})}
    try:
        normalise.validate_parameters(given)
        _make_pool(pool)
        _apply(name, pool, given, cron, every)
    except Exception as error:  # a bad cron expression, a server that does not answer: all of it is said in one line
        raise CannotDeployError(f"no deployment was made: {_said(error)}") from error
    full = f"normalise/{name}"
    return Deployment(full, pool, f"prefect worker start --pool {pool}", f"prefect deployment run '{full}'")


def _apply(name: str, pool: str, given: dict[str, Any], cron: str | None, every: timedelta | None) -> None:
    from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy
    from prefect.deployments.runner import RunnerDeployment
    from prefect.types.entrypoint import EntrypointType

    from flows.normalise import normalise

    RunnerDeployment.from_flow(
        normalise,
        name=name,
        cron=cron,
        interval=every,
        parameters=given,
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        work_pool_name=pool,
        job_variables={"env": NO_TELEMETRY},
        tags=[TAG],
        entrypoint_type=EntrypointType.MODULE_PATH,
    ).apply()


def _make_pool(pool: str) -> None:
    from prefect.client.orchestration import get_client
    from prefect.client.schemas.actions import WorkPoolCreate
    from prefect.exceptions import ObjectNotFound
    from prefect.workers.process import ProcessWorker

    with get_client(sync_client=True) as client:
        try:
            client.read_work_pool(pool)
        except ObjectNotFound:
            template = ProcessWorker.get_default_base_job_template()
            client.create_work_pool(WorkPoolCreate(name=pool, type="process", base_job_template=template))


def _lasting(address: str) -> str:
    """A path that means the same wherever the worker is started."""
    path = local_path(address)
    return address if path is None else str(Path(path).resolve())


def _said(error: Exception) -> str:
    """What an error says, in one line; of a value that is not allowed, which and why."""
    from pydantic import ValidationError

    if isinstance(error, ValidationError):
        return "; ".join(f"{'.'.join(map(str, each['loc']))}: {each['msg']}" for each in error.errors())
    return in_one_line(error)
