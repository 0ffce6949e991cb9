"""Decisions about overlaps: who may, what stays behind, what is refused."""

import pytest
from sqlalchemy import func, select

from consult.audit.models import AuditEvent
from consult.coordination import queries, rules
from consult.coordination.actions import Judgement, Ruling, drop_findings, open_finding, record_decision
from consult.coordination.models import DecisionKind, Finding, FindingNote, FindingState
from consult.kit.actor import Role
from consult.kit.errors import Invalid, Refused, Stale
from consult.kit.outbox import Message
from tests.coordination.rows import Rows

RULING = Ruling(decision=DecisionKind.COMPLEMENTARY, with_whom="Both partners", reason="One trains, one equips.")


@pytest.fixture
def judged(db, makers) -> Judgement:
    makers.people()
    rows = Rows(db, makers)
    return Judgement(low=rows.line("BILATERAL").id, high=rows.line("INGO").id, level=3, digest="abc")


def test_a_decision_is_kept_with_whom_and_why(db, makers, judged) -> None:
    finding = record_decision(db, makers.actor(Role.COORDINATOR), judged, RULING, edit=None)
    assert (finding.number, finding.state, finding.level) == (1, FindingState.RESOLVED.value, 3)
    assert [(n.with_whom, n.reason, n.person) for n in finding.notes] == [
        ("Both partners", "One trains, one equips.", "Coordinator")
    ]
    assert db.scalars(select(AuditEvent.action).order_by(AuditEvent.number)).all() == ["finding.opened", "finding.decided"]
    assert db.scalar(select(Message.topic)) == "FindingDecided"


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
def test_nobody_else_decides(db, makers, judged, role) -> None:
    with pytest.raises(Refused):
        record_decision(db, makers.actor(role), judged, RULING, edit=None)
    with pytest.raises(Refused):
        open_finding(db, makers.actor(role), judged)
    assert [db.scalar(select(func.count()).select_from(t)) for t in (Finding, FindingNote, AuditEvent, Message)] == [0, 0, 0, 0]


@pytest.mark.parametrize("field", ["reason", "with_whom"])
def test_a_decision_needs_a_reason_and_somebody(db, makers, judged, field) -> None:
    ruling = Ruling(decision=DecisionKind.LEAVE, **{"with_whom": "All", "reason": "So", field: " "})
    with pytest.raises(Invalid) as fault:
        record_decision(db, makers.actor(Role.COORDINATOR), judged, ruling, edit=None)
    assert fault.value.field == field
    assert queries.findings(db) == []


def test_who_was_second_is_told(db, makers, judged) -> None:
    coordinator = makers.actor(Role.COORDINATOR)
    record_decision(db, coordinator, judged, RULING, edit=None)
    with pytest.raises(Stale) as fault:
        record_decision(db, coordinator, judged, Ruling(decision=DecisionKind.LEAVE, with_whom="Me", reason="No"), edit=None)
    assert ("Me", "Both partners") in [row[1:] for row in fault.value.rows]


def test_a_decision_holds_while_the_facts_do(db, makers, judged) -> None:
    finding = record_decision(db, makers.actor(Role.COORDINATOR), judged, RULING, edit=None)
    assert rules.settled(finding, "abc")
    assert not rules.settled(finding, "abd")
    open_finding(db, makers.actor(Role.COORDINATOR), judged)
    assert not rules.settled(finding, "abc")


def test_findings_fall_with_their_lines(db, makers, judged) -> None:
    record_decision(db, makers.actor(Role.COORDINATOR), judged, RULING, edit=None)
    assert len(queries.findings_on(db, [judged.low])) == 1
    assert drop_findings(db, [judged.low]) == 1
    assert db.scalar(select(func.count()).select_from(FindingNote)) == 0
