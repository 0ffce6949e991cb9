"""Imports and matches: take a file in, look at what it would do, undo it, settle what is doubtful."""

from pathlib import Path

import msgspec
from sqlalchemy.orm import Session

from consult.audit.actions import record
from consult.interchange import rules
from consult.interchange.events import FileImported, ImportUndone
from consult.interchange.importing import Desk, take_in
from consult.interchange.models import DoubtfulMatch, ImportRun, ImportState, MatchState
from consult.interchange.report import FileReport
from consult.interchange.undoing import take_out
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.outbox import announce
from consult.places.models import Country


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


def keep_apart(db: Session, actor: Actor, match: DoubtfulMatch) -> DoubtfulMatch:
    """Say that two organisations of similar names are two."""
    rules.may_settle(actor, match).require()
    return decide(db, actor, match, MatchState.OTHER)


def decide(db: Session, actor: Actor, match: DoubtfulMatch, state: MatchState) -> DoubtfulMatch:
    """Note who settled a match, and how."""
    match.state, match.decided_by, match.decided_at = state.value, actor.name, clock.now()
    record(db, actor, "match.settled", match, state=state.value, candidate=match.candidate_id)
    return match
