"""Counting statements: lists must not ask more often when they are longer."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from consult.kit.db import Database


@contextmanager
def statements(database: Database) -> Iterator[list[str]]:
    """The statements run on a database inside the block, transaction control left out."""
    seen: list[str] = []

    def note(conn: Any, cursor: Any, text: str, *rest: Any) -> None:
        if not text.startswith(("PRAGMA", "BEGIN", "SAVEPOINT", "RELEASE")):
            seen.append(text)

    event.listen(database.engine, "before_cursor_execute", note)
    try:
        yield seen
    finally:
        event.remove(database.engine, "before_cursor_execute", note)
