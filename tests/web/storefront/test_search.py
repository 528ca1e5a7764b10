"""The search page: what is found, what was meant, what helps where nothing is; and offers while somebody types."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import Done, SaveProducts
from ecomkit.testing import Clock, make_shop, settings_for
from tests.search.test_index import LAMP, MUG
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site


@pytest.fixture
def both(tmp_path: Path) -> Iterator[Site]:
    """A shop in English and Spanish."""
    clock = Clock()
    shop = make_shop(tmp_path, use=CONSUMERS, clock=clock, settings=settings_for(tmp_path, languages=("en", "es")))
    assert isinstance(shop.run(shop.system(), SaveProducts(products=(MUG, LAMP))), Done)
    opened = Site(shop, clock)
    yield opened
    opened.close()


def words_of(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html.partition("<main")[2]).split())


def test_each_language_is_searched_in_its_words(both: Site) -> None:
    client = both.client()
    assert "Taza Loma" in words_of(client.get("/es/search?q=tazas").text)
    assert "Taza Loma" not in words_of(client.get("/search?q=mugs").text)


def test_a_misspelt_word_is_answered_and_said(both: Site) -> None:
    html = both.client().get("/es/search?q=lampra").text
    assert "Lámpara Faro" in html
    assert 'href="/es/search?q=l%C3%A1mpara"' in html


def test_a_search_with_too_many_words_says_that_none_has_them_all(client: Client) -> None:
    said = words_of(client.get("/search?q=brisa+lamp").text)
    assert "Faro lamp" in said
    assert "No product has all of these words" in said


def test_nothing_found_offers_categories_what_sells_and_people(client: Client) -> None:
    answer = client.get("/search?q=qwertz")
    assert answer.status_code == 200
    assert "/c/home" in answer.text.partition("<main")[2]
    assert "Loma mug" in answer.text
    assert "/contact" in answer.text.partition("<main")[2]


def test_somebody_who_looks_for_a_page_is_shown_it(client: Client) -> None:
    assert 'href="/returns"' in client.get("/search?q=return").text.partition("<main")[2].partition("<footer")[0]


def test_offers_come_in_the_readers_language_and_lead_to_pages(both: Site) -> None:
    client = both.client()
    told = client.get("/es/search/suggest?q=taz")
    assert told.headers["content-type"] == "application/json"
    offers = told.json()["offers"]
    assert offers[0] == {"name": "Taza Loma", "href": "/es/p/loma-mug", "kind": ""}
    assert client.get(offers[0]["href"]).status_code == 200
    assert client.get("/search/suggest?q=hom").json()["offers"][0]["href"] == "/c/home"
    assert client.get("/search/suggest").json()["offers"] == []


def test_a_new_name_is_found_at_once(both: Site) -> None:
    client = both.client()
    assert "Zafiro" not in words_of(client.get("/search?q=lamp").text)
    both.shop.run(both.shop.system(), SaveProducts(products=(LAMP.model_copy(update={"name": "Zafiro lamp"}),)))
    client.catch_up()
    assert "Zafiro lamp" in words_of(client.get("/search?q=lamp").text)


@pytest.mark.parametrize(
    "hostile", ['"', "a AND", "NEAR(", "{name}:x", "*", "-", "'||'", "a" * 500, "%00", "\\", "^ñ OR 1"]
)
def test_whatever_is_typed_is_answered(client: Client, hostile: str) -> None:
    assert client.get("/search", params={"q": hostile.replace("%00", "")}).status_code == 200
    assert client.get("/search/suggest", params={"q": hostile.replace("%00", "")}).status_code == 200


def test_the_form_knows_where_offers_come_from_and_works_without(both: Site) -> None:
    html = both.client().get("/es").text
    assert 'action="/es/search"' in html
    assert 'data-suggest="/es/search/suggest"' in html
    assert re.search(r'<script type="module" src="/static/[0-9a-f]+/search\.js">', html)
