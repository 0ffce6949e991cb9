"""Commenting, answering, themes, and declaring a version's answers complete."""

from collections.abc import Sequence
from typing import NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.agendas.models import Agenda, PriorityText
from consult.audit.actions import record
from consult.consultations import rules
from consult.consultations.events import CommentMade, RoundAnswered, ViewsAnswered
from consult.consultations.models import CommentKind, Contribution, PartnerComment, Response, Theme
from consult.kit import clock
from consult.kit.actor import Actor, Permission
from consult.kit.errors import Invalid, Refused, WrongState
from consult.kit.i18n import gettext as _
from consult.kit.outbox import announce

Point = TypeVar("Point", Theme, Contribution, PartnerComment)


class Targets(NamedTuple):
    """What is answered at once: ids of themes, views and comments of one priority."""

    themes: Sequence[int] = ()
    views: Sequence[int] = ()
    comments: Sequence[int] = ()


def make_comment(
    db: Session, actor: Actor, text: PriorityText, kind: CommentKind, words: str, *, language: str = "en", timezone: str = "UTC"
) -> PartnerComment:
    """Comment on a priority for one's organisation; `text` is what the priority said in the version seen."""
    rules.may_comment(actor, text.agenda, clock.today(timezone)).require()
    comment = PartnerComment(
        priority_id=text.priority_id,
        agenda_id=text.agenda_id,
        organisation_id=actor.organisation_id,
        person_id=actor.person_id,
        kind=kind.value,
        text=rules.check_comment(words),
        language=language,
        at=clock.now(),
    )
    db.add(comment)
    db.flush()
    record(db, actor, "comment.made", comment, kind=kind.value, priority_id=text.priority_id)
    announce(db, CommentMade(comment.id, text.priority_id, comment.organisation_id))
    return comment


def answer_views(db: Session, actor: Actor, text: PriorityText, targets: Targets, answer: rules.Answer) -> Response:
    """Answer themes, views and comments on one priority, once for all of them; raises `WrongState` where one has its answer."""
    rules.may_answer(actor, text.ministry_id).require()
    rules.check_answer(answer, views=bool(targets.themes or targets.views))
    rows = answered_rows(db, text.priority_id, targets)
    response = Response(
        ministry_id=text.ministry_id,
        priority_id=text.priority_id,
        decision=answer.decision.value if answer.decision else None,
        text=answer.text.strip(),
        reason=answer.reason.strip(),
        next_step=answer.next_step.strip(),
        language=answer.language,
        person_id=actor.person_id,
        published_at=clock.now(),
    )
    db.add(response)
    db.flush()
    for row in rows:
        row.response_id = response.id
    record(db, actor, "response.published", response, decision=response.decision, points=len(rows))
    announce(db, ViewsAnswered(response.id, text.priority_id))
    return response


def answered_rows(db: Session, priority_id: int, targets: Targets) -> list[Theme | Contribution | PartnerComment]:
    """The rows to answer, held against a simultaneous second answer; none may have one yet."""
    rows: list[Theme | Contribution | PartnerComment] = [
        *held(db, Theme, priority_id, targets.themes),
        *held(db, Contribution, priority_id, targets.views),
        *held(db, PartnerComment, priority_id, targets.comments),
    ]
    if not rows:
        raise Invalid("points", _("Choose at least one point to answer."))
    if any(row.response_id is not None for row in rows):
        raise WrongState(_("This was answered in the meantime."))
    return rows


def held(db: Session, kind: type[Point], priority_id: int, ids: Sequence[int]) -> Sequence[Point]:
    """Rows of one kind by id, locked; all must be of the priority."""
    if not ids:
        return ()
    query = select(kind).where(kind.id.in_(ids), kind.priority_id == priority_id).order_by(kind.id)
    found = db.scalars(query.with_for_update().execution_options(populate_existing=True)).all()
    if len(found) != len(set(ids)):
        raise Invalid("points", _("Choose points of this priority only."))
    return found


def add_theme(db: Session, actor: Actor, text: PriorityText, title: str, *, said: str = "", language: str = "en") -> Theme:
    """A theme for views about a priority, in the moderators' words; the public sees it with its first view."""
    may_word(actor)
    title = title.strip()
    if not title or len(title) > 120:
        raise Invalid("title", _("Give the theme a title of at most %(n)s characters.", n=120))
    same = select(Theme).where(Theme.priority_id == text.priority_id, Theme.title == title)
    if (found := db.scalars(same).first()) is not None:
        return found
    due = rules.due_on(text.agenda, clock.now().date())
    theme = Theme(priority_id=text.priority_id, title=title, said=said.strip(), language=language, due_on=due)
    db.add(theme)
    db.flush()
    record(db, actor, "theme.added", theme)
    return theme


def word_theme(db: Session, actor: Actor, theme: Theme, said: str) -> Theme:
    """Say what the views of a theme say, as long as it has no answer."""
    may_word(actor)
    if theme.response_id is not None:
        raise WrongState(_("This theme was answered: its words stay."))
    if len(said) > rules.LONGEST_ANSWER:
        raise Invalid("said", _("Use at most %(n)s characters.", n=rules.LONGEST_ANSWER))
    theme.said = said.strip()
    record(db, actor, "theme.worded", theme)
    return theme


def may_word(actor: Actor) -> None:
    """Only moderators put views into words."""
    if not actor.holds(Permission.RAW_SCREEN):
        raise Refused(_("Only independent moderators do this."))


def finish_round(db: Session, actor: Actor, agenda: Agenda, *, unanswered: int, timezone: str = "UTC") -> Agenda:
    """Declare a version answered: CONSULTING→RESPONDED (domain.md I15)."""
    rules.may_finish(actor, agenda, unanswered=unanswered, on=clock.today(timezone)).require()
    agenda.state = "RESPONDED"
    record(db, actor, "agenda.answered", agenda)
    announce(db, RoundAnswered(agenda.id))
    return agenda
