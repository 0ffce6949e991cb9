"""What Kamaro's coordinator made of overlaps: one settled, one to be moved, one opened."""

from sqlalchemy import select

from consult.cli.demo.stage import Stage
from consult.commitments.models import Line
from consult.coordination import assembly, narrowing, rules
from consult.coordination.actions import Judgement, Ruling, open_finding, record_decision
from consult.coordination.ledger import Period
from consult.coordination.models import DecisionKind
from consult.kit.errors import Missing

COORDINATOR = "Ines Farouk"
HEARINGS = ("Mobile court hearings", "Mobile court hearings")
BUDGETS = ("Commune budget hearings", "Budget hearings in 14 communes")
COUNCILLORS = ("Training of commune councillors", "Training of councillors")


def decided(stage: Stage) -> None:
    """The meeting of 20 March."""
    actor, day = stage.actor(COORDINATOR), stage.calendar.day
    joint = Ruling(
        decision=DecisionKind.JOINT, with_whom="Norlund Agency, UN Country Team, Ministry of Justice",
        reason="Both travel with the same court; they share its calendar.",
        next_step="One hearing calendar, one transport contract",
        lead_id=stage.organisation("UN Country Team").id, due_on=day(2026, 4, 20),
    )  # fmt: skip
    moved = Ruling(
        decision=DecisionKind.MOVE, with_whom="Norlund Agency, Civic Works, Ministry of Decentralisation",
        reason="Nine of the fourteen communes had two hearings on one budget.",
        next_step="Split the 14 communes; use the ministry’s guide only",
        lead_id=stage.organisation("Ministry of Decentralisation").id, due_on=day(2026, 5, 4),
    )  # fmt: skip
    with stage.on(day(2026, 3, 20), 14):
        record_decision(stage.db, actor, judged(stage, HEARINGS), joint, edit=None)
        record_decision(stage.db, actor, judged(stage, BUDGETS), moved, edit=None)
        open_finding(stage.db, actor, judged(stage, COUNCILLORS))


def judged(stage: Stage, titles: tuple[str, str]) -> Judgement:
    """The overlap of two lines by their titles, as the report of all periods shows it."""
    query = select(Line.id).where(Line.title.in_(titles), Line.state.in_(("ACTIVE", "COMMITTED"))).order_by(Line.id)
    low, high = stage.db.scalars(query).all()
    found = narrowing.pair(assembly.reports(stage.db, stage.actor(COORDINATOR), Period()).overlaps, low, high)
    if found is None:
        raise Missing(" / ".join(titles))
    level = int(found.level[0])
    facts = (low, high, level, int(found.certainty[0]), int(found.days[0]), int(found.exposure[0]))
    return Judgement(low=low, high=high, level=level, digest=rules.digest_of(*facts))
