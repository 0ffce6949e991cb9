"""Facts for tests of the register's rules, with sensible defaults."""

from datetime import UTC, date, datetime, time
from itertools import count
from typing import Any

from consult.consent.facts import EventFacts, LineFacts, PartyFacts, PlaceFacts, ScopeFacts
from consult.consent.states import Step

JUSTICE, SECURITY = 1, 2
COUNTRY = PlaceFacts(id=10, name="Kamaro", within=frozenset({10}))
XX01 = PlaceFacts(id=11, name="XX01", within=frozenset({10, 11}))
XX02 = PlaceFacts(id=12, name="XX02", within=frozenset({10, 12}))
XX03 = PlaceFacts(id=13, name="XX03", within=frozenset({10, 13}))
TOWN = PlaceFacts(id=14, name="Town", within=frozenset({10, 11, 14}))
NORLUND = PartyFacts(id=21, kind="BILATERAL", name="Norlund Agency")
HARBOUR = PartyFacts(id=22, kind="INGO", name="Harbour Foundation")
NUMBERS = count(1)


def event(step: Step, on: date, *, recorded: date | None = None, **given: Any) -> EventFacts:
    """An event on a day, recorded the same day."""
    moment = datetime.combine(recorded or on, time(9), UTC)
    return EventFacts(**{"number": next(NUMBERS)} | given, step=step, effective_at=on, recorded_at=moment)


def granted(on: date) -> tuple[EventFacts, ...]:
    """A grant with its countersignature, both on a day."""
    return event(Step.PROPOSED, on, person_id=1), event(Step.COUNTERSIGNED, on, person_id=2)


def scope(*events: EventFacts, **given: Any) -> ScopeFacts:
    """A consent for justice in XX01, open to anyone, from 2026-01-01 on."""
    told = {
        "id": 1, "number": 1, "grantor_id": 31, "ministry": "Ministry of Justice", "sector_id": JUSTICE,
        "places": (XX01,), "anyone": True, "valid_from": date(2026, 1, 1),
    }
    return ScopeFacts(**told | given, events=events)


def line(**given: Any) -> LineFacts:
    """A line of justice at XX01, training, one million USD, by one bilateral."""
    told = {
        "sectors": frozenset({JUSTICE}), "places": (XX01,), "parties": (NORLUND,), "function": "TRAINING",
        "modality": "PROJECT", "amount": 1_000_000_00, "currency": "USD",
    }
    return LineFacts(**told | given)
