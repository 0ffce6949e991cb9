"""The parts of pages: each state an icon and a word, each figure its sentence, each fault its link."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from flask import Flask, g, render_template_string
from lxml import html

from consult.kit import i18n
from consult.kit.paging import Page
from consult.web.pages.shown import full_money, short_money

STATES = (
    "NOT_ASKED",
    "DRAFT",
    "PROPOSED",
    "IN_FORCE",
    "IN_FORCE_CONDITIONS",
    "SUSPENDED",
    "NOTICE",
    "REFUSED",
    "WITHDRAWN",
    "EXPIRED",
    "SUPERSEDED",
)
ANSWERS = (
    "COVERED",
    "COVERED_WITH_CONDITIONS",
    "OVER_CEILING",
    "IN_NOTICE",
    "SUSPENDED",
    "WITHDRAWN",
    "EXPIRED",
    "REFUSED",
    "PARTLY",
    "NOT_ASKED",
)


@pytest.fixture
def page(app: Flask) -> Iterator[Any]:
    """Renders a piece of template as part of a page."""
    with i18n.speaking("en"), app.test_request_context("/en/xm/agenda/?region=north&page=2"):
        g.lang, g.country, g.format = "en", None, ""

        def render(source: str, **shown: Any) -> Any:
            return html.fromstring(f"<div>{render_template_string(source, **shown)}</div>")

        yield render


@pytest.mark.parametrize("state", [*STATES, *ANSWERS])
@pytest.mark.parametrize("language", i18n.LANGUAGES)
def test_a_state_is_an_icon_and_a_word(page: Any, state: str, language: str) -> None:
    with i18n.speaking(language):
        found = page(
            '{% from "parts/badge.html" import badge, letter %}{{ badge(state) }}<i>{{ letter(state) }}</i>', state=state
        )
    badge = found.find_class("badge")[0]
    assert badge.text_content().strip()
    name = badge.xpath(".//use/@href")[0].removeprefix("#i-")
    assert name in g.icons
    assert found.xpath("//i")[0].text.strip()


def test_only_the_icons_that_a_page_used_are_in_its_sprite(page: Any) -> None:
    page('{% from "parts/badge.html" import badge %}{{ badge("REFUSED") }}')
    found = page('{% from "parts/icon.html" import sprite %}{{ sprite(g.icons) }}')
    assert found.xpath("//symbol/@id") == ["i-refused"]


def test_states_are_told_apart_without_colour(page: Any) -> None:
    source = '{% from "parts/badge.html" import badge %}{{ badge(state) }}'
    seen = {(b := page(source, state=s)).xpath("//use/@href")[0] + b.text_content().strip() for s in STATES}
    assert len(seen) == len(STATES)


@pytest.mark.parametrize(
    ("sums", "said", "widths"),
    [
        ((640, 590, 220), "92% pledged, 34% paid out", ["100", "92.2", "34.4"]),
        ((100, 150, 0), "150% pledged, 0% paid out", ["100", "100.0", "0.0"]),
        ((None, 50, 10), "No amount asked for", ["100", "100.0", "20.0"]),
        ((0, 0, None), "No amount asked for", ["100", "0.0"]),
    ],
)
def test_a_bar_says_its_figures(page: Any, sums: tuple[Any, ...], said: str, widths: list[str]) -> None:
    found = page('{% from "parts/bar.html" import bar %}{{ bar(*sums) }}', sums=sums)
    assert found.xpath("//svg/@aria-label") == [said]
    assert found.xpath("//rect/@width") == widths


@pytest.mark.parametrize(
    ("amount", "currency", "short", "full"),
    [
        (640_000_000, "USD", "6.4 m USD", "6,400,000 USD"),
        (600_000_000, "USD", "6 m USD", "6,000,000 USD"),
        (4_500_050, "USD", "45,000.50 USD", "45,000.50 USD"),
        (0, "USD", "0 USD", "0 USD"),
        (-250_000_000, "USD", "-2.5 m USD", "-2,500,000 USD"),
        (1_200_000_000_000, "USD", "12 bn USD", "12,000,000,000 USD"),
        (500_000, "JPY", "0.5 m JPY", "500,000 JPY"),
    ],
)
def test_money_is_short_in_sentences_and_full_in_tables(amount: int, currency: str, short: str, full: str) -> None:
    assert short_money(amount, currency) == short
    assert full_money(amount, currency) == full


def test_no_amount_is_no_zero(page: Any) -> None:
    assert page('{% from "parts/money.html" import money %}{{ money(none, "USD") }}').text_content() == "No data"


def test_the_pager_keeps_filters(page: Any, app: Flask) -> None:
    with app.test_request_context("/en/?region=north&region=south&page=2"):
        g.lang, g.country, g.format = "en", None, ""
        source = '{% from "parts/pager.html" import pager %}{{ pager(page, "list") }}'
        found = html.fromstring(render_template_string(source, page=Page([], 2, 3, 120)))
    assert found.xpath("//a/@href") == ["/en/?region=north&region=south&page=1", "/en/?region=north&region=south&page=3"]
    assert found.xpath("//a/@hx-target") == ["#list", "#list"]


def test_a_single_page_has_no_pager(page: Any) -> None:
    assert not page('{% from "parts/pager.html" import pager %}{{ pager(page) }}', page=Page([], 1, 1, 3)).text_content().strip()


def test_periods_are_said_in_words(page: Any) -> None:
    source = '{% from "parts/dates.html" import period %}{{ period(a, b) }}'
    day = date(2026, 5, 3)
    assert page(source, a=day, b=day).text_content() == "From 3 May 2026 to 3 May 2026"
    assert page(source, a=None, b=day).text_content() == "Until 3 May 2026"
    assert page(source, a=None, b=None).text_content() == "No dates stated"


def test_what_people_wrote_is_escaped(page: Any) -> None:
    for source in (
        '{% from "parts/head.html" import head %}{{ head(x, lead=x) }}',
        '{% from "parts/timeline.html" import timeline %}{{ timeline([(none, x)]) }}',
        '{% from "parts/facts.html" import facts, terms %}{{ facts([(x, x, x)]) }}{{ terms([(x, x)]) }}',
        '{% from "parts/empty.html" import empty %}{{ empty(x, x, x) }}',
        '{% from "parts/filters.html" import pick, ask %}{{ pick("a", x, [(x, x)], x) }}{{ ask("b", x, x) }}',
    ):
        assert not page(source, x="<script>\"'><script>").xpath("//script"), source


def test_a_forms_faults_are_linked_and_repeated_at_the_field(app: Flask) -> None:
    from consult.web.accounts.forms import SignInForm

    with app.test_request_context("/login", method="POST", data={"email": "a@example.org"}):
        g.lang, g.country, g.format = "en", None, ""
        form = SignInForm(meta={"csrf": False})
        form.validate()
        source = (
            '{% from "parts/error_summary.html" import error_summary %}{% from "parts/field.html" import field %}'
            '<div>{{ error_summary(form) }}{{ field(form.email, hint="h") }}{{ field(form.password) }}</div>'
        )
        found = html.fromstring(render_template_string(source, form=form))
    assert found.xpath("//div[@class='errors']//a/@href") == ["#password"]
    assert found.xpath("//div[@class='errors']//a")[0].text == found.find_class("msg")[0].text == "Enter your password."
    assert found.get_element_by_id("password").get("aria-describedby") == "password-e"
    assert found.get_element_by_id("password").get("aria-invalid") == "true"
    assert found.get_element_by_id("email").get("aria-describedby") == "email-h"
    assert found.get_element_by_id("email").get("aria-invalid") is None
