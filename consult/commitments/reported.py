"""Writing what sources report, many activities at once: facts, never refused or moved by consent (domain.md 5.1)."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from typing import Any

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session, selectinload

from consult.codes.purposes import category_of
from consult.commitments.models import (
    Commitment,
    CommitmentFunder,
    Line,
    LineImplementer,
    LineMove,
    LinePlace,
    LineSource,
    Transaction,
)
from consult.kit import clock
from consult.kit.db import Base

REPORTED = "REPORTED"
CHUNK = 500


class ReportedLine(msgspec.Struct, frozen=True):
    """One purpose code's part, minor units; `codes` are listed where the split is UNDIVIDED."""

    purpose_code: str | None
    codes: tuple[str, ...]
    split: str
    amount: int | None
    spent: int

    @property
    def key(self) -> str:
        """Tells the lines of one commitment apart from version to version."""
        return key_of(self.purpose_code, " ".join(self.codes))


class ReportedMoney(msgspec.Struct, frozen=True):
    """A transaction; `line` is the place of its line among the commitment's, if it belongs to one alone."""

    type: str
    day: date | None
    value: int
    currency: str
    line: int | None


class ReportedCommitment(msgspec.Struct, frozen=True):
    """What an activity commits in one currency."""

    currency: str
    basis: str
    signed_on: date | None
    lines: tuple[ReportedLine, ...]
    money: tuple[ReportedMoney, ...]


class ReportedActivity(msgspec.Struct, frozen=True):
    """An activity as its source tells it, organisations and places by id; a place with the method that found it."""

    source_ref: str
    title: str
    state: str
    start: date | None
    end: date | None
    modality: str
    humanitarian: bool
    aid_type: str | None
    finance_type: str | None
    tied: str | None
    funders: tuple[int, ...]
    implementers: tuple[int, ...]
    places: tuple[tuple[int, str], ...]
    commitments: tuple[ReportedCommitment, ...]

    @property
    def place_split(self) -> str:
        """No source states a split by place (domain.md I16)."""
        return "UNDIVIDED" if len(self.places) > 1 else "SINGLE"


class Written(msgspec.Struct):
    """Lines that came, changed, stayed as they were, or left their source."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    retired: int = 0


New = tuple[ReportedActivity, ReportedCommitment]


def write_reported(
    db: Session, activities: Sequence[ReportedActivity], *, import_id: int, known: Collection[str], on: date
) -> Written:
    """Bring the register to what the activities say; `known` are those that it holds. The caller records and announces."""
    done = Written()
    held = held_by_source(db, [a.source_ref for a in activities if a.source_ref in known])
    new: list[New] = []
    for activity in activities:
        before = {c.currency: c for c in held.get(activity.source_ref, ())}
        for commitment in activity.commitments:
            found = before.pop(commitment.currency, None)
            if found is None:
                new.append((activity, commitment))
            else:
                bring_up(db, found, (activity, commitment), done, on=on)
        for left in before.values():
            retire(left.lines, done, on)
    db.flush()
    done.created += insert_new(db, new, import_id=import_id)
    return done


def retire_reported(db: Session, source_refs: Sequence[str], *, on: date) -> Written:
    """Retire every line of activities that are no longer here."""
    done = Written()
    for commitments in held_by_source(db, source_refs).values():
        for commitment in commitments:
            retire(commitment.lines, done, on)
    db.flush()
    return done


def drop_reported(db: Session, source_refs: Sequence[str]) -> int:
    """Take reported activities out altogether, what hangs on their lines too; how many lines went (domain.md I13)."""
    gone = 0
    for start in range(0, len(source_refs), CHUNK):
        wanted = select(Commitment.id).where(
            Commitment.source_ref.in_(source_refs[start : start + CHUNK]), Commitment.provenance == REPORTED
        )
        ids = list(db.scalars(wanted))
        lines = list(db.scalars(select(Line.id).where(Line.commitment_id.in_(ids))))
        let_go(db, lines)
        for table, column, among in dependants(ids, lines):
            db.execute(delete(table).where(column.in_(among)).execution_options(synchronize_session=False))
        gone += len(lines)
    db.expire_all()
    return gone


def let_go(db: Session, lines: Sequence[int]) -> None:
    """Loosen the links of other lines to these."""
    for column in (Line.twin_of_id, Line.complement_of_id):
        change = update(Line).where(column.in_(lines)).values({column: None})
        db.execute(change.execution_options(synchronize_session=False))


def dependants(commitments: list[int], lines: list[int]) -> Iterable[tuple[type[Base], Any, list[int]]]:
    """Everything that hangs on commitments and lines, then these themselves, in the order of deleting."""
    yield LineSource, LineSource.line_id, lines
    yield LineSource, LineSource.source_id, lines
    yield LineMove, LineMove.line_id, lines
    yield LinePlace, LinePlace.line_id, lines
    yield LineImplementer, LineImplementer.line_id, lines
    yield Transaction, Transaction.commitment_id, commitments
    yield CommitmentFunder, CommitmentFunder.commitment_id, commitments
    yield Line, Line.id, lines
    yield Commitment, Commitment.id, commitments


def held_by_source(db: Session, source_refs: Sequence[str]) -> dict[str, list[Commitment]]:
    """The reported commitments of activities, whole."""
    found: dict[str, list[Commitment]] = {}
    for start in range(0, len(source_refs), CHUNK):
        query = (
            select(Commitment)
            .where(Commitment.source_ref.in_(source_refs[start : start + CHUNK]), Commitment.provenance == REPORTED)
            .options(
                selectinload(Commitment.funders),
                selectinload(Commitment.transactions),
                selectinload(Commitment.lines).options(selectinload(Line.implementers), selectinload(Line.places)),
            )
            .order_by(Commitment.id)
            .execution_options(populate_existing=True)
        )
        for commitment in db.scalars(query):
            found.setdefault(commitment.source_ref or "", []).append(commitment)
    return found


def bring_up(db: Session, held: Commitment, new: New, done: Written, *, on: date) -> None:
    """Bring a commitment and its lines up to a newer version."""
    activity, stated = new
    put(held, commitment_facts(activity, stated))
    replace(held.funders, "organisation_id", activity.funders, CommitmentFunder)
    before = {key_of(line.purpose_code, line.codes): line for line in held.lines}
    lines: list[Line] = []
    for part in stated.lines:
        line = before.pop(part.key, None)
        if line is None:
            line = Line(commitment_id=held.id, currency=held.currency, provenance=REPORTED, implementers=[], places=[])
            held.lines.append(line)
            amend(line, activity, stated, part)
            done.created += 1
        elif amend(line, activity, stated, part):
            line.edit += 1
            done.updated += 1
        else:
            done.unchanged += 1
        lines.append(line)
    retire(before.values(), done, on)
    db.flush()
    refill(held, stated, lines)


def amend(line: Line, activity: ReportedActivity, stated: ReportedCommitment, part: ReportedLine) -> bool:
    """Let a line say what its source says; whether anything changed."""
    facts = line_facts(activity, stated, part) | {"retired_on": None}
    changed = put(line, facts)
    changed |= replace(line.implementers, "organisation_id", activity.implementers, LineImplementer)
    if {(p.place_id, p.method) for p in line.places} != set(activity.places):
        changed = True
        methods = dict(activity.places)
        replace(line.places, "place_id", tuple(methods), LinePlace)
        for place in line.places:
            place.method = methods[place.place_id]
    return changed


def put(row: Any, facts: dict[str, Any]) -> bool:
    """Set what differs; whether anything did."""
    differing = {name: value for name, value in facts.items() if getattr(row, name) != value}
    for name, value in differing.items():
        setattr(row, name, value)
    return bool(differing)


def replace(rows: list[Any], column: str, wanted: Sequence[int], kind: type[Any]) -> bool:
    """Let a list of links name `wanted` and nothing else; whether anything changed."""
    have = {getattr(row, column): row for row in rows}
    for gone in have.keys() - set(wanted):
        rows.remove(have[gone])
    rows.extend(kind(**{column: new}) for new in wanted if new not in have)
    return have.keys() != set(wanted)


def refill(held: Commitment, stated: ReportedCommitment, lines: Sequence[Line]) -> None:
    """Let the transactions be those that the source states."""
    held.transactions.clear()
    for money in stated.money:
        line_id = None if money.line is None else lines[money.line].id
        held.transactions.append(
            Transaction(type=money.type, day=money.day, value=money.value, currency=money.currency, line_id=line_id)
        )


def retire(lines: Iterable[Line], done: Written, on: date) -> None:
    """Keep lines that left their source, out of every list and sum."""
    for line in lines:
        if line.retired_on is None:
            line.retired_on, line.state = on, "CANCELLED"
            line.edit += 1
            done.retired += 1


def insert_new(db: Session, new: Sequence[New], *, import_id: int) -> int:
    """Write new commitments with all that belongs to them, in a few statements; how many lines."""
    if not new:
        return 0
    country = db.info["country_id"]
    first = (db.scalar(select(func.max(Commitment.number))) or 0) + 1
    now = clock.now()
    ids = insert_all(
        db,
        Commitment,
        [
            commitment_facts(a, c)
            | {
                "country_id": country,
                "number": number,
                "provenance": REPORTED,
                "currency": c.currency,
                "source_ref": a.source_ref,
                "import_id": import_id,
                "created_at": now,
            }
            for number, (a, c) in enumerate(new, first)
        ],
        ids=True,
    )
    fixed = LINE_DEFAULTS | {"country_id": country}
    lines = [
        fixed | line_facts(a, c, part) | {"commitment_id": id_, "currency": c.currency}
        for id_, (a, c) in zip(ids, new, strict=True)
        for part in c.lines
    ]
    line_ids = insert_all(db, Line, lines, ids=True)
    insert_rest(db, new, ids, line_ids)
    return len(lines)


def insert_rest(db: Session, new: Sequence[New], ids: Sequence[int], line_ids: Sequence[int]) -> None:
    """Funders, implementers, places and transactions of new commitments."""
    country = db.info["country_id"]
    funders: list[dict[str, Any]] = []
    implementers: list[dict[str, Any]] = []
    places: list[dict[str, Any]] = []
    money: list[dict[str, Any]] = []
    at = 0
    for id_, (a, c) in zip(ids, new, strict=True):
        own = line_ids[at : at + len(c.lines)]
        at += len(c.lines)
        funders += [{"country_id": country, "commitment_id": id_, "organisation_id": o} for o in a.funders]
        for line in own:
            implementers += [{"country_id": country, "line_id": line, "organisation_id": o} for o in a.implementers]
            places += [{"country_id": country, "line_id": line, "place_id": p, "method": m} for p, m in a.places]
        money += [
            {
                "country_id": country,
                "commitment_id": id_,
                "line_id": None if m.line is None else own[m.line],
                "type": m.type,
                "day": m.day,
                "value": m.value,
                "currency": m.currency,
                "obliged_on": None,
                "note": "",
            }
            for m in c.money
        ]
    for table, rows in ((CommitmentFunder, funders), (LineImplementer, implementers), (LinePlace, places), (Transaction, money)):
        insert_all(db, table, rows)


def insert_all(db: Session, table: type[Base], rows: list[dict[str, Any]], *, ids: bool = False) -> list[int]:
    """Insert rows in one statement; their ids in order where asked for."""
    if not rows:
        return []
    statement = insert(table.__table__)  # type: ignore[arg-type]
    if ids:
        statement = statement.returning(table.__table__.c.id, sort_by_parameter_order=True)  # type: ignore[assignment]
    found = db.connection().execute(statement, rows)
    return list(found.scalars()) if ids else []


LINE_DEFAULTS: dict[str, Any] = {
    "provenance": REPORTED,
    "function": "UNKNOWN",
    "review": False,
    "interest": False,
    "security_sensitive": False,
    "edit": 1,
}


def commitment_facts(activity: ReportedActivity, stated: ReportedCommitment) -> dict[str, Any]:
    """What a source says of a commitment."""
    return {
        "title": activity.title,
        "aid_type": activity.aid_type,
        "finance_type": activity.finance_type,
        "tied": activity.tied,
        "signed_on": stated.signed_on,
    }


def line_facts(activity: ReportedActivity, stated: ReportedCommitment, part: ReportedLine) -> dict[str, Any]:
    """What a source says of a line."""
    return {
        "title": activity.title,
        "purpose_code": part.purpose_code,
        "category": category_of(part.purpose_code) if part.purpose_code else None,
        "codes": " ".join(part.codes),
        "sector_split": part.split,
        "place_split": activity.place_split,
        "modality": activity.modality,
        "amount": part.amount,
        "basis": stated.basis,
        "spent": part.spent,
        "start": activity.start,
        "end": activity.end,
        "state": activity.state,
        "humanitarian": activity.humanitarian,
    }


def key_of(purpose_code: str | None, codes: str) -> str:
    """A line's key among its commitment's: the codes it lists, else its purpose code."""
    return codes or purpose_code or "-"
