"""What lies in a set: told on its page, and to who packs it."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from ecomkit.domain import Done, Money, Product, ProductAsWritten, SaveProducts, UnitPrice, Variant
from tests.web.admin.conftest import admin_page_of_first_order, at_work, counted, employ
from tests.web.conftest import Client, Site, fill_and_pay, where

PRICE = UnitPrice(money=Money(amount=9900, currency="EUR"))


def save(site: Site, *products: Product) -> None:
    assert isinstance(site.shop.run(site.shop.system(), SaveProducts(products=products)), Done)


def change(site: Site, slug: str, **changes: Any) -> None:
    one = site.shop.ask(site.shop.system(), ProductAsWritten(slug=slug))
    save(site, one.model_copy(update=changes))


@pytest.fixture
def sold(site: Site) -> Site:
    parts = (("LAMP", 1), ("MUG-BRICK", 4))
    variants = (Variant(sku="EVENING", price=PRICE, parts=parts),)
    save(site, Product(slug="evening-set", name="Evening set", variants=variants))
    return site


def told(page: str) -> list[tuple[str, str, str]]:
    """How many, the way there and the name, of each part."""
    inside = page.partition('<ul class="set-parts">')[2].partition("</ul>")[0]
    found = re.findall(r'<li><span class="num">(.*?) ×</span> <span>(?:<a href="(.*?)">)?(.*?)</(?:a|span)>', inside)
    return [(count, href, name) for count, href, name in found]


def test_the_page_of_a_set_lists_what_lies_in_it(sold: Site, client: Client) -> None:
    page = client.get("/p/evening-set").text
    assert "In the set" in page
    assert told(page) == [
        ("1", "/p/faro-lamp?sku=LAMP", "Faro lamp"),
        ("4", "/p/loma-mug?sku=MUG-BRICK", "Loma mug, Brick"),
    ]
    assert client.get("/p/loma-mug?sku=MUG-BRICK").status_code == 200
    assert "In the set" not in client.get("/p/faro-lamp").text


def test_a_part_that_nobody_can_open_is_named_and_not_linked(sold: Site, client: Client) -> None:
    change(sold, "faro-lamp", withdraw_at=sold.clock() + timedelta(seconds=30))
    assert told(client.get("/p/evening-set").text)[0] == ("1", "/p/faro-lamp?sku=LAMP", "Faro lamp")
    sold.clock.forward(seconds=31)
    assert told(client.get("/p/evening-set").text)[0] == ("1", "", "Faro lamp")


def test_the_page_of_a_set_follows_the_names_of_its_parts(sold: Site, client: Client) -> None:
    assert told(client.get("/p/evening-set").text)[0][2] == "Faro lamp"
    change(sold, "faro-lamp", name="Night lamp")
    client.catch_up()
    assert told(client.get("/p/evening-set").text)[0][2] == "Night lamp"


def questions(site: Site, path: str) -> int:
    with counted(site.shop) as asked:
        assert site.client().get(path).status_code == 200
    return len(asked)


def test_the_order_tells_who_packs_it_each_article_number_and_all_pieces_of_a_set(sold: Site) -> None:
    customer = sold.client()
    customer.post("/cart/lines", {"sku": "EVENING", "quantity": "2"})
    customer.post("/cart/lines", {"sku": "LAMP", "quantity": "1"})
    order = where(fill_and_pay(customer))
    employ(sold.shop)
    clerk = at_work(sold)
    page = admin_page_of_first_order(clerk)
    text = " ".join(re.sub("<[^>]+>", " ", clerk.get(page).text).split())
    assert "Article number EVENING 2 × Faro lamp LAMP 8 × Loma mug, Brick MUG-BRICK" in text
    assert text.count("Article number LAMP") == 1
    assert "Article number" not in customer.get(order).text


def test_a_set_of_many_asks_the_database_no_more_than_a_set_of_one(sold: Site) -> None:
    few = Product(slug="few", name="Few", variants=(Variant(sku="FEW", price=PRICE, parts=(("LAMP", 1),)),))
    many = tuple((sku, 1) for sku in ("LAMP", "MUG-BONE", "MUG-BRICK"))
    save(sold, few, Product(slug="many", name="Many", variants=(Variant(sku="MANY", price=PRICE, parts=many),)))
    questions(sold, "/p/evening-set")
    assert questions(sold, "/p/many") == questions(sold, "/p/few")
