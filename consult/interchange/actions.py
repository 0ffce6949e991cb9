"""Imports and matches: take a file in, look at what it would do, undo it, settle what is doubtful."""

from collections.abc import Sequence
from pathlib import Path

import msgspec
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from consult.accounts.actions import merge_organisations
from consult.audit.actions import record
from consult.commitments.models import Line
from consult.interchange import rules
from consult.interchange.events import FileImported, ImportUndone
from consult.interchange.importing import BATCH, Desk, take_in
from consult.interchange.models import (
    DoubtfulMatch,
    ImportedActivity,
    ImportRun,
    ImportState,
    KeptApart,
    MatchState,
    UnresolvedLocation,
)
from consult.interchange.report import FileReport
from consult.interchange.undoing import take_out, write_again
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.errors import Invalid
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.outbox import announce
from consult.kit.text import fold
from consult.places.models import Country, Place, PlaceName, PlaceNameMember


def import_file(db: Session, actor: Actor, path: Path, *, name: str, country: Country, assume: bool = False) -> FileReport:
    """Take an IATI file in; a file is its own transaction. Raises Unreadable with nothing changed."""
    rules.may_import(actor).require()
    report, run = take_in(db, actor, path, name=name, country=country, assume=assume)
    if report.number is None:
        record(db, actor, "import.repeated", None, file=name, activities=report.counts.activities.read)
        return report
    record(db, actor, "import.made", run, file=name, counts=msgspec.to_builtins(report.counts))
    announce(db, FileImported(run.id))
    return report


def preview_file(db: Session, actor: Actor, path: Path, *, name: str, country: Country, assume: bool = False) -> FileReport:
    """What importing a file would do; nothing is kept. Raises Unreadable."""
    rules.may_import(actor).require()
    nested = db.begin_nested()
    try:
        report, _run = take_in(db, actor, path, name=name, country=country, assume=assume)
        return report
    finally:
        nested.rollback()
        db.expire_all()


def undo_import(db: Session, actor: Actor, run: ImportRun, country: Country) -> int:
    """Take out what an import brought; older versions stand again. How many lines went (domain.md I13)."""
    rules.may_undo(actor, run).require()
    lines = take_out(db, run, Desk(db, country))
    record(db, actor, "import.undone", run, file=run.file, lines=lines)
    run.state, run.undone_at = ImportState.UNDONE.value, clock.now()
    run.counts, run.left_out, run.notes, run.brought = {}, [], [], {}
    db.flush()
    announce(db, ImportUndone(run.id))
    return lines


def settle_as_other(db: Session, actor: Actor, match: DoubtfulMatch) -> DoubtfulMatch:
    """Say that two organisations of similar names are two."""
    rules.may_settle(actor, match).require()
    return decide(db, actor, match, MatchState.OTHER)


def settle_as_same(db: Session, actor: Actor, match: DoubtfulMatch) -> DoubtfulMatch:
    """Say that two organisations are one: the one that the import added is merged into the other."""
    rules.may_settle(actor, match).require()
    gone, kept = match.organisation, match.candidate
    merge_organisations(db, actor, gone, kept)
    decide(db, actor, match, MatchState.SAME)
    others = or_(DoubtfulMatch.organisation_id == gone.id, DoubtfulMatch.candidate_id == gone.id)
    still_open = select(DoubtfulMatch).where(others, DoubtfulMatch.state == MatchState.OPEN.value)
    for other in db.scalars(still_open.order_by(DoubtfulMatch.id)):
        decide(db, actor, other, MatchState.OTHER)
    return match


def name_location(db: Session, actor: Actor, name: str, places: Sequence[Place]) -> int:
    """Say which places a source means by a name; the lines that name it are placed again. How many activities."""
    rules.may_settle(actor).require()
    folded = fold(name)
    if not folded or not places:
        raise Invalid("places", _l("Choose at least one place."))
    if db.scalars(select(PlaceName).where(PlaceName.folded == folded)).first() is not None:
        raise Invalid("name", _l("This name means other places already."))
    db.add(PlaceName(name=name, folded=folded, members=[PlaceNameMember(place_id=p.id) for p in places]))
    record(db, actor, "place.named", ("place", places[0].id), name=name, places=[p.code for p in places])
    db.flush()
    return place_again(db, actor, folded)


def place_again(db: Session, actor: Actor, folded: str = "") -> int:
    """Find the places of imported activities anew (those that name `folded`, or all); how many were written again."""
    country = db.get_one(Country, db.info["country_id"])
    query = select(ImportedActivity).where(ImportedActivity.current.is_(True), ImportedActivity.here.is_(True))
    if folded:
        named = select(UnresolvedLocation.identifier).where(UnresolvedLocation.folded == folded)
        query = query.where(ImportedActivity.identifier.in_(named))
    else:
        query = query.where(ImportedActivity.resolved + ImportedActivity.unresolved > 0)
    versions = db.scalars(query.order_by(ImportedActivity.id)).all()
    if not versions:
        return 0
    desk = Desk(db, country)
    for start in range(0, len(versions), BATCH):
        write_again(db, versions[start : start + BATCH], desk)
    record(db, actor, "import.placed", None, activities=len(versions))
    return len(versions)


def keep_lines_apart(db: Session, actor: Actor, line: Line, registered: Line) -> None:
    """Say that a reported line is not that registered one: it is not proposed again."""
    rules.may_settle(actor).require()
    if (
        db.scalars(select(KeptApart).where(KeptApart.line_id == line.id, KeptApart.registered_id == registered.id)).first()
        is None
    ):
        db.add(KeptApart(line_id=line.id, registered_id=registered.id))
        record(db, actor, "line.kept_apart", line, registered=registered.id)


def decide(db: Session, actor: Actor, match: DoubtfulMatch, state: MatchState) -> DoubtfulMatch:
    """Note who settled a match, and how."""
    match.state, match.decided_by, match.decided_at = state.value, actor.name, clock.now()
    record(db, actor, "match.settled", match, state=state.value, candidate=match.candidate_id)
    return match
