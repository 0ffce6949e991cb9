"""Logs: one JSON line each on stderr, with neither address nor browser nor query nor person in it."""

import logging
import sys
import traceback
from collections.abc import MutableMapping
from typing import Any

import structlog

PERSONAL = frozenset({"remote_addr", "ip", "user_agent", "referrer", "query", "email", "cookie", "text", "name"})


def drop_personal(logger: Any, method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Leave out every field that could name a person."""
    return {key: value for key, value in event.items() if key not in PERSONAL}


def fault_of(error: BaseException) -> dict[str, Any]:
    """What may be logged of a fault: its kind and the places in our code, never its values."""
    frames = traceback.extract_tb(error.__traceback__)
    ours = [f"{frame.filename.rpartition('consult/')[2]}:{frame.lineno}" for frame in frames if "consult/" in frame.filename]
    return {"kind": type(error).__name__, "where": ours[-5:]}


def set_up_logs() -> None:
    """Log to stderr in JSON lines; tracebacks keep their places in code, not the values."""
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING, format="%(message)s")
    structlog.configure(
        processors=[
            drop_personal,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
