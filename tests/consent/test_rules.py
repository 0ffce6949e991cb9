"""The fold of a consent's events, day by day, and who may do what."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.consent import rules
from consult.consent.facts import ScopeFacts
from consult.consent.rules import state_on
from consult.consent.states import TERMINAL, State, Step, Visibility
from consult.kit.actor import Actor, Permission, Reach, Role, Subject
from consult.kit.errors import Refused, WrongState
from tests.consent.makers import JUSTICE, SECURITY, event, granted, scope

D = date(2026, 3, 1)
DAY = timedelta(days=1)


def noticed(on: date, days: int = 60):
    return event(Step.NOTICED, on, ends_on=on + timedelta(days=days))


@pytest.mark.parametrize(
    ("given_scope", "day", "expected"),
    [
        (scope(), D, State.DRAFT),
        (scope(event(Step.PROPOSED, D)), D - DAY, State.DRAFT),
        (scope(event(Step.PROPOSED, D)), D, State.PROPOSED),
        (scope(event(Step.REFUSED, D)), D, State.REFUSED),
        (scope(event(Step.PROPOSED, D), event(Step.DECLINED, D + DAY)), D + DAY, State.REFUSED),
        (scope(*granted(D)), D, State.IN_FORCE),
        (scope(*granted(D), valid_from=D + DAY), D, State.PROPOSED),
        (scope(*granted(D), valid_from=D + DAY), D + DAY, State.IN_FORCE),
        (scope(*granted(D), valid_to=D + 9 * DAY), D + 9 * DAY, State.IN_FORCE),
        (scope(*granted(D), valid_to=D + 9 * DAY), D + 10 * DAY, State.EXPIRED),
        (scope(event(Step.PROPOSED, D), event(Step.COUNTERSIGNED, D + 9 * DAY)), D + 8 * DAY, State.PROPOSED),
        (scope(event(Step.PROPOSED, D), event(Step.COUNTERSIGNED, D + 9 * DAY)), D + 9 * DAY, State.IN_FORCE),
        (scope(*granted(D), event(Step.SUSPENDED, D + DAY)), D + DAY, State.SUSPENDED),
        (scope(*granted(D), event(Step.SUSPENDED, D + DAY)), D, State.IN_FORCE),
        (scope(*granted(D), event(Step.SUSPENDED, D), event(Step.RESUMED, D + DAY)), D + DAY, State.IN_FORCE),
        (scope(*granted(D), noticed(D)), D + 59 * DAY, State.NOTICE),
        (scope(*granted(D), noticed(D)), D + 60 * DAY, State.WITHDRAWN),
        (scope(*granted(D), noticed(D), event(Step.RESCINDED, D + 59 * DAY)), D + 99 * DAY, State.IN_FORCE),
        (scope(*granted(D), noticed(D), event(Step.RESCINDED, D + 60 * DAY)), D + 99 * DAY, State.WITHDRAWN),
        (scope(*granted(D), event(Step.SUSPENDED, D), noticed(D), event(Step.RESCINDED, D + DAY)), D + DAY, State.SUSPENDED),
        (scope(*granted(D), noticed(D), valid_to=D + 30 * DAY), D + 31 * DAY, State.EXPIRED),
        (scope(*granted(D), noticed(D), valid_to=D + 59 * DAY), D + 60 * DAY, State.WITHDRAWN),
        (scope(*granted(D), event(Step.SUSPENDED, D), valid_to=D), D + DAY, State.EXPIRED),
        (scope(*granted(D), event(Step.SUPERSEDED, D + DAY)), D + DAY, State.SUPERSEDED),
        (scope(*granted(D), noticed(D), event(Step.SUSPENDED, D + DAY)), D + 2 * DAY, State.NOTICE),
        (scope(event(Step.COUNTERSIGNED, D)), D, State.DRAFT),
    ],
)
def test_state_on_a_day(given_scope: ScopeFacts, day: date, expected: State) -> None:
    assert state_on(given_scope, day) is expected


def test_a_pause_recorded_late_counts_from_its_day() -> None:
    late = event(Step.SUSPENDED, D + DAY, recorded=D + 20 * DAY)
    assert state_on(scope(*granted(D), event(Step.NOTICED, D + 5 * DAY, ends_on=D + 99 * DAY), late), D + 2 * DAY) is State.SUSPENDED


def test_e1_notice_day_by_day() -> None:
    justice = scope(*granted(date(2026, 1, 1)), noticed(date(2026, 3, 1)))
    assert rules.notice_ends(justice, date(2026, 3, 1)) == date(2026, 4, 30)
    assert state_on(justice, date(2026, 4, 29)) is State.NOTICE
    assert rules.counts_on(justice, date(2026, 4, 29))
    assert state_on(justice, date(2026, 4, 30)) is State.WITHDRAWN
    assert not rules.counts_on(justice, date(2026, 4, 30))
    assert rules.winddown_ends(justice, date(2026, 4, 30)) == date(2026, 7, 29)


def test_a_notice_out_of_a_pause_counts_nowhere() -> None:
    paused = scope(*granted(D), event(Step.SUSPENDED, D), noticed(D + DAY))
    assert not rules.counts_on(paused, D + 2 * DAY)


days = st.integers(0, 120).map(lambda n: D + timedelta(days=n))
events = st.lists(
    st.builds(lambda step, on, n: event(step, on, ends_on=on + timedelta(days=n)), st.sampled_from(Step), days, st.integers(0, 70)),
    max_size=8,
)


@given(events, days, st.randoms(use_true_random=False))
def test_the_order_of_reading_never_matters(found, day, random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    assert state_on(scope(*found), day) is state_on(scope(*shuffled), day)


@given(events, days)
def test_folding_twice_gives_the_same_and_what_ended_stays_ended(found, day) -> None:
    whole = scope(*granted(D), *found, valid_to=D + 90 * DAY)
    assert rules.timeline(whole) == rules.timeline(whole)
    if state_on(whole, day) in TERMINAL:
        assert state_on(whole, day + 30 * DAY) is state_on(whole, day)
    turns = [turn.on for turn in rules.timeline(whole)]
    assert turns == sorted(turns)


def actor(*permissions: Permission, reach: Reach = Reach.OWN, organisation: int = 31, sectors=frozenset({JUSTICE}), person: int = 1) -> Actor:
    return Actor(
        country_id=1, person_id=person, roles=frozenset({Role.CONSENT_AUTHORITY}), permissions=frozenset(permissions),
        reach={Subject.CONSENT: reach}, organisation_id=organisation, sectors=sectors,
    )


AUTHORITY = actor(Permission.CONSENT_DECIDE, Permission.CONSENT_EDIT)
OTHER = actor(Permission.CONSENT_DECIDE, Permission.CONSENT_EDIT, organisation=32, sectors=frozenset({SECURITY}))
UNIT = actor(Permission.CONSENT_COUNTERSIGN, reach=Reach.ALL, organisation=40, sectors=frozenset(), person=2)
DRAFT = scope()
PROPOSED = scope(event(Step.PROPOSED, D, person_id=1))
FORCE = scope(*granted(D))
PAUSED = scope(*granted(D), event(Step.SUSPENDED, D))
NOTICE = scope(*granted(D), noticed(D))
ENDED = scope(*granted(D), valid_to=D - DAY, valid_from=D - 2 * DAY)


@pytest.mark.parametrize(
    ("rule", "who", "which", "outcome"),
    [
        (rules.may_propose, AUTHORITY, DRAFT, None),
        (rules.may_propose, OTHER, DRAFT, Refused),
        (rules.may_propose, UNIT, DRAFT, Refused),
        (rules.may_propose, AUTHORITY, FORCE, WrongState),
        (rules.may_propose, AUTHORITY, scope(valid_to=D - DAY, valid_from=D - DAY), WrongState),
        (rules.may_countersign, UNIT, PROPOSED, None),
        (rules.may_countersign, AUTHORITY, PROPOSED, Refused),
        (rules.may_countersign, actor(Permission.CONSENT_COUNTERSIGN, person=1), PROPOSED, Refused),
        (rules.may_countersign, UNIT, FORCE, WrongState),
        (rules.may_countersign, UNIT, scope(*granted(D), valid_from=D + DAY), WrongState),
        (rules.may_decline, UNIT, PROPOSED, None),
        (rules.may_decline, UNIT, FORCE, WrongState),
        (rules.may_suspend, AUTHORITY, FORCE, None),
        (rules.may_suspend, AUTHORITY, PAUSED, WrongState),
        (rules.may_suspend, UNIT, FORCE, Refused),
        (rules.may_resume, AUTHORITY, PAUSED, None),
        (rules.may_resume, AUTHORITY, FORCE, WrongState),
        (rules.may_notice, AUTHORITY, FORCE, None),
        (rules.may_notice, AUTHORITY, PAUSED, None),
        (rules.may_notice, AUTHORITY, NOTICE, WrongState),
        (rules.may_notice, OTHER, FORCE, Refused),
        (rules.may_rescind, AUTHORITY, NOTICE, None),
        (rules.may_rescind, AUTHORITY, FORCE, WrongState),
        (rules.may_refuse, AUTHORITY, PROPOSED, None),
        (rules.may_refuse, AUTHORITY, ENDED, WrongState),
        (rules.may_replace, AUTHORITY, FORCE, None),
        (rules.may_replace, AUTHORITY, NOTICE, WrongState),
        (rules.may_meet, AUTHORITY, FORCE, None),
        (rules.may_meet, AUTHORITY, DRAFT, WrongState),
        (rules.may_edit, AUTHORITY, DRAFT, None),
        (rules.may_edit, AUTHORITY, PROPOSED, WrongState),
    ],
)
def test_who_may_do_what_now(rule, who, which, outcome) -> None:
    verdict = rule(who, which, on=D)
    assert bool(verdict) is (outcome is None)
    if outcome:
        with pytest.raises(outcome):
            verdict.require()


@pytest.mark.parametrize(
    ("visibility", "reach", "organisation", "sectors", "expected"),
    [
        (Visibility.PUBLIC, Reach.PUBLISHED, 99, set(), True),
        (Visibility.SIGNED_IN, Reach.PUBLISHED, 99, set(), False),
        (Visibility.SIGNED_IN, Reach.SIGNED_IN, 99, set(), True),
        (Visibility.SIGNED_IN, Reach.OWN, 99, set(), True),
        (Visibility.GOVERNMENT, Reach.SIGNED_IN, 99, set(), False),
        (Visibility.GOVERNMENT, Reach.OWN, 99, set(), False),
        (Visibility.GOVERNMENT, Reach.OWN, 99, {JUSTICE}, True),
        (Visibility.GOVERNMENT, Reach.ALL, 99, set(), True),
        (Visibility.GOVERNMENT, Reach.OWN, 21, set(), True),
        (Visibility.GOVERNMENT, Reach.SIGNED_IN, 21, set(), True),
        (Visibility.PUBLIC, Reach.NONE, 99, set(), False),
    ],
)
def test_who_sees_a_consent(visibility, reach, organisation, sectors, expected) -> None:
    who = actor(reach=reach, organisation=organisation, sectors=frozenset(sectors))
    shown = scope(*granted(D), visibility=visibility, partners=frozenset({21}), anyone=False)
    assert rules.sees(who, shown, on=D) is expected


def test_a_draft_is_its_ministrys_own() -> None:
    assert rules.sees(AUTHORITY, DRAFT, on=D)
    assert not rules.sees(actor(reach=Reach.SIGNED_IN, organisation=21), scope(partners=frozenset({21})), on=D)


def test_the_calendars_last_day_is_a_day_like_any_other() -> None:
    endless = scope(*granted(D), valid_to=date.max)
    assert state_on(endless, D + 1000 * DAY) is State.IN_FORCE
    assert rules.winddown_ends(endless, date.max) == date.max
    assert rules.notice_ends(endless, date.max - 3 * DAY) == date.max
