"""The search page: found through the index and without it, in every language, as page and as fragment."""

import shutil

import pytest
from flask import Flask

from consult.search.keeping import keep_all
from tests.support.makers import Makers
from tests.support.visitor import Visitor


@pytest.fixture
def indexed(app: Flask, site: Makers) -> Flask:
    stores = app.extensions["consult"]
    assert keep_all(stores.main, stores.settings) == 1
    return app


def test_a_sector_is_found_and_led_to(indexed: Flask, visitor: Visitor) -> None:
    page = visitor.get("/en/xm/search?q=justice").get_data(as_text=True)
    assert 'href="consent/justice/"' in page
    assert "3 results" in page


def test_nothing_asked_is_nothing_answered(visitor: Visitor) -> None:
    page = visitor.get("/en/xm/search")
    assert page.status_code == 200
    assert "result" not in page.get_data(as_text=True)


def test_without_an_index_the_same_is_found(indexed: Flask, visitor: Visitor) -> None:
    before = visitor.get("/en/xm/search?q=harbour").get_data(as_text=True)
    shutil.rmtree(indexed.extensions["consult"].settings.data / "index")
    after = visitor.get("/en/xm/search?q=harbour").get_data(as_text=True)
    assert "Harbour Foundation" in before
    assert after == before


def test_a_damaged_index_is_made_anew(indexed: Flask, visitor: Visitor) -> None:
    stores = indexed.extensions["consult"]
    for toc in (stores.settings.data / "index").rglob("current.json"):
        toc.write_text("{")
    assert "Harbour" in visitor.get("/en/xm/search?q=harbour").get_data(as_text=True)
    assert keep_all(stores.main, stores.settings) == 1
    assert keep_all(stores.main, stores.settings) == 0


def test_the_fragment_is_the_pages_own(indexed: Flask, visitor: Visitor) -> None:
    page = visitor.get("/fr/xm/search?q=justice").get_data(as_text=True)
    part = visitor.get("/fr/xm/search?q=justice", htmx=True).get_data(as_text=True)
    assert part.split("</section>")[0].strip() in page
    assert "<html" not in part


def test_words_are_shown_as_words(visitor: Visitor) -> None:
    page = visitor.get("/en/xm/search?q=%3Cscript%3Ealert(1)%3C/script%3E").get_data(as_text=True)
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_an_odd_query_is_no_fault(visitor: Visitor) -> None:
    assert visitor.get("/ar/xm/search?q=%00").status_code == 400
    for query in ("q=" + "x" * 9000, "q=a&page=-1", "q=a&page=x", "q=a&kind=nothing", "q=(((", "q=%F0%9F%92%A5"):
        assert visitor.get(f"/ar/xm/search?{query}").status_code == 200, query
