"""Backup and restore: all rows, from either database into either, never over records."""

from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from consult.audit.actions import record
from consult.audit.queries import chain_fault
from consult.kit.actor import Role
from consult.kit.backup import read_backup, write_backup
from consult.kit.db import Base, Database
from consult.kit.errors import Unreadable, WrongState
from tests.support.makers import Makers


@pytest.fixture
def target(tmp_path: Path, sqlite_template: tuple[Path, Path]):
    """An empty installation."""
    made = []
    for name, source in zip(("a", "b"), sqlite_template, strict=True):
        (tmp_path / f"{name}.sqlite").write_bytes(source.read_bytes())
        made.append(Database(f"sqlite:///{tmp_path / name}.sqlite"))
    yield tuple(made)
    for database in made:
        database.engine.dispose()


def mark(*databases: Database) -> None:
    for database in databases:
        with database.writing() as db:
            db.execute(text("create table if not exists alembic_version (version_num varchar(32))"))
            db.execute(text("insert into alembic_version values ('001')"))


def counts(database: Database) -> dict[str, int]:
    with database.engine.connect() as conn:
        return {t.name: conn.scalar(select(func.count()).select_from(t)) for t in Base.metadata.sorted_tables}


def test_a_backup_restores_every_row_and_the_chain(database, intake, makers: Makers, target, tmp_path: Path) -> None:
    mark(database, intake, *target)
    makers.people()
    with database.writing(makers.country.id) as db:
        record(db, makers.actor(Role.COORDINATOR), "country.noted", what="é")
    write_backup(tmp_path / "b.tar.gz", database, intake, "secret")
    manifest, secret = read_backup(tmp_path / "b.tar.gz", *target)
    assert secret == "secret"
    assert counts(target[0]) == counts(database) == manifest.rows["main"]
    with target[0].reading(makers.country.id) as db:
        assert chain_fault(db, makers.country.id) is None
    with pytest.raises(WrongState):
        read_backup(tmp_path / "b.tar.gz", *target)
    Makers(target[0], "SO", "Somalia")


def test_what_is_no_backup_is_refused(target, tmp_path: Path) -> None:
    (tmp_path / "x.tar.gz").write_bytes(b"not an archive")
    with pytest.raises(Unreadable):
        read_backup(tmp_path / "x.tar.gz", *target)
