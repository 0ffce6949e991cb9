"""Each role's main job, in a browser, on the demonstration."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.walks import sign_in, sign_out

pytestmark = pytest.mark.journey
IATI = Path(__file__).parent / "one_activity.xml"


def test_a_consent_is_granted_countersigned_and_paused(page: Page) -> None:
    sign_in(page, "Consent authority")
    page.get_by_role("link", name="Grant consent").first.click()
    page.get_by_label("What it is about").fill("Clerks of the port courts")
    page.get_by_label("Lagoon").check()
    page.get_by_label("Training").check()
    page.get_by_label("Bilateral partner").check()
    page.get_by_role("button", name="Save and check").click()
    page.get_by_label("I have read the terms").check()
    page.get_by_role("button", name="Send for countersignature").click()
    expect(page.locator("main")).to_contain_text("Proposed")
    address = page.url
    sign_out(page)
    sign_in(page, "Countersigning officer")
    page.goto(address.replace("check/", ""))
    page.get_by_role("link", name="Check and countersign").click()
    page.get_by_label("I have read the terms and what changes").check()
    page.get_by_role("button", name="Countersign", exact=True).click()
    expect(page.locator("main")).to_contain_text("Granted")


def test_a_partner_offers_support_inside_consent_and_reads_why_not_outside(page: Page) -> None:
    sign_in(page, "Partner focal point")
    page.goto("/en/xm/support/new?priority=3")
    page.get_by_label("Amount, in millions").fill("0.4")
    page.get_by_role("button", name="Check consent and similar work").click()
    expect(page.locator("#fit")).to_contain_text("Granted")
    page.get_by_role("button", name="Send offer").click()
    expect(page).to_have_url(re.compile(r"/support/C-\d+/"))
    page.goto("/en/xm/support/new?priority=10")
    page.get_by_label("Amount, in millions").fill("0.1")
    page.get_by_role("button", name="Send offer").click()
    expect(page.locator("main")).to_contain_text("withdr")
    expect(page.locator("main")).to_contain_text(re.compile("exception", re.IGNORECASE))


def test_a_person_without_account_or_script_is_heard(browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False, viewport={"width": 390, "height": 800})
    context.set_default_timeout(8000)
    page = context.new_page()
    page.goto("/en/xm/voices/new?priority=3")
    page.get_by_label("Where is this happening?").select_option(index=2)
    page.get_by_label("What should the ministry know?").fill("The registry has been closed since March.")
    page.get_by_label("Publish without any name").check()
    page.get_by_role("button", name="Check before sending").click()
    page.get_by_role("button", name="Send my view").click()
    code = re.search(r"\d{4}\D?\d{4}\D?\d{4}\D?\d{4}", page.locator("main").inner_text())
    assert code
    assert not context.cookies()
    page.goto("/r/?lang=en")
    page.get_by_label("Receipt code").fill(code[0])
    page.get_by_role("button", name="Show where it stands").click()
    expect(page.locator("main")).to_contain_text(re.compile("received", re.IGNORECASE))
    assert "registry has been closed" not in page.content()
    context.close()


def test_a_moderator_releases_and_a_ministry_does_not_see_the_queue(page: Page) -> None:
    sign_in(page, "Independent moderator")
    page.get_by_role("link", name="Moderation queue").click()
    page.get_by_label(re.compile("A fee is asked at the counter")).check()
    page.get_by_role("button", name="Publish these views").click()
    expect(page.locator("main")).not_to_contain_text("A fee is asked at the counter")
    sign_out(page)
    sign_in(page, "Ministry editor")
    answer = page.goto("/en/xm/moderation/")
    assert answer is not None
    assert answer.status == 404


def test_a_ministry_answers_a_theme(page: Page) -> None:
    sign_in(page, "Ministry editor")
    page.get_by_role("link", name=re.compile("Legal aid is only in the port")).first.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator("main")).to_contain_text("Legal aid is only in the port")


def test_a_coordinator_reads_overlaps_imports_and_undoes(page: Page) -> None:
    sign_in(page, "Coordinator")
    page.goto("/en/xm/reports/overlap/")
    expect(page.get_by_role("heading", name="Overlaps to settle, worst first")).to_be_visible()
    page.get_by_role("link", name="Print for the meeting").click()
    expect(page.locator("main")).to_contain_text("Kamaro")
    page.goto("/en/xm/work/imports/")
    page.get_by_label("IATI file (.xml or .xml.gz)").set_input_files(IATI)
    page.get_by_role("button", name="Preview").click()
    expect(page.locator("main")).to_contain_text("Nothing has been changed yet")
    page.get_by_role("button", name="Import", exact=False).first.click()
    page.goto("/en/xm/work/imports/")
    expect(page.locator("main")).to_contain_text("one_activity.xml")


def test_civil_society_comments_in_public(page: Page) -> None:
    sign_in(page, "Civil society member")
    page.goto("/en/xm/voices/1/")
    page.get_by_label("Concern", exact=True).check()
    page.get_by_label("Comment", exact=True).fill("Courts need interpreters for all three languages.")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator("main")).to_contain_text("interpreters for all three languages")
    sign_out(page)
    page.goto("/en/xm/voices/1/")
    expect(page.locator("main")).to_contain_text("interpreters for all three languages")


def test_an_administrator_adds_an_organisation(page: Page) -> None:
    sign_in(page, "Country administrator")
    page.goto("/en/xm/orgs/new/")
    page.get_by_label("Name", exact=True).fill("Northern Teachers’ League")
    page.get_by_label("Kind of organisation").select_option("LOCAL_CSO")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Northern Teachers’ League")


def test_an_officer_names_a_moderator(page: Page) -> None:
    sign_in(page, "Protection officer")
    page.goto("/en/xm/body/")
    page.get_by_label("Name", exact=True).fill("Moderator 9")
    page.get_by_label("E-mail address").fill("m9@example.org")
    page.get_by_role("button", name="Give the role").click()
    expect(page.locator("main")).to_contain_text("Moderator 9")


def test_an_auditor_checks_the_log(page: Page) -> None:
    sign_in(page, "Auditor")
    page.goto("/en/xm/audit/")
    page.get_by_role("button", name="Check the whole log").click()
    expect(page.locator("main")).to_contain_text("The log holds.")


def test_the_public_filters_and_changes_language(page: Page) -> None:
    page.goto("/en/so/agenda/")
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    page.goto("/en/xm/agenda/")
    page.get_by_label("Sector").select_option(label="Justice")
    page.get_by_role("button", name="Apply").click()
    expect(page).to_have_url(re.compile("sector="))
    page.get_by_role("link", name="العربية").click()
    expect(page.locator("html")).to_have_attribute("dir", "rtl")
    expect(page).to_have_url(re.compile("/ar/xm/agenda/.*sector="))


def test_notice_is_given_without_script_after_its_impact_is_seen(browser, server: str) -> None:
    context = browser.new_context(base_url=server, java_script_enabled=False, viewport={"width": 390, "height": 800})
    context.set_default_timeout(8000)
    page = context.new_page()
    sign_in(page, "Consent authority")
    page.goto("/en/xm/consent/4/change/")
    page.get_by_label(re.compile("Give notice")).check()
    page.get_by_label(re.compile("^Reason")).fill("The training centre is moving.")
    page.get_by_role("button", name="Work out what changes").click()
    expect(page.locator("main")).to_contain_text("9 lines are affected.")
    page.get_by_label("I have seen what changes").check()
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_url(re.compile("/consent/4/$"))
    expect(page.locator("main")).to_contain_text("Notice given")
    page.goto("/en/xm/consent/?sector=justice")
    expect(page.locator("main")).to_contain_text("Notice given")
    context.close()
