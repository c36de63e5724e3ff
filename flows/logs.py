"""Logs on standard error: warnings only unless asked, for people or as JSON lines for machines.

What is chosen travels in two environment variables, so that worker processes do the same.
"""

from __future__ import annotations

import json
import logging
import os
import sys
from datetime import UTC, datetime
from typing import Literal

Level = Literal["debug", "info", "warning", "error"]
Format = Literal["text", "json"]

LEVEL, FORMAT = "NAZVY_LOG_LEVEL", "NAZVY_LOG_FORMAT"
_OURS = ("flows", "pipeline")
_PLAIN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """A record as one line of JSON: time (UTC), level, logger, message, and what was given as `extra`.

    Prefect makes one too, with arguments of its own that mean nothing here.
    """

    def __init__(self, *_: object) -> None:
        super().__init__()

    def format(self, record: logging.LogRecord) -> str:
        told = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
            **{key: value for key, value in vars(record).items() if key not in _PLAIN},
        }
        if record.exc_info:
            told["error"] = self.formatException(record.exc_info)
        return json.dumps(told, ensure_ascii=False, default=str)


class _Text(logging.Formatter):
    """A warning as it stands; before what is told beside, when and by whom."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        if record.levelno >= logging.WARNING:
            return text
        return f"{self.formatTime(record, '%H:%M:%S')} {record.levelname.lower():<7} {record.name}: {text}"


def choose(level: Level | None, format_: Format | None) -> None:
    """Choose for this process and those that it starts; what is None stays as the environment has it."""
    if level:
        os.environ[LEVEL] = level
    if format_:
        os.environ[FORMAT] = format_
    set_up()


def set_up() -> None:
    """Do in this process what was chosen."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if as_json() else _Text())
    for name in _OURS:
        logger = logging.getLogger(name)
        logger.handlers = [handler]
        logger.propagate = False
        logger.setLevel(chosen_level().upper())


def as_json() -> bool:
    """Were JSON lines chosen?"""
    return os.environ.get(FORMAT) == "json"


def chosen_level() -> str:
    """The level that was chosen: `warning` if none was."""
    level = os.environ.get(LEVEL, "").lower()
    return level if level in ("debug", "info", "warning", "error") else "warning"


def for_prefect() -> dict[str, str]:
    """The environment in which Prefect and Dask log alike; what it warns of beyond that is told by us."""
    level = chosen_level()
    talks = level in ("debug", "info")
    return {
        "PREFECT_LOGGING_LEVEL": level.upper() if talks else "CRITICAL",
        "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
        "PREFECT_LOGGING_HANDLERS_CONSOLE_FORMATTER": "json" if as_json() else "standard",
        "PREFECT_LOGGING_FORMATTERS_JSON_CLASS": f"{JsonLines.__module__}.{JsonLines.__qualname__}",
        "DASK_LOGGING__DISTRIBUTED": level if talks and not as_json() else "critical",
    }
