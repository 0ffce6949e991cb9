"""Acting on an overlap: opening a finding, recording what was decided with whom and why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import msgspec
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.audit.actions import record
from consult.coordination import queries, rules
from consult.coordination.events import FindingDecided
from consult.coordination.models import DecisionKind, Finding, FindingNote, FindingState
from consult.kit import clock
from consult.kit.actor import Actor
from consult.kit.errors import Invalid, Stale
from consult.kit.i18n import lazy_gettext as _l
from consult.kit.outbox import announce


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """A pair as the report showed it: line ids in order, level, and the digest of what was judged."""

    low: int
    high: int
    level: int
    digest: str


class Ruling(msgspec.Struct, frozen=True, kw_only=True):
    """What was decided, with whom, why, and what follows: who takes the next step, until when."""

    decision: DecisionKind
    with_whom: str
    reason: str
    next_step: str = ""
    lead_id: int | None = None
    due_on: date | None = None


def open_finding(db: Session, actor: Actor, judged: Judgement) -> Finding:
    """Make a record of a pair, or reopen the one there is; the coordinator alone."""
    rules.may_decide(actor).require()
    finding = queries.finding_of(db, judged.low, judged.high)
    if finding is None:
        number = (db.scalar(select(func.max(Finding.number))) or 0) + 1
        finding = Finding(number=number, low_id=judged.low, high_id=judged.high, opened_at=clock.now(), notes=[])
        db.add(finding)
    finding.state, finding.decision = FindingState.OPEN.value, None
    finding.level, finding.digest = judged.level, judged.digest
    db.flush()
    record(db, actor, "finding.opened", finding, lines=[judged.low, judged.high], level=judged.level)
    return finding


def record_decision(db: Session, actor: Actor, judged: Judgement, ruling: Ruling, *, edit: int | None) -> Finding:
    """Record what was decided about a pair; `edit` is the version that the reader saw (None: there was no record).

    Raises Invalid without a reason, Stale where somebody else was first.
    """
    rules.may_decide(actor).require()
    if not ruling.reason.strip():
        raise Invalid("reason", _l("Write why this was decided."))
    if not ruling.with_whom.strip():
        raise Invalid("with_whom", _l("Write with whom this was decided."))
    finding = queries.finding_of(db, judged.low, judged.high)
    if (finding.edit if finding else None) != edit:
        raise Stale(
            _l("This changed while you were writing. Both versions are below; nothing of yours is lost."),
            _versions(finding, ruling),
        )
    finding = finding or open_finding(db, actor, judged)
    _settle(db, actor, finding, judged, ruling)
    record(db, actor, "finding.decided", finding, decision=ruling.decision.value, state=finding.state)
    announce(db, FindingDecided(finding.id))
    return finding


def drop_findings(db: Session, line_ids: Iterable[int]) -> int:
    """Let findings go with lines that an undone import brought (domain.md I13); how many."""
    found = queries.findings_on(db, line_ids)
    for finding in found:
        db.delete(finding)
    db.flush()
    return len(found)


def _settle(db: Session, actor: Actor, finding: Finding, judged: Judgement, ruling: Ruling) -> None:
    finding.state = rules.SETTLED[ruling.decision].value
    finding.decision, finding.next_step = ruling.decision.value, ruling.next_step
    finding.lead_id, finding.due_on = ruling.lead_id, ruling.due_on
    finding.level, finding.digest = judged.level, judged.digest
    finding.decided_at, finding.edit = clock.now(), finding.edit + 1
    finding.notes.append(
        FindingNote(
            at=clock.now(), person_id=actor.person_id, person=actor.name, decision=ruling.decision.value,
            with_whom=ruling.with_whom.strip(), reason=ruling.reason.strip(),
        )
    )  # fmt: skip
    db.flush()


def _versions(finding: Finding | None, ruling: Ruling) -> list[tuple[object, str, str]]:
    theirs = finding.notes[-1] if finding and finding.notes else None
    return [
        (_l("Decision"), ruling.decision.value, (finding.decision if finding else None) or ""),
        (_l("With whom"), ruling.with_whom, theirs.with_whom if theirs else ""),
        (_l("Why"), ruling.reason, theirs.reason if theirs else ""),
    ]
