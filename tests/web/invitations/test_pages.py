"""Invitations through visitors: sent, seen after the answer, answered, declined; the reason never public."""

import csv
import io

import pytest
from lxml import html

from consult.app import LISTENERS
from consult.kit import clock
from consult.kit.actor import Role
from consult.kit.outbox import drain
from tests.agendas.build import published, whole
from tests.conftest import NOW
from tests.support.visitor import Visitor

BASE = "/en/xm/agenda/invitations/"
MINE = "/en/xm/work/invitations/"


@pytest.fixture(autouse=True)
def held():
    with clock.at(NOW):
        yield


@pytest.fixture
def asked(visitor, site):
    """Norlund Agency is invited by name, local civil society as a kind, everyone at large."""
    with site.database.writing(site.country.id) as db:
        published(db, site, whole(site))
    visitor.sign_in(Role.MINISTRY_EDITOR)
    sent = visitor.post(BASE + "new/", form(site))
    assert (sent.status_code, sent.location) == (303, BASE + "1/")
    return site


def form(site, **given):
    said = {
        "number": "1", "organisations": [site.organisations["BILATERAL"]], "kinds": ["LOCAL_CSO"], "open": "y",
        "asks": ["COMMENT", "SUPPORT"], "text": "Tell us what you can do.", "deadline": "2026-04-30",
    }  # fmt: skip
    return said | given


def said(response, status=200):
    assert response.status_code == status, response.get_data(as_text=True)[:2000]
    return " ".join(html.fromstring(response.get_data(as_text=True)).text_content().split())


def states(visitor):
    return {
        r["organisation"]: r["state"]
        for r in csv.DictReader(io.StringIO(visitor.get("/en/xm/agenda/invitations/1.csv").get_data(as_text=True)))
    }


def test_everyone_reads_who_was_asked(visitor, asked):
    anyone = Visitor(visitor.app, asked)
    page = said(anyone.get(BASE + "1/"))
    for words in (
        "Ministry of Justice",
        "Norlund Agency",
        "Law Without Borders",
        "Tell us what you can do.",
        "Civil society at large",
        "Comments and support",
    ):
        assert words in page
    assert "1 invitation" in said(anyone.get(BASE))
    assert anyone.get("/en/xm/agenda/invitations.json").get_json()["rows"][0]["invited"] == 2
    assert anyone.get(BASE + "9/").status_code == 404


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ({"deadline": "2026-03-22"}, "The deadline lies before today."),
        ({"kinds": ["UN"]}, "No organisation of this kind is registered: United Nations body."),
        ({"organisations": [], "kinds": [], "open": ""}, "Choose organisations, kinds of organisation or everyone."),
        ({"asks": []}, "Say what you ask for: comments, support or both."),
        ({"text": ""}, "Write what you ask and why."),
    ],
)
def test_what_is_off_is_said_and_what_was_typed_stays(visitor, asked, given, words):
    page = visitor.post(BASE + "new/", form(asked) | given)
    assert words in said(page, 422)
    assert "1 invitation" in said(visitor.get(BASE))


def test_opening_is_noted_after_the_answer(visitor, asked):
    partner = Visitor(visitor.app, asked).sign_in(Role.PARTNER_FOCAL_POINT)
    assert "Tell us what you can do." in said(partner.get(MINE + "1/"))
    assert states(visitor)["Norlund Agency"] == "SENT"
    drain(asked.database, LISTENERS)
    assert states(visitor)["Norlund Agency"] == "SEEN"
    assert states(Visitor(visitor.app, asked))["Norlund Agency"] == "SENT"


def test_declined_with_a_reason_that_only_those_who_asked_read(visitor, asked):
    partner = Visitor(visitor.app, asked).sign_in(Role.PARTNER_FOCAL_POINT)
    assert "Give the reason." in said(partner.post(MINE + "1/refusals/", {"reason": ""}, form_at=MINE + "1/"), 422)
    answer = partner.post(MINE + "1/refusals/", {"reason": "No staff before July"}, form_at=MINE + "1/")
    assert (answer.status_code, answer.location) == (303, MINE)
    assert "No staff before July" in said(visitor.get(BASE + "1/"))
    for role in (None, Role.CSO_MEMBER, Role.COUNTRY_ADMIN, Role.ACU_COUNTERSIGNER, Role.INTAKE_MODERATOR):
        other = Visitor(visitor.app, asked)
        if role:
            other.sign_in(role)
        for path in (
            BASE,
            BASE + "1/",
            "/en/xm/agenda/invitations/1.csv",
            "/en/xm/agenda/invitations/1.json",
            "/en/xm/agenda/invitations.csv",
        ):
            assert "July" not in other.get(path).get_data(as_text=True), (role, path)
        assert "Declined" in said(other.get(BASE + "1/"))


def test_another_organisation_cannot_answer(visitor, asked):
    with asked.database.writing(asked.country.id):
        pass
    outsider = Visitor(visitor.app, asked).sign_in(Role.COORDINATOR)
    assert outsider.get(MINE + "1/").status_code == 404
    assert outsider.post(MINE + "1/refusals/", {"reason": "x"}, form_at=BASE).status_code == 403
    cso = Visitor(visitor.app, asked).sign_in(Role.CSO_MEMBER)
    page = said(cso.get(MINE))
    assert "Ministry of Justice" in page
    assert "To civil society at large" in page


def test_one_reminder_with_and_without_script(visitor, asked):
    page = said(visitor.get(BASE + "1/"))
    assert "2 have not answered yet." in page
    swapped = visitor.post(BASE + "1/reminders/", form_at=BASE + "1/", htmx=True)
    assert swapped.get_data(as_text=True).count("<html") == 0
    assert "One reminder was already sent." in said(swapped)
    assert visitor.post(BASE + "1/reminders/", form_at=BASE + "new/").status_code == 409
    assert "Not answered yet" in said(visitor.get(BASE))


@pytest.mark.parametrize(
    "role", [r for r in Role if r not in (Role.PUBLIC, Role.MINISTRY_EDITOR, Role.COORDINATOR)], ids=lambda r: r.value
)
def test_others_do_not_invite(visitor, asked, role):
    other = Visitor(visitor.app, asked).sign_in(role)
    assert other.get(BASE + "new/").status_code == 403
    assert other.post(BASE + "1/reminders/", form_at=BASE).status_code == 403


@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_every_language_reads_every_page(visitor, asked, lang):
    partner = Visitor(visitor.app, asked).sign_in(Role.PARTNER_FOCAL_POINT)
    for path in ("agenda/invitations/", "agenda/invitations/1/", "work/invitations/", "work/invitations/1/"):
        assert partner.get(f"/{lang}/xm/{path}").status_code == 200


def test_a_comment_on_the_priority_answers_the_invitation(visitor, asked):
    partner = Visitor(visitor.app, asked).sign_in(Role.PARTNER_FOCAL_POINT)
    page = html.fromstring(partner.get(MINE + "1/").get_data(as_text=True))
    (link,) = page.xpath("//a[text()='Write a comment']/@href")
    where = link.split("#")[0]
    sent = partner.post(where + "comments/", {"kind": "OFFER", "text": "We lend our calendar."}, form_at=where)
    assert sent.status_code == 303
    drain(asked.database, LISTENERS)
    assert states(visitor) == {"Norlund Agency": "ANSWERED", "Law Without Borders": "SENT"}
    assert partner.post(MINE + "1/refusals/", {"reason": "x"}, form_at=MINE).status_code == 409
