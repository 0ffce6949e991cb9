"""Simultaneous commitments never pass a ceiling together (domain.md I3), and one line is signed once."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import func, select

from consult.commitments import actions, queries, standing
from consult.commitments.models import Line, Transaction
from consult.kit.actor import Actor
from consult.kit.db import Database
from consult.kit.errors import ConsultError
from tests.commitments.build import TODAY, make_consent, make_priority, offer, on, pledged
from tests.support.makers import Makers

TRIES, EACH, FIT = 50, 100_000, 7


@pytest.fixture
def line_ids(database: Database, makers: Makers, partner: Actor) -> list[int]:
    """Fifty pledges of 1,000 USD under a consent whose ceiling holds seven."""
    with database.writing(makers.country.id) as db:
        text = make_priority(db, makers)
        make_consent(db, makers, ceiling=EACH * FIT + EACH // 2, currency="USD")
        return [pledged(db, partner, offer(text, makers, amount=EACH)).id for _ in range(TRIES)]


def sign(database: Database, makers: Makers, partner: Actor, line_id: int) -> bool:
    try:
        with on(TODAY), database.writing(makers.country.id) as db:
            actions.commit_line(db, partner, queries.get_line(db, partner, line_id), signed_on=TODAY)
    except ConsultError:
        return False
    return True


def at_once(work: Any, items: list[int]) -> list[bool]:
    with ThreadPoolExecutor(10) as pool:
        return list(pool.map(work, items))


def test_fifty_at_once_never_pass_a_ceiling(database: Database, makers: Makers, partner: Actor, line_ids: list[int]) -> None:
    done = at_once(lambda line_id: sign(database, makers, partner, line_id), line_ids)
    assert sum(done) == FIT
    with database.reading(makers.country.id) as db:
        assert list(standing.used(db).values()) == [EACH * FIT]
        assert db.scalar(select(func.count()).where(Line.state == "COMMITTED")) == FIT
        assert db.scalar(select(func.count()).select_from(Transaction)) == FIT


def test_one_line_is_signed_once(database: Database, makers: Makers, partner: Actor, line_ids: list[int]) -> None:
    done = at_once(lambda line_id: sign(database, makers, partner, line_id), [line_ids[0]] * 10)
    assert sum(done) == 1
    with database.reading(makers.country.id) as db:
        assert db.scalar(select(func.count()).select_from(Transaction)) == 1


def test_simultaneous_offers_get_numbers_of_their_own(database: Database, makers: Makers, partner: Actor) -> None:
    with database.writing(makers.country.id) as db:
        text = make_priority(db, makers)
        make_consent(db, makers)
        given = offer(text, makers)

    def offer_one(_: int) -> bool:
        with on(TODAY), database.writing(makers.country.id) as db:
            actions.offer_support(db, partner, given)
        return True

    assert all(at_once(offer_one, list(range(20))))
    with database.reading(makers.country.id) as db:
        assert db.scalar(select(func.count()).select_from(Line)) == 20
