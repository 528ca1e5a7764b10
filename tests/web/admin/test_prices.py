"""List prices on a product's screen: one form for each currency that the shop sells in."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import ProductAsWritten
from ecomkit.testing import Clock, make_shop, settings_for
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site, where

PAGE = "/admin/products/faro-lamp"
DOLLARS = {"sku": "LAMP", "currency": "USD"}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    markets = {"us": {"currency": "USD", "countries": ["MX"], "prices_include_tax": False}}
    made = Site(
        make_shop(tmp_path, use=CONSUMERS, settings=settings_for(tmp_path, markets=markets), clock=clock), clock
    )
    yield made
    made.close()


def prices(site: Site) -> list[tuple[str, bool]]:
    (lamp,) = site.shop.ask(site.shop.system(), ProductAsWritten(slug="faro-lamp")).variants
    return [(str(p.money), p.includes_tax) for p in (lamp.price, *(price for _, price in lamp.prices)) if p is not None]


def test_an_article_gets_a_price_in_another_currency_and_loses_it(site: Site, clerk: Client) -> None:
    page = clerk.get(PAGE).text
    assert "List price in USD" in page
    assert "In USD, without tax. Empty: it is not sold there" in page
    assert where(clerk.post(f"{PAGE}/price", DOLLARS | {"price.LAMP.USD": "99.50"})) == PAGE
    assert prices(site) == [("89.00 EUR", True), ("99.50 USD", False)]
    assert 'value="99.50"' in clerk.get(PAGE).text
    assert where(clerk.post(f"{PAGE}/price", DOLLARS | {"price.LAMP.USD": " "})) == PAGE
    assert prices(site) == [("89.00 EUR", True)]


def test_the_price_in_the_shops_own_currency_is_set_apart(site: Site, clerk: Client) -> None:
    clerk.post(f"{PAGE}/price", DOLLARS | {"price.LAMP.USD": "99.50"})
    assert where(clerk.post(f"{PAGE}/price", {"sku": "LAMP", "price.LAMP": "79"})) == PAGE
    assert prices(site) == [("79.00 EUR", True), ("99.50 USD", False)]


def test_what_cannot_be_a_price_comes_back_in_its_form(site: Site, clerk: Client) -> None:
    answer = clerk.post(f"{PAGE}/price", DOLLARS | {"price.LAMP.USD": "much"})
    assert answer.status_code == 422
    assert answer.text.count("Write an amount such as 14.90.") == 2, "above the page and beside the field"
    assert answer.text.count('<details class="fold" open>') == 1
    assert 'value="much"' in answer.text
    assert 'value="89.00"' in answer.text
    again = clerk.post(f"{PAGE}/price", DOLLARS | {"price.LAMP.USD": ""})
    assert "LAMP has no price of its own in USD." in again.text
    assert clerk.post(f"{PAGE}/price", {"sku": "LAMP", "currency": "JPY", "price.LAMP.JPY": "1"}).status_code == 404
    assert prices(site) == [("89.00 EUR", True)]
