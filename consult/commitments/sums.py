"""What has been offered, signed and paid for each priority: sums in the reporting currency, never of twins."""

from collections.abc import Iterable

import msgspec
from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from consult.commitments.models import COUNTED, CommitmentFunder, Line, LineSource, LineState
from consult.commitments.queries import visible
from consult.kit.actor import Actor


class Sum(msgspec.Struct, frozen=True):
    """Minor units: offered (pledged), signed (counted, net of sources drawn on, M2 O2), paid of that; paused apart."""

    offered: int = 0
    signed: int = 0
    paid: int = 0
    paused: int = 0

    def __add__(self, other: "Sum") -> "Sum":
        return Sum(*(a + b for a, b in zip(msgspec.structs.astuple(self), msgspec.structs.astuple(other), strict=True)))

    @property
    def promised(self) -> int:
        """Offered and signed together."""
        return self.offered + self.signed


def sums(db: Session, actor: Actor, priority_ids: Iterable[int], *, currency: str) -> dict[tuple[int, int | None], Sum]:
    """The sum of each (priority, output or None) that has lines in `currency`; one statement, however many."""
    drawn = select(func.coalesce(func.sum(LineSource.amount), 0)).where(LineSource.line_id == Line.id).scalar_subquery()
    net = case((Line.amount > drawn, Line.amount - drawn), else_=0)
    signed = case((Line.state.in_(COUNTED), net), else_=0)
    offered = case((Line.state == LineState.PLEDGED.value, Line.amount), else_=0)
    paid = case((Line.state.in_(COUNTED), Line.spent), else_=0)
    paused = case((Line.state == LineState.SUSPENDED.value, Line.amount), else_=0)
    query = (
        select(Line.priority_id, Line.output_id, func.sum(offered), func.sum(signed), func.sum(paid), func.sum(paused))
        .where(visible(actor), Line.priority_id.in_(list(priority_ids)), Line.currency == currency)
        .where(Line.twin_of_id.is_(None), Line.retired_on.is_(None), Line.interest.is_(False))
        .group_by(Line.priority_id, Line.output_id)
    )
    found: dict[tuple[int, int | None], Sum] = {}
    for priority_id, output_id, *amounts in db.execute(query):
        found[priority_id or 0, output_id] = Sum(*(int(a or 0) for a in amounts))
    return found


def partners(db: Session, actor: Actor, priority_ids: Iterable[int]) -> dict[int, int]:
    """How many funders have offered or signed something for each priority."""
    living = [LineState.PLEDGED.value, LineState.SUSPENDED.value, *sorted(COUNTED)]
    query = (
        select(Line.priority_id, func.count(CommitmentFunder.organisation_id.distinct()))
        .join(CommitmentFunder, CommitmentFunder.commitment_id == Line.commitment_id)
        .where(visible(actor), Line.priority_id.in_(list(priority_ids)), Line.state.in_(living))
        .where(Line.twin_of_id.is_(None), Line.retired_on.is_(None), Line.interest.is_(False))
        .group_by(Line.priority_id)
    )
    return {priority_id or 0: count for priority_id, count in db.execute(query)}
