"""The outbox: what happened, kept in the transaction that made it so, and handed to listeners afterwards."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any

import msgspec
import structlog
from sqlalchemy import Index, or_, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from consult.kit import clock
from consult.kit.db import Base, Database
from consult.kit.logs import fault_of

log = structlog.get_logger()
LEASE = timedelta(minutes=5)
TRIES = 12


class Event(msgspec.Struct, frozen=True, tag=True):
    """Something that happened, in the past tense; subclasses hold ids, days and plain values only."""


class Message(Base):
    """One event on its way; done when every listener has taken it."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "done_at", "due_at", "id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    country_id: Mapped[int | None]
    topic: Mapped[str]
    body: Mapped[str]
    due_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    tries: Mapped[int] = mapped_column(default=0)
    fault: Mapped[str | None]
    done_at: Mapped[datetime | None]


Listener = Callable[[Session, Any], None]
Listeners = Mapping[type[Event], tuple[Listener, ...]]


def together(*parts: Listeners) -> Listeners:
    """Several rooms' listeners as one map; of one event, in the order given."""
    found: dict[type[Event], tuple[Listener, ...]] = {}
    for part in parts:
        for kind, heard in part.items():
            found[kind] = (*found.get(kind, ()), *heard)
    return found


def announce(db: Session, event: Event, *, due_at: datetime | None = None) -> None:
    """Keep `event` for the listeners, in this transaction; `due_at` holds it until then."""
    db.add(
        Message(
            country_id=db.info["country_id"],
            topic=type(event).__name__,
            body=msgspec.json.encode(event).decode(),
            due_at=due_at or clock.now(),
        )
    )


def drain(database: Database, listeners: Listeners, *, limit: int = 1000) -> int:
    """Hand every due message to its listeners, oldest first, each in a transaction of its own; how many were taken."""
    by_name = {kind.__name__: (kind, heard) for kind, heard in listeners.items()}
    taken = 0
    while taken < limit and (message := lease(database)) is not None:
        kind, heard = by_name.get(message.topic, (None, ()))
        try:
            with database.writing(message.country_id) as db:
                kept = db.get_one(Message, message.id)
                for listener in heard:
                    listener(db, msgspec.json.decode(message.body, type=kind))
                kept.done_at = clock.now()
        except Exception as exc:  # noqa: BLE001 - one listener's fault must not stop the others
            postpone(database, message.id, fault=f"{type(exc).__name__}")
            log.error("listener failed", topic=message.topic, message=message.id, **fault_of(exc))
        taken += 1
    return taken


def lease(database: Database) -> Message | None:
    """Take the oldest due message for a while, so that no other worker does."""
    now = clock.now()
    with database.writing() as db:
        free = or_(Message.leased_until.is_(None), Message.leased_until < now)
        query = select(Message).where(Message.done_at.is_(None), Message.due_at <= now, free, Message.tries < TRIES)
        message = db.scalars(query.order_by(Message.due_at, Message.id).limit(1).with_for_update(skip_locked=True)).first()
        if message is not None:
            message.leased_until = now + LEASE
            message.tries += 1
    return message


def postpone(database: Database, message_id: int, *, fault: str) -> None:
    """Try a message again later, ever more rarely."""
    with database.writing() as db:
        message = db.get_one(Message, message_id)
        message.fault = fault
        message.leased_until = None
        message.due_at = clock.now() + timedelta(seconds=2**message.tries)


class DayDone(Base):
    """Which civil day each room's `run_due` has dealt with, per country, so that a stop is caught up."""

    __tablename__ = "day_done"
    country_id: Mapped[int] = mapped_column(primary_key=True)
    room: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]
