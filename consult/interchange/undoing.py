"""Taking an import out again: older versions stand as they did, what it alone brought goes (domain.md I13)."""

from collections.abc import Iterator, Sequence

import msgspec
from sqlalchemy import Select, delete, func, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from consult.accounts.models import Organisation, OrganisationAlias, OrganisationIdentifier
from consult.commitments.models import Commitment, Line, LineSource
from consult.commitments.reported import drop_reported, retire_reported, write_reported
from consult.coordination.actions import drop_findings
from consult.coordination.queries import findings_on
from consult.interchange.iati.values import ActivityReading
from consult.interchange.importing import BATCH, Desk, list_unresolved, unpack
from consult.interchange.models import DoubtfulMatch, ImportedActivity, ImportRun, UnresolvedLocation

SILENT = {"synchronize_session": False}


class Falls(msgspec.Struct, frozen=True):
    """What an undo takes with it: activities and lines that go, those that become older again, and links of these lines."""

    gone: int
    restored: int
    lines: int
    organisations: int
    findings: tuple[int, ...]
    twins: tuple[str, ...]
    links: tuple[str, ...]
    priorities: tuple[str, ...]

    @property
    def nothing_linked(self) -> bool:
        """Whether nobody has built on the import's lines."""
        return not (self.findings or self.twins or self.links or self.priorities)


def what_falls(db: Session, run: ImportRun) -> Falls:
    """What would fall if the import were undone; nothing is changed."""
    gone, restored = parted(db, run)
    lines = lines_of(gone)
    twin = select(Line.title).where(Line.id.in_(lines), Line.twin_of_id.is_not(None))
    drawn = select(LineSource.id).where(or_(LineSource.line_id.in_(lines), LineSource.source_id.in_(lines)))
    complement = or_(Line.id.in_(lines) & Line.complement_of_id.is_not(None), Line.complement_of_id.in_(lines))
    chained = select(Line.title).where(or_(complement, Line.id.in_(select(LineSource.line_id).where(LineSource.id.in_(drawn)))))
    served = select(Line.title).where(Line.id.in_(lines), Line.priority_id.is_not(None))
    return Falls(
        gone=db.scalar(select(func.count()).select_from(gone.subquery())) or 0,
        restored=len(restored),
        lines=db.scalar(select(func.count()).select_from(lines.subquery())) or 0,
        organisations=len(run.brought.get("organisations", [])),
        findings=tuple(f.number for chunk in chunks(list(db.scalars(lines))) for f in findings_on(db, chunk)),
        twins=tuple(db.scalars(twin.order_by(Line.id).limit(100))),
        links=tuple(db.scalars(chained.order_by(Line.id).limit(100))),
        priorities=tuple(db.scalars(served.order_by(Line.id).limit(100))),
    )


def lines_of(identifiers: Select[str]) -> Select[int]:
    """The ids of the lines of activities."""
    commitments = select(Commitment.id).where(Commitment.source_ref.in_(identifiers), Commitment.provenance == "REPORTED")
    return select(Line.id).where(Line.commitment_id.in_(commitments))


def parted(db: Session, run: ImportRun) -> tuple[Select[str], list[int]]:
    """The identifiers that the import alone holds, and the ids of the older versions that will stand again."""
    mine, other = ImportedActivity, ImportedActivity.__table__.alias("other")
    held = select(other.c.identifier).where(other.c.country_id == run.country_id, other.c.run_id != run.id)
    gone = select(mine.identifier).where(mine.run_id == run.id, mine.identifier.not_in(held)).distinct()
    current = select(mine.identifier).where(mine.run_id == run.id, mine.current.is_(True))
    latest = (
        select(func.max(mine.id))
        .where(mine.run_id != run.id, mine.identifier.in_(current))
        .group_by(mine.identifier)
        .order_by(mine.identifier)
    )
    return gone, list(db.scalars(latest))


def take_out(db: Session, run: ImportRun, desk: Desk) -> int:
    """Undo an import; how many lines went. The caller records and announces."""
    gone, older = parted(db, run)
    lonely = list(db.scalars(gone))
    db.execute(delete(DoubtfulMatch).where(DoubtfulMatch.run_id == run.id).execution_options(**SILENT))
    mine = select(ImportedActivity.identifier).where(ImportedActivity.run_id == run.id)
    db.execute(delete(UnresolvedLocation).where(UnresolvedLocation.identifier.in_(mine)).execution_options(**SILENT))
    for chunk in chunks(list(db.scalars(lines_of(gone)))):
        drop_findings(db, chunk)
    lines = drop_reported(db, lonely)
    db.execute(delete(ImportedActivity).where(ImportedActivity.run_id == run.id).execution_options(**SILENT))
    restore(db, older, desk)
    hand_over(db, run)
    forget_organisations(db, run)
    return lines


def restore(db: Session, ids: Sequence[int], desk: Desk) -> None:
    """Let older versions stand again."""
    for start in range(0, len(ids), BATCH):
        chunk = ids[start : start + BATCH]
        again = update(ImportedActivity).where(ImportedActivity.id.in_(chunk)).values(current=True)
        db.execute(again.execution_options(**SILENT))
        versions = db.scalars(
            select(ImportedActivity).where(ImportedActivity.id.in_(chunk)).execution_options(populate_existing=True)
        ).all()
        write_again(db, versions, desk)


def write_again(db: Session, versions: Sequence[ImportedActivity], desk: Desk) -> None:
    """Write what kept versions say, with the organisations and places known now."""
    gone, reported, lost = [], [], {}
    for version in versions:
        read = desk.read(unpack(version.record), assume=version.here)
        if not isinstance(read, ActivityReading) or not version.here:
            gone.append(version.identifier)
            continue
        placed = desk.place(read.locations)
        version.resolved, version.unresolved = placed.resolved, len(placed.unresolved)
        lost[version.identifier] = placed.unresolved
        reported.append(desk.to_reported(read, placed))
    runs = {v.identifier: v.run_id for v in versions}
    for run_id in dict.fromkeys(runs[a.source_ref] for a in reported):
        own = [a for a in reported if runs[a.source_ref] == run_id]
        write_reported(db, own, import_id=run_id, known={a.source_ref for a in own}, on=desk.today)
        list_unresolved(db, run_id, {a.source_ref: lost[a.source_ref] for a in own})
    retire_reported(db, gone, on=desk.today)


def hand_over(db: Session, run: ImportRun) -> None:
    """Activities that a later import brought up to date are that import's now."""
    left = db.execute(select(Commitment.id, Commitment.source_ref).where(Commitment.import_id == run.id)).all()
    refs = sorted({ref for _id, ref in left if ref})
    owners: dict[str, int] = {}
    for start in range(0, len(refs), BATCH):
        query = select(ImportedActivity.identifier, ImportedActivity.run_id).where(
            ImportedActivity.identifier.in_(refs[start : start + BATCH]), ImportedActivity.current.is_(True)
        )
        owners |= {row.identifier: row.run_id for row in db.execute(query)}
    for id_, ref in left:
        change = update(Commitment).where(Commitment.id == id_).values(import_id=owners.get(ref or ""))
        db.execute(change.execution_options(**SILENT))


def forget_organisations(db: Session, run: ImportRun) -> None:
    """Take out the organisations and identifiers that the import added, save those that somebody has built on."""
    identifiers = run.brought.get("identifiers", [])
    for chunk in chunks(identifiers):
        db.execute(delete(OrganisationIdentifier).where(OrganisationIdentifier.id.in_(chunk)).execution_options(**SILENT))
    for id_ in run.brought.get("organisations", []):
        try:
            with db.begin_nested():
                forget(db, id_)
        except IntegrityError:
            continue


def forget(db: Session, organisation_id: int) -> None:
    """Delete one organisation; raises IntegrityError where something still names it."""
    for table in (OrganisationAlias, OrganisationIdentifier):
        db.execute(delete(table).where(table.organisation_id == organisation_id).execution_options(**SILENT))
    either = or_(DoubtfulMatch.organisation_id == organisation_id, DoubtfulMatch.candidate_id == organisation_id)
    db.execute(delete(DoubtfulMatch).where(either).execution_options(**SILENT))
    db.execute(delete(Organisation).where(Organisation.id == organisation_id).execution_options(**SILENT))


def chunks(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    """Some at a time."""
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]
