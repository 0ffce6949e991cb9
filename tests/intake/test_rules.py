"""The states of a view and who may move it, as tables."""

from __future__ import annotations

from datetime import date

import pytest

from consult.accounts.matrix import PERMISSIONS, REACH
from consult.intake import rules
from consult.intake.models import NEXT_STATES, Publish, State, Submission
from consult.intake.rules import View
from consult.kit.actor import Actor, Role
from consult.kit.errors import Invalid

S = State
WAYS = {
    (S.RECEIVED, S.SCREENED), (S.SCREENED, S.REDACTED), (S.REDACTED, S.CLEARED), (S.CLEARED, S.PUBLISHED), (S.RECEIVED, S.REJECTED),
    (S.RECEIVED, S.WITHDRAWN), (S.SCREENED, S.WITHDRAWN), (S.REDACTED, S.WITHDRAWN), (S.CLEARED, S.WITHDRAWN), (S.PUBLISHED, S.WITHDRAWN),
    (S.REJECTED, S.WITHDRAWN),
}  # fmt: skip


def actor(role: Role, person: int = 1, **given) -> Actor:
    return Actor(
        country_id=1, person_id=person, roles=frozenset({role}), permissions=PERMISSIONS[role], reach=REACH[role], **given
    )


def row(state: State = S.RECEIVED, **given) -> Submission:
    return Submission(**{"state": state.value, "publish": "ANONYMISED", "sensitive": False, "second": False} | given)


@pytest.mark.parametrize("start", State)
@pytest.mark.parametrize("end", State)
def test_a_view_goes_only_the_ways_of_the_table(start: State, end: State) -> None:
    """domain.md 5.2."""
    assert (end in NEXT_STATES[start]) == ((start, end) in WAYS)
    assert bool(rules.may_move(actor(Role.INTAKE_MODERATOR), row(start), end)) == ((start, end) in WAYS)


@pytest.mark.parametrize("role", Role)
def test_moderators_alone_read_and_move(role: Role) -> None:
    mine = role is Role.INTAKE_MODERATOR
    assert bool(rules.may_read(actor(role))) == mine
    assert bool(rules.may_move(actor(role), row(), S.SCREENED)) == mine


def test_a_moderator_of_a_government_body_reads_nothing() -> None:
    assert not rules.may_read(actor(Role.INTAKE_MODERATOR, kind="MINISTRY"))
    both = frozenset({Role.INTAKE_MODERATOR, Role.MINISTRY_EDITOR})
    assert not rules.may_read(Actor(country_id=1, person_id=1, roles=both, permissions=PERMISSIONS[Role.INTAKE_MODERATOR]))


@pytest.mark.parametrize(
    ("facts", "same", "allowed"),
    [
        ({}, True, True),
        ({"sensitive": True}, True, False),
        ({"sensitive": True}, False, True),
        ({"second": True}, True, False),
        ({"second": True}, False, True),
    ],
)
def test_a_second_person_where_two_are_needed(facts: dict, same: bool, allowed: bool) -> None:
    """domain.md P6: rule of law and sexual violence always, others when asked for."""
    verdict = rules.may_clear(actor(Role.INTAKE_MODERATOR, 1 if same else 2), row(S.REDACTED, redacted_by=1, **facts))
    assert bool(verdict) == allowed


@pytest.mark.parametrize("publish", Publish)
def test_only_words_that_may_leave_are_released(publish: Publish) -> None:
    verdict = rules.may_release(actor(Role.INTAKE_MODERATOR), row(S.CLEARED, publish=publish.value))
    assert bool(verdict) == (publish in (Publish.ANONYMISED, Publish.ATTRIBUTED))


@pytest.mark.parametrize("start", Publish)
@pytest.mark.parametrize("end", Publish)
def test_a_sender_may_publish_less_and_never_more(start: Publish, end: Publish) -> None:
    less = list(Publish).index(end) < list(Publish).index(start)
    assert bool(rules.may_lessen(row(S.PUBLISHED, publish=start.value), end)) == less
    assert not rules.may_lessen(row(S.WITHDRAWN, publish=start.value), end)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": ""}, "words"),
        ({"text": "x" * 1201}, "words"),
        ({"constituency": "XXX"}, "constituency"),
        ({"publish": Publish.ATTRIBUTED}, "organisation"),
        ({"publish": Publish.ATTRIBUTED, "organisation": "o" * 121}, "organisation"),
    ],
)
def test_what_is_off_is_named(given: dict, field: str) -> None:
    with pytest.raises(Invalid) as off:
        rules.check_view(View(**{"priority": 1, "text": "ok", "language": "en"} | given))
    assert off.value.field == field


def test_the_longest_view_is_counted_with_one_sign_a_line_end() -> None:
    rules.check_view(View(priority=1, text=rules.clean("x\r\n" * 600), language="en"))


@pytest.mark.parametrize(("day", "late"), [(date(2026, 3, 16), False), (date(2026, 3, 15), True)])
def test_late_after_a_week(day: date, late: bool) -> None:
    assert rules.is_late(day, date(2026, 3, 23)) == late


def test_weeks_are_iso_weeks() -> None:
    assert rules.week_of(date(2027, 1, 1)) == "2026-W53"
