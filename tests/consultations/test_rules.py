"""Who comments and answers, when, and what an answer must say, as tables."""

from __future__ import annotations

from datetime import date

import pytest

from consult.accounts.matrix import PERMISSIONS
from consult.agendas.models import Agenda
from consult.consultations import rules
from consult.consultations.models import Decision
from consult.consultations.rules import Answer, Tally, Waiting
from consult.kit.actor import Actor, Role
from consult.kit.errors import Invalid

DAY = date(2026, 3, 23)
COMMENTS = {
    Role.MINISTRY_EDITOR, Role.CONSENT_AUTHORITY, Role.ACU_COUNTERSIGNER, Role.COORDINATOR, Role.PARTNER_FOCAL_POINT, Role.CSO_MEMBER,
}  # fmt: skip


def actor(role: Role, organisation: int | None = 7, **given) -> Actor:
    return Actor(
        country_id=1, person_id=1, roles=frozenset({role}), permissions=PERMISSIONS[role], organisation_id=organisation, **given
    )


def agenda(state: str = "CONSULTING", until: date | None = date(2026, 4, 30), answers: date | None = date(2026, 5, 30)) -> Agenda:
    return Agenda(state=state, comments_until=until, answers_until=answers)


@pytest.mark.parametrize(
    ("given", "on", "open_"),
    [
        (agenda(), DAY, True),
        (agenda(), date(2026, 4, 30), True),
        (agenda(), date(2026, 5, 1), False),
        (agenda(until=None), date(2030, 1, 1), True),
        (agenda("RESPONDED"), DAY, False),
        (agenda("ADOPTED"), DAY, False),
        (None, DAY, False),
    ],
)
def test_views_are_taken_while_a_version_is_open(given: Agenda | None, on: date, open_: bool) -> None:
    assert bool(rules.may_speak(given, on)) == open_


@pytest.mark.parametrize("role", Role)
def test_who_comments(role: Role) -> None:
    assert bool(rules.may_comment(actor(role), agenda(), DAY)) == (role in COMMENTS)
    assert not rules.may_comment(actor(role, None), agenda(), DAY)


@pytest.mark.parametrize("role", Role)
def test_the_ministry_of_the_sector_answers_once(role: Role) -> None:
    assert bool(rules.may_answer(actor(role), 7)) == (role is Role.MINISTRY_EDITOR)
    assert not rules.may_answer(actor(role), 8)
    assert not rules.may_answer(actor(role), 7, answered=True)


@pytest.mark.parametrize(
    ("answer", "views", "field"),
    [
        (Answer(None, "text"), True, "decision"),
        (Answer(None, "text"), False, None),
        (Answer(Decision.NOT_ACCEPTED, "text"), True, "reason"),
        (Answer(Decision.NOT_ACCEPTED, "", " \n"), True, "reason"),
        (Answer(Decision.NOT_ACCEPTED, "", "no money"), True, None),
        (Answer(Decision.ACCEPTED, ""), True, "text"),
        (Answer(Decision.ACCEPTED, "x" * 4001), True, "text"),
        (Answer(Decision.OUT_OF_SCOPE, "Ask the treasury."), True, None),
    ],
)
def test_what_an_answer_must_say(answer: Answer, views: bool, field: str | None) -> None:
    """domain.md I15."""
    if field is None:
        rules.check_answer(answer, views=views)
        return
    with pytest.raises(Invalid) as off:
        rules.check_answer(answer, views=views)
    assert off.value.field == field


@pytest.mark.parametrize(
    ("given", "said", "due"),
    [
        (agenda(), DAY, date(2026, 5, 30)),
        (agenda(answers=None), DAY, date(2026, 7, 23)),
        (agenda(), date(2026, 6, 1), date(2026, 8, 24)),
        (None, DAY, date(2026, 6, 15)),
    ],
)
def test_when_an_answer_is_due(given: Agenda | None, said: date, due: date) -> None:
    assert rules.due_on(given, said) == due


def test_the_most_overdue_ministry_stands_first() -> None:
    waiting = [Waiting(1, "Land", DAY), Waiting(2, "Justice", date(2026, 3, 22)), Waiting(1, "Land", date(2026, 4, 1))]
    assert rules.tally(waiting, DAY) == [Tally("Justice", 1, 1), Tally("Land", 2, 0)]


@pytest.mark.parametrize(
    ("given", "publisher", "unanswered", "on", "may"),
    [
        (agenda(), True, 0, date(2026, 5, 2), True),
        (agenda(), True, 1, date(2026, 5, 2), False),
        (agenda(), True, 0, DAY, False),
        (agenda(), False, 0, date(2026, 5, 2), False),
        (agenda("ADOPTED"), True, 0, date(2026, 5, 2), False),
    ],
)
def test_a_round_is_answered_when_nothing_is_missing(
    given: Agenda, publisher: bool, unanswered: int, on: date, may: bool
) -> None:
    asker = actor(Role.MINISTRY_EDITOR, publisher=publisher)
    assert bool(rules.may_finish(asker, given, unanswered=unanswered, on=on)) == may
