"""Files into the register: counts that add up, versions, undo; on both databases."""

from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.accounts.models import Organisation, OrganisationAlias, OrganisationIdentifier
from consult.audit.models import AuditEvent
from consult.commitments.models import Commitment, CommitmentFunder, Line, LineImplementer, LinePlace, Transaction
from consult.interchange import actions
from consult.interchange.models import DoubtfulMatch, ImportedActivity, ImportRun, UnresolvedLocation
from consult.interchange.report import FileReport
from consult.kit.actor import Actor, Role
from consult.kit.db import Base
from consult.kit.errors import Refused, Unreadable, WrongState
from tests.interchange.xml import activity, money, sector, written
from tests.support.makers import Makers

HERE = '<recipient-country code="XM"/>'
TABLES = (Commitment, CommitmentFunder, Line, LineImplementer, LinePlace, Transaction, Organisation, OrganisationIdentifier)


def local(inside: str = "", **given: str) -> str:
    return activity(HERE + inside, **given)


def party(role: str, name: str, ref: str = "") -> str:
    return f'<participating-org role="{role}" ref="{ref}"><narrative>{name}</narrative></participating-org>'


def location(*, name: str = "", code: str = "", exactness: str = "1") -> str:
    return f'<location ref="{code}"><name><narrative>{name}</narrative></name><exactness code="{exactness}"/></location>'


@pytest.fixture
def coordinator(makers: Makers) -> Actor:
    return makers.actor(Role.COORDINATOR)


@pytest.fixture
def take(db: Session, makers: Makers, coordinator: Actor, tmp_path: Path) -> Any:
    def take(*activities: str, name: str = "file.xml") -> FileReport:
        path = written(tmp_path, *activities, name=name)
        return actions.import_file(db, coordinator, path, name=name, country=makers.country)

    return take


def state(db: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Every row of what an import touches, without the row ids and the edit counts."""
    db.flush()
    found = {}
    for table in (*TABLES, ImportedActivity, DoubtfulMatch, UnresolvedLocation):
        columns = [
            c for c in table.__table__.columns if c.name not in ("id", "edit", "created_at") and not c.name.endswith("_id")
        ]
        found[table.__tablename__] = sorted(
            map(repr, db.connection().execute(select(*columns or [table.__table__.c.country_id])).all())
        )
    return found


def rows(db: Session, table: type[Base]) -> int:
    db.flush()
    return db.scalar(select(func.count()).select_from(table)) or 0


def test_an_activity_becomes_commitment_lines_and_transactions(db: Session, take: Any, makers: Makers) -> None:
    report = take(
        local(
            sector("15110", "25")
            + sector("15130", "75")
            + party("1", "Norlund Agency")
            + party("4", "Save Courts", "XX-9")
            + location(name="North")
            + location(code="XM03")
            + money("2", "100")
            + money("3", "40")
        )
    )
    assert report.as_json() | {"left_out": []} == {
        "file": "file.xml",
        "status": "imported",
        "reason": "",
        "left_out": [],
        "activities": {"read": 1, "created": 1, "updated": 0, "unchanged": 0, "elsewhere": 0, "left_out": 0},
        "transactions": {"read": 2, "kept": 2, "left_out": 0},
        "lines": {"created": 2, "updated": 0, "unchanged": 0, "retired": 0},
        "organisations": {"matched": 1, "created": 1, "doubtful": 0},
        "locations": {"resolved": 2, "unresolved": 0},
    }
    found = db.scalars(select(Line).order_by(Line.purpose_code)).all()
    assert [(x.purpose_code, x.category, x.amount, x.spent, x.sector_split, x.place_split, x.state) for x in found] == [
        ("15110", "151", 25_00, 10_00, "STATED", "UNDIVIDED", "ACTIVE"),
        ("15130", "151", 75_00, 30_00, "STATED", "UNDIVIDED", "ACTIVE"),
    ]
    places = db.execute(select(LinePlace.place_id, LinePlace.method).where(LinePlace.line_id == found[0].id)).all()
    assert {tuple(p) for p in places} == {(makers.places["XM01"], "NAME"), (makers.places["XM03"], "CODE")}
    assert db.scalars(select(CommitmentFunder.organisation_id)).all() == [makers.organisations["BILATERAL"]]
    assert db.scalars(select(Commitment.number)).all() == [1]


def test_without_a_known_place_a_line_is_nationwide(db: Session, take: Any, makers: Makers) -> None:
    report = take(local(money("2", "1") + location(name="Nowhere")), local(money("2", "1"), ident="XX-2"))
    assert db.scalars(select(LinePlace.place_id)).all() == [makers.places["XM"]] * 2
    assert msgspec.to_builtins(report.counts.locations) == {"resolved": 0, "unresolved": 1}
    assert db.scalars(select(UnresolvedLocation.name)).all() == ["Nowhere"]


def test_every_activity_and_transaction_is_counted_once(take: Any) -> None:
    report = take(
        local(money("2", "1"), ident="A"),
        local(money("2", "1"), ident=""),
        activity('<recipient-country code="KE"/>' + money("2", "1") * 3, ident="B"),
        local(money("2", "1") + money("2", "x"), ident="C"),
        local(money("2", "1"), ident="A"),
    )
    assert msgspec.to_builtins(report.counts.activities) == {
        "read": 5,
        "created": 2,
        "updated": 0,
        "unchanged": 0,
        "elsewhere": 1,
        "left_out": 2,
    }
    assert msgspec.to_builtins(report.counts.transactions) == {"read": 8, "kept": 2, "left_out": 6}
    assert [(x.line, x.identifier) for x in report.left_out] == [(2, "A"), (3, "")]
    assert [x.identifier for x in report.notes] == ["C"]


def test_importing_again_changes_nothing(db: Session, take: Any) -> None:
    inside = sector("15110") + party("1", "DFID", "GB-1") + location(name="North") + location(name="?") + money("2", "1")
    first = take(local(inside))
    before = state(db)
    again = take(local(inside))
    assert state(db) == before
    assert rows(db, ImportRun) == 1
    assert msgspec.to_builtins(again.counts.activities)["unchanged"] == 1
    assert again.counts.transactions == first.counts.transactions
    assert again.counts.locations == first.counts.locations
    assert msgspec.to_builtins(again.counts.lines) == {"created": 0, "updated": 0, "unchanged": 1, "retired": 0}


def test_a_newer_version_updates_and_retires_lines(db: Session, take: Any) -> None:
    take(local(sector("15110", "50") + sector("15130", "50") + money("2", "100")))
    report = take(local(sector("15110", "100") + sector("15210", "0") + money("2", "100")))
    assert msgspec.to_builtins(report.counts.lines) == {"created": 0, "updated": 1, "unchanged": 0, "retired": 1}
    assert report.counts.activities.updated == 1
    found = db.execute(select(Line.purpose_code, Line.amount, Line.retired_on.is_(None)).order_by(Line.purpose_code)).all()
    assert [tuple(x) for x in found] == [("15110", 100_00, True), ("15130", 50_00, False)]
    assert rows(db, Transaction) == 1


def dated(day: str, value: str) -> str:
    return local(money("2", value), attributes=f'last-updated-datetime="{day}T00:00:00"')


def test_the_later_version_holds_whichever_is_read_first(db: Session, take: Any) -> None:
    take(dated("2020-05-01", "5"), dated("2020-01-01", "1"))
    assert db.scalars(select(Line.amount)).all() == [5_00]
    old = take(dated("2020-03-01", "3"))
    assert old.counts.activities.left_out == 1
    assert db.scalars(select(Line.amount)).all() == [5_00]
    take(dated("2020-06-01", "6"))
    db.expire_all()
    assert db.scalars(select(Line.amount)).all() == [6_00]


def test_an_activity_that_moved_elsewhere_retires_its_lines(db: Session, take: Any) -> None:
    take(local(money("2", "1")))
    report = take(activity('<recipient-country code="KE"/>' + money("2", "1")))
    assert (report.counts.activities.elsewhere, report.counts.lines.retired) == (1, 1)
    again = take(activity('<recipient-country code="KE"/>' + money("2", "1")))
    assert (again.counts.activities.elsewhere, again.counts.lines.retired) == (1, 0)


def test_undoing_leaves_no_trace_but_the_audit(db: Session, take: Any, makers: Makers, coordinator: Actor) -> None:
    before = state(db)
    take(local(sector("15110") + party("1", "Norlund Agencies") + party("4", "X", "XX-1") + location(name="?") + money("2", "1")))
    run = db.scalars(select(ImportRun)).one()
    assert state(db) != before
    actions.undo_import(db, coordinator, run, makers.country)
    assert state(db) == before
    assert (run.state, run.counts, run.brought) == ("UNDONE", {}, {})
    assert db.scalars(select(AuditEvent.action).order_by(AuditEvent.number)).all() == ["import.made", "import.undone"]
    with pytest.raises(WrongState):
        actions.undo_import(db, coordinator, run, makers.country)


def test_undoing_a_newer_version_brings_the_older_back(db: Session, take: Any, makers: Makers, coordinator: Actor) -> None:
    take(local(sector("15110", "50") + sector("15130", "50") + money("2", "100")), name="one.xml")
    before = state(db)
    take(local(sector("15110") + money("2", "70")), local(ident="NEW"), name="two.xml")
    newer = db.scalars(select(ImportRun).where(ImportRun.number == 2)).one()
    actions.undo_import(db, coordinator, newer, makers.country)
    assert state(db) == before


def test_undoing_an_older_import_keeps_what_a_newer_one_holds(db: Session, take: Any, makers: Makers, coordinator: Actor) -> None:
    take(local(money("2", "1")), local(ident="GONE"), name="one.xml")
    take(local(money("2", "2")), name="two.xml")
    first, second = db.scalars(select(ImportRun).order_by(ImportRun.number)).all()
    actions.undo_import(db, coordinator, first, makers.country)
    assert db.execute(select(Commitment.source_ref, Commitment.import_id)).all() == [("XX-1", second.id)]
    actions.undo_import(db, coordinator, second, makers.country)
    assert rows(db, Commitment) == 0


def test_an_organisation_that_others_name_survives_the_undo(db: Session, take: Any, makers: Makers, coordinator: Actor) -> None:
    take(local(party("1", "DFID", "GB-1")), name="one.xml")
    take(local(party("1", "DFID", "GB-1"), ident="XX-2"), name="two.xml")
    first = db.scalars(select(ImportRun).order_by(ImportRun.number)).first()
    actions.undo_import(db, coordinator, first, makers.country)
    assert "DFID" in db.scalars(select(Organisation.name)).all()


def test_a_preview_tells_the_same_and_keeps_nothing(
    db: Session, makers: Makers, coordinator: Actor, tmp_path: Path, take: Any
) -> None:
    text = local(sector("15110") + party("1", "DFID") + money("2", "1"))
    before = state(db)
    path = written(tmp_path, text)
    preview = actions.preview_file(db, coordinator, path, name="file.xml", country=makers.country)
    assert state(db) == before
    assert rows(db, ImportRun) == 0
    assert take(text).as_json() == preview.as_json()


def test_a_broken_file_changes_nothing(db: Session, makers: Makers, coordinator: Actor, tmp_path: Path) -> None:
    path = tmp_path / "broken.xml"
    path.write_text('<iati-activities version="2.03">' + local(money("2", "1")) + "<iati-activity>")
    with pytest.raises(Unreadable):
        actions.import_file(db, coordinator, path, name="broken.xml", country=makers.country)
    assert rows(db, ImportRun) == 0


@pytest.mark.parametrize("role", [Role.PUBLIC, Role.MINISTRY_EDITOR, Role.PARTNER_FOCAL_POINT, Role.AUDITOR, Role.COUNTRY_ADMIN])
def test_only_coordinators_import(db: Session, makers: Makers, role: Role, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        actions.import_file(db, makers.actor(role), written(tmp_path, local()), name="x", country=makers.country)
    assert rows(db, ImportRun) == 0


def named(db: Session) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    query = select(Organisation.name, OrganisationIdentifier.identifier).outerjoin(
        OrganisationIdentifier, OrganisationIdentifier.organisation_id == Organisation.id
    )
    for name, identifier in db.execute(query.order_by(Organisation.id)):
        found.setdefault(name, []).append(identifier)
    return found


def test_two_identifiers_are_never_one_by_name_alone(db: Session, take: Any) -> None:
    report = take(
        local(party("1", "Save", "A-1")), local(party("1", "Save", "B-2"), ident="2"), local(party("1", "SAVE!"), ident="3")
    )
    assert msgspec.to_builtins(report.counts.organisations) == {"matched": 0, "created": 1, "doubtful": 2}
    assert named(db)["Save"] == ["A-1", "B-2"]
    assert rows(db, DoubtfulMatch) == 3


def test_organisations_match_by_identifier_alias_and_folded_name(db: Session, take: Any, makers: Makers) -> None:
    bilateral = makers.organisations["BILATERAL"]
    db.add(OrganisationAlias(organisation_id=bilateral, name="NA", folded="na x"))
    db.add(OrganisationIdentifier(organisation_id=makers.organisations["INGO"], identifier="HF-1"))
    db.flush()
    report = take(
        local(party("1", "NA-X"), ident="1"),
        local(party("1", "NORLUND  agency"), ident="2"),
        local(party("1", "Another name altogether", "hf-1"), ident="3"),
        local(party("1", "Norlund Agency", "NO-1"), ident="4"),
    )
    assert msgspec.to_builtins(report.counts.organisations) == {"matched": 4, "created": 0, "doubtful": 0}


def test_large_sums(db: Session, take: Any) -> None:
    take(local(money("2", "9000000000.55") + money("3", "8000000000")))
    assert db.execute(select(Line.amount, Line.spent)).one() == (9_000_000_000_55, 8_000_000_000_00)
    assert max(db.scalars(select(Transaction.value))) == 9_000_000_000_55
