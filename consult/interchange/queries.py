"""Reading imports, doubtful matches, and what could not be placed."""

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Row, Select, func, select
from sqlalchemy.orm import Session, joinedload

from consult.accounts.models import NationalSector
from consult.accounts.register import held_codes, sectors
from consult.accounts.sectors import sectors_of
from consult.codes.lists import label
from consult.codes.purposes import is_category
from consult.commitments.models import Line
from consult.interchange.models import DoubtfulMatch, ImportRun, UnresolvedLocation
from consult.kit.errors import Missing
from consult.kit.i18n import gettext as _


def runs() -> Select[ImportRun]:
    """Every import, newest first."""
    return select(ImportRun).order_by(ImportRun.number.desc(), ImportRun.id.desc())


def get_run(db: Session, number: int) -> ImportRun:
    """An import by its number; raises `Missing`."""
    found = db.scalars(select(ImportRun).where(ImportRun.number == number)).first()
    if found is None:
        raise Missing(_("There is no import %(number)s in this country.", number=number))
    return found


def open_matches() -> Select[DoubtfulMatch]:
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


def unresolved_names(db: Session) -> Sequence[Row[str, str, int]]:
    """Names that no place answers to, as (folded, one spelling, how many activities), most frequent first, at most 200."""
    times = func.count(func.distinct(UnresolvedLocation.identifier))
    query = select(UnresolvedLocation.folded, func.min(UnresolvedLocation.name), times).group_by(UnresolvedLocation.folded)
    return db.execute(query.order_by(times.desc(), UnresolvedLocation.folded).limit(200)).all()


class Unsorted(NamedTuple):
    """Reported lines whose purpose code does not lead to one national sector: those it may be of, none where unresolved."""

    code: str
    name: str
    listed: str
    lines: int
    sectors: tuple[NationalSector, ...]


def unsorted_lines(db: Session) -> list[Unsorted]:
    """Ambiguous and unresolved reported lines by purpose code, most lines first (domain.md 5.1)."""
    held, known = held_codes(db), {s.id: s for s in sectors(db)}
    query = (
        select(Line.purpose_code, Line.codes, func.count(Line.id))
        .where(Line.provenance == "REPORTED", Line.retired_on.is_(None), Line.twin_of_id.is_(None))
        .group_by(Line.purpose_code, Line.codes)
    )
    found = []
    for code, listed, lines in db.execute(query.order_by(func.count(Line.id).desc(), Line.purpose_code, Line.codes)):
        mine = sectors_of(code, listed.split(), held)
        if len(mine) != 1:
            names = tuple(s for id_, s in known.items() if id_ in mine)
            found.append(Unsorted(code or "", name_of(code), listed, lines, names))
    return found


def name_of(code: str | None) -> str:
    """A purpose code's name in the language spoken; empty where it has none."""
    if not code:
        return ""
    name = label("categories" if is_category(code) else "purpose_codes", code)
    return "" if name == code else name
