"""A product's screen: words in each language, times, prices, its address and a preview."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path

import pytest

from ecomkit.domain import Done, Picture, Product, ProductAsWritten, SaveProducts, Words
from ecomkit.testing import Clock, make_shop, settings_for
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site, where

PAGE = "/admin/products/faro-lamp"


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    made = Site(
        make_shop(tmp_path, use=CONSUMERS, settings=settings_for(tmp_path, languages=("en", "es")), clock=clock), clock
    )
    yield made
    made.close()


def product(site: Site, slug: str = "faro-lamp") -> Product:
    return site.shop.ask(site.shop.system(), ProductAsWritten(slug=slug))


def test_staff_come_to_it_from_the_stock(clerk: Client) -> None:
    assert f'href="{PAGE}"' in clerk.get("/admin/stock?q=faro").text
    assert "Faro lamp" in clerk.get(PAGE).text


def test_the_stock_list_says_what_customers_do_not_see(clerk: Client) -> None:
    assert "Draft" not in clerk.get("/admin/stock?q=faro").text
    clerk.post(f"{PAGE}/schedule", {"publish_at": "", "withdraw_at": ""})
    assert "Draft" in clerk.get("/admin/stock?q=faro").text


def test_it_is_for_who_may_change_products(clerk: Client, client: Client) -> None:
    assert where(client.get(PAGE)).startswith("/admin/sign-in")
    assert clerk.get("/admin/products/none").status_code == 404
    assert clerk.post(f"{PAGE}/burn").status_code == 404


def test_words_are_said_in_each_language(site: Site, clerk: Client, client: Client) -> None:
    form = {"name": "Faro light", "description": "Warm.", "name.es": "Lámpara Faro", "description.es": "Cálida."}
    assert where(clerk.post(f"{PAGE}/words", form)) == PAGE
    assert "Faro light" in client.get("/p/faro-lamp").text
    assert "Lámpara Faro" in client.get("/es/p/faro-lamp").text
    assert "Lámpara Faro" in clerk.get(PAGE).text
    answer = clerk.post(f"{PAGE}/words", form | {"name": " "})
    assert answer.status_code == 422
    assert "Write a name of 255 letters at most." in answer.text


def test_nobody_writes_over_what_somebody_changed_meanwhile(site: Site, clerk: Client) -> None:
    seen = re.search(r'name="seen" value="([^"]+)"', clerk.get(PAGE).text)
    assert seen is not None
    site.clock.forward(minutes=5)
    form = {"name": "Faro light", "seen": unescape(seen[1])}
    assert where(clerk.post(f"{PAGE}/words", form)) == PAGE
    answer = clerk.post(f"{PAGE}/words", form | {"name": "Faro moon"})
    assert answer.status_code == 422
    assert "Somebody changed this product meanwhile." in answer.text
    assert "Faro moon" in answer.text
    assert product(site).name == "Faro light"


def test_a_product_is_taken_away_and_shown_from_a_moment_on(site: Site, clerk: Client, client: Client) -> None:
    clerk.post(f"{PAGE}/schedule", {"publish_at": "", "withdraw_at": ""})
    client.catch_up()
    assert client.get("/p/faro-lamp").status_code == 404
    screen = clerk.get(PAGE).text
    assert "Draft" in screen
    link = re.search(r'href="(/p/faro-lamp\?preview=[0-9a-f]+)"', screen)
    assert link is not None
    assert client.get(link[1]).status_code == 200
    clerk.post(f"{PAGE}/schedule", {"published": "on", "publish_at": "2026-11-23 10:30", "withdraw_at": "2026-11-24"})
    assert "Scheduled" in clerk.get(PAGE).text
    site.clock.forward(minutes=31)
    assert client.get("/p/faro-lamp").status_code == 200
    site.clock.forward(days=1)
    assert client.get("/p/faro-lamp").status_code == 404


@pytest.mark.parametrize(
    ("form", "words"),
    [
        ({"publish_at": "soon"}, "Write a day and a time"),
        ({"publish_at": "2026-12-02", "withdraw_at": "2026-12-01"}, "Write a moment after"),
    ],
)
def test_times_that_cannot_be_are_told(clerk: Client, form: dict[str, str], words: str) -> None:
    answer = clerk.post(f"{PAGE}/schedule", {"published": "on", **form})
    assert answer.status_code == 422
    assert words in answer.text
    assert form["publish_at"] in answer.text


def test_a_price_is_set_and_a_wrong_one_comes_back(clerk: Client, client: Client) -> None:
    assert where(clerk.post(f"{PAGE}/price", {"sku": "LAMP", "price.LAMP": "79.50"})) == PAGE
    client.catch_up()
    assert "€79.50" in client.get("/p/faro-lamp").text
    answer = clerk.post(f"{PAGE}/price", {"sku": "LAMP", "price.LAMP": "much"})
    assert answer.status_code == 422
    assert "Write an amount such as 14.90." in answer.text
    assert clerk.post(f"{PAGE}/price", {"sku": "MUG-BONE", "price.MUG-BONE": "1"}).status_code == 404


def test_a_product_moves_and_its_old_address_leads_on(clerk: Client, client: Client) -> None:
    assert where(clerk.post(f"{PAGE}/address", {"to": "faro-light"})) == "/admin/products/faro-light"
    client.catch_up()
    assert client.get("/p/faro-lamp").headers["location"] == "/p/faro-light"
    for to, words in (("Not so", "Write small letters"), ("loma-mug", "There is a product at loma-mug already.")):
        answer = clerk.post("/admin/products/faro-light/address", {"to": to})
        assert answer.status_code == 422
        assert words in answer.text


def test_what_pictures_show_is_said_in_each_language(site: Site, clerk: Client, client: Client) -> None:
    picture = Picture(name="faro-lamp", alt="A lamp")
    before = product(site)
    variants = tuple(one.model_copy(update={"picture": picture}) for one in before.variants)
    pictured = before.model_copy(update={"pictures": (picture,), "variants": variants})
    assert isinstance(site.shop.run(site.shop.system(), SaveProducts(products=(pictured,))), Done)
    assert 'name="alt.0.es"' in clerk.get(PAGE).text
    form = {"alt.0": "A lamp with a cone shade", "alt.0.es": " Una lámpara con pantalla "}
    assert where(clerk.post(f"{PAGE}/pictures", form)) == PAGE
    assert ">Una lámpara con pantalla</textarea>" in clerk.get(PAGE).text
    assert "A lamp with a cone shade" in client.get("/p/faro-lamp").text
    assert "Una lámpara con pantalla" in client.get("/es/p/faro-lamp").text
    assert product(site).variants[0].picture == Picture(name="faro-lamp", alt="A lamp with a cone shade")
    assert where(clerk.post(f"{PAGE}/pictures", {"alt.0": "", "alt.0.es": ""})) == PAGE
    assert product(site).pictures[0].alt == "A lamp with a cone shade", "a picture is never without words"
    client.catch_up()
    assert "A lamp with a cone shade" in client.get("/es/p/faro-lamp").text
    stale = clerk.post(f"{PAGE}/pictures", form | {"seen": "2020-01-01T00:00:00+00:00"})
    assert stale.status_code == 422


def test_warnings_are_said_in_each_language_and_other_words_are_kept(site: Site, clerk: Client, client: Client) -> None:
    spanish = Words(name="Lámpara Faro", alts=(("faro-lamp", "Una lámpara"),))
    said = product(site).model_copy(update={"words": (("es", spanish), ("fr", Words(name="Lampe")))})
    assert isinstance(site.shop.run(site.shop.system(), SaveProducts(products=(said,))), Done)
    form = {"name": "Faro lamp", "name.es": "Lámpara Faro", "warnings": "Hot.", "warnings.es": "Quema."}
    assert where(clerk.post(f"{PAGE}/words", form)) == PAGE
    assert dict(product(site).words) == {
        "es": spanish.model_copy(update={"warnings": "Quema."}),
        "fr": Words(name="Lampe"),
    }
    assert "Hot." in client.get("/p/faro-lamp").text
    page = client.get("/es/p/faro-lamp").text
    assert "Quema." in page
    assert "Hot." not in page
