"""The database: bases, types, tenancy, and sessions that read or write for one country."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from fcntl import LOCK_EX, LOCK_UN, flock
from pathlib import Path
from typing import Any

import pysqlite3.dbapi2
from sqlalchemy import (
    BigInteger,
    DateTime,
    Dialect,
    Engine,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    MetaData,
    TypeDecorator,
    UniqueConstraint,
    create_engine,
    event,
    make_url,
)
from sqlalchemy.orm import (
    DeclarativeBase,
    Mapped,
    ORMExecuteState,
    Session,
    mapped_column,
    relationship,
    with_loader_criteria,
)

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment in UTC; SQLite, which forgets zones, is given and read as UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    @property
    def python_type(self) -> type[datetime]:
        return datetime

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a zone")
        return value.astimezone(UTC) if dialect.name != "sqlite" else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return value if value is None or value.tzinfo else value.replace(tzinfo=UTC)


WHOLE = BigInteger().with_variant(Integer(), "sqlite")  # money in minor units outgrows 32 bits


class Base(DeclarativeBase):
    """Every table but those of raw input."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, int: WHOLE}


class IntakeBase(DeclarativeBase):
    """The tables of raw input, in a database of their own."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: UtcDateTime, int: WHOLE}


class Tenant:
    """A row of one country (domain.md I17): `id` and `country_id`, unique together, so that keys carry both."""

    id: Mapped[int] = mapped_column(primary_key=True)
    country_id: Mapped[int] = mapped_column(ForeignKey("country.id"))

    def __init_subclass__(cls, **given: Any) -> None:
        own = cls.__dict__.get("__table_args__", ())
        if not isinstance(own, tuple):
            raise TypeError(f"{cls.__name__}.__table_args__ must be a tuple")
        cls.__table_args__ = (  # type: ignore[attr-defined]
            UniqueConstraint("country_id", "id"),
            *own,
        )
        super().__init_subclass__(**given)


def same_country(target: str, column: str, *, ondelete: str | None = None) -> ForeignKeyConstraint:
    """A key to a row of the same country: `column` holds the id in table `target`."""
    return ForeignKeyConstraint(["country_id", column], [f"{target}.country_id", f"{target}.id"], ondelete=ondelete)


def to_one(target: str, mine: str, *, back: str | None = None) -> Any:
    """A relationship to one `target` class by my column `Class.column`; it must be loaded by the query that reads it.

    `back` names the other side's relationship, where there is one.
    """
    join = f"foreign({mine}) == remote({target}.id)"
    return relationship(target, primaryjoin=join, lazy="raise", back_populates=back)


def to_many(target: str, theirs: str, mine: str, *, order_by: str | None = None, back: str | None = None) -> Any:
    """My children: `theirs` is their column (`Line.commitment_id`), `mine` my class; they go with me.

    `back` names their relationship to me, where there is one.
    """
    return relationship(
        target,
        primaryjoin=f"foreign({theirs}) == {mine}.id",
        lazy="raise",
        order_by=order_by or f"{target}.id",
        cascade="all, delete-orphan",
        back_populates=back,
    )


class Database:
    """One database and its sessions; reading is the default, writing takes SQLite's one lock."""

    def __init__(self, url: str) -> None:
        self.engine = sqlite_engine(url) if make_url(url).get_backend_name() == "sqlite" else postgres_engine(url)
        self.reader = self.engine.execution_options(**self._reading())

    def _reading(self) -> dict[str, Any]:
        if self.engine.dialect.name == "sqlite":
            return {"read_only": True}
        return {"postgresql_readonly": True}

    def session(self, country_id: int | None, *, write: bool) -> Session:
        """A session for one country (None: global tables only). The caller closes it."""
        return CountrySession(self.engine if write else self.reader, country_id)

    @contextmanager
    def reading(self, country_id: int | None = None) -> Iterator[Session]:
        """A session that cannot write."""
        with self.session(country_id, write=False) as db:
            yield db

    @contextmanager
    def writing(self, country_id: int | None = None) -> Iterator[Session]:
        """A session that commits at the end of the block, or rolls all of it back."""
        with self.session(country_id, write=True) as db, db.begin():
            yield db


class CountrySession(Session):
    """A session that sees one country's rows only, and stamps new ones with it."""

    def __init__(self, bind: Engine, country_id: int | None) -> None:
        super().__init__(bind, expire_on_commit=False, info={"country_id": country_id})


@event.listens_for(CountrySession, "do_orm_execute")
def _only_own_country(state: ORMExecuteState) -> None:
    if state.is_column_load or state.is_relationship_load:
        return
    country_id = state.session.info["country_id"]
    if country_id is None and any(issubclass(m.class_, Tenant) for m in state.all_mappers):
        raise LookupError("a session without a country reads a country's table")
    state.statement = state.statement.options(
        with_loader_criteria(Tenant, lambda cls: cls.country_id == country_id, include_aliases=True)
    )


@event.listens_for(CountrySession, "before_flush")
def _stamp_country(db: Session, context: Any, instances: Any) -> None:
    country_id = db.info["country_id"]
    for row in (*db.new, *db.dirty):
        if isinstance(row, Tenant):
            if row.country_id is None and country_id is not None:
                row.country_id = country_id
            if row.country_id != country_id:
                raise LookupError(f"a row of country {row.country_id} in a session of {country_id}")


def postgres_engine(url: str) -> Engine:
    """PostgreSQL by psycopg; statements wait for a lock no longer than ten seconds."""
    options = {"options": "-c lock_timeout=10s -c timezone=UTC"}
    return create_engine(url, pool_pre_ping=True, hide_parameters=True, connect_args=options)


def sqlite_engine(url: str) -> Engine:
    """SQLite under WAL and full sync; a writer begins IMMEDIATE behind a lock file, a reader cannot write."""
    path = make_url(url).database or ""
    Path(path).parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    engine = create_engine(url, module=pysqlite3.dbapi2, hide_parameters=True)
    event.listen(engine, "connect", lambda conn, record: _on_connect(conn, record, path))
    event.listen(engine, "begin", _on_begin)
    event.listen(engine, "checkin", lambda conn, record: flock(record.info["lock"], LOCK_UN))
    event.listen(engine, "close", lambda conn, record: record.info["lock"].close())
    return engine


PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", "secure_delete=ON")


def _on_connect(conn: Any, record: Any, path: str) -> None:
    conn.isolation_level = None  # we say BEGIN, not the driver
    for pragma in PRAGMAS:
        conn.execute(f"PRAGMA {pragma}")
    record.info["lock"] = Path(f"{path}.lock").open("w")  # noqa: SIM115 - held as long as the connection


def _on_begin(conn: Any) -> None:
    read_only = conn.get_execution_options().get("read_only", False)
    if not read_only:
        flock(conn.info["lock"], LOCK_EX)
    conn.exec_driver_sql(f"PRAGMA query_only={int(read_only)}")
    conn.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")
