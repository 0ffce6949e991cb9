"""A security-sensitive line leaves in a file no finer than its page shows it (domain.md P13)."""

from datetime import date

from sqlalchemy.orm import Session

from consult.commitments.models import Commitment, CommitmentFunder, Line, LinePlace
from consult.interchange.exporting import COLUMNS, line_rows
from consult.kit import clock
from consult.kit.actor import Actor, Role
from consult.places.models import Place
from tests.support.makers import Makers


def places_in_file(db: Session, actor: Actor) -> list[str]:
    return [row[COLUMNS.index("places")] for row in line_rows(db, actor, on=date(2026, 3, 23))]


def test_the_public_reads_the_region_of_a_sensitive_line(db: Session, makers: Makers) -> None:
    coordinator, public = makers.actor(Role.COORDINATOR), makers.actor(Role.PUBLIC)
    district = Place(code="XM0101", name="Hill district", level=2, parent_id=makers.places["XM01"])
    given = {"provenance": "REPORTED", "currency": "USD"}
    commitment = Commitment(number=1, title="Patrols", created_at=clock.now(), **given)
    db.add_all([district, commitment])
    db.flush()
    db.add(CommitmentFunder(commitment_id=commitment.id, organisation_id=makers.organisations["BILATERAL"]))
    for sensitive in (False, True):
        line = Line(commitment_id=commitment.id, title="Patrols", state="ACTIVE", amount=1, security_sensitive=sensitive, **given)
        db.add(line)
        db.flush()
        db.add(LinePlace(line_id=line.id, place_id=district.id))
    db.flush()
    assert places_in_file(db, public) == ["XM0101", "XM01"]
    assert places_in_file(db, coordinator) == ["XM0101", "XM0101"]
