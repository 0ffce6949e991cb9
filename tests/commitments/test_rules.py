"""Rules of lines as tables: transitions, the register's answers, effects of consent, who may do what."""

from dataclasses import dataclass, field
from datetime import date
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from consult.commitments import rules
from consult.commitments.models import MOVES, LineState
from consult.consent.decision import Decision
from consult.consent.facts import ConditionFacts
from consult.consent.states import Answer, ConditionKind
from consult.kit.actor import Actor, Permission, Reach, Subject

S = LineState
TODAY = date(2026, 3, 23)
PARTNER = Actor(
    country_id=1,
    person_id=1,
    organisation_id=7,
    permissions=frozenset({Permission.LINE_EDIT}),
    reach={Subject.LINE: Reach.OWN},
)
OTHER = Actor(
    country_id=1,
    person_id=2,
    organisation_id=8,
    permissions=frozenset({Permission.LINE_EDIT}),
    reach={Subject.LINE: Reach.OWN},
)
COORDINATOR = Actor(
    country_id=1,
    person_id=3,
    organisation_id=9,
    permissions=frozenset({Permission.LINE_LINK}),
    reach={Subject.LINE: Reach.ALL},
)
MINISTRY = Actor(country_id=1, person_id=4, organisation_id=2, sectors=frozenset({5}), reach={Subject.LINE: Reach.OWN})
PUBLIC = Actor(country_id=1, reach={Subject.LINE: Reach.PUBLISHED})
YES = Decision(answer=Answer.COVERED)


@dataclass
class Party:
    organisation_id: int


@dataclass
class Deal:
    signed_on: date | None = None
    funders: tuple[Party, ...] = (Party(7),)


@dataclass
class Line:
    """What the rules read of a line."""

    state: str = "PLEDGED"
    provenance: str = "REGISTERED"
    resumes: str | None = None
    amount: int | None = 1000
    spent: int = 0
    end: date | None = None
    state_since: date | None = TODAY
    lapses_on: date | None = None
    wind_down_effective: date | None = None
    humanitarian: bool = False
    interest: bool = False
    review: bool = False
    twin_of_id: int | None = None
    retired_on: date | None = None
    commitment: Deal = field(default_factory=Deal)
    implementers: tuple[Party, ...] = ()


def test_the_states_lead_to_each_other_as_drawn() -> None:
    drawn = {
        "INTEREST": "PLEDGED CANCELLED",
        "PLEDGED": "COMMITTED LAPSED CANCELLED",
        "COMMITTED": "ACTIVE SUSPENDED CANCELLED",
        "ACTIVE": "FINALISING SUSPENDED WIND_DOWN",
        "FINALISING": "CLOSED",
        "SUSPENDED": "COMMITTED ACTIVE WIND_DOWN CANCELLED",
        "WIND_DOWN": "CLOSED",
    }
    for before, after in product(S, S):
        assert bool(rules.may_enter(before, after)) == (after.value in drawn.get(before.value, "").split())
    assert set(MOVES) == set(S)


COVERED = {Answer.COVERED, Answer.COVERED_WITH_CONDITIONS}


@pytest.mark.parametrize("answer", Answer)
def test_the_table_of_answers(answer: Answer) -> None:
    decision = Decision(answer=answer)
    assert bool(rules.agreed(decision, S.PLEDGED)) == (answer in COVERED | {Answer.OVER_CEILING})
    assert bool(rules.agreed(decision, S.COMMITTED)) == (answer in COVERED)
    assert bool(rules.agreed(decision, S.ACTIVE)) == (answer in COVERED)
    assert rules.agreed(decision, S.FINALISING)
    assert rules.agreed(decision, S.CANCELLED)


@pytest.mark.parametrize(("kind", "commits"), [(ConditionKind.PRECEDENT, False), (ConditionKind.STANDING, True)])
def test_an_open_condition_to_meet_first_lets_pledge_but_not_commit(kind: ConditionKind, commits: bool) -> None:
    open_ = Decision(answer=Answer.COVERED_WITH_CONDITIONS, conditions=(ConditionFacts(id=1, kind=kind, text="Agree it"),))
    assert rules.agreed(open_, S.PLEDGED)
    assert bool(rules.agreed(open_, S.COMMITTED)) == commits
    if not commits:
        assert "Agree it" in str(rules.agreed(open_, S.COMMITTED).reason)


@pytest.mark.parametrize(
    ("signed", "start", "may"),
    [(None, TODAY, False), (date(2026, 3, 24), TODAY, False), (TODAY, TODAY, True), (date(2026, 1, 1), TODAY, True)],
)
def test_work_starts_after_the_signature(signed: date | None, start: date, may: bool) -> None:
    line = Line("COMMITTED", commitment=Deal(signed))
    assert bool(rules.may_activate(PARTNER, line, YES, start=start)) == may  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [s for s in S if s is not S.COMMITTED])
def test_only_what_is_committed_becomes_active(state: LineState) -> None:
    line = Line(state.value, commitment=Deal(TODAY))
    assert not rules.may_activate(PARTNER, line, YES, start=TODAY)  # type: ignore[arg-type]


def test_a_signature_lies_not_in_the_future() -> None:
    asked = {"signed_on": date(2026, 3, 24), "today": TODAY}
    assert not rules.may_commit(PARTNER, Line(), YES, **asked)  # type: ignore[arg-type]
    assert rules.may_commit(PARTNER, Line(), YES, **asked | {"signed_on": TODAY})  # type: ignore[arg-type]


PAUSES = {"ACTIVE": "SUSPENDED"}
ENDS = {"PLEDGED": "LAPSED", "COMMITTED": "SUSPENDED", "ACTIVE": "WIND_DOWN"}


@pytest.mark.parametrize("state", S)
def test_what_consent_makes_of_lines(state: LineState) -> None:
    assert getattr(rules.after_pause(state), "value", None) == PAUSES.get(state.value)
    assert getattr(rules.after_end(state), "value", None) == ENDS.get(state.value)


def test_a_line_suspended_from_active_winds_down_and_one_from_committed_waits() -> None:
    assert rules.after_end(S.SUSPENDED, S.ACTIVE) is S.WIND_DOWN
    assert rules.after_end(S.SUSPENDED, S.COMMITTED) is None


@pytest.mark.parametrize("rule", ["may_close", "may_cancel", "may_sign", "may_edit", "may_spend"])
@pytest.mark.parametrize("state", S)
def test_nobody_else_moves_a_line(rule: str, state: LineState) -> None:
    for actor, line in ((OTHER, Line(state.value)), (PUBLIC, Line(state.value)), (COORDINATOR, Line(state.value))):
        assert not getattr(rules, rule)(actor, line)
    assert not getattr(rules, rule)(PARTNER, Line(state.value, provenance="REPORTED"))


@pytest.mark.parametrize(("state", "may"), [(s, s.value in ("ACTIVE", "FINALISING", "WIND_DOWN")) for s in S])
def test_money_is_reported_once_a_line_is_active(state: LineState, may: bool) -> None:
    assert bool(rules.may_spend(PARTNER, Line(state.value))) == may  # type: ignore[arg-type]


@pytest.mark.parametrize(("owed", "may"), [(date(2026, 4, 30), True), (date(2026, 5, 1), False)])
@pytest.mark.parametrize("state", ["WIND_DOWN", "FINALISING"])
def test_after_its_consent_ended_only_what_was_owed_is_paid(state: str, owed: date, may: bool) -> None:
    line = Line(state, wind_down_effective=date(2026, 4, 30))
    assert bool(rules.may_spend(PARTNER, line, obliged_on=owed)) == may  # type: ignore[arg-type]


def test_a_paused_consent_holds_forward_steps_but_not_of_humanitarian_lines() -> None:
    paused = Decision(answer=Answer.SUSPENDED)
    assert not rules.may_finalise(PARTNER, Line("ACTIVE"), paused)  # type: ignore[arg-type]
    assert rules.may_finalise(PARTNER, Line("ACTIVE", humanitarian=True), paused)  # type: ignore[arg-type]
    assert rules.may_finalise(PARTNER, Line("ACTIVE"), YES)  # type: ignore[arg-type]


def test_an_interest_is_for_its_organisation_and_its_sectors_ministry() -> None:
    line = Line("INTEREST", interest=True)
    seen = {
        name: rules.sees(actor, line, sectors={5})
        for name, actor in {"own": PARTNER, "other": OTHER, "acu": COORDINATOR, "ministry": MINISTRY, "public": PUBLIC}.items()  # type: ignore[arg-type]
    }
    assert seen == {"own": True, "other": False, "acu": False, "ministry": True, "public": False}
    assert not rules.sees(MINISTRY, line, sectors={6})  # type: ignore[arg-type]
    assert rules.sees(PUBLIC, Line(), sectors={5})  # type: ignore[arg-type]


@pytest.mark.parametrize(("spent", "flagged"), [(1100, False), (1101, True), (0, False)])
def test_money_above_110_percent_is_flagged(spent: int, flagged: bool) -> None:
    assert rules.overspent(Line(spent=spent)) == flagged  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("since", "months", "then"),
    [
        (date(2026, 3, 23), 12, date(2027, 3, 23)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 12, 31), 2, date(2027, 2, 28)),
        (date(2026, 12, 1), 12, date(2027, 12, 1)),
        (date(2025, 11, 30), 1, date(2025, 12, 30)),
    ],
)
def test_months_on(since: date, months: int, then: date) -> None:
    assert rules.months_on(since, months) == then


def test_a_pledge_lapses_on_its_own_day_or_after_twelve_months() -> None:
    assert rules.lapse_day(Line(lapses_on=date(2026, 5, 1))) == date(2026, 5, 1)  # type: ignore[arg-type]
    assert rules.lapse_day(Line()) == date(2027, 3, 23)  # type: ignore[arg-type]


@given(st.integers(0, 10**12), st.integers(0, 10**12))
def test_what_is_decommitted_leaves_what_was_spent_or_less(amount: int, spent: int) -> None:
    left = rules.residual(Line(amount=amount, spent=spent))  # type: ignore[arg-type]
    assert 0 <= left <= amount
    assert amount - left == min(amount, spent)
