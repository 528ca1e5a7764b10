"""Rates: a table that could never serve anybody, or promises what cannot be, does not start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from ecomkit.domain import Destination, Money, Parcel
from ecomkit.importing import import_files
from ecomkit.plugins.rates.settings import RatesSettings
from ecomkit.services.verifying import verify
from ecomkit.testing import Till, make_shop, settings_for
from tests.shops import CONSUMERS

PARCEL: dict[str, Any] = {"key": "parcel", "label": "Parcel", "price": "3.95"}


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"shipping": [PARCEL | {"min_days": 5, "max_days": 2}]}, "after 5 days at the earliest and 2 at the latest"),
        ({"shipping": [PARCEL, PARCEL]}, "two ways to deliver have the key 'parcel'"),
        ({"shipping": [PARCEL | {"countries": ["es"]}]}, r"shipping\.0\.countries\.0"),
        ({"tax": {"Spain": {"standard": "21"}}}, "tax"),
        ({"shipping": [PARCEL | {"min_weight_g": 900, "max_weight_g": 500}]}, "from 900 g on and up to 500 g: nothing"),
        ({"shipping": [PARCEL | {"goods_from": "60", "goods_below": "60"}]}, "from 60 on and below 60: none"),
    ],
)
def test_a_wrong_table_is_refused(settings: dict[str, Any], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        RatesSettings.model_validate(settings)


def test_a_right_one_is_taken() -> None:
    found = RatesSettings.model_validate({"shipping": [PARCEL], "tax": {"ES": {"standard": "21"}}})
    assert found.tax["ES"].rate("standard", "") == 21000
    assert found.tax["ES"].rate("none", "") == 0


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
