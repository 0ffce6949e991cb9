"""The audit chain: what is changed, dropped or cut off is found."""

import pytest
from sqlalchemy import text
from sqlalchemy.orm import Session

from consult.audit.actions import record
from consult.audit.queries import chain_fault
from consult.kit.actor import Role
from tests.support.makers import Makers


@pytest.fixture
def chain(db: Session, makers: Makers) -> Session:
    actor = makers.actor(Role.PUBLIC)
    for number in range(3):
        record(db, actor, "country.noted", number=number, when=makers.country.id)
    return db


def test_an_honest_chain_holds(chain: Session, makers: Makers) -> None:
    assert chain_fault(chain, makers.country.id) is None


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ("update audit_event set body = '{}' where number = 2", "event 2 was changed"),
        ("delete from audit_event where number = 2", "event 2 is missing"),
        ("delete from audit_event where number = 3", "the log ends at event 2"),
    ],
)
def test_tampering_is_found(chain: Session, makers: Makers, change: str, fault: str) -> None:
    chain.execute(text(change))
    chain.expire_all()
    assert fault in (chain_fault(chain, makers.country.id) or "")
