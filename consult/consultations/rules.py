"""Who may comment and who answers, now; when an answer is due, and what it must say."""

from collections.abc import Iterable
from datetime import date, timedelta

import msgspec

from consult.agendas.models import Agenda
from consult.consultations.models import Decision
from consult.kit.actor import Actor, Permission
from consult.kit.errors import Invalid
from consult.kit.i18n import gettext as _
from consult.kit.verdict import YES, Verdict, no, not_now

ANSWER_DAYS = 84
"""Answers are due so many days after a round closes, where the agenda names no day (domain.md 3)."""
LONGEST_COMMENT = 4000
LONGEST_ANSWER = 4000


class Answer(msgspec.Struct, frozen=True):
    """What a ministry answers; views and themes need a decision, comments may do without."""

    decision: Decision | None
    text: str = ""
    reason: str = ""
    next_step: str = ""
    language: str = "en"


class Waiting(msgspec.Struct, frozen=True):
    """Something said that has no answer yet: whose it is to answer, and until when."""

    ministry_id: int
    ministry: str
    due_on: date


class Tally(msgspec.Struct, frozen=True):
    """What a ministry still has to answer: how many points, and how many of them are overdue."""

    ministry: str
    unanswered: int
    overdue: int


def may_speak(agenda: Agenda | None, on: date) -> Verdict:
    """Whether views and comments are taken: while a version is open for them, its last day included."""
    if agenda is None or agenda.state != "CONSULTING":
        return not_now(_("No consultation is open at present."))
    if agenda.comments_until is not None and on > agenda.comments_until:
        return not_now(_("The consultation is closed. You can still read what was said and answered."))
    return YES


def may_comment(actor: Actor, agenda: Agenda | None, on: date) -> Verdict:
    """Whether the actor may comment for its organisation (domain.md 5.1)."""
    if not actor.holds(Permission.COMMENT_WRITE) or actor.organisation_id is None:
        return no(_("Only people who speak for an organisation can comment."))
    return may_speak(agenda, on)


def may_answer(actor: Actor, ministry_id: int, *, answered: bool = False) -> Verdict:
    """Whether the actor answers what was said about a priority: the ministry of its sector does, once."""
    if not actor.holds(Permission.VIEW_ANSWER, within=ministry_id):
        return no(_("Only the ministry of this priority answers it."))
    if answered:
        return not_now(_("This was answered in the meantime."))
    return YES


def may_finish(actor: Actor, agenda: Agenda, *, unanswered: int, on: date) -> Verdict:
    """Whether the answers to a version may be declared complete: by the publisher, when closed and none is missing (I15)."""
    if not (actor.publisher and actor.holds(Permission.VIEW_ANSWER)):
        return no(_("Only the ministry that publishes the agenda can do this."))
    if agenda.state != "CONSULTING":
        return not_now(_("This version of the agenda is not open for views."))
    if may_speak(agenda, on):
        return not_now(_("The consultation is still open."))
    if unanswered:
        return not_now(_("Some points still wait for an answer."))
    return YES


def check_answer(answer: Answer, *, views: bool) -> None:
    """Raise `Invalid` naming the field where an answer lacks what it must say (domain.md I15)."""
    if views and answer.decision is None:
        raise Invalid("decision", _("Choose what the ministry decided."))
    if answer.decision is Decision.NOT_ACCEPTED and not answer.reason.strip():
        raise Invalid("reason", _("Give the reason why it is not accepted."))
    if not answer.text.strip() and answer.decision is not Decision.NOT_ACCEPTED:
        raise Invalid("text", _("Write what the ministry does or answers."))
    if max(map(len, (answer.text, answer.reason, answer.next_step))) > LONGEST_ANSWER:
        raise Invalid("text", _("Use at most %(n)s characters.", n=LONGEST_ANSWER))


def check_comment(text: str) -> str:
    """A comment's text without blanks around it; raises `Invalid` where it is empty or too long."""
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid("text", _("Write your comment."))
    if len(text) > LONGEST_COMMENT:
        raise Invalid("text", _("Use at most %(n)s characters.", n=LONGEST_COMMENT))
    return text


def due_on(agenda: Agenda | None, said_on: date) -> date:
    """When an answer is due: the day that the agenda names, else 84 days after the round closes or the view came."""
    if agenda is not None and agenda.answers_until is not None and agenda.answers_until >= said_on:
        return agenda.answers_until
    closes = agenda.comments_until if agenda is not None else None
    return max(said_on, closes or said_on) + timedelta(days=ANSWER_DAYS)


def tally(waiting: Iterable[Waiting], on: date) -> list[Tally]:
    """Per ministry what waits and what is overdue, the most overdue first (S41)."""
    found: dict[int, list[Waiting]] = {}
    for point in waiting:
        found.setdefault(point.ministry_id, []).append(point)
    tallies = [Tally(points[0].ministry, len(points), sum(p.due_on < on for p in points)) for points in found.values()]
    return sorted(tallies, key=lambda t: (-t.overdue, -t.unanswered, t.ministry))
