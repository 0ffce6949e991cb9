"""Reported lines that may be a registered one, told twice: proposals for a person, never a verdict."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.commitments.models import Commitment, CommitmentFunder, Line, LineImplementer
from consult.interchange.models import KeptApart
from consult.kit.text import fold

NEAR = 0.05
"""Amounts this near each other may be the same money (domain.md O2)."""
ALIKE = 60
MOST = 100


class Side(NamedTuple):
    """A line as the comparison needs it."""

    id: int
    number: int
    title: str
    category: str | None
    amount: int | None
    currency: str
    start: date | None
    end: date | None
    organisations: frozenset[int]


class Twin(NamedTuple):
    """A likely twin with what speaks for it: alike titles (0 to 100), near amounts, shared organisations."""

    reported: Side
    registered: Side
    titles: int
    near: bool
    shared: bool


def likely_twins(db: Session) -> list[Twin]:
    """Pairs in one category whose days meet, with two of three signs; the strongest first, at most MOST."""
    registered = sides(db, "REGISTERED", None)
    reported = sides(db, "REPORTED", sorted({s.category for s in registered if s.category}))
    apart = {tuple(row) for row in db.execute(select(KeptApart.line_id, KeptApart.registered_id))}
    found = [t for t in compare(reported, registered) if (t.reported.id, t.registered.id) not in apart]
    return sorted(found, key=lambda t: (-t.titles - 100 * (t.near + t.shared), t.reported.id, t.registered.id))[:MOST]


def compare(reported: Sequence[Side], registered: Sequence[Side]) -> Iterable[Twin]:
    """Every pair with at least two signs."""
    by_category: dict[str, list[Side]] = {}
    for side in registered:
        by_category.setdefault(side.category or "", []).append(side)
    folded = {side.id: fold(side.title) for side in (*reported, *registered)}
    for one in reported:
        for other in by_category.get(one.category or "", ()):
            if not meets(one, other):
                continue
            titles = int(fuzz.token_set_ratio(folded[one.id], folded[other.id]))
            near, shared = is_near(one, other), bool(one.organisations & other.organisations)
            if (titles >= ALIKE) + near + shared >= 2:
                yield Twin(one, other, titles, near, shared)


def meets(one: Side, other: Side) -> bool:
    """Whether the days of two lines meet, as far as they are known."""
    before = one.end is not None and other.start is not None and one.end < other.start
    after = other.end is not None and one.start is not None and other.end < one.start
    return not (before or after)


def is_near(one: Side, other: Side) -> bool:
    """Whether two amounts are of one currency and within five per cent of each other."""
    if one.currency != other.currency or not one.amount or not other.amount:
        return False
    return abs(one.amount - other.amount) <= NEAR * max(abs(one.amount), abs(other.amount))


def sides(db: Session, provenance: str, categories: Sequence[str] | None) -> list[Side]:
    """Lines of a provenance that are no twin yet, with funders and implementers."""
    columns = (Line.title, Line.category, Line.amount, Line.currency, Line.start, Line.end)
    query = (
        select(Line.id, Line.commitment_id, Commitment.number, *columns)
        .join(Commitment, Commitment.id == Line.commitment_id)
        .where(Line.provenance == provenance, Line.retired_on.is_(None), Line.twin_of_id.is_(None), Line.interest.is_(False))
        .order_by(Line.id)
    )
    if categories is not None:
        query = query.where(Line.category.in_(categories))
    rows = db.execute(query).all()
    funders = grouped(db.execute(select(CommitmentFunder.commitment_id, CommitmentFunder.organisation_id)))
    carriers = grouped(db.execute(select(LineImplementer.line_id, LineImplementer.organisation_id)))
    return [
        Side(id_, number, title, category, amount, currency, start, end, funders.get(of, NOBODY) | carriers.get(id_, NOBODY))
        for id_, of, number, title, category, amount, currency, start, end in rows
    ]


NOBODY: frozenset[int] = frozenset()


def grouped(rows: Iterable[tuple[int, int]]) -> dict[int, frozenset[int]]:
    """Second values by first."""
    found: dict[int, set[int]] = {}
    for key, value in rows:
        found.setdefault(key, set()).add(value)
    return {key: frozenset(values) for key, values in found.items()}
