"""Reading raw views: by moderators alone, or by the one receipt that opens one; figures only as they may be shown."""

from typing import NamedTuple

from rapidfuzz import fuzz, utils
from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from consult.agendas.models import PriorityText
from consult.consultations.counts import Kind, Level, protect_row
from consult.intake import rules
from consult.intake.models import COUNTED, WAITING, Publish, Receipt, State, Submission
from consult.kit.actor import Actor
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _

ALIKE = 70
"""Views whose words agree so far, of 100, are worked on together."""
LISTED = 200


class Opened(NamedTuple):
    """Which row of which country a receipt opens."""

    country_id: int
    submission_id: int


class Tallies(NamedTuple):
    """What waits for moderators; shown to them alone, exactly."""

    to_read: int
    second: int
    cleared: int
    rejected: int


def queue(db: Session, actor: Actor) -> list[Submission]:
    """Views to read or make safe, the oldest first, for moderators; 404 for everybody else."""
    require_moderator(actor)
    return list(db.scalars(waiting().limit(LISTED)))


def second_checks(db: Session, actor: Actor) -> list[Submission]:
    """Views made safe that wait to be checked and cleared."""
    require_moderator(actor)
    query = in_order(select(Submission).where(Submission.state == State.REDACTED.value))
    return list(db.scalars(query.limit(LISTED)))


def cleared(db: Session, actor: Actor) -> list[Submission]:
    """Views that are safe and that their senders let be published, waiting to be released."""
    require_moderator(actor)
    publish = [p.value for p in Publish if rules.leaves(p)]
    query = select(Submission).where(Submission.state == State.CLEARED.value, Submission.publish.in_(publish))
    return list(db.scalars(in_order(query).limit(LISTED)))


def get_view(db: Session, actor: Actor, ref: str) -> Submission:
    """One view as it was sent, for moderators; 404 for everybody else and where none has the reference."""
    require_moderator(actor)
    row = db.scalars(select(Submission).where(Submission.ref == ref)).first()
    if row is None or row.text is None:
        raise Missing(_("No view has this reference."))
    return row


def similar(db: Session, actor: Actor, row: Submission) -> list[Submission]:
    """Waiting views on the same priority whose words are much alike, the most alike first."""
    require_moderator(actor)
    others = db.scalars(waiting().where(Submission.priority == row.priority, Submission.id != row.id).limit(LISTED)).all()
    words = utils.default_process(row.text or "")
    scored = [(fuzz.token_set_ratio(words, utils.default_process(other.text or "")), other) for other in others]
    return [other for score, other in sorted(scored, key=lambda pair: (-pair[0], pair[1].id)) if score >= ALIKE]


def tallies(db: Session, actor: Actor) -> Tallies:
    """How much waits."""
    require_moderator(actor)
    by_state = dict(db.execute(select(Submission.state, func.count()).group_by(Submission.state)).all())
    return Tallies(
        to_read=by_state.get("RECEIVED", 0) + by_state.get("SCREENED", 0),
        second=by_state.get("REDACTED", 0),
        cleared=len(cleared(db, actor)),
        rejected=by_state.get("REJECTED", 0),
    )


def figures(db: Session, priority: int) -> dict[int, str]:
    """How many views each theme of a priority has, as anybody may be told (P8); organisations under their names apart."""
    query = select(Submission.theme_id, func.count()).where(
        Submission.priority == priority,
        Submission.state.in_(COUNTED),
        Submission.publish != Publish.ATTRIBUTED.value,
    )
    rows = db.execute(query.group_by(Submission.theme_id)).all()
    rows = sorted(rows, key=lambda row: (row[0] is None, row[0] or 0))
    shown, _total = protect_row([n for _theme, n in rows], Level.NATIONAL)
    pairs = zip(rows, shown, strict=True)
    return {theme: str(f) for (theme, _n), f in pairs if theme is not None and (f.kind is not Kind.EXACT or f.value)}


def opened_by(db: Session, lookup: str) -> Opened | None:
    """Which row a receipt opens; the session is of no country. None says nothing of why."""
    row = db.get(Receipt, lookup)
    return Opened(row.country_id, row.submission_id) if row is not None else None


def by_receipt(db: Session, opened: Opened) -> Submission | None:
    """The one row that a receipt opens; its text is for nobody's eyes again."""
    return db.scalars(select(Submission).where(Submission.id == opened.submission_id)).first()


def is_sensitive(text: PriorityText) -> bool:
    """Whether views on a priority need a second person: rule of law, or tagged sexual violence (P6)."""
    area = text.sector.core_area if text.sector is not None else text.core_area
    return area == "ROL" or bool(text.sgbv)


def waiting() -> Select[Submission]:
    """Views that wait for a first reader, the oldest day first."""
    return in_order(select(Submission).where(Submission.state.in_(WAITING[:2])))


def in_order(query: Select[Submission]) -> Select[Submission]:
    """The oldest day first; within a day by the random id, which says nothing."""
    return query.order_by(Submission.day, Submission.id)


def require_moderator(actor: Actor) -> None:
    """Not to be known by anybody else."""
    if not rules.may_read(actor):
        raise Missing(_("This page does not exist, or you may not see it."))
