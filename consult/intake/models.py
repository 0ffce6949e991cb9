"""Raw views in a database of their own, with their receipts, one-use tokens, chain and outbox (domain.md 4, 5.2)."""

from collections.abc import Mapping
from datetime import date
from enum import Enum

from sqlalchemy import JSON, BigInteger, CheckConstraint, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from consult.kit.db import IntakeBase, Tenant


class State(Enum):
    """domain.md 5.2: RECEIVED→SCREENED→REDACTED→CLEARED→PUBLISHED; any→WITHDRAWN; RECEIVED→REJECTED."""

    RECEIVED = "RECEIVED"
    SCREENED = "SCREENED"
    REDACTED = "REDACTED"
    CLEARED = "CLEARED"
    PUBLISHED = "PUBLISHED"
    WITHDRAWN = "WITHDRAWN"
    REJECTED = "REJECTED"


NEXT_STATES: Mapping[State, frozenset[State]] = {
    State.RECEIVED: frozenset({State.SCREENED, State.REJECTED, State.WITHDRAWN}),
    State.SCREENED: frozenset({State.REDACTED, State.WITHDRAWN}),
    State.REDACTED: frozenset({State.CLEARED, State.WITHDRAWN}),
    State.CLEARED: frozenset({State.PUBLISHED, State.WITHDRAWN}),
    State.PUBLISHED: frozenset({State.WITHDRAWN}),
    State.WITHDRAWN: frozenset(),
    State.REJECTED: frozenset({State.WITHDRAWN}),
}
COUNTED = (State.CLEARED.value, State.PUBLISHED.value)
WAITING = (State.RECEIVED.value, State.SCREENED.value, State.REDACTED.value)


class Publish(Enum):
    """What may be published of a view (P4), the least first."""

    NOT_PUBLISHED = "NOT_PUBLISHED"
    SUMMARY_ONLY = "SUMMARY_ONLY"
    ANONYMISED = "ANONYMISED"
    ATTRIBUTED = "ATTRIBUTED"


class Why(Enum):
    """Why a view is not kept or not published."""

    SGBV_INCIDENT = "SGBV_INCIDENT"
    NOT_A_VIEW = "NOT_A_VIEW"
    INCITEMENT = "INCITEMENT"
    REPEATED = "REPEATED"


class Raw(Tenant):
    """A row of a country here: its id is random, so that no order of arrival can be read from it."""

    id: Mapped[int] = mapped_column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True, autoincrement=False)
    country_id: Mapped[int] = mapped_column()


class Submission(Raw, IntakeBase):
    """A view: who sent it is unknown; the day of it is kept, not the time; `text` goes when it must."""

    __tablename__ = "submission"
    __table_args__ = (
        UniqueConstraint("country_id", "ref"),
        Index("ix_submission_queue", "country_id", "state", "day"),
        CheckConstraint("publish <> 'ATTRIBUTED' or organisation <> ''", name="attributed"),
    )
    ref: Mapped[str]
    state: Mapped[str] = mapped_column(default="RECEIVED")
    priority: Mapped[int]
    text: Mapped[str | None]
    language: Mapped[str]
    constituency: Mapped[str] = mapped_column(default="")
    region: Mapped[str] = mapped_column(default="")
    publish: Mapped[str] = mapped_column(default="NOT_PUBLISHED")
    organisation: Mapped[str] = mapped_column(default="")
    day: Mapped[date]
    sensitive: Mapped[bool] = mapped_column(default=False)
    second: Mapped[bool] = mapped_column(default=False)
    released: Mapped[str | None]
    removed: Mapped[list[str]] = mapped_column(JSON, default=list)
    theme_id: Mapped[int | None]
    redacted_by: Mapped[int | None]
    why: Mapped[str | None]
    release_id: Mapped[str | None]
    change: Mapped[int] = mapped_column(default=0)


class Receipt(IntakeBase):
    """The only way back: a keyed, memory-hard hash of the code, and which row it opens."""

    __tablename__ = "receipt"
    lookup: Mapped[str] = mapped_column(primary_key=True)
    country_id: Mapped[int]
    submission_id: Mapped[int] = mapped_column(BigInteger)


class UsedToken(IntakeBase):
    """A form's token, used: its hash, so that a form sends one view; dropped after two days."""

    __tablename__ = "used_token"
    hashed: Mapped[str] = mapped_column(primary_key=True)
    day: Mapped[date]


class RawEvent(Raw, IntakeBase):
    """One thing done here, in a chain of its own that knows the day and no sender."""

    __tablename__ = "raw_event"
    __table_args__ = (UniqueConstraint("country_id", "number"),)
    number: Mapped[int]
    at: Mapped[date]
    person_id: Mapped[int | None]
    organisation_id: Mapped[int | None]
    actor: Mapped[str]
    action: Mapped[str]
    subject: Mapped[str]
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    body: Mapped[str]
    digest: Mapped[str]


class RawHead(IntakeBase):
    """The chain's head for a country."""

    __tablename__ = "raw_head"
    country_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    number: Mapped[int]
    digest: Mapped[str]


class Outgoing(Raw, IntakeBase):
    """A message on its way to the main database, where it is taken once; gone from here when it is there."""

    __tablename__ = "outgoing"
    topic: Mapped[str]
    body: Mapped[str]
    submission_id: Mapped[int | None] = mapped_column(BigInteger)
    tries: Mapped[int] = mapped_column(default=0)
