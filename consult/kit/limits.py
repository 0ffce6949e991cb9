"""Token buckets in a table: how often something may be asked. Keys are hashed; no address is kept."""

import hashlib
import hmac
from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from consult.kit import clock
from consult.kit.db import Base, Database
from consult.kit.errors import TooOften
from consult.kit.i18n import gettext as _


class Bucket(Base):
    """What is left for one key."""

    __tablename__ = "bucket"
    key: Mapped[str] = mapped_column(primary_key=True)
    tokens: Mapped[float]
    at: Mapped[datetime]


def spend(database: Database, secret: str, key: str, *, size: int, seconds: float) -> None:
    """Take one of `size` tokens that refill over `seconds`; raises `TooOften` (429) when none is left."""
    name = hmac.new(secret.encode(), key.encode(), hashlib.sha256).hexdigest()
    now = clock.now()
    with database.writing() as db:
        row = db.get(Bucket, name, with_for_update=True)
        if row is None:
            row = Bucket(key=name, tokens=float(size), at=now)
            db.add(row)
        row.tokens = min(float(size), row.tokens + (now - row.at).total_seconds() * size / seconds)
        row.at = now
        empty = row.tokens < 1
        row.tokens -= 0 if empty else 1
    if empty:
        raise TooOften(_("Too many attempts in a short time. Wait a few minutes, then try again."))
