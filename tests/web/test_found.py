"""What search engines and merchants' centres read: sitemap and robots, and what it takes to tell it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from ecomkit.domain import Done, Money, Product, ProductAsWritten, SaveProducts, UnitPrice, Variant
from ecomkit.testing import Clock, make_shop, settings_for
from ecomkit.web import found
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site
from tests.web.pictured import SHOWN, put_picture

MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
XHTML = "{http://www.w3.org/1999/xhtml}link"
HERE = "http://127.0.0.1:8000"


@pytest.fixture
def bilingual(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    settings = settings_for(tmp_path, languages=("en", "es"))
    site = Site(make_shop(tmp_path, use=CONSUMERS, settings=settings, clock=clock), clock)
    yield site
    site.close()


def saved(site: Site, one: Product) -> None:
    assert isinstance(site.shop.run(site.shop.system(), SaveProducts(products=(one,))), Done)


def mug(site: Site) -> Product:
    return site.shop.ask(site.shop.system(), ProductAsWritten(slug="loma-mug"))


def locations(client: Client, path: str) -> list[str]:
    return [one.text or "" for one in ET.fromstring(client.get(path).content).iter(f"{MAP}loc")]


def test_each_language_of_a_page_is_in_the_map_and_leads_to_the_others(bilingual: Site) -> None:
    client = bilingual.client()
    tree = ET.fromstring(client.get("/sitemap.xml").content)
    urls = {str(one.findtext(f"{MAP}loc")): one for one in tree.iter(f"{MAP}url")}
    for address in (f"{HERE}/p/loma-mug", f"{HERE}/es/p/loma-mug"):
        links = {link.get("hreflang"): link.get("href") for link in urls[address].iter(XHTML)}
        assert links == {"en": f"{HERE}/p/loma-mug", "es": f"{HERE}/es/p/loma-mug", "x-default": f"{HERE}/p/loma-mug"}
        assert urls[address].findtext(f"{MAP}lastmod") == "2026-11-23"
    for address in urls:
        assert client.get(address.removeprefix(HERE)).status_code == 200, address


def test_what_is_not_shown_is_not_in_the_map(site: Site, client: Client) -> None:
    saved(site, mug(site).model_copy(update={"published": False}))
    assert f"{HERE}/p/loma-mug" not in locations(client, "/sitemap.xml")
    assert f"{HERE}/p/faro-lamp" in locations(client, "/sitemap.xml")


def test_a_large_map_comes_in_parts_that_hold_every_page_once(
    site: Site, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = locations(client, "/sitemap.xml")
    monkeypatch.setattr(found, "_PART", 2)
    parts = locations(client, "/sitemap.xml")
    assert parts == [f"{HERE}/sitemaps/{name}.xml" for name in ("pages", "from-brisa-fan", "from-loma-mug")]
    pieces = [one for part in parts for one in locations(client, part.removeprefix(HERE))]
    assert sorted(pieces) == sorted(whole)
    assert client.get("/sitemaps/else.xml").status_code == 404


def test_what_says_noindex_may_be_read_so_that_it_is_seen(site: Site) -> None:
    client = site.client()
    closed = [line.removeprefix("Disallow: ") for line in client.get("/robots.txt").text.splitlines()]
    for path in ("/search?q=mug", "/search?q=nothing-like-it", "/compare?p=loma-mug"):
        assert '<meta name="robots" content="noindex">' in client.get(path).text
        assert not any(path.startswith(one) for one in closed if one.startswith("/") and "*" not in one)
    assert not {"/*?q=", "/*?p=", "/*?after=", "/*?preview="} & set(closed)
    assert {"/*?f=", "/*&f=", "/*?price=", "/*?stock=", "/*?sort="} <= set(closed)


def test_robots_are_kept_out_of_baskets_in_every_language(bilingual: Site) -> None:
    lines = bilingual.client().get("/robots.txt").text.splitlines()
    assert {"Disallow: /cart", "Disallow: /es/cart", "Disallow: /admin", "Disallow: /*?sort="} <= set(lines)
    assert f"Sitemap: {HERE}/sitemap.xml" in lines


def asked_by(site: Site, read: Callable[[], object]) -> int:
    """How many statements the database is asked meanwhile."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    event.listen(site.shop.database.engine, "before_cursor_execute", note)
    try:
        read()
    finally:
        event.remove(site.shop.database.engine, "before_cursor_execute", note)
    return len(asked)


def stocked(site: Site, count: int) -> None:
    """So many products, each with a price, weight and parts of its own."""
    put_picture(site)
    for n in range(count):
        price = UnitPrice(money=Money(amount=1000 + n, currency="EUR"))
        pieces = (("LAMP", 1 + n % 2),) if n % 3 == 0 else ()
        own = Variant(sku=f"S-{n}", price=price, weight_g=100 + n, parts=pieces, stock=None if pieces else 5)
        saved(site, Product(slug=f"s-{n:03}", name=f"Thing {n}", categories=("home",), variants=(own,), pictures=SHOWN))


@pytest.mark.parametrize("path", ["/es/feeds/products.xml", "/sitemap.xml"])
def test_what_is_told_of_fifty_products_takes_as_many_questions_as_of_ten(bilingual: Site, path: str) -> None:
    """A page of the feed is fifty products: with what the shop has there are 13, then 48."""
    client, counts, known = bilingual.client(), [], 0
    client.get(path)  # what a process asks once
    for products in (10, 45):
        stocked(bilingual, products)
        client.catch_up()
        counts.append(asked_by(bilingual, lambda: client.get(path)))
        told = client.get(path).text.count("/p/s-")
        assert told > known
        known = told
    assert counts[0] == counts[1]
