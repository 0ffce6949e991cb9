"""What stands beside a priority: the consent that most of its places show, and its money."""

from datetime import UTC, datetime
from types import SimpleNamespace as Row

import pytest

from consult.accounts.queries import public_actor
from consult.agendas import queries
from consult.commitments.models import Commitment, CommitmentFunder, Line, LineSource
from consult.commitments.sums import Sum, partners, sums
from consult.consent.cells import Cell
from consult.web.agendas.shown import Consents
from tests.agendas.build import published

THEN = datetime(2026, 3, 1, tzinfo=UTC)


class Known(Consents, frozen=True):
    """Consents whose cells are given by place."""

    cells: dict[int, str] = {}

    def cell(self, sector_id, place_id):
        return Cell(self.cells[place_id])


@pytest.mark.parametrize(
    ("shown", "expected", "spread"),
    [
        ({1: "IN_FORCE", 2: "IN_FORCE", 3: "SUSPENDED"}, "IN_FORCE", (2, 3)),
        ({1: "IN_FORCE", 2: "IN_FORCE_CONDITIONS"}, "IN_FORCE_CONDITIONS", (1, 2)),
        ({1: "IN_FORCE", 2: "NOT_ASKED"}, "NOT_ASKED", (1, 2)),
        ({}, "NOT_ASKED", (0, 0)),
    ],
)
def test_a_priority_shows_what_most_of_its_places_show_the_less_open_of_equals(shown, expected, spread):
    text = Row(sector_id=1, needs=[Row(place_id=p) for p in shown])
    cell, found = Known([], {}, THEN.date(), cells=shown).usual(text)
    assert (cell.shown, found) == (expected, spread)


def line(db, text, state, amount, **given):
    commitment = Commitment(number=given.pop("number"), title="x", provenance="REGISTERED", currency="USD", created_at=THEN)
    commitment.funders = [CommitmentFunder(organisation_id=given.pop("funder"))]
    db.add(commitment)
    db.flush()
    said = {
        "commitment_id": commitment.id,
        "title": "x",
        "priority_id": text.priority_id,
        "currency": "USD",
        "provenance": "REGISTERED",
    }
    made = Line(**said | {"state": state, "amount": amount} | given)
    db.add(made)
    db.flush()
    return made


def test_money_of_a_priority_counts_no_twin_no_other_currency_and_nothing_twice(db, makers):
    text = queries.texts_of(db, published(db, makers))[0]
    one, two = makers.organisations["BILATERAL"], makers.organisations["INGO"]
    first = line(db, text, "ACTIVE", 500, number=1, funder=one, spent=120)
    passed = line(db, text, "COMMITTED", 600, number=2, funder=two)
    db.add(LineSource(line_id=passed.id, source_id=first.id, amount=500))
    line(db, text, "PLEDGED", 70, number=3, funder=one)
    line(db, text, "SUSPENDED", 30, number=4, funder=one)
    line(db, text, "CANCELLED", 900, number=5, funder=one)
    line(db, text, "ACTIVE", 900, number=6, funder=one, twin_of_id=first.id)
    line(db, text, "ACTIVE", 900, number=7, funder=one, currency="EUR")
    db.flush()
    reader = public_actor(makers.country.id)
    found = sums(db, reader, [text.priority_id], currency="USD")
    assert found == {(text.priority_id, None): Sum(offered=70, signed=600, paid=120, paused=30)}
    assert partners(db, reader, [text.priority_id]) == {text.priority_id: 2}
    assert sums(db, reader, [], currency="USD") == {}
