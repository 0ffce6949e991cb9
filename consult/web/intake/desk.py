"""What the pages of intake share: keys, limits, and sessions on the database of raw input."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from flask import current_app
from sqlalchemy.orm import Session

from consult.intake import receipts
from consult.intake.limits import Limits
from consult.web.door import stores


class Desk(NamedTuple):
    """One application's keys and limits."""

    keys: receipts.Keys
    limits: Limits


def desk() -> Desk:
    """This application's desk."""
    found: Desk = current_app.extensions.setdefault("consult.intake", Desk(receipts.keys_of(stores().settings.secret), Limits()))
    return found


def form_token(purpose: str, about: str) -> str:
    """A fresh token for a form."""
    return receipts.new_token(desk().keys, purpose, about)


def good_token(purpose: str, token: str, about: str, *, lasts: int) -> receipts.Token | None:
    """The token read, if it is ours, about this, and still good."""
    read = receipts.read_token(desk().keys, purpose, token, lasts=lasts)
    return read if read is not None and read.good and read.about == about else None


@contextmanager
def writing(country_id: int) -> Iterator[Session]:
    """A session that writes raw input; it commits at the end of the block."""
    with stores().intake.writing(country_id) as db:
        yield db


@contextmanager
def reading(country_id: int | None = None) -> Iterator[Session]:
    """A session that reads raw input, of one country or (for receipts alone) of none."""
    with stores().intake.reading(country_id) as db:
        yield db
