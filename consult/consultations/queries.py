"""Reading what was said and answered: all of it is public, withdrawn words are not kept."""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple, TypeVar

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, joinedload

from consult.accounts.models import Organisation
from consult.agendas import queries as agendas
from consult.agendas.models import PriorityText
from consult.consultations.models import Contribution, PartnerComment, Response, Theme
from consult.consultations.rules import Tally, Waiting, tally
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _
from consult.kit.paging import Page, page

Row = TypeVar("Row", Theme, Contribution, PartnerComment)
THREAD = 10


class Board(NamedTuple):
    """What was said about a priority and what its ministry answers: themes, and views that stand alone."""

    text: PriorityText
    themes: list[Theme]
    views: list[Contribution]


class Unanswered(NamedTuple):
    """What waits for an answer about one priority, the most urgent first."""

    text: PriorityText
    themes: list[Theme]
    views: list[Contribution]
    comments: list[PartnerComment]


def thread(db: Session, priority_id: int, number: int = 1) -> Page[PartnerComment]:
    """Comments on a priority, the newest first, with their replies; page `number`."""
    query = whole_comments().where(PartnerComment.priority_id == priority_id)
    return page(db, query.order_by(PartnerComment.at.desc(), PartnerComment.id.desc()), number, size=THREAD)


def all_comments(db: Session, priority_id: int) -> list[PartnerComment]:
    """Every comment on a priority, the newest first: for files."""
    query = whole_comments().where(PartnerComment.priority_id == priority_id)
    return list(db.scalars(query.order_by(PartnerComment.at.desc(), PartnerComment.id.desc())))


def board(db: Session, text: PriorityText) -> Board:
    """What people said about a priority, with the answers."""
    return boards(db, [text])[0]


def boards(db: Session, texts: Iterable[PriorityText]) -> list[Board]:
    """A board for each priority, in their order; two statements, however many there are."""
    texts = list(texts)
    ids = [text.priority_id for text in texts]
    themes = db.scalars(whole_themes().where(Theme.priority_id.in_(ids), Theme.published_on.is_not(None))).all()
    views = db.scalars(whole_views().where(Contribution.priority_id.in_(ids), Contribution.theme_id.is_(None))).all()
    return [Board(text, of(text, themes), of(text, views)) for text in texts]


def views_of(db: Session, priority_id: int, number: int = 1) -> Page[Contribution]:
    """The released views about a priority; their order says nothing of when they came within a week."""
    query = whole_views().where(Contribution.priority_id == priority_id)
    return page(db, query, number, size=20)


def get_theme(db: Session, theme_id: int) -> Theme:
    """A theme with its answer, or `Missing` (404)."""
    theme = db.scalars(whole_themes().where(Theme.id == theme_id)).first()
    if theme is None:
        raise Missing(_("This theme is not known."))
    return theme


def themes_of(db: Session, priority_id: int) -> list[Theme]:
    """Every theme of a priority, published or not: for moderators."""
    return list(db.scalars(whole_themes().where(Theme.priority_id == priority_id)))


def waiting(db: Session, texts: Iterable[PriorityText]) -> list[Unanswered]:
    """For each priority what has no answer yet, where there is anything."""
    texts = list(texts)
    ids = [text.priority_id for text in texts]
    themes = db.scalars(open_themes().where(Theme.priority_id.in_(ids))).all()
    views = db.scalars(open_views().where(Contribution.priority_id.in_(ids))).all()
    comments = db.scalars(open_comments().where(PartnerComment.priority_id.in_(ids))).all()
    found = [Unanswered(t, of(t, themes), of(t, views), of(t, comments)) for t in texts]
    return [u for u in found if u.themes or u.views or u.comments]


def of(text: PriorityText, rows: Iterable[Row]) -> list[Row]:
    """The rows of one priority."""
    return [row for row in rows if row.priority_id == text.priority_id]


def tallies(db: Session, on: date) -> list[Tally]:
    """Per ministry how many themes and views wait for an answer and how many are overdue, for everybody (S41)."""
    texts = agendas.published_priorities(db)
    points = [Waiting(u.text.ministry_id, u.text.ministry.name, day) for u in waiting(db, texts) for day in due_days(u)]
    return tally(points, on)


def due_days(unanswered: Unanswered) -> list[date]:
    """When each of a priority's themes and views is to be answered."""
    return [theme.due_on for theme in unanswered.themes] + [view.due_on for view in unanswered.views]


def unanswered_in(db: Session, texts: Iterable[PriorityText]) -> int:
    """How many themes and views of some priorities wait for an answer."""
    return sum(len(u.themes) + len(u.views) for u in waiting(db, texts))


def answer_to(db: Session, release_id: str | None, theme_id: int | None) -> Response | None:
    """The answer to a view, for its receipt: its own, else its theme's."""
    for query in (
        select(Contribution.response_id).where(Contribution.release_id == release_id) if release_id else None,
        select(Theme.response_id).where(Theme.id == theme_id) if theme_id else None,
    ):
        found = db.scalar(query) if query is not None else None
        if found:
            with_ministry = select(Response).where(Response.id == found).options(joinedload(Response.ministry))
            return db.scalars(with_ministry).first()
    return None


def comments_by(db: Session, organisation: Organisation) -> list[PartnerComment]:
    """An organisation's comments, the newest first."""
    query = whole_comments().where(PartnerComment.organisation_id == organisation.id)
    return list(db.scalars(query.order_by(PartnerComment.at.desc(), PartnerComment.id.desc())))


def whole_comments() -> Select[PartnerComment]:
    """Comments with organisation, priority and reply."""
    return select(PartnerComment).options(
        joinedload(PartnerComment.organisation),
        joinedload(PartnerComment.priority),
        joinedload(PartnerComment.response).joinedload(Response.ministry),
    )


def whole_themes() -> Select[Theme]:
    """Themes with their answers, by title."""
    answered = joinedload(Theme.response).joinedload(Response.ministry)
    return select(Theme).options(answered, joinedload(Theme.priority)).order_by(Theme.title, Theme.id)


def whole_views() -> Select[Contribution]:
    """Views that still have their words, with theme and answers, the newest week first, within a week by release id."""
    return (
        select(Contribution)
        .where(Contribution.text.is_not(None))
        .options(
            joinedload(Contribution.theme),
            joinedload(Contribution.response).joinedload(Response.ministry),
            joinedload(Contribution.priority),
        )
        .order_by(Contribution.week.desc(), Contribution.release_id, Contribution.id)
    )


def open_themes() -> Select[Theme]:
    """Published themes without an answer, the first due first."""
    query = whole_themes().where(Theme.response_id.is_(None), Theme.published_on.is_not(None))
    return query.order_by(None).order_by(Theme.due_on, Theme.id)


def open_views() -> Select[Contribution]:
    """Views of no theme without an answer, the first due first."""
    query = whole_views().where(Contribution.response_id.is_(None), Contribution.theme_id.is_(None))
    return query.order_by(None).order_by(Contribution.due_on, Contribution.id)


def open_comments() -> Select[PartnerComment]:
    """Comments without a reply, the oldest first."""
    query = whole_comments().where(PartnerComment.response_id.is_(None))
    return query.order_by(PartnerComment.at, PartnerComment.id)
