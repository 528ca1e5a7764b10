"""A product's page says which promotions will lower its price in the cart, and stops saying so when they end."""

from __future__ import annotations

import re
from typing import Any

import pytest
from sqlalchemy import event

from ecomkit.domain import MoveProduct
from ecomkit.plugins.promotions import api
from tests.plugins.promotions.scene import coded, done, promote
from tests.web.conftest import Site

LAMP, MUG = "/p/faro-lamp", "/p/loma-mug"
SAID = re.compile(r'class="promo-said">.*?<b>(.*?)</b>', re.DOTALL)


def names(site: Site, path: str = LAMP) -> list[str]:
    client = site.client()
    client.catch_up()
    page = client.get(path)
    assert page.status_code == 200
    return SAID.findall(page.text)


def test_what_holds_for_everybody_is_said_on_the_pages_it_is_for(site: Site) -> None:
    promote(site.shop, name="Lamps: ten off", percent="10", products="faro-lamp")
    promote(site.shop, name="Three for two", kind="buy_get", buy=2, get=1, percent="100", products="loma-mug")
    assert names(site) == ["Lamps: ten off"]
    assert names(site, MUG) == ["Three for two"]
    page = site.client().get(LAMP).text
    assert "taken off in the cart" in page
    assert "€89.00" in page, "the price beside it stays that of one piece"


def test_a_promotion_goes_with_its_product_to_another_address(site: Site) -> None:
    promote(site.shop, name="Lamps: ten off", percent="10", products="faro-lamp, loma-mug")
    promote(site.shop, name="Mugs", percent="5", products="loma-mug")
    done(site.shop.run(site.shop.system(), MoveProduct(slug="faro-lamp", to="faro-light")))
    assert names(site, "/p/faro-light") == ["Lamps: ten off"]
    assert "Lamps: ten off" in names(site, MUG)


def test_a_promotion_of_a_category_is_said_on_its_products(site: Site) -> None:
    before = names(site, MUG)
    promote(site.shop, name="Kitchen week", percent="5", categories="home")
    assert before == []
    assert names(site, MUG) == ["Kitchen week"]


@pytest.mark.parametrize(
    "fields",
    [
        {"minimum": "50"},
        {"first_order": True},
        {"each": 1},
        {"most": 10},
        {"capacities": "purchaser"},
        {"kind": "shipping"},
        {"products": "loma-mug"},
        {"begins": "2026-12-24"},
    ],
    ids=str,
)
def test_what_depends_on_cart_person_or_count_is_not_promised(site: Site, fields: dict[str, Any]) -> None:
    promote(site.shop, **({"name": "Perhaps", "percent": "10"} | fields))
    coded(site.shop, "LAMPS10", name="With a code")
    assert names(site) == []


def test_a_kept_page_follows_what_staff_do(site: Site) -> None:
    assert names(site) == []
    key = promote(site.shop, name="Lamps", percent="10", products="faro-lamp")
    assert names(site) == ["Lamps"]
    done(site.shop.run(site.shop.system(), api.EndPromotion(promotion=key)))
    assert names(site) == []


def test_a_kept_page_is_over_in_the_moment_in_which_a_promotion_begins_or_ends(site: Site) -> None:
    promote(site.shop, name="Noon", percent="10", begins="2026-11-23T12:00Z", ends="2026-11-23T18:00Z")
    told = []
    for hours in (0, 2, 1, 5, 1):
        site.clock.forward(hours=hours)
        told.append(SAID.findall(site.client().get(LAMP).text))
    assert told == [[], [], ["Noon"], ["Noon"], []], "at nine, eleven, twelve, five and six"


def test_one_that_stands_alone_hides_the_others(site: Site) -> None:
    promote(site.shop, name="Ten", percent="10")
    promote(site.shop, name="Alone", percent="5", exclusive=True, priority=1)
    assert names(site) == ["Alone"]


def test_a_page_asks_for_promotions_once(site: Site) -> None:
    for number in range(3):
        promote(site.shop, name=f"Lamps {number}", percent="1", products="faro-lamp")
    client, asked = site.client(), list[str]()
    client.catch_up()

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(site.shop.database.engine, "before_cursor_execute", note)
    try:
        assert len(SAID.findall(client.get(LAMP).text)) == 3
        client.get(LAMP)
    finally:
        event.remove(site.shop.database.engine, "before_cursor_execute", note)
    assert len([one for one in asked if "promotions_rule" in one]) == 1, "and a kept page not at all"
