"""A double submit does one thing: a form's key keeps its answer for 48 hours."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Mapped, Session, mapped_column

from consult.kit import clock
from consult.kit.db import Base

KEPT = timedelta(hours=48)


class Answered(Base):
    """What was answered to a form's key; `request` is the digest of who sent what where."""

    __tablename__ = "answered"
    key: Mapped[str] = mapped_column(primary_key=True)
    request: Mapped[str]
    status: Mapped[int | None]
    location: Mapped[str | None]
    body: Mapped[str | None]
    at: Mapped[datetime]


def new_key() -> str:
    """A key for one form shown once."""
    return secrets.token_urlsafe(18)


def digest(*parts: str) -> str:
    """One digest of who, where and what."""
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def take(db: Session, key: str, request: str) -> Answered | None:
    """Claim `key` in this transaction; if it was taken, the answer kept. A simultaneous second waits for the first."""
    try:
        with db.begin_nested():
            db.add(Answered(key=key, request=request, at=clock.now()))
    except IntegrityError:
        return db.get_one(Answered, key)
    return None


def keep(db: Session, key: str, *, status: int, location: str | None, body: str | None) -> None:
    """Keep the answer given to a claimed key."""
    row = db.get_one(Answered, key)
    row.status, row.location, row.body = status, location, body


def forget_old(db: Session) -> None:
    """Drop the answers whose 48 hours are over."""
    db.execute(delete(Answered).where(Answered.at < clock.now() - KEPT))
