"""The flow `install-models`: translation models from their index, tried again where the network fails."""

from __future__ import annotations

from prefect import flow, task
from prefect.cache_policies import NO_CACHE
from prefect.tasks import exponential_backoff

from flows.artifacts import show_table
from pipeline.translation.models import USUAL, install


class NotInstalledError(Exception):
    """A model could not be installed; the message says why."""


@task(
    name="install-model",
    task_run_name="install-{pair}",
    cache_policy=NO_CACHE,
    persist_result=False,
    retries=3,
    retry_delay_seconds=exponential_backoff(5),
    retry_jitter_factor=0.5,
)
def install_model(pair: str, index: str | None) -> str:
    """The version of a pair's model that is installed now; raises NotInstalledError."""
    done, problems = install([pair], index=index)
    if problems:
        raise NotInstalledError(problems[0].line())
    return done[0].version


@flow(name="install-models", persist_result=False)
def install_models(pairs: list[str] | None = None, index: str | None = None) -> dict[str, str]:
    """Install the models of pairs such as `en-ru` (the usual four if None); their versions.

    A download that fails is tried again three times, with growing pauses, and goes on where it stopped.
    """
    versions = {pair: install_model(pair, index) for pair in pairs or USUAL}
    show_table("models", [{"pair": pair, "version": version} for pair, version in versions.items()], "Models installed")
    return versions
