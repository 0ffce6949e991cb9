"""Fixtures: both databases, a country, makers and a visitor."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from consult.kit.db import Base, Database, IntakeBase
from consult.kit.settings import Settings
from consult.tables import load_tables
from tests.support.makers import Makers
from tests.support.postgres import Postgres, find_binaries
from tests.support.visitor import Visitor

load_tables()
NOW = datetime(2026, 3, 23, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two empty databases to copy: making every table once is slow, copying is not."""
    folder = tmp_path_factory.mktemp("template")
    paths = folder / "main.sqlite", folder / "intake.sqlite"
    for path, base in zip(paths, (Base, IntakeBase), strict=True):
        database = Database(f"sqlite:///{path}")
        with database.writing() as db:
            base.metadata.create_all(db.connection())
        database.engine.dispose()
    return paths


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres | None]:
    """A PostgreSQL server of this test process, or None where there are no binaries (then CI fails, others skip)."""
    binaries = find_binaries()
    if binaries is None:
        if os.environ.get("CI"):
            pytest.fail("PostgreSQL's programs are missing: run make setup")
        yield None
        return
    with Postgres(binaries) as server:
        yield server


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The main database, empty; each test runs on SQLite and on PostgreSQL."""
    yield from open_database(request, request.param)


@pytest.fixture
def sqlite(request: pytest.FixtureRequest) -> Iterator[Database]:
    """The main database on SQLite alone, for what does not depend on the database."""
    yield from open_database(request, "sqlite")


def open_database(request: pytest.FixtureRequest, kind: str) -> Iterator[Database]:
    """An empty database of a kind, closed and dropped afterwards."""
    if kind == "sqlite":
        path = request.getfixturevalue("tmp_path") / "main.sqlite"
        path.write_bytes(request.getfixturevalue("sqlite_template")[0].read_bytes())
        database = Database(f"sqlite:///{path}")
        yield database
        database.engine.dispose()
        return
    server = request.getfixturevalue("postgres")
    if server is None:
        pytest.skip("no PostgreSQL on this machine")
    name = server.new_database()
    database = Database(server.url(name))
    yield database
    database.engine.dispose()
    server.drop_database(name)


@pytest.fixture
def intake(tmp_path: Path, sqlite_template: tuple[Path, Path]) -> Iterator[Database]:
    """The database of raw input, empty."""
    path = tmp_path / "intake.sqlite"
    path.write_bytes(sqlite_template[1].read_bytes())
    database = Database(f"sqlite:///{path}")
    yield database
    database.engine.dispose()


@pytest.fixture
def makers(database: Database) -> Makers:
    """Makes rows for tests, on the database of the test; its country is XM, Kamaro."""
    return Makers(database)


@pytest.fixture
def db(database: Database, makers: Makers) -> Iterator[Session]:
    """A writing session of country XM; what a test leaves is rolled back."""
    with database.session(makers.country.id, write=True) as session:
        yield session
        session.rollback()


@pytest.fixture
def app(sqlite: Database, intake: Database, tmp_path: Path) -> Iterator[Flask]:
    """The application on SQLite, empty but for country XM (see `site`)."""
    from consult.app import create_app

    settings = Settings(data=tmp_path, database_url=str(sqlite.engine.url), intake_url=str(intake.engine.url), secret="test" * 12)
    app = create_app(settings)
    app.testing = True
    yield app
    for store in app.extensions["consult"][:2]:
        store.engine.dispose()


@pytest.fixture
def site(app: Flask) -> Makers:
    """Makers on the application's database: a country with a person for each role."""
    makers = Makers(app.extensions["consult"].main)
    makers.people()
    return makers


@pytest.fixture
def visitor(app: Flask, site: Makers) -> Visitor:
    """A browser-less visitor of the application; `visitor.sign_in(Role.X)` makes it somebody."""
    return Visitor(app, site)


@pytest.fixture
def statements() -> Any:
    """A context manager that lists the statements run on a database: `with statements(database) as seen:`."""
    from tests.support.statements import statements

    return statements
