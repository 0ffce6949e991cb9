"""The register's pages through a visitor: the table, a cell, granting, countersigning, changing, requests."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from lxml import html
from sqlalchemy import select

from consult.commitments.models import Line
from consult.consent import actions, queries
from consult.consent.states import ConditionKind, Visibility
from consult.consent.terms import Terms
from consult.kit import clock
from consult.kit.actor import Role
from tests.commitments.build import make_consent, make_priority, offer, pledged
from tests.support.makers import Makers
from tests.support.visitor import Visitor

D = date(2026, 3, 23)
AT = "/en/xm/consent/"


@pytest.fixture(autouse=True)
def _clock():
    with clock.at(datetime(2026, 3, 23, 6, 0, tzinfo=UTC)):
        yield


def terms(site: Makers, **given: Any) -> Terms:
    told = {
        "title": "Train, advise, equip",
        "sector_id": site.sectors["justice"],
        "place_ids": frozenset({site.places["XM01"]}),
        "valid_from": D,
        "anyone": True,
    }
    return Terms(**told | given)


def made(site: Makers, *, signed: bool = True, **given: Any) -> int:
    """A consent of the test country, granted and countersigned; its number."""
    authority, unit = site.actor(Role.CONSENT_AUTHORITY), site.actor(Role.ACU_COUNTERSIGNER)
    with site.database.writing(site.country.id) as db:
        scope = actions.propose_consent(db, authority, actions.draft_consent(db, authority, terms(site, **given)), on=D)
        if signed:
            actions.countersign_consent(db, unit, scope, on=D)
        return scope.number


def text(response) -> str:
    return " ".join(html.fromstring(response.get_data(as_text=True)).text_content().split())


def cells(response) -> dict[str, str]:
    tree = html.fromstring(response.get_data(as_text=True))
    return {
        a.get("href").removeprefix(AT): a.xpath("string(span[1])") for a in tree.xpath("//table[contains(@class,'matrix')]//td/a")
    }


def state(site: Makers, number: int, on: date = D) -> str:
    with site.database.reading(site.country.id) as db:
        return queries.consent_by_number(db, site.actor(Role.AUDITOR), number, on=on).shown


def test_the_table_shows_each_cell_in_words(visitor: Visitor, site: Makers) -> None:
    made(site, valid_to=date(2027, 6, 30))
    made(
        site,
        sector_id=site.sectors["finance"],
        place_ids=frozenset({site.places["XM"]}),
        conditions=((ConditionKind.STANDING, "Report"),),
    )
    page = visitor.get(AT)
    assert page.status_code == 200
    found = cells(page)
    assert found["justice/north/"] == "Justice, North: Granted, to Jun 2027"
    assert found["justice/centre/"] == "Justice, Centre: Not asked"
    assert found["finance/upper-mora/"].startswith("Public finance, Upper Mora: Conditional")
    assert "Open to at least one kind of organisation: 4 of 6" in text(page)


def test_a_hidden_consent_reads_not_asked(visitor: Visitor, site: Makers) -> None:
    number = made(site, visibility=Visibility.SIGNED_IN)
    assert cells(visitor.get(AT))["justice/north/"] == "Justice, North: Not asked"
    assert visitor.get(f"{AT}{number}/").status_code == 404
    visitor.sign_in(Role.CSO_MEMBER)
    assert "Granted" in cells(visitor.get(AT))["justice/north/"]
    assert visitor.get(f"{AT}{number}/").status_code == 200


def test_filters_stand_in_the_address(visitor: Visitor, site: Makers) -> None:
    made(site, anyone=False, kinds=frozenset({"UN"}), functions=frozenset({"TRAINING"}))
    assert "Granted" in cells(visitor.get(AT + "?kind=UN"))["justice/north/"]
    assert "Others only" in cells(visitor.get(AT + "?kind=INGO"))["justice/north/"]
    assert "Others only" in cells(visitor.get(AT + "?help=EQUIPMENT"))["justice/north/"]
    assert "Not asked" in cells(visitor.get(AT + "?on=2026-03-22"))["justice/north/"]
    assert "Granted" in cells(visitor.get(AT + "?on=nonsense&kind=nonsense"))["justice/north/"]
    assert list(cells(visitor.get(AT + "?state=in-force"))) == ["justice/north/", "justice/upper-mora/", "justice/centre/"]


def test_the_swap_equals_the_page(visitor: Visitor, site: Makers) -> None:
    made(site)
    whole = html.fromstring(visitor.get(AT + "?kind=UN").get_data(as_text=True)).get_element_by_id("table")
    swap = html.fragments_fromstring(visitor.get(AT + "?kind=UN", htmx=True).get_data(as_text=True))
    alone = next(e for e in swap if not isinstance(e, str) and e.get("id") == "table")
    for found in alone.xpath(".//*[@id='status']"):
        found.drop_tree()
    assert " ".join(alone.text_content().split()) == " ".join(whole.text_content().split())


@pytest.mark.parametrize("path", ["", "history/", "justice/", "justice/north/", "1/"])
@pytest.mark.parametrize("lang", ["en", "fr", "ar"])
def test_pages_open_in_each_language_and_as_files(visitor: Visitor, site: Makers, path: str, lang: str) -> None:
    number = made(
        site, ceiling=600_000_00, currency="USD", valid_to=date(2027, 6, 30), conditions=((ConditionKind.PRECEDENT, "First"),)
    )
    assert number == 1
    at = f"/{lang}/xm/consent/{path}"
    assert visitor.get(at).status_code == 200
    assert visitor.get(at.rstrip("/") + ".csv").get_data(as_text=True).count("\n") > 1
    assert visitor.get(at.rstrip("/") + ".json").get_json()["rows"]


@pytest.mark.parametrize("path", ["nowhere/", "justice/nowhere/", "99/", "9" * 30 + "/", "requests/" + "9" * 30 + "/"])
def test_what_is_not_there_is_404(visitor: Visitor, path: str) -> None:
    visitor.sign_in(Role.COORDINATOR)
    assert visitor.get(AT + path).status_code == 404


def typed(site: Makers, **given: Any) -> dict[str, Any]:
    told = {
        "title": "Mobile hearings",
        "sector": str(site.sectors["justice"]),
        "places": [str(site.places["XM01"])],
        "kinds": ["INGO"],
        "partners": [str(site.organisations["BILATERAL"])],
        "functions": ["TRAINING"],
        "valid_from": "2026-03-23",
        "valid_to": "2027-06-30",
        "ceiling": "1,000,000",
        "currency": "USD",
        "first_conditions": "Agree the calendar\n",
        "standing_conditions": "Report\nShare",
        "notice_days": "60",
        "winddown_days": "90",
        "visibility": "PUBLIC",
    }
    return told | given


def test_granting_and_countersigning(visitor: Visitor, site: Makers) -> None:
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    sent = visitor.post(AT + "new/", typed(site))
    assert (sent.status_code, sent.location) == (303, AT + "1/check/")
    assert "Agree the calendar" in text(visitor.get(AT + "1/check/"))
    assert visitor.post(AT + "1/proposals/", form_at=AT + "1/check/").status_code == 422
    assert visitor.post(AT + "1/proposals/", {"seen": "y"}, form_at=AT + "1/check/").status_code == 303
    assert state(site, 1) == "PROPOSED"
    assert visitor.post(AT + "1/countersignatures/", {"seen": "y"}, form_at=AT + "1/check/").status_code == 403
    visitor.sign_in(Role.ACU_COUNTERSIGNER)
    assert "No line changes by this." in text(visitor.get(AT + "1/check/"))
    assert visitor.post(AT + "1/countersignatures/", {"seen": "y"}, form_at=AT + "1/check/").status_code == 303
    assert state(site, 1) == "IN_FORCE_CONDITIONS"
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    page = html.fromstring(visitor.get(AT + "1/").get_data(as_text=True))
    meet = page.xpath("//form[contains(@action,'/conditions/')]/@action")
    assert len(meet) == 1
    assert visitor.post(meet[0], form_at=AT + "1/").status_code == 303


def test_declining_needs_a_reason(visitor: Visitor, site: Makers) -> None:
    made(site, signed=False)
    visitor.sign_in(Role.ACU_COUNTERSIGNER)
    assert visitor.post(AT + "1/declines/", form_at=AT + "1/check/").status_code == 422
    assert visitor.post(AT + "1/declines/", {"reason": "Ceiling missing"}, form_at=AT + "1/check/").status_code == 303
    assert state(site, 1) == "REFUSED"


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"title": ""}, "Say in a few words what this consent is about."),
        ({"places": []}, "Choose at least one place."),
        ({"valid_to": "2026-01-01"}, "The consent ends before it begins."),
        ({"kinds": [], "partners": []}, "Say who may help"),
        ({"ceiling": "many"}, "Write the amount in figures"),
        ({"ceiling": "-5"}, "more than nothing"),
        ({"visibility": "GOVERNMENT", "partners": []}, "must name its partners"),
        ({"sector": "999"}, "Not a valid choice"),
        ({"notice_days": "x"}, "number"),
    ],
)
def test_bad_terms_are_named_and_kept(visitor: Visitor, site: Makers, given: dict[str, Any], said: str) -> None:
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    page = visitor.post(AT + "new/", typed(site, **given))
    assert page.status_code == 422
    assert said in text(page)
    if "title" not in given:
        assert "Mobile hearings" in page.get_data(as_text=True)
    assert visitor.get(AT + "1/").status_code == 404


def test_a_stale_edit_is_409_with_both_versions(visitor: Visitor, site: Makers) -> None:
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    visitor.post(AT + "new/", typed(site))
    assert visitor.post(AT + "1/edit/", typed(site, title="Second", edit="1")).status_code == 303
    page = visitor.post(AT + "1/edit/", typed(site, title="Third", edit="1"))
    assert page.status_code == 409
    assert all(word in text(page) for word in ("Second", "Third"))


def test_impact_comes_before_the_decision(visitor: Visitor, site: Makers) -> None:
    made(site)
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    assert "What this would change" in text(visitor.get(AT + "1/change/"))
    worked = visitor.post(AT + "1/decisions/", {"do": "notice", "reason": "x", "step": "impact"}, form_at=AT + "1/change/")
    assert worked.status_code == 200
    assert state(site, 1) == "IN_FORCE"
    swap = visitor.post(AT + "1/impact/", {"do": "notice"}, form_at=AT + "1/change/", htmx=True)
    assert swap.status_code == 200
    assert swap.get_data(as_text=True).lstrip().startswith("<aside")


def test_notice_and_back(visitor: Visitor, site: Makers) -> None:
    made(site)
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    at = AT + "1/decisions/"

    def send(**given: str):
        return visitor.post(at, {"reason": "Own bench", "step": "confirm", "seen": "y"} | given, form_at=AT + "1/change/")

    assert send(do="notice", seen="").status_code == 422
    assert send(do="notice", ends_on="2026-05-21").status_code == 422
    assert send(do="notice", reason="").status_code == 422
    assert state(site, 1) == "IN_FORCE"
    assert send(do="notice", ends_on="2026-05-22").status_code == 303
    assert (state(site, 1), state(site, 1, D + timedelta(days=60))) == ("NOTICE", "WITHDRAWN")
    assert "Notice given, ends 22 May 2026" in cells(visitor.get(AT))["justice/north/"]
    assert send(do="notice").status_code == 422
    assert send(do="rescind").status_code == 303
    assert state(site, 1) == "IN_FORCE"
    assert send(do="pause").status_code == 303
    assert send(do="resume").status_code == 303
    assert state(site, 1) == "IN_FORCE"


@pytest.mark.parametrize(
    "role", [Role.PUBLIC, Role.PARTNER_FOCAL_POINT, Role.MINISTRY_EDITOR, Role.COORDINATOR, Role.COUNTRY_ADMIN]
)
def test_others_decide_nothing(visitor: Visitor, site: Makers, role: Role) -> None:
    made(site)
    if role is not Role.PUBLIC:
        visitor.sign_in(role)
    sent = visitor.post(
        AT + "1/decisions/", {"do": "pause", "reason": "x", "step": "confirm", "seen": "y"}, form_at=AT + "requests/new/"
    )
    assert sent.status_code in {400, 403}
    assert state(site, 1) == "IN_FORCE"


def test_a_request_from_asking_to_answer(visitor: Visitor, site: Makers) -> None:
    visitor.sign_in(Role.PARTNER_FOCAL_POINT)
    form = visitor.get(AT + "requests/new/?sector=justice&place=north&function=TRAINING&amount=400000")
    tree = html.fromstring(form.get_data(as_text=True))
    assert tree.xpath("//input[@name='places' and @checked]/@value") == [str(site.places["XM01"])]
    asked = {
        "sector": str(site.sectors["justice"]),
        "places": [str(site.places["XM01"])],
        "text": "Train clerks",
        "amount": "400000",
        "currency": "USD",
    }
    assert visitor.post(AT + "requests/new/", asked | {"text": ""}).status_code == 422
    assert visitor.post(AT + "requests/new/", asked).location == AT + "requests/1/"
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    assert "Norlund Agency" in text(visitor.get(AT + "requests/"))
    assert "1" in visitor.get(AT + "requests.csv").get_data(as_text=True)
    form = html.fromstring(visitor.get(AT + "new/?request=1").get_data(as_text=True))
    assert form.xpath("//input[@name='title']/@value") == ["Train clerks"]
    assert visitor.post(AT + "new/?request=1", typed(site), form_at=AT + "new/?request=1").status_code == 303
    assert "a consent is being signed" in text(visitor.get(AT + "requests/1/"))


def test_a_request_refused(visitor: Visitor, site: Makers) -> None:
    visitor.sign_in(Role.PARTNER_FOCAL_POINT)
    asked = {
        "sector": str(site.sectors["justice"]),
        "places": [str(site.places["XM01"])],
        "text": "Train clerks",
        "currency": "USD",
    }
    visitor.post(AT + "requests/new/", asked)
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    assert visitor.post(AT + "requests/1/refusals/", form_at=AT + "requests/1/").status_code == 422
    assert visitor.post(AT + "requests/1/refusals/", {"reason": "Not this year"}, form_at=AT + "requests/1/").status_code == 303
    visitor.sign_in(Role.PARTNER_FOCAL_POINT)
    assert "Not this year" in text(visitor.get(AT + "requests/1/"))
    visitor.sign_in(Role.CSO_MEMBER)
    assert visitor.get(AT + "requests/1/").status_code == 403
    assert cells(visitor.get(AT))["justice/north/"] == "Justice, North: Not asked"


def test_no_country_sees_another(visitor: Visitor, site: Makers) -> None:
    made(site)
    Makers(site.database, code="XN", name="Other")
    assert "Granted" in cells(visitor.get(AT))["justice/north/"]
    assert visitor.get("/en/xn/consent/1/").status_code == 404
    assert "Granted" not in text(visitor.get("/en/xn/consent/justice/north/"))


def test_narrowing_makes_a_successor(visitor: Visitor, site: Makers) -> None:
    made(site, place_ids=frozenset({site.places["XM"]}))
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    at = AT + "1/successor/"
    assert "First day" in text(visitor.get(at))
    assert visitor.post(at, typed(site, valid_from="2026-03-01")).status_code == 422
    sent = visitor.post(at, typed(site, valid_from="2026-04-01"))
    assert (sent.status_code, sent.location) == (303, AT + "2/check/")
    assert "takes the place of consent J-01" in text(visitor.get(AT + "2/check/"))
    visitor.post(AT + "2/proposals/", {"seen": "y"}, form_at=AT + "2/check/")
    visitor.sign_in(Role.ACU_COUNTERSIGNER)
    assert visitor.post(AT + "2/countersignatures/", {"seen": "y"}, form_at=AT + "2/check/").status_code == 303
    assert (state(site, 1, date(2026, 3, 31)), state(site, 1, date(2026, 4, 1))) == ("IN_FORCE", "SUPERSEDED")


def test_the_impact_names_lines_and_what_meets_them(visitor: Visitor, site: Makers) -> None:
    partner = site.actor(Role.PARTNER_FOCAL_POINT)
    with site.database.writing(site.country.id) as db:
        priority = make_priority(db, site)
        make_consent(db, site)
        pledged(db, partner, offer(priority, site))
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    noticed = text(visitor.get(AT + "1/change/?do=notice"))
    assert "1 line is affected." in noticed
    assert "The offer lapses." in noticed
    assert "Norlund Agency" in noticed
    paused = text(visitor.get(AT + "1/change/?do=pause"))
    assert "The offer lapses." not in paused
    assert "Offers that must wait" in paused
    with site.database.reading(site.country.id) as db:
        assert db.scalar(select(Line.state)) == "PLEDGED"


@pytest.mark.parametrize("path", ["", "history/", "justice/north/"])
def test_statements_do_not_grow_with_the_register(visitor: Visitor, site: Makers, statements, path: str) -> None:
    counts = []
    for n in (1, 5):
        for _ in range(n):
            made(site)
        visitor.get(AT + path)
        with statements(site.database) as seen:
            assert visitor.get(AT + path).status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
    assert counts[0] < 40


@pytest.mark.parametrize("on", ["0001-01-01", "9999-12-31", "2026-02-30", "x" * 5000])
def test_odd_days_are_days_or_today(visitor: Visitor, site: Makers, on: str) -> None:
    made(site, valid_to=date.max)
    for path in ("", "justice/", "justice/north/"):
        assert visitor.get(f"{AT}{path}?on={on}").status_code == 200


def test_a_notice_to_the_end_of_the_calendar(visitor: Visitor, site: Makers) -> None:
    made(site)
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    sent = {"do": "notice", "reason": "x", "step": "confirm", "seen": "y", "ends_on": "9999-12-31"}
    assert visitor.post(AT + "1/decisions/", sent, form_at=AT + "1/change/").status_code == 303
    assert state(site, 1) == "NOTICE"
    assert visitor.get(AT + "1/").status_code == 200


def test_a_very_long_reason_is_one_clear_sentence_and_kept(visitor: Visitor, site: Makers) -> None:
    made(site)
    visitor.sign_in(Role.CONSENT_AUTHORITY)
    sent = {"do": "pause", "reason": "long " * 200_000, "step": "confirm", "seen": "y"}
    page = visitor.post(AT + "1/decisions/", sent, form_at=AT + "1/change/")
    assert page.status_code == 422
    assert page.get_data(as_text=True).count("long ") > 100_000
    assert state(site, 1) == "IN_FORCE"
