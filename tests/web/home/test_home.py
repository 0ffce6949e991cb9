"""The way in: countries, a country's home before and after its agenda, the explaining pages, what goes wrong."""

import hashlib
import re
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from consult.kit import clock
from consult.kit.actor import Role
from consult.kit.i18n import LANGUAGES
from consult.places.models import Country, Place
from consult.web.home.drawing import WIDTH, draw
from consult.web.pages.views import PAGES
from tests.agendas.build import published
from tests.conftest import NOW
from tests.support.makers import Makers
from tests.support.visitor import Visitor

HTMX = "a0abb04f2f45a1f89d1d4844023245537e5e6014c87b144553e0607b4cc32130"
SQUARE = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]}
BESIDE = {"type": "MultiPolygon", "coordinates": [[[[2, 0], [4, 0], [4, 2], [2, 2], [2, 0]]]]}


@pytest.fixture
def agenda(site: Makers) -> Makers:
    site.actor(Role.MINISTRY_EDITOR)
    with site.database.writing(site.country.id) as db:
        published(db, site)
    return site


def text(visitor: Visitor, path: str) -> str:
    answer = visitor.get(path)
    assert answer.status_code == 200, path
    return answer.get_data(as_text=True)


def test_countries_and_languages_are_offered(visitor: Visitor) -> None:
    page = text(visitor, "/")
    assert 'href="/en/xm/"' in page
    assert 'href="/ar/xm/"' in page
    assert 'dir="rtl"' in text(visitor, "/ar/")


def test_a_home_without_agenda_says_so(visitor: Visitor) -> None:
    page = text(visitor, "/en/xm/")
    assert "No agenda yet" in page
    assert "Gaps" not in page


def test_a_home_shows_what_is_asked_and_what_comes(agenda: Makers, visitor: Visitor) -> None:
    with clock.at(NOW):
        page = text(visitor, "/en/xm/")
    assert "1 priority that the government has set" in page
    assert "1 gap, by region" in page
    assert "1,700,000 USD" in page
    assert "1 need not stated" in page
    assert "Comments close" in page
    assert "Agenda published: version 1" in page


def test_regions_are_a_file_too(agenda: Makers, visitor: Visitor) -> None:
    lines = text(visitor, "/en/xm/regions.csv").splitlines()
    assert lines[0] == "place,name,gaps,missing_minor_units,currency,needs_not_stated"
    assert lines[1] == "XM01,North,1,170000000,USD,0"
    assert len(lines) == 4


def test_regions_with_shapes_are_drawn_and_named(agenda: Makers, visitor: Visitor) -> None:
    with agenda.database.writing(agenda.country.id) as db:
        for place, shape in zip(
            db.scalars(select(Place).where(Place.level == 1).order_by(Place.code)), (SQUARE, BESIDE), strict=False
        ):
            place.shape = shape
    page = text(visitor, "/en/xm/")
    assert page.count('<path class="m1" d="M') == 2
    assert page.count("</text>") == 4
    assert ">Upper Mora</text>" in page


def test_neighbours_stay_joined_when_snapped() -> None:
    drawing = draw([("a", SQUARE), ("b", BESIDE)])
    assert drawing is not None
    left, right = (re.findall(r"(\d+) \d+", o.path) for o in drawing.outlines)
    assert max(map(int, left)) == min(map(int, right)) == WIDTH / 2
    assert draw([]) is None


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", PAGES)
def test_every_explaining_page_opens_in_and_out_of_a_country(visitor: Visitor, name: str, language: str) -> None:
    assert f'lang="{language}"' in text(visitor, f"/{language}/{name}/")
    assert f'href="/{language}/xm/agenda/"' in text(visitor, f"/{language}/xm/{name}/")


def test_a_short_address_leads_to_the_readers_language(visitor: Visitor) -> None:
    answer = visitor.client.get("/privacy", headers={"Accept-Language": "fr"})
    assert (answer.status_code, answer.location) == (303, "/fr/privacy/")


def test_the_roles_page_says_what_the_table_says(visitor: Visitor) -> None:
    page = text(visitor, "/en/xm/roles/")
    assert "Countersign a consent, or decline to" in page
    assert page.count("<tr") == 2 * (len(Role) + 1)


@pytest.mark.parametrize("path", ["/en/zz/", "/de/xm/", "/en/xm/nothing/", "/nothing", "/en/xm/agenda/999/"])
def test_what_is_not_there_says_what_to_do(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 404
    assert "<h1" in page
    assert 'class="btn quiet"' in page


def test_a_reader_gets_no_cookie(visitor: Visitor, agenda: Makers) -> None:
    for path in ("/", "/en/xm/", "/en/xm/help/", "/en/xm/nothing/", "/en/xm/search?q=court"):
        assert "Set-Cookie" not in visitor.get(path).headers, path


def test_the_country_says_what_is_not_real(app: Flask, site: Makers, visitor: Visitor) -> None:
    with site.database.writing() as db:
        db.get_one(Country, site.country.id).notice = {"en": "Demonstration data.", "fr": "Données de démonstration."}
    assert "Demonstration data." in text(visitor, "/en/xm/")
    assert "Données de démonstration." in text(visitor, "/fr/xm/")
    assert "Demonstration data." in text(visitor, "/ar/xm/")


def test_pages_keep_to_their_budget(app: Flask, agenda: Makers, visitor: Visitor) -> None:
    folder = Path(app.root_path) / "static" / "css"
    sizes: dict[str, int] = {p.name: p.stat().st_size for p in folder.iterdir()}
    assert sizes["public.css"] + max(sizes[n] for n in sizes if n not in ("public.css", "work.css")) <= 20_480
    for path in ("/", "/en/xm/", "/en/xm/help/", "/en/xm/roles/", "/en/xm/search"):
        page = text(visitor, path)
        asked: list[Any] = re.findall(r'(?:href|src)="(/static/[^"]+)"', page)
        assert len(asked) + 1 <= 4, (path, asked)
        for address in asked:
            with visitor.get(address) as file:
                assert file.status_code == 200


def test_the_pages_script_is_htmx_as_it_came_and_our_own(app: Flask) -> None:
    folder = Path(app.root_path) / "static" / "js"
    vendored, own = (folder / "htmx.min.js").read_text(), (folder / "focus.js").read_text()
    assert hashlib.sha256(vendored.encode()).hexdigest() == HTMX, "htmx.min.js is not the release 4.0.1"
    assert (folder / "pages.js").read_text() == f"{vendored}\n{own}", "put pages.js together again from its two parts"
    assert len(own.encode()) <= 6 * 1024
