"""Bringing databases up to date with Alembic."""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection, text

from consult.kit.db import Database

SCRIPTS = Path(__file__).parents[2] / "migrations"


def upgrade(main: Database, intake: Database, *, revision: str = "head") -> None:
    """Move both databases to `revision`: `head`, `base` or a number."""
    for database, branch in ((main, "main"), (intake, "intake")):
        with database.engine.connect() as conn:
            set_foreign_keys(conn, on=False)
            config = configuration(branch, conn)
            (command.downgrade if revision == "base" else command.upgrade)(config, revision)
            conn.commit()
            set_foreign_keys(conn, on=True)


def configuration(branch: str, conn: Any) -> Config:
    """Alembic's configuration for one of the two databases."""
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS / branch))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = conn
    return config


def set_foreign_keys(conn: Connection, *, on: bool) -> None:
    """SQLite rebuilds tables to change them: its keys are off meanwhile, and checked afterwards."""
    if conn.dialect.name != "sqlite":
        return
    raw = conn.connection.driver_connection
    assert raw is not None
    if on:
        assert not conn.execute(text("PRAGMA foreign_key_check")).all()
        conn.rollback()
    raw.execute(f"PRAGMA foreign_keys={'ON' if on else 'OFF'}")
