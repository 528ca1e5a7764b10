"""Rates: a table that could never serve anybody, or promises what cannot be, does not start."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ecomkit.domain import Destination, Money, Parcel
from ecomkit.importing import import_files
from ecomkit.plugins.rates.settings import RatesSettings, ShippingRate, TaxRates
from ecomkit.services.verifying import verify
from ecomkit.testing import Clock, Till, make_shop, settings_for
from tests.shops import CONSUMERS
from tests.web.conftest import Site

PARCEL: dict[str, Any] = {"key": "parcel", "label": "Parcel", "price": "3.95"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"shipping": [PARCEL | {"min_days": 5, "max_days": 2}]}, "after 5 days at the earliest and 2 at the latest"),
        ({"shipping": [PARCEL, PARCEL]}, "two ways to deliver have the key 'parcel'"),
        ({"shipping": [PARCEL | {"countries": ["es"]}]}, r"shipping\.0\.countries\.0"),
        ({"tax": {"Spain": {"standard": "21"}}}, "tax"),
        ({"shipping": [PARCEL | {"min_weight_g": 900, "max_weight_g": 500}]}, "from 900 g on and up to 500 g: nothing"),
        ({"shipping": [PARCEL | {"postcodes": ["35"]}]}, "name the one country that they are of"),
        ({"shipping": [PARCEL | {"countries": ["ES"], "except_postcodes": ["-"]}]}, r"except_postcodes\.0"),
        ({"shipping": [PARCEL | {"goods_from": "60", "goods_below": "60"}]}, "from 60 on and below 60: none"),
    ],
)
def test_a_wrong_table_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RatesSettings.model_validate(settings)


def test_a_right_one_is_taken() -> None:
    found = RatesSettings.model_validate({"shipping": [PARCEL], "tax": {"ES": {"standard": "21"}}})
    assert found.tax["ES"].rate("standard", Destination(country="ES")) == 21000
    assert found.tax["ES"].rate("none", Destination(country="ES")) == 0


@pytest.mark.parametrize("written", ["NY", "ny", " Ny "])
def test_a_region_is_taxed_however_it_is_written(written: str) -> None:
    assert TaxRates(regions={"NY": "8.875"}).rate("standard", Destination(country="US", region=written)) == 8875


@pytest.mark.parametrize("price", ["free", "-1", "NaN", "1e3", ""])
def test_a_price_that_is_none_is_told_at_the_start(price: str) -> None:
    with pytest.raises(ValidationError):
        ShippingRate(key="parcel", label="Parcel", price=price)


def test_a_way_is_offered_by_weight_and_by_worth_and_says_from_when_it_is_free(tmp_path: Path) -> None:
    rows = [
        PARCEL | {"key": "letter", "max_weight_g": 500, "goods_below": "20"},
        PARCEL | {"key": "parcel", "min_weight_g": 501, "goods_below": "50", "free_from": "45"},
        PARCEL | {"key": "insured", "goods_from": "50"},
    ]
    rates = {"shipping": rows, "tax": {"ES": {"standard": "21"}}}
    shop = make_shop(tmp_path, use=CONSUMERS, settings=settings_for(tmp_path, plugins={"rates": rates}))
    ctx = shop.system()

    def ways(weight: int, cents: int) -> list[str]:
        goods = Money(amount=cents, currency="EUR")
        parcel = Parcel(destination=Destination(country="ES"), weight_g=weight, goods=goods, pieces=1)
        return [way.key for answer in shop.hooks.shipping(ctx, parcel) for way in answer.values]

    assert ways(400, 1450) == ["letter"]
    assert ways(800, 2900) == ["parcel"]
    assert ways(800, 4999) == ["parcel"]
    assert ways(400, 5000) == ["insured"]
    till = Till.for_guest(shop)
    till.put("MUG-BONE", 2)
    shipping = till.quote().shipping
    assert shipping is not None
    assert shipping.free_from == Money(amount=4500, currency="EUR")
    shop.close()


@pytest.mark.parametrize(
    ("postcode", "standard", "ways"),
    [
        ("28013", 21000, ["parcel"]),
        ("35001", 0, ["islands"]),
        ("es-38 001", 21000, ["parcel"]),
        ("38 001", 7000, ["islands"]),
        ("", 21000, ["parcel"]),
    ],
)
def test_taxes_and_ways_go_by_how_a_postcode_begins(
    tmp_path: Path, postcode: str, standard: int, ways: list[str]
) -> None:
    islands = ["35", "38"]
    rows = [
        PARCEL | {"countries": ["ES"], "except_postcodes": islands},
        PARCEL | {"key": "islands", "countries": ["ES"], "postcodes": islands},
    ]
    table = {"standard": "21", "reduced": "10", "postcodes": {"3": "21", "35": "0", "38": "7"}}
    settings = settings_for(tmp_path, plugins={"rates": {"shipping": rows, "tax": {"ES": table}}})
    shop = make_shop(tmp_path, use=CONSUMERS, settings=settings)
    place = Destination(country="ES", postcode=postcode)
    assert RatesSettings.model_validate(settings.plugins["rates"]).tax["ES"].rate("standard", place) == standard
    parcel = Parcel(destination=place, weight_g=500, goods=Money(amount=1000, currency="EUR"), pieces=1)
    assert [one.key for answer in shop.hooks.shipping(shop.system(), parcel) for one in answer.values] == ways
    shop.close()


def test_a_tax_class_without_a_rate_is_found(tmp_path: Path) -> None:
    rates = {"tax": {"ES": {"standard": "21", "reduced": "10"}, "PT": {"standard": "23"}, "FR": {"standard": "20"}}}
    settings = settings_for(tmp_path, countries=("ES", "PT"), plugins={"rates": rates})
    shop = make_shop(tmp_path, use=CONSUMERS, settings=settings)
    assert verify(shop.core, shop.system()) == ()
    path = tmp_path / "products.csv"
    path.write_text(
        "sku,name,price,tax_class,draft\nA,Cup,1,superreduced,yes\nB,Book,1,reduced,\nC,Card,1,None,\n", "utf-8"
    )
    assert import_files(shop, [path]).refused == 0
    found = [(one.code, one.subject, str(one.message)) for one in verify(shop.core, shop.system())]
    assert [one[:2] for one in found] == [("rates.tax_class", "superreduced"), ("rates.tax_class", "reduced")]
    assert found[0][2].startswith("is no tax class: 1 product of it is taxed as standard, such as cup")
    assert found[1][2] == "has no rate in PT: 1 product bears no tax there, such as book"
    shop.close()


def test_the_page_about_shipping_says_what_each_way_costs_and_how_long_it_takes(tmp_path: Path) -> None:
    rows = [
        PARCEL
        | {
            "countries": ["ES"],
            "except_postcodes": ["35", "38"],
            "free_from": "60",
            "max_weight_g": 12_500,
            "min_days": 1,
        },
        PARCEL | {"key": "collect", "label": "Collect", "price": "0", "min_days": 0, "max_days": 1, "collected": True},
        PARCEL | {"key": "islands", "label": "Islands", "countries": ["ES"], "postcodes": ["35", "38"], "max_days": 1},
        PARCEL
        | {
            "key": "heavy",
            "label": "Freight",
            "countries": ["PT"],
            "min_weight_g": 9000,
            "goods_from": "50",
            "goods_below": "900",
        },
        PARCEL | {"key": "air", "label": "Air mail", "currency": "USD"},
        PARCEL | {"key": "far", "label": "To Japan", "countries": ["JP"]},
    ]
    pages = tmp_path / "pages"
    pages.mkdir()
    (pages / "shipping.md").write_text("# Shipping\n\nWe send it.\n", "utf-8")
    settings = settings_for(tmp_path, countries=("ES", "PT"), plugins={"rates": {"shipping": rows, "tax": {}}})
    clock = Clock()
    site = Site(make_shop(tmp_path, use=CONSUMERS, settings=settings, clock=clock), clock)
    page = re.sub(r"<[^>]+>|\s+", " ", site.client().get("/shipping").text)
    said = re.sub(r"\s+", " ", unescape(page))
    for row in (
        "Parcel Spain · not to postcodes 35…, 38… · up to 12.5 kg €3.95 free from €60.00 1 to 3 working days",
        "Collect Spain, Portugal free within 1 working day",
        "Islands Spain · postcodes 35…, 38… €3.95 1 working day",
        "Freight Portugal · from 9 kg · for goods from €50.00 · for goods below €900.00 €3.95 1 to 3 working days",
    ):
        assert row in said
    assert "Air mail" not in said
    assert "To Japan" not in said
    assert "Tax comes on top" not in said
    site.close()
    site.shop.close()
