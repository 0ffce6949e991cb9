"""What tests of commitments stand on: an agenda with one priority, consents in force, offers."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.agendas.models import Agenda, Output, Priority, PriorityText
from consult.commitments import actions
from consult.commitments.actions import Offer
from consult.commitments.models import Line
from consult.consent import actions as consents
from consult.consent.models import ConsentScope
from consult.consent.terms import Terms
from consult.kit import clock
from consult.kit.actor import Actor, Role
from consult.kit.outbox import drain
from tests.support.makers import Makers

TODAY = date(2026, 3, 23)


@contextmanager
def on(day: date) -> Iterator[None]:
    """Hold the clock at noon of a day."""
    with clock.at(datetime(day.year, day.month, day.day, 12, tzinfo=UTC)):
        yield


def make_priority(db: Session, makers: Makers, *, sector: str = "justice", number: int = 1) -> PriorityText:
    """A published priority with one output, needing nothing in particular."""
    agenda = db.query(Agenda).first() or Agenda(
        version=1, state="CONSULTING", title="Agenda", start=date(2026, 1, 1), end=date(2028, 12, 31)
    )
    priority = Priority(number=number, state="PUBLISHED")
    db.add_all([agenda, priority])
    db.flush()
    output = Output(priority_id=priority.id, number=1)
    db.add(output)
    db.flush()
    text = PriorityText(
        agenda_id=agenda.id,
        priority_id=priority.id,
        ministry_id=makers.organisations["MINISTRY"],
        sector_id=makers.sectors[sector],
        rank=number,
        title=f"Priority {number}",
        ask="Clerks who know the law",
        start=date(2026, 1, 1),
        end=date(2028, 12, 31),
        outputs=[{"output_id": output.id, "number": 1, "title": "Court clerks trained", "indicator": "Clerks"}],
    )
    db.add(text)
    db.flush()
    return text


def make_consent(db: Session, makers: Makers, *, places: tuple[str, ...] = ("XM01",), **given: Any) -> ConsentScope:
    """A consent that is in force from 1 January 2026, for bilateral partners unless `given` says otherwise."""
    terms: dict[str, Any] = {
        "title": "Courts",
        "sector_id": makers.sectors["justice"],
        "valid_from": date(2026, 1, 1),
        "place_ids": frozenset(makers.places[p] for p in places),
        "kinds": frozenset({"BILATERAL", "INGO"}),
    }
    first = date(2026, 1, 1)
    with on(first):
        scope = consents.draft_consent(db, makers.actor(Role.CONSENT_AUTHORITY), Terms(**terms | given))
        scope = consents.propose_consent(db, makers.actor(Role.CONSENT_AUTHORITY), scope, on=first)
        return consents.countersign_consent(db, makers.actor(Role.ACU_COUNTERSIGNER), scope, on=first)


def offer(text: PriorityText, makers: Makers, *, place: str = "XM01", **given: Any) -> Offer:
    """An offer of training in the North, 4,000.00 USD."""
    plain: dict[str, Any] = {
        "title": "Training of clerks",
        "priority_id": text.priority_id,
        "output_id": text.outputs[0]["output_id"],
        "purpose_code": "15130",
        "place_ids": (makers.places[place],),
        "function": "TRAINING",
        "modality": "PROJECT",
        "amount": 400_000,
        "currency": "USD",
        "start": date(2026, 4, 1),
        "end": date(2027, 3, 31),
    }
    return Offer(**plain | given)


def pledged(db: Session, actor: Actor, given: Offer) -> Line:
    """A pledge made today."""
    with on(TODAY):
        return actions.offer_support(db, actor, given)


def committed(db: Session, actor: Actor, given: Offer) -> Line:
    """A commitment signed today."""
    line = pledged(db, actor, given)
    with on(TODAY):
        return actions.commit_line(db, actor, line, signed_on=TODAY)


def active(db: Session, actor: Actor, given: Offer) -> Line:
    """A line under way since today."""
    line = committed(db, actor, given)
    with on(TODAY):
        return actions.start_line(db, actor, line)


def hear(makers: Makers) -> None:
    """Hand what was announced to the listeners, as the worker does."""
    from consult.app import LISTENERS

    drain(makers.database, LISTENERS)
