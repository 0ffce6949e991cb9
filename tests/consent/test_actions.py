"""Changing the register, on both databases: what each action leaves, and that a refused one leaves nothing."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.audit.models import AuditEvent
from consult.consent import actions, queries, requests
from consult.consent.models import ConsentEvent, ConsentRequest, ConsentScope
from consult.consent.rules import state_on
from consult.consent.states import ConditionKind, State, Visibility
from consult.consent.terms import Asking, Terms
from consult.kit import clock
from consult.kit.actor import Role
from consult.kit.errors import Invalid, Missing, Refused, Stale, WrongState
from consult.kit.outbox import Message
from tests.support.makers import Makers

D = date(2026, 3, 23)
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _clock():
    with clock.at(datetime(2026, 3, 23, 6, 0, tzinfo=UTC)):
        yield


@pytest.fixture
def authority(makers: Makers):
    return makers.actor(Role.CONSENT_AUTHORITY)


@pytest.fixture
def unit(makers: Makers):
    return makers.actor(Role.ACU_COUNTERSIGNER)


@pytest.fixture
def partner(makers: Makers):
    return makers.actor(Role.PARTNER_FOCAL_POINT)


def terms(makers: Makers, **given: Any) -> Terms:
    told = {
        "title": "Train, advise, equip", "sector_id": makers.sectors["justice"], "place_ids": frozenset({makers.places["XM01"]}),
        "valid_from": D, "anyone": True, "conditions": ((ConditionKind.PRECEDENT, "The course is agreed."),),
    }
    return Terms(**told | given)


def granted(db: Session, makers: Makers, authority, unit, **given: Any) -> ConsentScope:
    scope = actions.propose_consent(db, authority, actions.draft_consent(db, authority, terms(makers, **given)), on=D)
    return actions.countersign_consent(db, unit, scope, on=D)


def state(scope: ConsentScope, on: date = D) -> State:
    return state_on(queries.facts_of(scope), on)


def traces(db: Session) -> tuple[int, int, int]:
    db.flush()
    return tuple(db.scalar(select(func.count()).select_from(t)) for t in (ConsentEvent, AuditEvent, Message))


def topics(db: Session) -> list[str]:
    db.flush()
    return [t for t in db.scalars(select(Message.topic).order_by(Message.id)) if t.startswith(("Consent", "Request", "Condition"))]


def test_from_draft_to_withdrawal(db: Session, makers: Makers, authority, unit) -> None:
    draft = actions.draft_consent(db, authority, terms(makers))
    assert (draft.number, state(draft)) == (1, State.DRAFT)
    assert state(actions.propose_consent(db, authority, draft, on=D)) is State.PROPOSED
    scope = actions.countersign_consent(db, unit, draft, on=D)
    assert state(scope) is State.IN_FORCE
    scope = actions.suspend_consent(db, authority, scope, on=D, reason="Under review")
    assert state(scope) is State.SUSPENDED
    scope = actions.resume_consent(db, authority, scope, on=D)
    scope = actions.give_notice(db, authority, scope, on=D, reason="Own bench")
    assert scope.events[-1].ends_on == D + 60 * DAY
    assert (state(scope), state(scope, D + 60 * DAY)) == (State.NOTICE, State.WITHDRAWN)
    actions.run_due(db, D + 59 * DAY)
    assert topics(db) == ["ConsentProposed", "ConsentGranted", "ConsentSuspended", "ConsentResumed", "ConsentNoticed"]
    actions.run_due(db, D + 70 * DAY)
    actions.run_due(db, D + 71 * DAY)
    assert topics(db)[5:] == ["ConsentWithdrawn"]
    assert [e.number for e in scope.events] == [1, 2, 3, 4, 5]


def test_a_notice_taken_back_never_withdraws(db: Session, makers: Makers, authority, unit) -> None:
    scope = actions.give_notice(db, authority, granted(db, makers, authority, unit), on=D, reason="Own bench")
    scope = actions.rescind_notice(db, authority, scope, on=D + DAY)
    actions.run_due(db, D + 90 * DAY)
    assert state(scope, D + 90 * DAY) is State.IN_FORCE
    assert topics(db)[-1] == "ConsentRescinded"


def test_dates_alone_begin_and_end_a_consent_once(db: Session, makers: Makers, authority, unit) -> None:
    granted(db, makers, authority, unit, valid_from=D + 5 * DAY, valid_to=D + 9 * DAY)
    assert topics(db) == ["ConsentProposed"]
    for n in (4, 5, 6, 9, 10, 11):
        actions.run_due(db, D + n * DAY)
    assert topics(db) == ["ConsentProposed", "ConsentGranted", "ConsentExpired"]


def test_each_change_is_one_audit_event(db: Session, makers: Makers, authority, unit) -> None:
    steps = [
        lambda s: actions.propose_consent(db, authority, s, on=D),
        lambda s: actions.countersign_consent(db, unit, s, on=D),
        lambda s: actions.meet_condition(db, authority, s, s.conditions[0].id, on=D),
        lambda s: actions.suspend_consent(db, authority, s, on=D, reason="Review"),
        lambda s: actions.resume_consent(db, authority, s, on=D),
        lambda s: actions.give_notice(db, authority, s, on=D, reason="End"),
        lambda s: actions.rescind_notice(db, authority, s, on=D),
    ]
    scope = actions.draft_consent(db, authority, terms(makers))
    for step in steps:
        before = traces(db)[1]
        scope = step(scope)
        assert traces(db)[1] == before + 1


@pytest.mark.parametrize(
    ("attempt", "outcome"),
    [
        (lambda db, a, u, p, s: actions.countersign_consent(db, a, s, on=D), Refused),
        (lambda db, a, u, p, s: actions.suspend_consent(db, p, s, on=D, reason="x"), Refused),
        (lambda db, a, u, p, s: actions.suspend_consent(db, u, s, on=D, reason="x"), Refused),
        (lambda db, a, u, p, s: actions.give_notice(db, a, s, on=D, reason=" "), Invalid),
        (lambda db, a, u, p, s: actions.give_notice(db, a, s, on=D, reason="x", ends_on=D + 59 * DAY), Invalid),
        (lambda db, a, u, p, s: actions.propose_consent(db, a, s, on=D), WrongState),
        (lambda db, a, u, p, s: actions.resume_consent(db, a, s, on=D), WrongState),
        (lambda db, a, u, p, s: actions.suspend_consent(db, a, s, on=D, reason="x", effective_at=D - DAY), WrongState),
        (lambda db, a, u, p, s: actions.rescind_notice(db, a, s, on=D), WrongState),
        (lambda db, a, u, p, s: actions.meet_condition(db, a, s, 0, on=D), WrongState),
        (lambda db, a, u, p, s: actions.decline_countersignature(db, u, s, on=D, reason="x"), WrongState),
    ],
)
def test_a_refused_change_leaves_nothing(*, db: Session, makers: Makers, authority, unit, partner, attempt, outcome) -> None:
    scope = granted(db, makers, authority, unit)
    before = traces(db)
    with pytest.raises(outcome):
        attempt(db, authority, unit, partner, scope)
    assert traces(db) == before


def test_the_same_person_never_signs_twice(db: Session, makers: Makers, authority, unit) -> None:
    scope = actions.propose_consent(db, authority, actions.draft_consent(db, authority, terms(makers)), on=D)
    twice = msgspec.structs.replace(unit, person_id=authority.person_id)
    with pytest.raises(Refused):
        actions.countersign_consent(db, twice, scope, on=D)


def test_another_ministry_decides_nothing(db: Session, makers: Makers, authority) -> None:
    other = msgspec.structs.replace(authority, organisation_id=makers.organisations["ACU"], sectors=frozenset())
    with pytest.raises(Refused):
        actions.draft_consent(db, other, terms(makers))
    assert traces(db)[0] == 0


@pytest.mark.parametrize(
    ("field", "given"),
    [
        ("title", {"title": " "}),
        ("places", {"place_ids": frozenset()}),
        ("valid_to", {"valid_to": D - DAY}),
        ("kinds", {"anyone": False}),
        ("kinds", {"kinds": frozenset({"NONSENSE"})}),
        ("functions", {"functions": frozenset({"UNKNOWN"})}),
        ("modalities", {"modalities": frozenset({"NONSENSE"})}),
        ("ceiling", {"ceiling": 0, "currency": "USD"}),
        ("currency", {"ceiling": 5, "currency": "XXL"}),
        ("notice_days", {"notice_days": -1}),
        ("partners", {"visibility": Visibility.GOVERNMENT}),
    ],
)
def test_terms_that_are_off_name_their_field(db: Session, makers: Makers, authority, field, given) -> None:
    with pytest.raises(Invalid) as caught:
        actions.draft_consent(db, authority, terms(makers, **given))
    assert caught.value.field == field


def test_a_stale_edit_shows_both_versions(db: Session, makers: Makers, authority) -> None:
    scope = actions.draft_consent(db, authority, terms(makers))
    actions.change_draft(db, authority, scope, terms(makers, title="Second"), edit=1, on=D)
    with pytest.raises(Stale) as caught:
        actions.change_draft(db, authority, scope, terms(makers, title="Third"), edit=1, on=D)
    assert ("Third", "Second") in [row[1:] for row in caught.value.rows]
    assert queries.consent_by_number(db, authority, 1, on=D).row.title == "Second"


def test_changing_a_draft_replaces_links(db: Session, makers: Makers, authority) -> None:
    scope = actions.draft_consent(db, authority, terms(makers))
    places = frozenset({makers.places["XM01"], makers.places["XM02"]})
    again = actions.change_draft(db, authority, scope, terms(makers, place_ids=places, conditions=()), edit=1, on=D)
    assert {p.place_id for p in again.places} == places
    assert (again.conditions, again.edit) == ([], 2)


def test_a_successor_takes_the_place(db: Session, makers: Makers, authority, unit) -> None:
    old = granted(db, makers, authority, unit)
    with pytest.raises(Invalid):
        actions.replace_consent(db, authority, old, terms(makers, valid_from=D + 59 * DAY), on=D, leaving=True)
    new = actions.replace_consent(db, authority, old, terms(makers, valid_from=D + 60 * DAY), on=D, leaving=True)
    actions.propose_consent(db, authority, new, on=D)
    actions.countersign_consent(db, unit, new, on=D)
    old = queries.consent_by_number(db, authority, old.number, on=D).row
    assert (state(old, D + 59 * DAY), state(old, D + 60 * DAY)) == (State.IN_FORCE, State.SUPERSEDED)
    actions.run_due(db, D + 60 * DAY)
    assert topics(db)[-2:] == ["ConsentSuperseded", "ConsentGranted"]


def test_events_are_only_added(db: Session, makers: Makers, authority, unit) -> None:
    scope = granted(db, makers, authority, unit)
    scope.events[0].reason = "changed"
    with pytest.raises(LookupError):
        db.flush()


def asking(makers: Makers, **given: Any) -> Asking:
    told = {
        "sector_id": makers.sectors["justice"], "place_ids": frozenset({makers.places["XM02"]}), "text": "Train clerks\nin two courts",
        "functions": frozenset({"TRAINING"}), "amount": 400_000_00, "currency": "USD",
    }
    return Asking(**told | given)


def test_a_request_granted(db: Session, makers: Makers, authority, unit, partner) -> None:
    asked = requests.request_consent(db, partner, asking(makers))
    seen = queries.request_by_number(db, authority, asked.number)
    scope = actions.draft_consent(db, authority, requests.terms_for(seen, on=D))
    requests.take_up_request(db, authority, asked, scope)
    actions.propose_consent(db, authority, scope, on=D)
    assert asked.state == "OPEN"
    actions.countersign_consent(db, unit, scope, on=D)
    assert asked.state == "GRANTED"
    assert (scope.ceiling, scope.title, scope.partners[0].organisation_id) == (400_000_00, "Train clerks", partner.organisation_id)


def test_a_request_refused_stays_on_record(db: Session, makers: Makers, authority, partner) -> None:
    asked = requests.request_consent(db, partner, asking(makers))
    seen = queries.request_by_number(db, authority, asked.number)
    scope = actions.answer_request(db, authority, seen, on=D, refuse="Not this year")
    assert (asked.state, asked.answer, state(scope)) == ("REFUSED", "Not this year", State.REFUSED)
    assert queries.consent_by_number(db, partner, scope.number, on=D)
    with pytest.raises(Missing):
        queries.consent_by_number(db, makers.actor(Role.PUBLIC), scope.number, on=D)
    with pytest.raises(WrongState):
        actions.answer_request(db, authority, seen, on=D, refuse="Again")


def test_requests_are_seen_by_those_concerned(db: Session, makers: Makers, authority, unit, partner) -> None:
    requests.request_consent(db, partner, asking(makers))
    seen = {role: len(db.scalars(queries.requests_seen(makers_actor)).unique().all()) for role, makers_actor in {
        "authority": authority, "unit": unit, "partner": partner,
        "other": msgspec.structs.replace(partner, organisation_id=makers.organisations["INGO"]),
        "ministry": msgspec.structs.replace(authority, sectors=frozenset({makers.sectors["finance"]})),
        "public": msgspec.structs.replace(partner, permissions=frozenset(), reach={}),
    }.items()}
    assert seen == {"authority": 1, "unit": 1, "partner": 1, "other": 0, "ministry": 0, "public": 0}


def test_only_partners_ask_and_only_they_take_back(db: Session, makers: Makers, authority, partner) -> None:
    with pytest.raises(Refused):
        requests.request_consent(db, authority, asking(makers))
    asked = requests.request_consent(db, partner, asking(makers))
    with pytest.raises(Refused):
        requests.drop_request(db, authority, asked)
    assert requests.drop_request(db, partner, asked).state == "DROPPED"
    with pytest.raises(WrongState):
        requests.drop_request(db, partner, asked)
    assert db.scalar(select(func.count()).select_from(ConsentRequest)) == 1


def test_statements_do_not_grow_with_the_register(db: Session, makers: Makers, authority, database, statements) -> None:
    counts = []
    for n in (2, 6):
        for i in range(n):
            actions.draft_consent(db, authority, terms(makers, title=f"{n} {i}"))
        db.flush()
        db.expunge_all()
        with statements(database) as seen:
            queries.consents(db, authority, on=D)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_two_at_once_sign_once(database, makers: Makers, authority, unit) -> None:
    with database.writing(makers.country.id) as first:
        scope = actions.propose_consent(first, authority, actions.draft_consent(first, authority, terms(makers)), on=D)
    others = [msgspec.structs.replace(unit, person_id=makers.person(Role.ACU_COUNTERSIGNER, mail=f"{n}@example.org")) for n in "ab"]

    def sign(who) -> str:
        try:
            with database.writing(makers.country.id) as mine:
                actions.countersign_consent(mine, who, scope, on=D)
        except WrongState:
            return "too late"
        return "signed"

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(sign, others)) == ["signed", "too late"]
    with database.reading(makers.country.id) as after:
        assert after.scalar(select(func.count()).select_from(ConsentEvent)) == 2
