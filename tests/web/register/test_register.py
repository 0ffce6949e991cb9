"""The register's pages: who changes what, and what is said where it is refused."""

from sqlalchemy import select

from consult.accounts.models import Membership, Organisation
from consult.kit.actor import Role
from tests.support.statements import statements
from tests.support.visitor import Visitor

ORGS = "/en/xm/orgs/"


def test_the_register_is_public_and_downloadable(visitor: Visitor) -> None:
    assert "Norlund Agency" in visitor.get(ORGS).text
    assert "Norlund Agency" not in visitor.get(f"{ORGS}?kind=MINISTRY").text
    assert visitor.get("/en/xm/orgs.json?name=norlund").json["rows"][0]["kind"] == "BILATERAL"
    assert "was left out" in visitor.get(f"{ORGS}?kind=NONE").text


def test_an_administrator_adds_and_changes_an_organisation(visitor: Visitor) -> None:
    visitor.sign_in(Role.COUNTRY_ADMIN)
    made = visitor.post(f"{ORGS}new/", {"name": "Vessia Cooperation", "kind": "BILATERAL", "language": "fr"})
    assert (made.status_code, made.location) == (303, f"{ORGS}vessia-cooperation/")
    twice = visitor.post(f"{ORGS}new/", {"name": "Vessia  cooperation", "kind": "BILATERAL", "language": "fr"})
    assert twice.status_code == 422
    assert "Vessia  cooperation" in twice.text
    path = f"{ORGS}vessia-cooperation/profile/"
    assert visitor.post(path, {"name": "Vessia", "kind": "UN", "language": "fr", "version": "1"}).status_code == 303
    stale = visitor.post(path, {"name": "Vessia of old", "kind": "UN", "language": "fr", "version": "1"})
    assert stale.status_code == 409
    assert "Vessia of old" in stale.text


def test_a_partner_changes_its_own_profile_only(visitor: Visitor) -> None:
    visitor.sign_in(Role.PARTNER_FOCAL_POINT)
    mine = {"name": "Norlund Agency", "acronym": "NA", "kind": "BILATERAL", "language": "en", "version": "1"}
    assert visitor.post(f"{ORGS}norlund-agency/profile/", mine).status_code == 303
    assert visitor.get(f"{ORGS}harbour-foundation/profile/").status_code == 403


def test_a_coordinator_merges(visitor: Visitor) -> None:
    visitor.sign_in(Role.COORDINATOR)
    with visitor.site.database.reading(visitor.site.country.id) as db:
        kept = db.scalars(select(Organisation.number).where(Organisation.slug == "harbour-foundation")).one()
    path = f"{ORGS}law-without-borders/mergers/"
    assert visitor.post(path, {"text": "none"}, form_at=f"{ORGS}law-without-borders/").status_code == 422
    assert visitor.post(path, {"text": str(kept)}, form_at=f"{ORGS}law-without-borders/").status_code == 303
    assert "part of another" in visitor.get(f"{ORGS}law-without-borders/").text


def test_an_administrator_never_names_a_moderator(visitor: Visitor) -> None:
    visitor.sign_in(Role.COUNTRY_ADMIN)
    asked = {"name": "Mole", "email": "mole@example.org", "role": "INTAKE_MODERATOR", "language": "en"}
    assert visitor.post("/en/xm/admin/people/", asked).status_code == 422
    with visitor.site.database.reading(visitor.site.country.id) as db:
        assert len(db.scalars(select(Membership).where(Membership.role == "INTAKE_MODERATOR")).all()) == 1


def test_an_officer_names_a_moderator_in_public(visitor: Visitor) -> None:
    visitor.sign_in(Role.PROTECTION_OFFICER)
    asked = {"name": "Moderator 2", "email": "m2@example.org", "role": "INTAKE_MODERATOR", "language": "en"}
    assert visitor.post("/en/xm/body/people/", asked, form_at="/en/xm/body/").status_code == 303
    visitor.client.delete_cookie("consult")
    assert "Moderator 2" in visitor.get("/en/xm/body/").text


def test_a_sector_refuses_a_code_that_another_holds(visitor: Visitor) -> None:
    visitor.sign_in(Role.COUNTRY_ADMIN)
    given = {
        "name": "Courts",
        "code": "courts",
        "ministry": str(visitor.site.organisations["MINISTRY"]),
        "psg": "PSG3",
        "core_area": "",
        "purpose_codes": "15130",
    }
    refused = visitor.post("/en/xm/admin/sectors/new/", given)
    assert refused.status_code == 422
    assert "holds 15130 already" in refused.text
    assert visitor.post("/en/xm/admin/sectors/new/", given | {"purpose_codes": "15210"}).status_code == 303
    assert "Courts" in visitor.get("/en/xm/admin/").text


def test_the_list_asks_no_more_for_more_organisations(visitor: Visitor) -> None:
    def count() -> int:
        with statements(visitor.app.extensions["consult"].main) as seen:
            visitor.get(ORGS)
        return len(seen)

    before = count()
    with visitor.site.database.writing(visitor.site.country.id) as db:
        db.add_all(Organisation(number=100 + n, slug=f"o-{n}", name=f"O {n}", kind="UN") for n in range(40))
    assert count() == before
