"""Lines and priorities written straight into the database, for reports to read."""

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy.orm import Session

from consult.agendas.models import Agenda, Need, Priority, PriorityText
from consult.commitments.models import Commitment, CommitmentFunder, Line, LineImplementer, LinePlace
from tests.support.makers import Makers

NOW = datetime(2026, 3, 23, tzinfo=UTC)
M = 100_000_000


class Rows:
    """Adds rows of the makers' country to a session."""

    def __init__(self, db: Session, makers: Makers) -> None:
        self.db, self.makers, self.number = db, makers, 0

    def line(
        self, by: str | None = "BILATERAL", *, funder: str | None = None, places: tuple[str, ...] = ("XM01",), **given: Any
    ) -> Line:
        """A counted line: who carries it out and who funds it, by kind; anything else as the model has it."""
        self.number += 1
        commitment = Commitment(
            number=self.number, title="Work", provenance=given.get("provenance", "REGISTERED"),
            currency=given.get("currency", "USD"), created_at=NOW, source_ref=given.pop("source_ref", None),
        )  # fmt: skip
        if funder:
            commitment.funders = [CommitmentFunder(organisation_id=self.makers.organisations[funder])]
        self.db.add(commitment)
        self.db.flush()
        known = {
            "title": f"Work {self.number}", "purpose_code": "15130", "function": "TRAINING", "amount": M, "currency": "USD",
            "start": date(2026, 1, 1), "end": date(2026, 12, 31), "state": "ACTIVE", "provenance": "REGISTERED",
        } | given  # fmt: skip
        known["category"] = (known["purpose_code"] or "")[:3] or None
        line = Line(commitment_id=commitment.id, **known)
        line.implementers = [LineImplementer(organisation_id=self.makers.organisations[by])] if by else []
        line.places = [LinePlace(place_id=self.makers.places[code]) for code in places]
        self.db.add(line)
        self.db.flush()
        return line

    def priority(self, needs: dict[str, int | None], *, number: int = 1, sector: str = "justice", **given: Any) -> PriorityText:
        """A published priority with needs by place."""
        agenda = self.db.query(Agenda).first() or Agenda(
            version=1, state="ADOPTED", title="Agenda", start=date(2026, 1, 1), end=date(2028, 12, 31), published_at=NOW
        )
        priority = Priority(number=number, state="PUBLISHED")
        self.db.add_all([agenda, priority])
        self.db.flush()
        text = PriorityText(
            agenda_id=agenda.id, priority_id=priority.id, ministry_id=self.makers.organisations["MINISTRY"], rank=number,
            sector_id=self.makers.sectors[sector], title=f"Priority {number}", gender_marker=0,
            start=date(2026, 1, 1), end=date(2028, 12, 31), **given,
        )  # fmt: skip
        text.needs = [Need(place_id=self.makers.places[code], amount=amount) for code, amount in needs.items()]
        self.db.add(text)
        self.db.flush()
        return text
