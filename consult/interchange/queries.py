"""Reading imports, doubtful matches, and what could not be placed."""

from collections.abc import Sequence

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, joinedload

from consult.interchange.models import DoubtfulMatch, ImportRun, UnresolvedLocation
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _


def runs() -> Select[tuple[ImportRun]]:
    """Every import, newest first."""
    return select(ImportRun).order_by(ImportRun.number.desc(), ImportRun.id.desc())


def get_run(db: Session, number: int) -> ImportRun:
    """An import by its number; raises `Missing`."""
    found = db.scalars(select(ImportRun).where(ImportRun.number == number)).first()
    if found is None:
        raise Missing(_("There is no import %(number)s in this country.", number=number))
    return found


def open_matches() -> Select[tuple[DoubtfulMatch]]:
    """The matches that wait for a person, most alike first."""
    return (
        select(DoubtfulMatch)
        .where(DoubtfulMatch.state == "OPEN")
        .options(joinedload(DoubtfulMatch.organisation), joinedload(DoubtfulMatch.candidate), joinedload(DoubtfulMatch.run))
        .order_by(DoubtfulMatch.score.desc(), DoubtfulMatch.id)
    )


def get_match(db: Session, match_id: int) -> DoubtfulMatch:
    """A doubtful match; raises `Missing`."""
    options = (joinedload(DoubtfulMatch.organisation), joinedload(DoubtfulMatch.candidate))
    found = db.scalars(select(DoubtfulMatch).where(DoubtfulMatch.id == match_id).options(*options)).first()
    if found is None:
        raise Missing(_("There is no such match."))
    return found


def unresolved_names(db: Session) -> Sequence[Row[tuple[str, str, int]]]:
    """Names that no place answers to, as (folded, one spelling, how many activities), most frequent first, at most 200."""
    times = func.count(func.distinct(UnresolvedLocation.identifier))
    query = select(UnresolvedLocation.folded, func.min(UnresolvedLocation.name), times).group_by(UnresolvedLocation.folded)
    return db.execute(query.order_by(times.desc(), UnresolvedLocation.folded).limit(200)).all()
