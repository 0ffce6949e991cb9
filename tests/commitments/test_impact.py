"""What a decision would do to lines, told before it is taken, and then done the same (domain.md I4-I7)."""

from datetime import date, timedelta

import msgspec
from sqlalchemy.orm import Session

from consult.commitments import impact
from consult.commitments.impact import Impact
from consult.commitments.models import LineState
from consult.consent import queries as consents
from consult.consent.facts import EventFacts, ScopeFacts
from consult.consent.models import ConsentScope
from consult.consent.states import Answer, Step
from consult.kit import clock
from consult.kit.actor import Actor
from tests.commitments.build import TODAY, active, committed, make_consent, make_priority, offer, pledged
from tests.support.makers import Makers

EFFECT = TODAY + timedelta(days=60)


def after(db: Session, scope: ConsentScope, step: Step, ends_on: date | None = None) -> ScopeFacts:
    facts = next(one for one in consents.all_facts(db) if one.id == scope.id)
    event = EventFacts(number=99, step=step, effective_at=TODAY, recorded_at=clock.now(), ends_on=ends_on)
    return msgspec.structs.replace(facts, events=(*facts.events, event))


def told(found: Impact) -> dict[tuple[int, date], tuple[str, str | None]]:
    return {(c.line.id, c.day): (c.after.value, c.becomes.value if c.becomes else None) for c in found.changes}


def test_notice_tells_what_happens_on_which_day(db: Session, makers: Makers, partner: Actor) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    working, signed, offered = (make(db, partner, offer(text, makers)) for make in (active, committed, pledged))
    found = impact.of_change(db, after(db, scope, Step.NOTICED, EFFECT), on=TODAY)
    assert told(found) == {
        **{(line.id, TODAY): ("IN_NOTICE", None) for line in (working, signed, offered)},
        (working.id, EFFECT): ("WITHDRAWN", "WIND_DOWN"),
        (signed.id, EFFECT): ("WITHDRAWN", "SUSPENDED"),
        (offered.id, EFFECT): ("WITHDRAWN", "LAPSED"),
    }
    assert found.signed == {"USD": 800_000}
    assert found.offered == {"USD": 400_000}
    assert found.spent == {"USD": 0}
    closing = next(c for c in found.changes if c.becomes is LineState.WIND_DOWN)
    assert closing.closes_on == EFFECT + timedelta(days=90)
    assert found.partners == ("Norlund Agency",)


def test_another_consent_keeps_a_line(db: Session, makers: Makers, partner: Actor) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    working = active(db, partner, offer(text, makers))
    second = make_consent(db, makers)
    found = impact.of_change(db, after(db, scope, Step.NOTICED, EFFECT), on=TODAY)
    assert [(c.line.id, c.other.id if c.other else None, c.becomes) for c in found.kept] == [(working.id, second.id, None)]
    assert found.leaving == ()


def test_a_pause_and_a_humanitarian_line(db: Session, makers: Makers, partner: Actor) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    working, saved = active(db, partner, offer(text, makers)), active(db, partner, offer(text, makers, humanitarian=True))
    found = impact.of_change(db, after(db, scope, Step.SUSPENDED), on=TODAY)
    by_line = {c.line.id: c for c in found.changes}
    assert by_line[working.id].becomes is LineState.SUSPENDED
    assert not by_line[working.id].review
    assert by_line[saved.id].becomes is None
    assert by_line[saved.id].review


def test_reported_lines_only_change_their_standing(db: Session, makers: Makers, partner: Actor) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    line = active(db, partner, offer(text, makers))
    line.provenance, line.scope_id = "REPORTED", None
    db.flush()
    found = impact.of_change(db, after(db, scope, Step.SUSPENDED), on=TODAY)
    assert [(c.before, c.after, c.becomes) for c in found.changes] == [(Answer.COVERED, Answer.SUSPENDED, None)]


def test_nothing_changes_where_nothing_is_done(db: Session, makers: Makers, partner: Actor) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    active(db, partner, offer(text, makers))
    facts = next(one for one in consents.all_facts(db) if one.id == scope.id)
    assert impact.of_change(db, facts, on=TODAY).changes == ()
