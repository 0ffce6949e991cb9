"""The Work page: what waits, for each role its own, and nothing of others'."""

from datetime import date

import pytest
from lxml import html

from consult.agendas import queries as agendas
from consult.consultations.actions import make_comment
from consult.consultations.models import CommentKind
from consult.invitations.actions import send_invitation
from consult.invitations.rules import InvitationDraft
from consult.kit import clock
from consult.kit.actor import Role
from tests.agendas.build import TODAY, drafted, published, whole
from tests.conftest import NOW

WORK = "/en/xm/work/"
SIGNED = [r for r in Role if r is not Role.PUBLIC]


@pytest.fixture(autouse=True)
def held():
    with clock.at(NOW):
        yield


def said(response):
    assert response.status_code == 200, response.get_data(as_text=True)[:2000]
    return " ".join(html.fromstring(response.get_data(as_text=True)).text_content().split())


@pytest.fixture
def busy(site):
    """An agenda with a comment, an invitation to Norlund Agency and everyone."""
    with site.database.writing(site.country.id) as db:
        published(db, site, whole(site))
        partner = site.actor(Role.PARTNER_FOCAL_POINT)
        text = agendas.current_text(db, 1)
        make_comment(db, partner, text, CommentKind.QUESTION, "Who signs the certificate?", language="en", timezone="UTC")
        draft = InvitationDraft(
            number=1,
            organisation_ids=(site.organisations["INGO"],),
            open=True,
            asks=("SUPPORT",),
            text="Help",
            deadline=date(2026, 4, 1),
        )
        send_invitation(db, site.actor(Role.MINISTRY_EDITOR), draft, on=TODAY)
    return site


@pytest.mark.parametrize("role", SIGNED, ids=lambda r: r.value)
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_every_role_lands_on_its_work(visitor, busy, role, lang):
    visitor.sign_in(role)
    assert visitor.get(f"/{lang}/xm/work/").status_code == 200
    assert visitor.get(f"/{lang}/xm/work.csv").status_code == 200


def test_the_public_is_asked_to_sign_in(visitor, busy):
    assert visitor.get(WORK).status_code == 303
    assert visitor.get("/en/xm/work.csv").status_code == 403


def test_the_ministry_finds_its_questions_and_who_has_not_answered(visitor, busy):
    page = said(visitor.sign_in(Role.MINISTRY_EDITOR).get(WORK))
    assert "Who signs the certificate?" in page
    assert "Harbour Foundation" in page
    assert "2 things wait for you." in page


def test_civil_society_finds_its_invitation_and_no_more(visitor, busy):
    page = said(visitor.sign_in(Role.CSO_MEMBER).get(WORK))
    assert "Ministry of Justice: 1 Courts working in every regional capital" in page
    assert "Who signs the certificate?" not in page


def test_what_a_draft_lacks_leads_to_its_field(visitor, site):
    with site.database.writing(site.country.id) as db:
        drafted(db, site, whole(site, lead=""))
    tree = html.fromstring(visitor.sign_in(Role.MINISTRY_EDITOR).get(WORK).get_data(as_text=True))
    assert "/en/xm/agenda/draft/1/#lead" in tree.xpath("//section[@id='draft']//a/@href")
    assert "Nothing waits for you." in said(visitor.sign_in(Role.PARTNER_FOCAL_POINT).get(WORK))


def test_late_things_are_called_late(visitor, busy):
    with clock.at(NOW.replace(month=4, day=2)):
        page = said(visitor.sign_in(Role.COORDINATOR).get(WORK))
    assert "1 of them is late." in page
