"""The feed of products, as merchants' centres read it."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import (
    Content,
    Done,
    Money,
    Picture,
    Product,
    ProductAsWritten,
    SaveProducts,
    SaveTerms,
    SetListPrice,
    Term,
    UnitPrice,
    Variant,
    Words,
)
from ecomkit.testing import Clock, make_shop, settings_for
from tests.shops import CONSUMERS
from tests.web.conftest import Client, Site
from tests.web.pictured import SHOWN, show_all

G = "{http://base.google.com/ns/1.0}"
HERE = "http://127.0.0.1:8000"
CHEAP = UnitPrice(money=Money(amount=450, currency="EUR"))


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    settings = settings_for(tmp_path, languages=("en", "es"))
    site = Site(make_shop(tmp_path, use=CONSUMERS, settings=settings, clock=clock), clock)
    yield show_all(site)
    site.close()


def saved(site: Site, one: Product) -> None:
    assert isinstance(site.shop.run(site.shop.system(), SaveProducts(products=(one,))), Done)


def article(sku: str, *options: tuple[str, str], price: UnitPrice = CHEAP) -> Variant:
    return Variant(sku=sku, price=price, options=options, stock=1)


def items(client: Client, path: str = "/feeds/products.xml") -> dict[str, ET.Element]:
    answer = client.get(path)
    assert answer.status_code == 200
    return {str(one.findtext(f"{G}id")): one for one in ET.fromstring(answer.content).iter("item")}


def told(item: ET.Element, *names: str) -> list[str | None]:
    return [item.findtext(f"{G}{name}") for name in names]


def test_the_feed_tells_of_each_variant_what_its_page_tells(client: Client) -> None:
    found = items(client)
    assert set(found) == {"MUG-BONE", "MUG-BRICK", "LAMP", "FAN"}
    brick = found["MUG-BRICK"]
    assert told(brick, "title", "price", "availability", "item_group_id", "product_type") == [
        "Loma mug, Brick", "15.50 EUR", "in_stock", "loma-mug", "Home",
    ]  # fmt: skip
    link = str(brick.findtext(f"{G}link")).removeprefix(HERE)
    assert "€15.50" in client.get(link).text
    shipping = brick.find(f"{G}shipping")
    assert shipping is not None
    assert told(shipping, "country", "price") == ["ES", "3.95 EUR"]
    assert told(found["FAN"], "availability", "item_group_id") == ["out_of_stock", None]


def test_the_feed_follows_the_catalogue(site: Site, client: Client) -> None:
    site.clock.forward(days=3)
    assert told(items(client)["LAMP"], "price", "sale_price") == ["89.00 EUR", None]
    price = SetListPrice(sku="LAMP", price=Money(amount=7900, currency="EUR"))
    assert isinstance(site.shop.run(site.shop.system(), price), Done)
    client.catch_up()
    assert told(items(client)["LAMP"], "price", "sale_price") == ["89.00 EUR", "79.00 EUR"]


def test_the_feed_speaks_the_language_that_it_is_asked_for(site: Site) -> None:
    one = site.shop.ask(site.shop.system(), ProductAsWritten(slug="loma-mug"))
    saved(site, one.model_copy(update={"words": (("es", Words(name="Taza Loma")),)}))
    client = site.client()
    for path in ("/es/feeds/products.xml", "/feeds/products.xml?language=es"):
        found = items(client, path)["MUG-BONE"]
        assert told(found, "title")[0] == "Taza Loma, Bone"
        assert str(found.findtext(f"{G}link")).startswith(f"{HERE}/es/p/loma-mug")
    assert told(items(client)["MUG-BONE"], "title")[0] == "Loma mug, Bone"


def test_hostile_words_and_measures_are_written_as_the_feed_has_them(site: Site, client: Client) -> None:
    tea = Product(
        slug="tea", name="Tea & <b>milk\x0b", attributes=(("ean", "4006381333931"), ("mpn", "T-1")), maker="Loma", pictures=SHOWN,
        variants=(Variant(sku="TEA", price=CHEAP, content=Content(amount=250, unit="g"), stock=1),),
    )  # fmt: skip
    saved(site, tea)
    found = items(client)["TEA"]
    assert told(found, "title", "gtin", "mpn", "brand", "identifier_exists") == [
        "Tea & <b>milk", "4006381333931", "T-1", "Loma", None,
    ]  # fmt: skip
    assert told(found, "unit_pricing_measure", "unit_pricing_base_measure") == ["250 g", "1 kg"]


def test_variants_are_told_apart_by_colour_and_size(site: Site, client: Client) -> None:
    assert told(items(client)["MUG-BRICK"], "color", "size") == ["Brick", None]
    shirt = Product(
        slug="shirt", name="Shirt", pictures=SHOWN, attributes=(("Material", "Linen"), ("Colour", "Many")),
        variants=(article("S-1", ("Colour", "Blue"), ("Talla", "M")), article("S-2", ("Colour", "Red"), ("Talla", "M"))),
    )  # fmt: skip
    saved(site, shirt)
    client.catch_up()
    assert told(items(client)["S-1"], "color", "size", "material") == ["Blue", "M", "Linen"]


def test_colour_is_known_in_the_language_of_the_feed(site: Site, client: Client) -> None:
    said = {"Colour": "Farbe", "Brick": "Ziegel"}
    terms = SaveTerms(terms=tuple(Term(language="es", term=term, said=word) for term, word in said.items()))
    assert isinstance(site.shop.run(site.shop.system(), terms), Done)
    assert told(items(client, "/es/feeds/products.xml")["MUG-BRICK"], "color") == ["Ziegel"]


@pytest.mark.parametrize(
    ("maker", "attributes", "said"),
    [("", (), "no"), ("Loma", (), None), ("", (("mpn", "T-1"),), None), ("", (("ean", "4006381333931"),), None)],
)
def test_only_what_has_no_number_and_no_brand_says_that_there_is_none(
    site: Site, client: Client, maker: str, attributes: tuple[tuple[str, str], ...], said: str | None
) -> None:
    saved(
        site,
        Product(slug="x", name="X", pictures=SHOWN, maker=maker, attributes=attributes, variants=(article("X"),)),
    )
    assert told(items(client)["X"], "identifier_exists") == [said]


def test_what_costs_nothing_or_has_no_picture_is_left_out(site: Site, client: Client) -> None:
    free = UnitPrice(money=Money(amount=0, currency="EUR"))
    saved(
        site,
        Product(
            slug="two", name="Two", pictures=SHOWN,
            variants=(article("GIVEN", ("Kind", "a"), price=free), article("SOLD", ("Kind", "b"))),
        ),
    )  # fmt: skip
    saved(site, Product(slug="blind", name="Blind", variants=(article("BLIND"),)))
    (site.shop.folder / "catalogue" / "pictures" / "sign.svg").write_text("<svg/>", encoding="utf-8")
    sign = (Picture(name="sign", alt="A sign"),)
    saved(site, Product(slug="drawn", name="Drawn", pictures=sign, variants=(article("DRAWN"),)))
    found = items(client)
    assert "SOLD" in found
    assert not {"GIVEN", "BLIND", "DRAWN"} & set(found)


def test_two_readers_get_the_same_feed_and_head_gets_none(client: Client) -> None:
    assert client.get("/feeds/products.xml").content == client.get("/feeds/products.xml").content
    answer = client.request("HEAD", "/feeds/products.xml")
    assert (answer.status_code, answer.content) == (200, b"")
