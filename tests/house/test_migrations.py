"""Migrations go both ways on both databases and end equal to the models."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import inspect

from consult.kit.db import Base, Database, IntakeBase
from consult.kit.migrating import upgrade
from tests.support.postgres import Postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path):
    """A main database without tables."""
    if request.param == "sqlite":
        database = Database(f"sqlite:///{tmp_path / 'empty.sqlite'}")
        yield database
        database.engine.dispose()
        return
    server: Postgres | None = request.getfixturevalue("postgres")
    if server is None:
        pytest.skip("no PostgreSQL on this machine")
    name = server.new_database(empty=True)
    database = Database(server.url(name))
    yield database
    database.engine.dispose()
    server.drop_database(name)


def differences(database: Database, base: type) -> list[object]:
    with database.engine.connect() as conn:
        context = MigrationContext.configure(conn, opts={"compare_type": True})
        return compare_metadata(context, base.metadata)


def test_migrations_equal_the_models_and_go_back(empty: Database, tmp_path: Path) -> None:
    intake = Database(f"sqlite:///{tmp_path / 'raw.sqlite'}")
    upgrade(empty, intake)
    assert differences(empty, Base) == []
    assert differences(intake, IntakeBase) == []
    upgrade(empty, intake)
    upgrade(empty, intake, revision="base")
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    upgrade(empty, intake)
    assert differences(empty, Base) == []
    intake.engine.dispose()
