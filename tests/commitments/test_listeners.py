"""What consent does to lines (domain.md I4-I7), through the outbox, on both databases."""

from datetime import date, timedelta

import pytest
from sqlalchemy.orm import Session

from consult.commitments import actions, queries
from consult.commitments.actions import Payment
from consult.commitments.models import Line
from consult.consent import actions as consents
from consult.consent.models import ConsentScope
from consult.kit.actor import Actor, Role
from consult.kit.db import Database
from consult.kit.errors import WrongState
from tests.commitments.build import TODAY, active, committed, hear, make_consent, make_priority, offer, on, pledged
from tests.support.makers import Makers

NOTICE = date(2026, 3, 1)  # E1: withdrawn 2026-04-30, wound down 2026-07-29
EFFECT, CLOSED = date(2026, 4, 30), date(2026, 7, 29)


def state(database: Database, makers: Makers, line: Line) -> Line:
    with database.writing(makers.country.id) as db:
        return queries.whole_line(db, line.id)


def suspend(db: Session, makers: Makers, scope: ConsentScope, day: date) -> None:
    with on(day):
        consents.suspend_consent(db, makers.actor(Role.CONSENT_AUTHORITY), scope, on=day, reason="Survey")


def resume(db: Session, makers: Makers, scope: ConsentScope, day: date) -> None:
    with on(day):
        consents.resume_consent(db, makers.actor(Role.CONSENT_AUTHORITY), scope, on=day)


def withdraw(db: Session, makers: Makers, scope: ConsentScope) -> None:
    with on(NOTICE):
        consents.give_notice(db, makers.actor(Role.CONSENT_AUTHORITY), scope, on=NOTICE, reason="Own bench")


def pass_day(db: Session, makers: Makers, day: date) -> None:
    """The worker on a day: what dates bring, then what was announced."""
    with on(day):
        consents.run_due(db, day)
        db.commit()
        hear(makers)
    with on(day):
        actions.run_due(db, day)
        db.commit()


def test_a_pause_suspends_active_lines_once_and_its_end_resumes_them(
    db: Session, database: Database, makers: Makers, partner: Actor
) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    working = active(db, partner, offer(text, makers))
    signed = committed(db, partner, offer(text, makers))
    offered = pledged(db, partner, offer(text, makers))
    suspend(db, makers, scope, TODAY)
    pass_day(db, makers, TODAY)
    assert [state(database, makers, one).state for one in (working, signed, offered)] == ["SUSPENDED", "COMMITTED", "PLEDGED"]
    held = state(database, makers, working)
    pass_day(db, makers, TODAY + timedelta(days=1))
    assert state(database, makers, working).edit == held.edit
    for act in (lambda: actions.resume_line(db, partner, working), lambda: actions.start_line(db, partner, signed)):
        with on(TODAY), pytest.raises(WrongState, match="paused"):
            act()
    resume(db, makers, scope, TODAY + timedelta(days=5))
    pass_day(db, makers, TODAY + timedelta(days=5))
    back = state(database, makers, working)
    assert (back.state, back.state_since, back.resumes) == ("ACTIVE", TODAY + timedelta(days=5), None)


def test_e1_withdrawal_on_the_right_days_however_late(db: Session, database: Database, makers: Makers, partner: Actor) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    working = active(db, partner, offer(text, makers))
    signed = committed(db, partner, offer(text, makers))
    offered = pledged(db, partner, offer(text, makers))
    ending = active(db, partner, offer(text, makers))
    with on(TODAY):
        actions.report_spending(db, partner, working, Payment(type="4", day=TODAY, value=150_000))
        actions.finalise_line(db, partner, ending)
        withdraw(db, makers, scope)
        with pytest.raises(WrongState, match="notice"):
            actions.commit_line(db, partner, offered, signed_on=TODAY)
        with pytest.raises(WrongState, match="notice"):
            actions.start_line(db, partner, signed)
    pass_day(db, makers, EFFECT - timedelta(days=1))
    assert state(database, makers, working).state == "ACTIVE"
    pass_day(db, makers, EFFECT + timedelta(days=9))  # the worker stood still for nine days
    states = [state(database, makers, one) for one in (working, signed, offered, ending)]
    assert [one.state for one in states] == ["WIND_DOWN", "SUSPENDED", "LAPSED", "FINALISING"]
    assert {one.state_since for one in states[:3]} == {EFFECT}
    with on(EFFECT + timedelta(days=10)):
        for line, owed in ((working, EFFECT + timedelta(days=1)), (ending, EFFECT + timedelta(days=1))):
            with pytest.raises(WrongState, match="owed"):
                actions.report_spending(db, partner, line, Payment(type="3", day=EFFECT, value=1, obliged_on=owed))
        actions.report_spending(db, partner, working, Payment(type="3", day=EFFECT, value=50_000, obliged_on=EFFECT))
        db.commit()
    pass_day(db, makers, CLOSED - timedelta(days=1))
    assert state(database, makers, working).state == "WIND_DOWN"
    pass_day(db, makers, CLOSED)
    done = state(database, makers, working)
    assert (done.state, done.amount, done.spent, done.state_since) == ("CLOSED", 200_000, 200_000, CLOSED)


def test_another_consent_with_room_takes_a_line_over(db: Session, database: Database, makers: Makers, partner: Actor) -> None:
    text, first = make_priority(db, makers), make_consent(db, makers)
    lines = [active(db, partner, offer(text, makers)) for _ in range(2)]
    second = make_consent(db, makers, ceiling=500_000, currency="USD")  # room for one of them
    withdraw(db, makers, first)
    pass_day(db, makers, EFFECT)
    kept, gone = (state(database, makers, line) for line in lines)
    assert (kept.state, kept.scope_id, gone.state, gone.scope_id) == ("ACTIVE", second.id, "WIND_DOWN", first.id)


def test_humanitarian_lines_are_reviewed_not_moved(db: Session, database: Database, makers: Makers, partner: Actor) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    lines = [make(db, partner, offer(text, makers, humanitarian=True)) for make in (active, committed, pledged)]
    withdraw(db, makers, scope)
    pass_day(db, makers, EFFECT)
    found = [state(database, makers, line) for line in lines]
    assert [one.state for one in found] == ["ACTIVE", "COMMITTED", "PLEDGED"]
    assert all(one.review for one in found)
    with on(EFFECT):
        actions.settle_review(db, makers.actor(Role.COORDINATOR), lines[0], reason="Goes on")
        db.commit()
    assert not state(database, makers, lines[0]).review


def test_a_line_suspended_from_active_winds_down_and_an_interest_stays(
    db: Session, database: Database, makers: Makers, partner: Actor
) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    working = active(db, partner, offer(text, makers))
    with on(TODAY):
        maybe = actions.express_interest(db, partner, offer(text, makers))
    suspend(db, makers, scope, TODAY)
    pass_day(db, makers, TODAY)
    with on(TODAY):
        consents.give_notice(db, makers.actor(Role.CONSENT_AUTHORITY), scope, on=TODAY, reason="Own bench")
    pass_day(db, makers, TODAY + timedelta(days=60))
    assert state(database, makers, working).state == "WIND_DOWN"
    assert state(database, makers, maybe).state == "INTEREST"


def test_expiry_is_felt_the_day_after_the_last(db: Session, database: Database, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers, valid_to=date(2026, 6, 30))
    working = active(db, partner, offer(text, makers))
    pass_day(db, makers, date(2026, 6, 30))
    assert state(database, makers, working).state == "ACTIVE"
    pass_day(db, makers, date(2026, 7, 1))
    found = state(database, makers, working)
    assert (found.state, found.wind_down_effective, found.wind_down_ends) == (
        "WIND_DOWN",
        date(2026, 7, 1),
        date(2026, 9, 29),
    )


def test_reported_lines_are_never_moved(db: Session, database: Database, makers: Makers, partner: Actor) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    line = active(db, partner, offer(text, makers))
    line.provenance = "REPORTED"
    withdraw(db, makers, scope)
    pass_day(db, makers, EFFECT)
    assert state(database, makers, line).state == "ACTIVE"
