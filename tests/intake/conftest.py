"""Raw input on both databases, beside the main one, with a moderator and a view."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from consult.intake import actions, receipts
from consult.intake.models import Submission
from consult.intake.rules import View
from consult.kit import clock
from consult.kit.actor import Actor, Role
from consult.kit.db import Database, IntakeBase
from tests.consultations.build import NOON, open_agenda
from tests.support.makers import Makers

KEYS = receipts.keys_of("a secret of the installation")


@pytest.fixture
def raw(request: pytest.FixtureRequest, database: Database) -> Iterator[Database]:
    """The database of raw input, of the same kind as the main one of the test."""
    if database.engine.dialect.name == "sqlite":
        yield request.getfixturevalue("intake")
        return
    server = request.getfixturevalue("postgres")
    name = server.new_database(empty=True)
    store = Database(server.url(name))
    with store.writing() as db:
        IntakeBase.metadata.create_all(db.connection())
    yield store
    store.engine.dispose()
    server.drop_database(name)


@pytest.fixture
def open_round(database: Database, makers: Makers) -> Iterator[Makers]:
    """An open consultation, at noon of the mocks' day."""
    with clock.at(NOON):
        open_agenda(database, makers)
        yield makers


@pytest.fixture
def moderator(open_round: Makers) -> Actor:
    return open_round.actor(Role.INTAKE_MODERATOR)


@pytest.fixture
def second(open_round: Makers) -> Actor:
    return open_round.actor(Role.INTAKE_MODERATOR, mail="second@example.org")


def send(raw: Database, makers: Makers, nonce: str = "n1", *, sensitive: bool = False, **given: Any) -> tuple[Submission, str]:
    """A view sent, and its receipt code."""
    view = View(**{"priority": 2, "text": "The registry opens one day a week.", "language": "en"} | given)
    code = receipts.new_code(KEYS, nonce)
    with raw.writing(makers.country.id) as db:
        row = actions.send_view(
            db, view, lookup=receipts.lookup_of(KEYS, code), hashed=receipts.hash_nonce(nonce), sensitive=sensitive
        )
    return row, code
