"""Moving lines, on both databases: what is refused leaves nothing behind, what is done is recorded once."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.audit.models import AuditEvent
from consult.commitments import actions, queries
from consult.commitments.actions import Payment
from consult.commitments.models import Commitment, Line, Transaction
from consult.consent import actions as consents
from consult.consent.states import ConditionKind
from consult.kit.actor import Actor, Role
from consult.kit.errors import Invalid, Missing, Refused, Stale, WrongState
from consult.kit.outbox import Message
from tests.commitments.build import TODAY, active, committed, make_consent, make_priority, offer, on, pledged
from tests.support.makers import Makers


def count(db: Session, kind: type) -> int:
    return db.scalar(select(func.count()).select_from(kind)) or 0


def test_a_pledge_inside_consent(db: Session, makers: Makers, partner: Actor) -> None:
    text, scope = make_priority(db, makers), make_consent(db, makers)
    line = pledged(db, partner, offer(text, makers))
    assert (line.state, line.scope_id, line.commitment.number, line.place_split) == ("PLEDGED", scope.id, 1, "SINGLE")
    assert db.scalars(select(Message.topic).where(Message.topic == "LinePledged")).all() == ["LinePledged"]
    assert "line.pledged" in db.scalars(select(AuditEvent.action)).all()
    assert [m.state for m in queries.get_line(db, partner, line.id).moves] == ["PLEDGED"]


def test_outside_consent_nothing_is_kept(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers, places=("XM02",))
    db.commit()
    with pytest.raises(WrongState, match="not a refusal"):
        pledged(db, partner, offer(text, makers))
    db.rollback()
    assert count(db, Commitment) == count(db, Line) == 0


def test_a_hidden_consent_equals_none(db: Session, makers: Makers, partner: Actor) -> None:
    from consult.consent.states import Visibility

    text = make_priority(db, makers)
    named = frozenset({makers.organisations["INGO"]})
    make_consent(db, makers, visibility=Visibility.GOVERNMENT, kinds=frozenset(), partner_ids=named, places=("XM01",))
    with pytest.raises(WrongState, match="not a refusal"):
        pledged(db, partner, offer(text, makers))


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"purpose_code": "15111"}, "purpose"),
        ({"amount": 0}, "amount"),
        ({"amount": -1}, "amount"),
        ({"end": date(2026, 3, 1)}, "to"),
        ({"place_ids": ()}, "region"),
        ({"output_id": 999}, "output"),
        ({"priority_id": 999, "output_id": None}, "output"),
    ],
)
def test_an_offer_that_is_off_names_its_field(db: Session, makers: Makers, partner: Actor, given: dict, field: str) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers)
    with pytest.raises(Invalid) as raised:
        pledged(db, partner, offer(text, makers, **given))
    assert raised.value.field == field


@pytest.mark.parametrize("role", [r for r in Role if r not in (Role.PARTNER_FOCAL_POINT, Role.PUBLIC)])
def test_only_partners_offer(db: Session, makers: Makers, role: Role) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers)
    with pytest.raises(Refused):
        pledged(db, makers.actor(role), offer(text, makers))


def test_an_interest_needs_no_consent_and_only_the_ministry_sees_it(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    with on(TODAY):
        line = actions.express_interest(db, partner, offer(text, makers))
    readers = (Role.MINISTRY_EDITOR, Role.CONSENT_AUTHORITY, Role.PARTNER_FOCAL_POINT)
    for role in Role:
        seen = db.scalars(queries.lines(makers.actor(role))).unique().all()
        assert [found.id for found in seen] == ([line.id] if role in readers else []), role
    with pytest.raises(Missing):
        queries.get_commitment(db, makers.actor(Role.COORDINATOR), line.commitment.number)


def test_a_withdrawn_interest_stays_hidden_and_a_pledged_one_shows(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    with on(TODAY):
        gone = actions.express_interest(db, partner, offer(text, makers))
        actions.cancel_line(db, partner, gone, reason="Other plans")
        kept = actions.express_interest(db, partner, offer(text, makers))
        with pytest.raises(WrongState):
            actions.pledge_line(db, partner, kept)
        make_consent(db, makers)
        actions.pledge_line(db, partner, kept)
    assert [found.id for found in db.scalars(queries.lines(makers.actor(Role.PUBLIC))).unique()] == [kept.id]


def test_from_pledge_to_closed(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers)
    line = active(db, partner, offer(text, makers))
    with on(TODAY + timedelta(days=60)):
        actions.report_spending(db, partner, line, Payment(type="3", day=TODAY, value=300_000))
        actions.finalise_line(db, partner, line)
        actions.close_line(db, partner, line)
    assert (line.state, line.amount, line.spent) == ("CLOSED", 300_000, 300_000)
    money = db.execute(select(Transaction.type, Transaction.value).order_by(Transaction.id)).all()
    assert [tuple(row) for row in money] == [("2", 400_000), ("3", 300_000), ("2", -100_000)]


def test_signing_asks_on_the_day_of_signature_and_today(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    scope = make_consent(db, makers)
    line = pledged(db, partner, offer(text, makers))
    with on(TODAY), pytest.raises(WrongState, match="not a refusal"):
        actions.commit_line(db, partner, line, signed_on=date(2025, 12, 1))
    with on(TODAY), pytest.raises(WrongState, match="future"):
        actions.commit_line(db, partner, line, signed_on=TODAY + timedelta(days=1))
    with on(TODAY):
        consents.suspend_consent(db, makers.actor(Role.CONSENT_AUTHORITY), scope, on=TODAY, reason="Survey")
        with pytest.raises(WrongState, match="paused"):
            actions.commit_line(db, partner, line, signed_on=TODAY - timedelta(days=5))
    assert line.state == "PLEDGED"
    assert count(db, Transaction) == 0


def test_a_condition_to_meet_first_holds_the_signature(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    scope = make_consent(db, makers, conditions=((ConditionKind.PRECEDENT, "Agree the course"),))
    line = pledged(db, partner, offer(text, makers))
    with on(TODAY), pytest.raises(WrongState, match="Agree the course"):
        actions.commit_line(db, partner, line, signed_on=TODAY)
    with on(TODAY):
        consents.meet_condition(db, makers.actor(Role.CONSENT_AUTHORITY), scope, scope.conditions[0].id, on=TODAY)
        actions.commit_line(db, partner, line, signed_on=TODAY)
    assert line.state == "COMMITTED"


def test_e1_a_ceiling_counts_commitments_not_pledges(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers, ceiling=1_000_000_000, currency="USD")
    committed(db, partner, offer(text, makers, amount=600_000_000))
    pledged(db, partner, offer(text, makers, amount=500_000_000))
    over = pledged(db, partner, offer(text, makers, amount=450_000_000))
    with on(TODAY), pytest.raises(WrongState, match="ceiling"):
        actions.commit_line(db, partner, over, signed_on=TODAY)
    fits = pledged(db, partner, offer(text, makers, amount=400_000_000))
    with on(TODAY):
        assert actions.commit_line(db, partner, fits, signed_on=TODAY).state == "COMMITTED"


def test_another_currency_than_the_ceilings_is_refused(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers, ceiling=1_000_000_000, currency="USD")
    line = pledged(db, partner, offer(text, makers, currency="EUR"))
    with on(TODAY), pytest.raises(WrongState, match="exchange rate"):
        actions.commit_line(db, partner, line, signed_on=TODAY)


def test_work_starts_no_earlier_than_the_signature(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers)
    line = committed(db, partner, offer(text, makers))
    with on(TODAY), pytest.raises(WrongState, match="signed"):
        actions.start_line(db, partner, line, started_on=TODAY - timedelta(days=1))


def test_a_stale_edit_shows_both_versions(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers)
    line = pledged(db, partner, offer(text, makers))
    read = line.edit
    with on(TODAY):
        actions.edit_line(db, partner, line, offer(text, makers, amount=500_000), edit=read)
        with pytest.raises(Stale) as raised:
            actions.edit_line(db, partner, line, offer(text, makers, amount=700_000), edit=read)
    assert [(str(label), mine, theirs) for label, mine, theirs in raised.value.rows] == [("Amount", "7000.00", "5000.00")]
    assert line.amount == 500_000


def test_an_edit_out_of_consent_is_refused(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers)
    line = pledged(db, partner, offer(text, makers))
    db.commit()
    with on(TODAY), pytest.raises(WrongState):
        actions.edit_line(db, partner, line, offer(text, makers, place="XM03"), edit=line.edit)
    db.rollback()
    assert [p.place_id for p in queries.whole_line(db, line.id).places] == [makers.places["XM01"]]


def test_what_is_signed_is_edited_no_more(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers)
    line = committed(db, partner, offer(text, makers))
    with on(TODAY), pytest.raises(WrongState):
        actions.edit_line(db, partner, line, offer(text, makers), edit=line.edit)


def test_twins_are_linked_by_the_coordinator(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers)
    mine = pledged(db, partner, offer(text, makers))
    other = pledged(db, partner, offer(text, makers))
    other.provenance = "REPORTED"
    db.flush()
    coordinator = makers.actor(Role.COORDINATOR)
    with pytest.raises(Refused):
        actions.link_twin(db, partner, other, mine)
    with pytest.raises(Refused):
        actions.link_twin(db, coordinator, mine, other)
    actions.link_twin(db, coordinator, other, mine)
    assert [t.id for t in queries.twins_of(db, [mine.id])] == [other.id]
    actions.unlink_twin(db, coordinator, other)
    assert other.twin_of_id is None


def test_a_chain_of_money_has_no_circle(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers)
    a, b, c = (pledged(db, partner, offer(text, makers)) for _ in range(3))
    actions.link_source(db, partner, b, a, amount=100)
    actions.link_source(db, partner, c, b, amount=100)
    assert queries.sources_above(db, c.id) == {a.id, b.id}
    for line, source in ((a, c), (a, a), (b, c)):
        with pytest.raises(Invalid):
            actions.link_source(db, partner, line, source, amount=1)
    actions.unlink_source(db, partner, c, b.id)
    assert queries.sources_above(db, c.id) == set()


def test_pledges_lapse_on_their_day_once(db: Session, makers: Makers, partner: Actor) -> None:
    text = make_priority(db, makers)
    make_consent(db, makers)
    soon = pledged(db, partner, offer(text, makers, lapses_on=date(2026, 5, 1)))
    year = pledged(db, partner, offer(text, makers))
    saved = pledged(db, partner, offer(text, makers, humanitarian=True))
    for day, moved in ((date(2026, 4, 30), 0), (date(2026, 5, 1), 1), (date(2027, 3, 22), 1), (date(2027, 4, 2), 2)):
        actions.run_due(db, day)
        assert [soon.state, year.state].count("LAPSED") == moved, day
    assert (year.state_since, saved.state, saved.review) == (date(2027, 3, 23), "PLEDGED", True)
    edits = soon.edit, year.edit, saved.edit
    actions.run_due(db, date(2027, 4, 3))
    assert (soon.edit, year.edit, saved.edit) == edits
