"""A shop in two markets: whoever chose one sees its prices on every page, and plain addresses stay the main one's."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest
from sqlalchemy import event

from ecomkit.domain import Category, Done, Money, SaveCategories, SaveProducts, SetListPrice, Variant
from ecomkit.testing import Clock, make_shop, settings_for
from tests.services.test_markets import FAN, LAMP, MARKETS, MUG, RATES, eur, product, usd
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site, fill_and_pay, hidden, where
from tests.web.pictured import show_all

THERE = {
    "country": "US", "region": "NY", "postcode": "10001", "line1": "5 Pearl St", "city": "New York", "shipping": "air",
}  # fmt: skip


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    settings = settings_for(
        tmp_path, plugins={"rates": RATES}, markets=MARKETS, countries=("ES", "PT"), languages=("en", "es")
    )
    shop = make_shop(tmp_path, use=CONSUMERS, clock=clock, settings=settings, catalogue=False)
    for command in (
        SaveCategories(categories=(Category(slug="home", name="Home"),)),
        SaveProducts(products=(MUG, LAMP, FAN)),
    ):
        assert isinstance(shop.run(shop.system(), command), Done)
    opened = Site(shop, clock)
    yield opened
    opened.close()


def choose(client: Client, market: str, back: str = "/") -> str:
    return where(client.post("/market", {"market": market, "next": back}))


def said(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", html)).split()).replace("\N{NO-BREAK SPACE}", " ")


@pytest.mark.parametrize("path", ["/", "/c/home", "/search?q=lamp", "/p/lamp", "/es/p/lamp", "/compare?p=lamp&p=mug"])
def test_every_page_shows_the_prices_of_the_market(client: Client, site: Site, path: str) -> None:
    before = client.get(path).text
    assert "90" in before
    assert "110" not in said(before)
    choose(client, "us")
    client.get(path)  # the words of the change are said once
    chosen = client.get(path)
    assert chosen.status_code == 200
    assert "US$110" in chosen.text or "110,00" in chosen.text
    assert "€" not in re.sub(r"<footer.*", "", chosen.text, flags=re.S)
    other = site.client()
    assert other.get(path).text == before


def test_the_head_of_a_page_says_in_what_one_pays_and_leads_to_the_choice(client: Client) -> None:
    page = client.get("/p/lamp").text
    head, _, rest = page.partition("</header>")
    assert '<a class="only-wide" href="#foot-market">' in head
    assert head.count('name="market"') == 2
    assert 'id="foot-market"' in rest
    choose(client, "us")
    assert '<span class="vh">Country and currency: </span>USD</a>' in client.get("/p/lamp").text


def test_the_choice_leads_back_and_is_kept(client: Client) -> None:
    page = client.get("/p/lamp").text
    assert hidden(page, "next") == "/p/lamp"
    assert "Spain, Portugal · EUR" in page
    assert choose(client, "us", hidden(page, "next")) == "/p/lamp"
    told = client.get("/p/lamp").text
    assert "Prices are in USD now." in told
    assert re.search(r'value="us" aria-current="true">United States · USD<', told)
    assert choose(client, "main", "/c/home") == "/c/home"
    assert client.cookies.get("ecomkit_market") is None
    assert "EUR" in client.get("/p/lamp").text


def test_what_is_no_market_changes_nothing(client: Client) -> None:
    assert choose(client, "atlantis", "https://elsewhere.example/") == "/"
    assert client.cookies.get("ecomkit_market") is None
    assert client.post("/market", {"market": "us"}, site="cross-site").status_code == 403
    client.cookies.set("ecomkit_market", "atlantis")
    assert "€90.00" in client.get("/p/lamp").text


def test_an_address_can_name_a_market_and_the_page_has_one_address(client: Client, site: Site) -> None:
    named = client.get("/p/lamp?market=us")
    assert '"priceCurrency":"USD"' in named.text.replace(" ", "")
    assert '<link rel="canonical" href="http://127.0.0.1:8000/p/lamp">' in named.text
    assert hidden(named.text, "next") == "/p/lamp"
    assert client.cookies.get("ecomkit_market") == "us"
    assert "US$110.00" in client.get("/c/home").text
    assert "€90.00" in client.get("/p/lamp?market=main").text
    assert client.cookies.get("ecomkit_market") is None
    assert '"priceCurrency":"EUR"' in site.client().get("/p/lamp").text.replace(" ", "")


def test_filters_of_an_address_stay_when_it_names_a_market(client: Client) -> None:
    page = client.get("/c/home?f=Size%3AS&market=us&sort=price").text
    assert "US$15.00" in page
    assert "Lamp" not in re.sub(r"<footer.*", "", page, flags=re.S)
    assert hidden(page, "next") == "/c/home?f=Size%3AS&sort=price"


def test_pages_of_each_market_are_kept_apart_and_follow_their_prices(client: Client, site: Site) -> None:
    choose(client, "us")
    client.get("/")
    other = site.client()
    kept = {"main": other.get("/p/lamp").text, "us": client.get("/p/lamp").text}
    assert client.get("/p/lamp").text == kept["us"]
    price = SetListPrice(sku="LAMP", price=Money(amount=12300, currency="USD"))
    assert isinstance(site.shop.run(site.shop.system(), price), Done)
    client.catch_up()
    assert "US$123.00" in client.get("/p/lamp").text
    assert other.get("/p/lamp").text == kept["main"]


def test_a_ready_page_of_a_market_is_sent_before_any_work(client: Client, site: Site) -> None:
    choose(client, "us")
    client.get("/")
    page = client.get("/p/lamp")
    asked: list[str] = []
    event.listen(site.shop.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    hits = site.app.site.cache.hits
    assert client.get("/p/lamp").text == page.text
    assert site.client().get("/p/lamp?market=us").headers["set-cookie"].startswith("ecomkit_market=us;")
    assert client.get("/p/lamp", headers={"if-none-match": client.get("/p/lamp").headers["etag"]}).status_code == 304
    assert site.app.site.cache.hits == hits + 4
    assert asked == []
    client.post("/cart/lines", {"sku": "LAMP"})
    assert "US$110.00" in client.get("/cart").text


def test_what_is_not_sold_there_is_said(client: Client) -> None:
    client.post("/cart/lines", {"sku": "FAN"})
    client.post("/cart/lines", {"sku": "LAMP"})
    assert "€110.00" in client.get("/cart").text
    choose(client, "us")
    missing = client.get("/p/fan")
    assert missing.status_code == 404
    assert "It may be sold in another country" in missing.text
    cart = client.get("/cart").text
    assert "Not sold in USD: take it out" in cart
    assert "Fan is not sold in USD. Take it out of the cart." in cart
    assert len(re.findall(r'class="error" id="q-', cart)) == 1
    key = re.search(r'remove:(\w+)"[^>]*>Remove<span class="vh"> Fan', cart)
    assert key is not None
    client.post("/cart", {"op": f"remove:{key[1]}"})
    cart = client.get("/cart").text
    assert "US$110.00" in cart
    assert "Not sold" not in cart
    assert client.post("/cart/lines", {"sku": "FAN"}).status_code == 404


def test_an_order_in_dollars_whichever_market_is_looked_at_later(client: Client, site: Site) -> None:
    choose(client, "us")
    client.post("/cart/lines", {"sku": "MUG-S"})
    cart = client.get("/cart").text
    assert "US$84.00 more and delivery is free" in said(cart)
    assert "choose it at the foot of the page" in cart
    page = client.get("/checkout").text
    countries = re.search(r'name="country".*?</select>', page, re.S)
    assert countries is not None
    assert re.findall(r'<option value="([A-Z]{2})"', countries[0]) == ["US"]
    estimate = client.post("/checkout", THERE | {"op": "update", "key": hidden(page, "key"), "shown": "x"})
    shown = hidden(estimate.text, "shown")
    paid = fill_and_pay(client, **THERE, shown=shown)
    order = where(paid)
    assert "US$29.40" in client.get(order).text  # 15.00 and 12.00 delivery, 8.875 % on both
    choose(client, "main")
    client.get("/")
    again = client.get(order).text
    assert "US$29.40" in again
    assert "€" not in re.sub(r"<footer.*", "", again, flags=re.S)


def test_the_feed_of_a_market_leads_to_pages_with_its_prices(client: Client, site: Site) -> None:
    show_all(site, ("mug", "lamp", "fan"))
    feed = client.get("/feeds/products.xml?market=us").text
    assert "<g:price>110.00 USD</g:price>" in feed
    assert "EUR" not in feed
    assert "<g:id>FAN</g:id>" not in feed
    assert "<g:country>US</g:country>" in feed
    link = next(iter(re.findall(r"<g:link>([^<]*lamp[^<]*)</g:link>", feed)))
    assert link == "http://127.0.0.1:8000/p/lamp?market=us"
    plain = site.client().get("/feeds/products.xml").text
    assert "USD" not in plain
    assert "<g:id>FAN</g:id>" in plain


def test_machines_may_name_a_market(client: Client) -> None:
    shown = client.get("/api/v1/products/lamp?market=us").json()
    assert shown["variants"][0]["price"]["currency"] == "USD"


def test_the_back_office_is_of_no_market(client: Client) -> None:
    choose(client, "us")
    assert client.get("/admin/sign-in").status_code == 200
    assert "Country and currency" not in client.get("/admin/sign-in").text


def test_a_shop_of_one_market_asks_nothing_more(tmp_path: Path) -> None:
    """Neither a form, nor an address, nor a statement."""
    clock = Clock()
    plain = Site(make_shop(tmp_path, use=CONSUMERS, clock=clock), clock)
    asked: list[str] = []
    event.listen(plain.shop.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    try:
        client = plain.client()
        assert "Country and currency" not in client.get("/p/loma-mug").text
        client.post("/cart/lines", {"sku": "LAMP"})
        fill_and_pay(client)
        assert client.post("/market", {"market": "us"}).status_code in (404, 405)
        assert asked
        assert [one for one in asked if "currency_price" in one] == []
    finally:
        plain.close()


def test_no_page_of_a_market_asks_more_for_more_products(site: Site) -> None:
    client = site.client()
    choose(client, "us")
    client.get("/")
    asked: list[str] = []
    event.listen(site.shop.database.engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for first in (0, 10):
        dear = {"price": eur(100), "prices": (("USD", usd(200)),)}
        more = tuple(product(f"t-{n}", Variant(sku=f"T{n}", **dear)) for n in range(first, first + 10))
        site.shop.run(site.shop.system(), SaveProducts(products=more))
        client.catch_up()
        asked.clear()
        assert client.get("/c/home").text.count("US$2.00") == len(more) + first
        counts.append(len(asked))
    assert counts[0] == counts[1]
