"""axe finds nothing and nothing scrolls sideways, in English and Arabic, at both widths."""

import pytest
from playwright.sync_api import Browser

from tests.journeys.walks import faults

pytestmark = pytest.mark.journey
PAGES = (
    "", "agenda/", "agenda/1/", "agenda/invitations/", "consent/", "consent/justice/", "support/", "voices/", "voices/new?priority=3",
    "voices/answered/", "reports/overlap/", "reports/gaps/", "data/", "orgs/", "body/",
)


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("lang", ["en", "ar"])
def test_public_pages_are_accessible(browser: Browser, server: str, lang: str, width: int) -> None:
    context = browser.new_context(base_url=server, viewport={"width": width, "height": 900})
    page = context.new_page()
    wrong = {}
    for path in (*(f"/{lang}/xm/{p}" for p in PAGES), "/login", f"/r/?lang={lang}"):
        page.goto(path)
        if found := faults(page):
            wrong[path] = found
    context.close()
    assert not wrong
