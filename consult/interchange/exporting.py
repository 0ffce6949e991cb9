"""Lines as rows that other programs read; the columns are a promise."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Organisation
from consult.commitments import queries, standing
from consult.commitments.models import Line
from consult.kit.actor import Actor, Reach, Subject
from consult.kit.money import plain
from consult.places.models import Place
from consult.places.queries import places

COLUMNS = (
    "line_id", "source_ref", "title", "funder", "funder_ids", "implementer", "implementer_ids", "sector", "places",
    "sector_split", "place_split", "function", "status", "start", "end", "amount", "currency", "amount_basis",
    "provenance", "consent",
)  # fmt: skip
SEVERAL = " | "
CHUNK = 500


def line_rows(db: Session, actor: Actor, *, on: date) -> Iterator[tuple[Any, ...]]:
    """The lines that an actor may see as rows of COLUMNS, by id, with the register's answer on a day."""
    ground = standing.grounds(db, actor, on=on)
    spots = {place.id: place for place in places(db)}
    codes = {key: place.code for key, place in spots.items()}
    regions = codes if actor.reads(Subject.LINE) >= Reach.SIGNED_IN else {key: region(spots, key).code for key in spots}
    wanted = select(Line.id).where(queries.visible(actor), Line.retired_on.is_(None)).order_by(Line.id)
    ids = list(db.scalars(wanted))
    for start in range(0, len(ids), CHUNK):
        query = select(Line).where(Line.id.in_(ids[start : start + CHUNK])).order_by(Line.id).options(*queries.WHOLE)
        for line in db.scalars(query).unique():
            yield to_row(line, regions if line.security_sensitive else codes, ground, on)
        db.expunge_all()


def region(spots: dict[int, Place], key: int) -> Place:
    """A place no finer than level 1: where the public sees a security-sensitive line (domain.md P13)."""
    place = spots[key]
    while place.level > 1 and place.parent_id is not None:
        place = spots[place.parent_id]
    return place


def to_row(line: Line, codes: dict[int, str], ground: standing.Grounds, on: date) -> tuple[Any, ...]:
    """One line as a row of COLUMNS."""
    funders = [f.organisation for f in line.commitment.funders]
    implementers = [i.organisation for i in line.implementers]
    answers = dict.fromkeys(d.answer.value for d in standing.answers(line, ground, on=on))
    return (
        line.id,
        line.commitment.source_ref or "",
        line.title,
        names(funders),
        numbers(funders),
        names(implementers),
        numbers(implementers),
        line.purpose_code or "",
        " ".join(dict.fromkeys(codes[p.place_id] for p in line.places)),
        line.sector_split,
        line.place_split,
        line.function,
        line.state,
        line.start.isoformat() if line.start else "",
        line.end.isoformat() if line.end else "",
        plain(line.amount, line.currency),
        line.currency,
        line.basis,
        line.provenance,
        SEVERAL.join(answers),
    )


def names(organisations: Sequence[Organisation]) -> str:
    """Names, several separated."""
    return SEVERAL.join(o.name for o in organisations)


def numbers(organisations: Sequence[Organisation]) -> str:
    """Register numbers, several separated."""
    return SEVERAL.join(str(o.number) for o in organisations)
