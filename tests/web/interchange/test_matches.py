"""Matches in pages: each doubt is settled once, with and without script."""

from typing import Any

import pytest
from sqlalchemy import select

from consult.accounts.models import Organisation
from consult.interchange.models import DoubtfulMatch, UnresolvedLocation
from consult.kit.actor import Role
from tests.interchange.test_importing import location, party
from tests.interchange.xml import activity, file, money, sector
from tests.support.visitor import Visitor
from tests.web.interchange.test_imports import HERE, send

HOME = "/en/xm/work/matches/"
ODD = file(
    [
        activity(
            HERE + party("1", "Norlund Agenci") + party("4", "Harbor Foundation") + location(name="Old Fort") + money("2", "5")
        ),
        activity(HERE + sector("151", vocabulary="2") + money("2", "5"), ident="XX-2"),
    ]
)


@pytest.fixture
def coordinator(visitor: Visitor) -> Visitor:
    visitor.sign_in(Role.COORDINATOR)
    visitor.post(send(visitor, ODD).location)
    return visitor


def one(visitor: Visitor, query: Any) -> Any:
    with visitor.site.database.reading(visitor.site.country.id) as db:
        return db.scalars(query).all()


def test_everything_doubtful_stands_on_one_page(coordinator: Visitor) -> None:
    page = coordinator.get(HOME)
    assert page.status_code == 200
    for words in ("Norlund Agenci", "Harbor Foundation", "Old Fort", "151", "Justice, Public finance"):
        assert words in page.text, words
    kinds = [line.split(",")[0] for line in coordinator.get(HOME.rstrip("/") + ".csv").text.splitlines()[1:]]
    assert kinds == ["organisation", "organisation", "place", "sector", "sector"]


@pytest.mark.parametrize("htmx", [True, False])
def test_an_organisation_is_merged_by_one_button(coordinator: Visitor, htmx: bool) -> None:
    first = one(coordinator, select(DoubtfulMatch.id).order_by(DoubtfulMatch.score.desc()))[0]
    where = f"{HOME}organisations/{first}/"
    answer = coordinator.post(where, {"answer": "same"}, form_at=HOME, htmx=htmx)
    assert answer.status_code == (200 if htmx else 303), answer.text[:2000]
    assert len(one(coordinator, select(Organisation.id).where(Organisation.merged_into_id.is_not(None)))) == 1
    if htmx:
        assert "is now part of" in answer.text
    assert coordinator.post(where, {"answer": "same"}, form_at=HOME).status_code == 409


def test_a_name_is_given_to_a_place(coordinator: Visitor) -> None:
    answer = coordinator.post(HOME + "places/", {"name": "Old Fort", "places": ["XM02"]}, form_at=HOME)
    assert answer.status_code == 303, answer.text[:1500]
    assert one(coordinator, select(UnresolvedLocation.id)) == []


def test_a_name_without_a_place_is_asked_again(coordinator: Visitor) -> None:
    answer = coordinator.post(HOME + "places/", {"name": "Old Fort"}, form_at=HOME)
    assert answer.status_code == 422
    assert "Choose at least one place." in answer.text
