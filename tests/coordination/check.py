"""The overlaps of a register compared with brute force on its rows: for tests, and for any folder of files."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload, selectinload

from consult.accounts.queries import console_actor
from consult.commitments.models import COUNTED, Commitment, Line
from consult.coordination import tables
from consult.coordination.assembly import make
from consult.coordination.ledger import Period
from consult.coordination.queries import today
from consult.kit.money import plain
from consult.places.models import Country, Place
from tests.coordination.brute import Overlap, Work, overlaps

MOST = 4_000
"""Lines of one category that are still compared each with each; of more, the first so many by id."""


def compare_overlaps(db: Session, country: Country) -> list[str]:
    """What the engine and brute force say differently, in words; nothing where they agree."""
    works = works_of(db, country)
    chosen = {work.id for some in works.values() for work in some[:MOST]}
    parent = parents_of(db, country)
    wanted = {(o.a, o.b): worth(o, country) for some in works.values() for o in overlaps(some[:MOST], parent, set())}
    book = make(db, console_actor(country.id), Period(), today(db))
    rows = [dict(zip(tables.OVERLAPS, row, strict=True)) for row in tables.overlap_rows(book.ledger, book.overlaps)]
    got = {
        (r["line_a"], r["line_b"]): tuple(r[c] for c in ("level", "certainty", "days", "exposure", "upper_bound"))
        for r in rows
        if r["line_a"] in chosen and r["line_b"] in chosen
    }
    return [
        f"overlap of {pair}: {got.get(pair)} instead of {wanted.get(pair)}"
        for pair in sorted({*got, *wanted})
        if got.get(pair) != wanted.get(pair)
    ]  # type: ignore[type-var]


def worth(found: Overlap, country: Country) -> tuple[Any, ...]:
    """A pair as a row of the report."""
    return found.level or None, found.certainty, found.days, plain(found.exposure, country.currency), found.upper


def works_of(db: Session, country: Country) -> dict[str, list[Work]]:
    """Counted lines by category."""
    query = (
        select(Line)
        .where(Line.state.in_(COUNTED), Line.retired_on.is_(None), Line.twin_of_id.is_(None))
        .options(
            joinedload(Line.commitment).selectinload(Commitment.funders),
            selectinload(Line.implementers),
            selectinload(Line.places),
        )
        .order_by(Line.id)
    )
    top = db.scalar(select(Place.id).where(Place.level == 0)) or 0
    found: dict[str, list[Work]] = defaultdict(list)
    activities: dict[Any, int] = {}
    for line in db.scalars(query).unique():
        key = activities.setdefault(line.commitment.source_ref or line.commitment_id, len(activities))
        found[line.category or ""].append(to_work(line, key, top, country))
    return found


def to_work(line: Line, activity: int, top: int, country: Country) -> Work:
    """A line as brute force sees it."""
    dated = line.start is not None and line.end is not None
    orgs = [i.organisation_id for i in line.implementers] or [f.organisation_id for f in line.commitment.funders]
    return Work(
        id=line.id,
        activity=activity,
        start=line.start.toordinal() if dated and line.start else None,
        end=line.end.toordinal() if dated and line.end else None,
        amount=(line.amount or 0) if line.currency == country.currency else 0,
        purpose=int(line.purpose_code) if line.purpose_code else None,
        function=line.function,
        orgs=frozenset(orgs),
        places=frozenset(p.place_id for p in line.places) or frozenset({top}),
        title=line.title,
        undivided="UNDIVIDED" in (line.place_split, line.sector_split),
    )


def parents_of(db: Session, country: Country) -> dict[int, int | None]:
    """The parent of each place; one without hangs on the country."""
    rows = db.execute(select(Place.id, Place.parent_id, Place.level)).all()
    top = next((row.id for row in rows if row.level == 0), 0)
    return {row.id: None if row.id == top else row.parent_id or top for row in rows} | ({} if rows else {0: None})
