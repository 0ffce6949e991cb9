"""Two countries in one installation: whoever works in one is a stranger in the other, and ids do not cross."""

from datetime import date

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from consult.accounts.models import NationalSector, Organisation
from consult.kit.actor import Role
from consult.kit.db import Database
from consult.places.models import Place
from tests.commitments.build import make_priority
from tests.support.makers import Makers, mail_of
from tests.support.visitor import Visitor


@pytest.fixture
def other(site: Makers) -> Makers:
    """Another country on the same databases, with nobody of its own."""
    return Makers(site.database, "XN", "Norlund")


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.PUBLIC])
@pytest.mark.parametrize("path", ["work/", "admin/", "audit/", "moderation/", "work/imports/", "agenda/draft/", "work/outbox/"])
def test_a_role_ends_at_the_border(visitor: Visitor, other: Makers, role: Role, path: str) -> None:
    assert visitor.sign_in(role).get(f"/en/xn/{path}").status_code in (403, 404)


def test_a_row_of_another_country_is_not_found_by_its_id(database: Database) -> None:
    one, two = Makers(database), Makers(database, "XN", "Norlund")
    with database.reading(one.country.id) as db:
        assert db.get(Organisation, two.organisations["INGO"]) is None
        assert db.get(NationalSector, two.sectors["justice"]) is None
        assert db.get(Place, one.places["XM01"]) is not None


def test_a_change_by_query_stops_at_the_border(database: Database) -> None:
    one, two = Makers(database), Makers(database, "XN", "Norlund")
    with database.writing(one.country.id) as db:
        db.execute(update(Organisation).where(Organisation.id == two.organisations["INGO"]).values(name="Taken"))
    with database.reading(two.country.id) as db:
        assert db.scalar(select(Organisation.name).where(Organisation.id == two.organisations["INGO"])) == "Harbour Foundation"


def test_a_key_does_not_point_over_the_border(database: Database) -> None:
    one, two = Makers(database), Makers(database, "XN", "Norlund")
    with pytest.raises(IntegrityError), database.writing(one.country.id) as db:
        sector = db.get(NationalSector, one.sectors["justice"])
        assert sector is not None
        sector.ministry_id = two.organisations["MINISTRY"]


def test_a_form_takes_no_id_of_another_country(visitor: Visitor, site: Makers, other: Makers) -> None:
    with site.database.writing(site.country.id) as db:
        make_priority(db, site)
    sent = {
        "output": "", "region": str(other.places["XM01"]), "function": "TRAINING", "modality": "PROJECT", "purpose": "15130",
        "by": "Norlund Agency", "amount": "1", "first": f"{date.today():%Y-%m}", "last": f"{date.today():%Y-%m}",
    }  # fmt: skip
    visitor.sign_in(Role.PARTNER_FOCAL_POINT)
    answered = visitor.post("/en/xm/support/interests/?priority=1", sent, form_at="/en/xm/support/new?priority=1")
    assert answered.status_code == 422


def test_a_membership_of_another_country_is_not_ended(visitor: Visitor, site: Makers, other: Makers) -> None:
    from consult.accounts.models import Membership

    person = other.person(Role.COORDINATOR, mail="c@norlund.example")
    with site.database.reading(other.country.id) as db:
        theirs = db.scalars(select(Membership.id).where(Membership.person_id == person)).one()
    visitor.sign_in(Role.COUNTRY_ADMIN)
    answered = visitor.post(f"/en/xm/admin/people/{theirs}/ends/", form_at="/en/xm/admin/people/")
    assert answered.status_code == 404


def test_a_role_that_ended_ends_at_once(visitor: Visitor, site: Makers) -> None:
    from consult.accounts.models import Membership

    visitor.sign_in(Role.COORDINATOR)
    assert visitor.get("/en/xm/work/imports/").status_code == 200
    with site.database.writing(site.country.id) as db:
        person = site.person_ids[mail_of(Role.COORDINATOR)]
        db.delete(db.scalars(select(Membership).where(Membership.person_id == person)).one())
    assert visitor.get("/en/xm/work/imports/").status_code == 404
