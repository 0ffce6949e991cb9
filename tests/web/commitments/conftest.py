"""A country with a priority of the justice sector; consents and lines are each test's own."""

from collections.abc import Iterator

import pytest
from sqlalchemy.orm import Session

from consult.agendas.models import Need, PriorityText
from consult.kit.actor import Role
from tests.commitments.build import TODAY, make_priority, on
from tests.support.makers import Makers


@pytest.fixture(autouse=True)
def clock_held() -> Iterator[None]:
    """Every request is of 23 March 2026."""
    with on(TODAY):
        yield


@pytest.fixture
def text(site: Makers) -> PriorityText:
    """A published priority that needs 9 m USD in the North."""
    for role in Role:
        site.actor(role)
    with site.database.writing(site.country.id) as db:
        made = make_priority(db, site)
        db.add(Need(text_id=made.id, place_id=site.places["XM01"], output_id=None, amount=900_000_000))
    return made


@pytest.fixture
def book(site: Makers) -> Iterator[Session]:
    """A writing session of the site, committed by the test."""
    with site.database.session(site.country.id, write=True) as db:
        yield db
