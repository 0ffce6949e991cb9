"""Offering support as a partner: inside consent, with conditions, outside, twice, and with faults."""

from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from consult.agendas.models import PriorityText
from consult.commitments.models import Line
from consult.consent.models import ConsentRequest, ConsentScope
from consult.consent.states import ConditionKind
from consult.kit.actor import Role
from tests.commitments.build import make_consent, offer, pledged
from tests.support.makers import Makers
from tests.support.visitor import Visitor

NEW = "/en/xm/support/new?priority=1"


def fields(text: PriorityText, site: Makers, **given: Any) -> dict[str, Any]:
    plain = {
        "output": str(text.outputs[0]["output_id"]),
        "region": str(site.places["XM01"]),
        "function": "TRAINING",
        "modality": "PROJECT",
        "purpose": "15130",
        "by": "Norlund Agency",
        "amount": "0.4",
        "first": "2026-04",
        "last": "2027-03",
    }
    return plain | given


def lines_in(site: Makers) -> list[str]:
    with site.database.reading(site.country.id) as db:
        return list(db.scalars(select(Line.state).order_by(Line.id)))


@pytest.fixture
def partner(visitor: Visitor, text: PriorityText) -> Visitor:
    return visitor.sign_in(Role.PARTNER_FOCAL_POINT)


@pytest.fixture
def consent(site: Makers, text: PriorityText, book: Session) -> ConsentScope:
    made = make_consent(book, site)
    book.commit()
    return made


def test_an_offer_inside_consent_is_a_pledge(partner: Visitor, site: Makers, text: PriorityText, consent: ConsentScope) -> None:
    page = partner.get(NEW)
    assert page.status_code == 200
    assert "Offer support" in page.text
    assert 'id="fit"' in page.text
    sent = partner.post(NEW, fields(text, site))
    assert sent.status_code == 303
    assert sent.location.endswith("/en/xm/support/C-0001/")
    shown = partner.get(sent.location).text
    assert "Pledged" in shown
    assert "400,000" in shown
    assert "Record a commitment" in shown
    assert lines_in(site) == ["PLEDGED"]


def test_a_double_submit_makes_one_pledge(partner: Visitor, site: Makers, text: PriorityText, consent: ConsentScope) -> None:
    from tests.support.visitor import hidden_fields

    hidden = hidden_fields(partner.get(NEW).text, "/en/xm/support/new")
    data = hidden | fields(text, site)
    first, second = (partner.client.post(NEW, data=data) for _ in range(2))
    assert (first.status_code, first.location) == (second.status_code, second.location) == (303, "/en/xm/support/C-0001/")
    assert lines_in(site) == ["PLEDGED"]


def test_the_check_works_with_and_without_script(
    partner: Visitor, site: Makers, text: PriorityText, consent: ConsentScope
) -> None:
    given = fields(text, site)
    page = partner.post("/en/xm/support/fit/?priority=1", given, form_at=NEW)
    part = partner.post("/en/xm/support/fit/?priority=1", given, form_at=NEW, htmx=True)
    assert page.status_code == part.status_code == 200
    assert "Covered by the consent of the Ministry of Justice" in page.text
    assert "Covered by the consent" in part.text
    assert "<main" in page.text
    assert "<main" not in part.text
    assert part.text.lstrip().startswith("<aside")
    assert 'value="0.4"' in page.text
    assert lines_in(site) == []
    again = partner.post(NEW, given)
    assert again.status_code == 303


def test_similar_work_by_others_stands_beside_the_form(
    partner: Visitor, site: Makers, text: PriorityText, consent: ConsentScope, book: Session
) -> None:
    other = site.actor(Role.PARTNER_FOCAL_POINT, organisation_id=site.organisations["INGO"], mail="harbour@example.org")
    pledged(book, other, offer(text, site))
    book.commit()
    shown = partner.post("/en/xm/support/fit/?priority=1", fields(text, site), form_at=NEW, htmx=True).text
    assert "Harbour Foundation" in shown
    elsewhere = fields(text, site, region=str(site.places["XM03"]))
    assert "Harbour Foundation" not in partner.post("/en/xm/support/fit/?priority=1", elsewhere, form_at=NEW, htmx=True).text
    advice = fields(text, site, function="POLICY_ADVICE")
    assert "Harbour Foundation" not in partner.post("/en/xm/support/fit/?priority=1", advice, form_at=NEW, htmx=True).text


def test_conditions_are_accepted_one_by_one(partner: Visitor, site: Makers, text: PriorityText, book: Session) -> None:
    scope = make_consent(book, site, conditions=((ConditionKind.STANDING, "Report every quarter"),))
    book.commit()
    refused = partner.post(NEW, fields(text, site))
    assert refused.status_code == 422
    assert "Report every quarter" in refused.text
    assert "Accept the conditions" in refused.text
    assert lines_in(site) == []
    sent = partner.post(NEW, fields(text, site, accept=str(scope.conditions[0].id)))
    assert sent.status_code == 303
    assert lines_in(site) == ["PLEDGED"]


def test_outside_consent_is_a_page_that_explains(partner: Visitor, site: Makers, text: PriorityText, book: Session) -> None:
    make_consent(book, site, places=("XM02",))
    book.commit()
    page = partner.post(NEW, fields(text, site))
    assert page.status_code == 409
    assert "was not recorded" in page.text
    assert "This is not a refusal" in page.text
    for way in ("Ask for an exception", "Keep it as an interest", "Offer the same help where consent is in force"):
        assert way in page.text
    assert lines_in(site) == []


def test_an_exception_is_a_request_and_no_pledge(partner: Visitor, site: Makers, text: PriorityText) -> None:
    given = fields(text, site, why="Harvest disputes come in June")
    page = partner.post("/en/xm/support/exceptions/?priority=1", given | {"why": ""}, form_at=NEW)
    assert page.status_code == 422
    assert "Say why this work should not wait" in page.text
    sent = partner.post("/en/xm/support/exceptions/?priority=1", given, form_at=NEW)
    assert sent.status_code == 303
    assert partner.get(sent.location).status_code == 200
    with site.database.reading(site.country.id) as db:
        asked = db.scalars(select(ConsentRequest)).one()
        assert "Harvest disputes" in asked.text
        assert asked.amount == 40_000_000
    assert lines_in(site) == []


def test_an_interest_is_kept_out_of_sight(partner: Visitor, visitor: Visitor, site: Makers, text: PriorityText) -> None:
    sent = partner.post("/en/xm/support/interests/?priority=1", fields(text, site), form_at=NEW)
    assert sent.status_code == 303
    assert lines_in(site) == ["INTEREST"]
    assert "Interest" in partner.get(sent.location).text
    visitor.sign_in(Role.MINISTRY_EDITOR)
    assert visitor.get(sent.location).status_code == 200
    for role in (Role.COORDINATOR, Role.AUDITOR, Role.CSO_MEMBER, Role.COUNTRY_ADMIN):
        assert visitor.sign_in(role).get(sent.location).status_code == 404


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"amount": "much"}, "Write the amount in figures"),
        ({"amount": ""}, "Write the amount in figures"),
        ({"amount": "-1"}, "Give an amount above zero"),
        ({"amount": "1e400"}, "Write the amount in figures"),
        ({"by": "Nobody Known"}, "The register knows no organisation called Nobody Known"),
        ({"first": "2027-06", "last": "2027-03"}, "The end comes before the beginning"),
        ({"region": "999999"}, "Not a valid choice"),
        ({"function": "UNKNOWN"}, "Not a valid choice"),
        ({"purpose": "15111"}, "Not a valid choice"),
        ({"title": "x" * 1_000_000}, "200"),
    ],
)
def test_a_fault_is_named_and_what_was_typed_stays(
    partner: Visitor, site: Makers, text: PriorityText, *, consent: ConsentScope, given: dict[str, str], said: str
) -> None:
    page = partner.post(NEW, fields(text, site, **given))
    assert page.status_code == 422
    assert said in page.text
    assert 'value="Norlund Agency"' in page.text or "by" in given
    assert lines_in(site) == []


@pytest.mark.parametrize("query", ["?priority=99", "?priority=x", "?priority=999999999999"])
def test_an_unknown_priority_is_not_found(partner: Visitor, query: str) -> None:
    assert partner.get(f"/en/xm/support/new{query}").status_code == 404


def test_without_a_priority_one_chooses(partner: Visitor, consent: ConsentScope) -> None:
    page = partner.get("/en/xm/support/new")
    assert page.status_code == 200
    assert "Priority 1" in page.text
    assert "North" in page.text


def test_an_edit_and_a_stale_edit(partner: Visitor, site: Makers, text: PriorityText, consent: ConsentScope) -> None:
    partner.post(NEW, fields(text, site))
    with site.database.reading(site.country.id) as db:
        line_id = db.scalar(select(Line.id))
    path = f"/en/xm/support/C-0001/{line_id}/edit/"
    page = partner.get(path)
    assert page.status_code == 200
    assert 'value="0.4"' in page.text
    assert partner.post(path, fields(text, site, amount="0.5", edit="1")).status_code == 303
    stale = partner.post(path, fields(text, site, amount="0.7", edit="1"))
    assert stale.status_code == 409
    assert "700000.00" in stale.text
    assert "500000.00" in stale.text
    with site.database.reading(site.country.id) as db:
        assert db.scalar(select(func.max(Line.amount))) == 50_000_000
