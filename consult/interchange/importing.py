"""Taking a file in: what has not changed is passed over by its digest, the rest read and written in batches."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.orm import Session

from consult.codes import lists
from consult.commitments.reported import (
    ReportedActivity,
    ReportedCommitment,
    ReportedLine,
    ReportedMoney,
    Written,
    retire_reported,
    write_reported,
)
from consult.interchange.iati import elements, reader, reading
from consult.interchange.iati.parties import fold
from consult.interchange.iati.sectors import Codebook
from consult.interchange.iati.values import ActivityReading, ActivityRecord, CommitmentReading, LocationRecord
from consult.interchange.iati.versions import Seen, standing, survey
from consult.interchange.locations import Known, Placed, place
from consult.interchange.models import ImportedActivity, ImportRun, UnresolvedLocation
from consult.interchange.organisations import Register, ids_of
from consult.interchange.report import FileReport, LeftOut
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.i18n import gettext as _
from consult.places.models import Country
from consult.places.queries import gazetteer

BATCH = 500
MANY = 2000
MOST_LISTED = 1000
pack = msgspec.msgpack.Encoder().encode
unpack = msgspec.msgpack.Decoder(ActivityRecord).decode


class Held(NamedTuple):
    """What the register knows of an activity's current version."""

    identifier: str
    id: int
    digest: str
    updated: str
    here: bool
    transactions: int
    kept: int
    lines: int
    resolved: int
    unresolved: int


class Taken(msgspec.Struct, frozen=True):
    """One activity on its way in: what stands in the file, and what it says here."""

    seen: Seen
    record: ActivityRecord
    reading: ActivityReading | reading.Elsewhere
    held: Held | None


@cache
def codebook() -> Codebook:
    """DAC's codes, withdrawn ones too, and the group headings (150) that sources use as categories."""
    categories = {c.code for c in lists.codes("categories", withdrawn=True)}
    groups = {code[:2] + "0" for code in categories}
    return Codebook(frozenset(c.code for c in lists.codes("purpose_codes", withdrawn=True)), frozenset(categories | groups))


class Desk:
    """What taking in needs of a country, loaded once: organisations, places, codes."""

    def __init__(self, db: Session, country: Country) -> None:
        self.db, self.country = db, country.code
        self.today: date = clock.today(country.timezone)
        self.register = Register(db)
        self.gazetteer = gazetteer(db)
        self.known: Known = {}
        self.book = codebook()

    def read(self, record: ActivityRecord, *, assume: bool) -> ActivityReading | reading.Elsewhere | reading.LeftOut:
        """What an activity says of this country."""
        return reading.read(record, self.country, self.book, assume=assume)

    def place(self, locations: Sequence[LocationRecord]) -> Placed:
        """Where an activity works."""
        return place(locations, self.gazetteer, self.known)

    def to_reported(self, read: ActivityReading, placed: Placed) -> ReportedActivity:
        """A reading with its organisations and places found."""
        return ReportedActivity(
            source_ref=read.identifier,
            title=read.title,
            state=read.state,
            start=read.start,
            end=read.end,
            modality=read.modality,
            humanitarian=read.humanitarian,
            aid_type=read.aid_type or None,
            finance_type=read.finance_type or None,
            tied=read.tied or None,
            funders=ids_of(self.register, read.funders),
            implementers=ids_of(self.register, read.implementers),
            places=placed.places,
            commitments=tuple(to_commitment(c) for c in read.commitments),
        )


def to_commitment(read: CommitmentReading) -> ReportedCommitment:
    """A commitment for the register."""
    at = {line.key: n for n, line in enumerate(read.lines)}
    return ReportedCommitment(
        currency=read.currency,
        basis=read.basis,
        signed_on=read.signed_on,
        lines=tuple(ReportedLine(x.purpose, x.codes, x.split, x.amount, x.spent) for x in read.lines),
        money=tuple(
            ReportedMoney(m.type, m.day, m.value, m.currency, None if m.key is None else at[m.key]) for m in read.transactions
        ),
    )


def take_in(db: Session, actor: Actor, path: Path, *, name: str, country: Country, assume: bool) -> tuple[FileReport, ImportRun]:
    """Read a file into the register; the caller records it, or rolls it back. Raises Unreadable with nothing written."""
    seen = survey(path)
    report = FileReport(file=name)
    by = {"person_id": actor.person_id, "actor": actor.name}
    run = ImportRun(number=next_number(db), file=name, assume=assume, made_at=clock.now(), **by)
    db.add(run)
    db.flush()
    held = held_activities(db, [s.identifier for s in seen])
    wanted = judge(seen, held, report)
    if wanted:
        desk = Desk(db, country)
        for batch in batches(read_wanted(desk, path, seen, wanted=wanted, held=held, report=report, assume=assume)):
            write(desk, run, batch, report)
        desk.register.settle(run.id, report.counts.organisations)
        run.brought = desk.register.brought
    finish(db, run, report)
    return report, run


def next_number(db: Session) -> int:
    """The next import's number in this country."""
    return (db.scalar(select(func.max(ImportRun.number))) or 0) + 1


def held_activities(db: Session, identifiers: Sequence[str]) -> dict[str, Held]:
    """The current versions of activities, by identifier; those of the whole country where very many are asked for."""
    table = ImportedActivity.__table__.c
    query = select(*(table[name] for name in Held._fields)).where(
        table.country_id == db.info["country_id"], table.current.is_(True)
    )
    every = sorted(set(identifiers))
    db.flush()
    if len(every) > MANY:
        return {row[0]: Held._make(row) for row in db.connection().execute(query)}
    found: dict[str, Held] = {}
    for start in range(0, len(every), BATCH):
        among = query.where(table.identifier.in_(every[start : start + BATCH]))
        found |= {row[0]: Held._make(row) for row in db.connection().execute(among)}
    return found


def judge(seen: Sequence[Seen], held: dict[str, Held], report: FileReport) -> set[int]:
    """Count every activity that need not be read, and say which must be."""
    holding = standing(seen)
    wanted = set()
    report.counts.activities.read = len(seen)
    report.counts.transactions.read = sum(s.transactions for s in seen)
    for at, one in enumerate(seen):
        known = held.get(one.identifier)
        if not one.identifier:
            leave_out(report, one, _("It has no identifier."))
        elif at not in holding:
            leave_out(report, one, _("A later version of it stands in the same file."))
        elif known is not None and known.digest == one.digest:
            pass_over(report, known)
        elif known is not None and one.updated < known.updated:
            leave_out(report, one, _("A later version of it is held already."))
        else:
            wanted.add(at)
    return wanted


def leave_out(report: FileReport, seen: Seen, reason: str) -> None:
    """Count an activity, and its transactions, as left out, with the reason."""
    report.counts.activities.left_out += 1
    report.counts.transactions.left_out += seen.transactions
    report.left_out.append(LeftOut(seen.line, seen.identifier, reason))


def pass_over(report: FileReport, held: Held) -> None:
    """Count an activity that has not changed."""
    counts = report.counts
    if held.here:
        counts.activities.unchanged += 1
    else:
        counts.activities.elsewhere += 1
    counts.transactions.kept += held.kept
    counts.transactions.left_out += held.transactions - held.kept
    counts.lines.unchanged += held.lines
    counts.locations.resolved += held.resolved
    counts.locations.unresolved += held.unresolved


def read_wanted(
    desk: Desk, path: Path, seen: Sequence[Seen], *, wanted: set[int], held: dict[str, Held], report: FileReport, assume: bool
) -> Iterator[Taken]:
    """The activities that have to be written; what is elsewhere or cannot be read is counted."""
    counts = report.counts
    last = max(wanted)
    for at, element in enumerate(reader.activities(path)):
        if at > last:
            return
        if at not in wanted:
            continue
        one, record = seen[at], elements.to_record(element)
        read = desk.read(record, assume=assume)
        known = held.get(one.identifier)
        if isinstance(read, reading.LeftOut):
            leave_out(report, one, read.reason)
        elif isinstance(read, reading.Elsewhere):
            counts.activities.elsewhere += 1
            counts.transactions.left_out += one.transactions
            if known is not None:
                yield Taken(one, record, read, known)
        else:
            count_reading(report, one, read, known)
            yield Taken(one, record, read, known)


def count_reading(report: FileReport, seen: Seen, read: ActivityReading, known: Held | None) -> None:
    """Count an activity that enters."""
    counts = report.counts
    if known is not None and known.here:
        counts.activities.updated += 1
    else:
        counts.activities.created += 1
    counts.transactions.kept += read.kept
    counts.transactions.left_out += seen.transactions - read.kept
    report.notes += [LeftOut(line, seen.identifier, reason) for line, reason in read.notes]


def batches(taken: Iterator[Taken]) -> Iterator[list[Taken]]:
    """Activities some at a time, so that memory is flat."""
    batch: list[Taken] = []
    for one in taken:
        batch.append(one)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


def write(desk: Desk, run: ImportRun, batch: list[Taken], report: FileReport) -> None:
    """Write a batch: its versions, then what they say."""
    here = [t for t in batch if isinstance(t.reading, ActivityReading)]
    placed = [desk.place(t.record.locations) for t in here]
    gone = [t.seen.identifier for t in batch if isinstance(t.reading, reading.Elsewhere)]
    known = {t.seen.identifier for t in batch if t.held is not None}
    reported = [desk.to_reported(t.reading, p) for t, p in zip(here, placed, strict=True)]  # type: ignore[arg-type]
    keep_versions(desk.db, run, batch, dict(zip([t.seen.identifier for t in here], placed, strict=True)))
    add_up(report, write_reported(desk.db, reported, import_id=run.id, known=known, on=desk.today))
    if gone:
        add_up(report, retire_reported(desk.db, gone, on=desk.today))
    for p in placed:
        report.counts.locations.resolved += p.resolved
        report.counts.locations.unresolved += len(p.unresolved)


def add_up(report: FileReport, written: Written) -> None:
    """Count lines."""
    lines = report.counts.lines
    lines.created += written.created
    lines.updated += written.updated
    lines.unchanged += written.unchanged
    lines.retired += written.retired


def keep_versions(db: Session, run: ImportRun, batch: Sequence[Taken], placed: dict[str, Placed]) -> None:
    """Keep each version that was read as the current one, with the locations that led nowhere."""
    old = [t.held.id for t in batch if t.held is not None]
    if old:
        no_longer = update(ImportedActivity).where(ImportedActivity.id.in_(old)).values(current=False)
        db.execute(no_longer.execution_options(synchronize_session=False))
    rows = [version(db, run, t, placed.get(t.seen.identifier)) for t in batch]
    db.connection().execute(insert(ImportedActivity.__table__), rows)  # type: ignore[arg-type]
    lost = {t.seen.identifier: placed.get(t.seen.identifier) for t in batch}
    list_unresolved(db, run.id, {identifier: p.unresolved if p else () for identifier, p in lost.items()})


def version(db: Session, run: ImportRun, taken: Taken, placed: Placed | None) -> dict[str, Any]:
    """A version's row."""
    read = taken.reading
    here = isinstance(read, ActivityReading)
    return {
        "country_id": db.info["country_id"],
        "run_id": run.id,
        "identifier": taken.seen.identifier,
        "digest": taken.seen.digest,
        "updated": taken.seen.updated,
        "current": True,
        "here": here,
        "transactions": taken.seen.transactions,
        "kept": read.kept if isinstance(read, ActivityReading) else 0,
        "lines": sum(len(c.lines) for c in read.commitments) if isinstance(read, ActivityReading) else 0,
        "resolved": placed.resolved if placed else 0,
        "unresolved": len(placed.unresolved) if placed else 0,
        "record": pack(taken.record),
    }


def list_unresolved(db: Session, run_id: int, lost: dict[str, Sequence[LocationRecord]]) -> None:
    """Keep the locations of activities that led nowhere, instead of those kept before."""
    before = delete(UnresolvedLocation).where(UnresolvedLocation.identifier.in_(lost))
    db.execute(before.execution_options(synchronize_session=False))
    rows = [
        {
            "country_id": db.info["country_id"],
            "run_id": run_id,
            "identifier": identifier,
            "name": (name := next(iter((*location.names, *location.codes)), "")),
            "folded": fold(name),
            "point": "{} {}".format(*location.point) if location.point else "",
        }
        for identifier, locations in lost.items()
        for location in locations
    ]
    if rows:
        db.connection().execute(insert(UnresolvedLocation.__table__), rows)  # type: ignore[arg-type]


def finish(db: Session, run: ImportRun, report: FileReport) -> None:
    """Note on the run what it did; one that changed nothing is not kept."""
    if not report.counts.changed:
        db.delete(run)
        db.flush()
        return
    report.number = run.number
    run.counts = msgspec.to_builtins(report.counts)
    run.left_out = msgspec.to_builtins(report.left_out[:MOST_LISTED])
    run.notes = msgspec.to_builtins(report.notes[:MOST_LISTED])
    db.flush()
