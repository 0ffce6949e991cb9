"""Commenting and answering, on both databases."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from consult.accounts.queries import worker_actor
from consult.agendas.models import Agenda
from consult.audit.models import AuditEvent
from consult.consultations import actions, queries
from consult.consultations.actions import Targets
from consult.consultations.models import CommentKind, Contribution, Decision, PartnerComment, Response, Theme
from consult.consultations.releases import ReleasedView, show_figures, take_release
from consult.consultations.rules import Answer
from consult.kit import clock
from consult.kit.actor import Role
from consult.kit.errors import Invalid, Refused, WrongState
from consult.kit.outbox import Message
from tests.consultations.build import NOON, open_agenda, text_of


@pytest.fixture
def open_round(database, makers):
    with clock.at(NOON):
        open_agenda(database, makers)
        yield makers


@pytest.fixture
def db(database, open_round):
    """A session begun after the agenda stands; what a test leaves is rolled back."""
    people = {role: open_round.actor(role) for role in (Role.PARTNER_FOCAL_POINT, Role.MINISTRY_EDITOR, Role.INTAKE_MODERATOR)}
    with database.session(open_round.country.id, write=True) as session:
        session.info["people"] = people
        yield session
        session.rollback()


def released(db, n: int = 1, theme: int | None = None) -> Contribution:
    view = ReleasedView(f"r{n}", 1, 2, theme, f"Words {n}", "en", "", "2026-W12", NOON.date())
    return take_release(db, worker_actor(1), view)


def count(db, kind) -> int:
    return db.scalar(select(func.count()).select_from(kind))


def test_a_comment_notes_the_version_seen_and_is_announced(db) -> None:
    partner = db.info["people"][Role.PARTNER_FOCAL_POINT]
    comment = actions.make_comment(db, partner, text_of(db), CommentKind.OFFER, "  We can lend the calendar.\r\n")
    db.flush()
    assert (comment.agenda_id, comment.text) == (text_of(db).agenda_id, "We can lend the calendar.")
    assert [m.topic for m in db.scalars(select(Message))] == ["CommentMade"]
    assert queries.thread(db, comment.priority_id).items == [comment]


@pytest.mark.parametrize("words", ["", "  ", "x" * 4001])
def test_a_comment_that_is_off_leaves_nothing(db, words) -> None:
    before = count(db, AuditEvent)
    with pytest.raises(Invalid):
        actions.make_comment(db, db.info["people"][Role.PARTNER_FOCAL_POINT], text_of(db), CommentKind.CONCERN, words)
    assert (count(db, PartnerComment), count(db, AuditEvent)) == (0, before)


def test_after_the_last_day_nobody_comments(db) -> None:
    with clock.at(NOON + timedelta(days=60)), pytest.raises(WrongState):
        actions.make_comment(db, db.info["people"][Role.PARTNER_FOCAL_POINT], text_of(db), CommentKind.CONCERN, "Late.")


def test_one_answer_serves_many(db) -> None:
    ministry, moderator = db.info["people"][Role.MINISTRY_EDITOR], db.info["people"][Role.INTAKE_MODERATOR]
    theme = actions.add_theme(db, moderator, text_of(db), "Fees")
    views = [released(db, 1), released(db, 2), released(db, 3, theme.id)]
    comment = actions.make_comment(db, db.info["people"][Role.PARTNER_FOCAL_POINT], text_of(db), CommentKind.QUESTION, "When?")
    show_figures(db, worker_actor(1), 2, {theme.id: "<10"}, NOON.date())
    assert queries.unanswered_in(db, [text_of(db)]) == 3
    targets = Targets([theme.id], [views[0].id, views[1].id], [comment.id])
    response = actions.answer_views(db, ministry, text_of(db), targets, Answer(Decision.PARTLY, "From June."))
    db.flush()
    assert queries.unanswered_in(db, [text_of(db)]) == 0
    for release_id, theme_id in (("r1", None), ("r2", None), ("r3", theme.id), (None, theme.id)):
        assert queries.answer_to(db, release_id, theme_id).id == response.id
    with pytest.raises(WrongState):
        actions.answer_views(db, ministry, text_of(db), Targets(views=[views[0].id]), Answer(Decision.ACCEPTED, "Again."))


def test_a_refused_answer_leaves_nothing(db) -> None:
    view = released(db)
    before = count(db, AuditEvent)
    ministry = db.info["people"][Role.MINISTRY_EDITOR]
    with pytest.raises(Refused):
        actions.answer_views(
            db, db.info["people"][Role.PARTNER_FOCAL_POINT], text_of(db), Targets(views=[view.id]), Answer(None, "x")
        )
    with pytest.raises(Invalid):
        actions.answer_views(db, ministry, text_of(db), Targets(views=[view.id]), Answer(Decision.NOT_ACCEPTED, "x"))
    with pytest.raises(Invalid):
        actions.answer_views(db, ministry, text_of(db, 1), Targets(views=[view.id]), Answer(Decision.ACCEPTED, "x"))
    with pytest.raises(Invalid):
        actions.answer_views(db, ministry, text_of(db), Targets(), Answer(Decision.ACCEPTED, "x"))
    assert (count(db, Response), count(db, AuditEvent), view.response_id) == (0, before, None)


def test_overdue_points_are_counted_in_public(db) -> None:
    released(db, 1)
    released(db, 2)
    assert [(t.ministry, t.unanswered, t.overdue) for t in queries.tallies(db, NOON.date())] == [("Ministry of Justice", 2, 0)]
    late = NOON.date() + timedelta(days=69)
    assert [(t.unanswered, t.overdue) for t in queries.tallies(db, late)] == [(2, 2)]


def test_a_theme_is_public_with_its_first_figure(db) -> None:
    theme = actions.add_theme(db, db.info["people"][Role.INTAKE_MODERATOR], text_of(db), "Hours")
    db.flush()
    assert queries.board(db, text_of(db)).themes == []
    show_figures(db, worker_actor(1), 2, {theme.id: "14"}, NOON.date())
    db.flush()
    assert [t.shown for t in queries.board(db, text_of(db)).themes] == ["14"]


def test_only_moderators_word_themes(db) -> None:
    with pytest.raises(Refused):
        actions.add_theme(db, db.info["people"][Role.MINISTRY_EDITOR], text_of(db), "Praise")
    assert count(db, Theme) == 0


def test_the_publisher_declares_the_round_answered(db) -> None:
    """domain.md I15."""
    ministry = db.info["people"][Role.MINISTRY_EDITOR]
    agenda = db.scalars(select(Agenda)).one()
    with clock.at(NOON + timedelta(days=60)):
        with pytest.raises(WrongState):
            actions.finish_round(db, ministry, agenda, unanswered=1)
        actions.finish_round(db, ministry, agenda, unanswered=0)
    assert agenda.state == "RESPONDED"
