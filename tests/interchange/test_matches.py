"""What a person settles: doubtful organisations, names of places, twins, lines without one sector."""

from datetime import date
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from consult.accounts.models import Organisation
from consult.commitments.actions import link_twin
from consult.commitments.models import Commitment, CommitmentFunder, Line, LinePlace, LineSource
from consult.interchange import actions, queries
from consult.interchange.listeners import on_places_loaded
from consult.interchange.models import ImportedActivity, ImportRun, UnresolvedLocation
from consult.interchange.twins import Side, compare, likely_twins
from consult.interchange.undoing import what_falls
from consult.kit import clock
from consult.kit.actor import Actor, Role
from consult.kit.errors import Invalid, Refused, WrongState
from consult.places.events import PlacesLoaded
from consult.places.models import Place
from tests.interchange.test_importing import coordinator, local, location, party, take  # noqa: F401 - fixtures
from tests.interchange.xml import money, sector
from tests.support.makers import Makers


def test_a_doubtful_organisation_is_merged_or_kept_apart_once(db: Session, take: Any, coordinator: Actor, makers: Makers) -> None:  # noqa: F811
    take(local(party("1", "Norlund Agenci") + party("4", "Harbor Foundation")))
    first, second = db.scalars(queries.open_matches()).all()
    same, other = queries.get_match(db, first.id), queries.get_match(db, second.id)
    actions.settle_as_same(db, coordinator, same)
    actions.settle_as_other(db, coordinator, other)
    assert (same.state, other.state, other.decided_by) == ("SAME", "OTHER", coordinator.name)
    merged = db.scalars(select(Organisation.merged_into_id).where(Organisation.merged_into_id.is_not(None))).all()
    assert merged == [same.candidate_id]
    assert not db.scalars(queries.open_matches()).all()
    with pytest.raises(WrongState):
        actions.settle_as_other(db, coordinator, other)
    again = take(local(party("1", "Norlund Agenci"), ident="XX-2"))
    assert again.counts.organisations.matched == 1


def test_only_a_coordinator_settles(db: Session, take: Any, makers: Makers) -> None:  # noqa: F811
    partner = makers.actor(Role.PARTNER_FOCAL_POINT)
    take(local(party("1", "Norlund Agenci")))
    match = queries.get_match(db, db.scalars(queries.open_matches()).one().id)
    with pytest.raises(Refused):
        actions.settle_as_other(db, partner, match)
    assert match.state == "OPEN"


def places_of(db: Session) -> set[tuple[int, str]]:
    return {tuple(row) for row in db.execute(select(LinePlace.place_id, LinePlace.method))}


def test_naming_a_place_places_the_lines_that_name_it(db: Session, take: Any, coordinator: Actor, makers: Makers) -> None:  # noqa: F811
    take(local(location(name="Upper &amp; Lower Mora") + money("2", "1")), local(location(name="Else"), ident="XX-2"))
    north, mora = (db.get_one(Place, makers.places[code]) for code in ("XM01", "XM02"))
    assert actions.name_location(db, coordinator, "Upper & Lower Mora", [north, mora]) == 1
    db.flush()
    assert places_of(db) >= {(north.id, "NAME"), (mora.id, "NAME")}
    assert db.scalars(select(UnresolvedLocation.name)).all() == ["Else"]
    assert queries.unresolved_names(db)[0][1:] == ("Else", 1)
    with pytest.raises(Invalid):
        actions.name_location(db, coordinator, "upper and lower mora", [north])


def test_places_loaded_later_place_lines_again(db: Session, take: Any, makers: Makers) -> None:  # noqa: F811
    take(local(location(name="Newtown") + money("2", "1")))
    assert places_of(db) == {(makers.places["XM"], "")}
    new = Place(code="XM0301", name="Newtown", level=2, parent_id=makers.places["XM03"])
    db.add(new)
    db.flush()
    on_places_loaded(db, PlacesLoaded((new.id,)))
    db.flush()
    assert places_of(db) == {(new.id, "NAME")}
    assert db.execute(select(ImportedActivity.resolved, ImportedActivity.unresolved)).one() == (1, 0)


def test_lines_without_one_sector_are_listed_by_code(db: Session, take: Any, makers: Makers) -> None:  # noqa: F811
    take(
        local(sector("151", vocabulary="2"), ident="1"),
        local(sector("15130"), ident="2"),
        local(sector("11220"), ident="3"),
        local("", ident="4"),
    )
    found = {u.code: {s.code for s in u.sectors} for u in queries.unsorted_lines(db)}
    assert found == {"151": {"justice", "finance"}, "11220": set(), "": set()}


def registered(db: Session, makers: Makers, title: str, amount: int) -> Line:
    commitment = Commitment(number=900, title=title, provenance="REGISTERED", currency="USD", created_at=clock.now())
    db.add(commitment)
    db.flush()
    db.add(CommitmentFunder(commitment_id=commitment.id, organisation_id=makers.organisations["BILATERAL"]))
    line = Line(
        commitment_id=commitment.id, title=title, purpose_code="15130", category="151", amount=amount, currency="USD",
        state="ACTIVE", provenance="REGISTERED", start=date(2020, 1, 1), end=date(2021, 1, 1),
    )  # fmt: skip
    db.add(line)
    db.flush()
    return line


def test_a_line_told_twice_is_proposed_until_a_person_says_no(db: Session, take: Any, coordinator: Actor, makers: Makers) -> None:  # noqa: F811
    own = registered(db, makers, "Roads and bridges", 100_00)
    take(
        local(sector("15130") + party("1", "Norlund Agency") + money("2", "98"), ident="near"),
        local(sector("15130") + party("1", "Somebody else") + money("2", "98"), ident="far"),
    )
    (twin,) = likely_twins(db)
    assert (twin.registered.id, twin.near, twin.shared) == (own.id, True, True)
    line = db.get_one(Line, twin.reported.id)
    actions.keep_lines_apart(db, coordinator, line, own)
    db.flush()
    assert likely_twins(db) == []


def side(**given: Any) -> Side:
    return Side(**{"id": 1, "number": 1, "title": "Courts", "category": "151", "amount": 100, "currency": "USD",
                   "start": date(2020, 1, 1), "end": date(2020, 12, 31), "organisations": frozenset({7})} | given)  # fmt: skip


@pytest.mark.parametrize(
    ("other", "likely"),
    [
        ({}, True),
        ({"amount": 105}, True),
        ({"amount": 106, "title": "Roads"}, False),
        ({"category": "152"}, False),
        ({"start": date(2021, 1, 1), "end": date(2021, 2, 1)}, False),
        ({"start": None, "end": None}, True),
        ({"currency": "EUR", "organisations": frozenset()}, False),
        ({"amount": None, "organisations": frozenset()}, False),
    ],
)
def test_two_signs_of_three_make_a_likely_twin(other: dict[str, Any], likely: bool) -> None:
    assert bool(list(compare([side()], [side(id=2, **other)]))) is likely


def test_an_undo_lists_what_people_built_and_takes_it_with_it(
    db: Session,
    take: Any,  # noqa: F811
    coordinator: Actor,  # noqa: F811
    makers: Makers,
) -> None:
    own = registered(db, makers, "Roads and bridges", 100_00)
    take(local(sector("15130") + money("2", "98"), ident="A"), local(sector("15130") + money("2", "50"), ident="B"))
    one, two = db.scalars(select(Line).where(Line.provenance == "REPORTED").order_by(Line.id)).all()
    link_twin(db, coordinator, one, own)
    db.add(LineSource(line_id=two.id, source_id=one.id, amount=5_00))
    db.add(LineSource(line_id=own.id, source_id=two.id, amount=5_00))
    actions.keep_lines_apart(db, coordinator, two, own)
    db.flush()
    run = db.scalars(select(ImportRun)).one()
    falls = what_falls(db, run)
    assert (falls.gone, falls.lines, len(falls.twins), falls.nothing_linked) == (2, 2, 1, False)
    assert falls.links
    actions.undo_import(db, coordinator, run, makers.country)
    assert db.scalars(select(Line.id)).all() == [own.id]
    assert db.scalars(select(LineSource.id)).all() == []
