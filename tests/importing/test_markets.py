"""Prices in the currencies of other markets, in columns of their own."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import ProductAsWritten
from ecomkit.importing import export_catalogue, import_files
from ecomkit.shop import Shop
from ecomkit.testing import make_shop, settings_for

Write = Callable[[str, str], Path]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop that sells in euros, in dollars without tax, and in yen, which have no decimals."""
    markets = {
        "us": {"currency": "USD", "countries": ["US"], "prices_include_tax": False},
        "jp": {"currency": "JPY", "countries": ["JP"]},
    }
    settings = settings_for(tmp_path / "shop", markets=markets, countries=("ES",))
    opened = make_shop(tmp_path / "shop", use=("b2c",), catalogue=False, settings=settings)
    yield opened
    opened.close()


def prices(shop: Shop, slug: str) -> list[Any]:
    product = shop.ask(shop.system(), ProductAsWritten(slug=slug))
    return [(str(p.money), p.includes_tax) for one in product.variants for _, p in one.prices if p is not None]


def counts(shop: Shop, *files: Path) -> list[tuple[int, int, int]]:
    report = import_files(shop, list(files))
    return [(part.things, part.changed, len(part.refused)) for file in report.files for part in file.parts]


def test_a_column_for_each_currency(shop: Shop, write: Write) -> None:
    file = write("p.csv", "sku,name,price,price:USD,price:JPY\nA,Mug,10,12.50,1500\nB,Lamp,20,,\n")
    assert counts(shop, file) == [(2, 2, 0)]
    assert prices(shop, "mug") == [("12.50 USD", False), ("1500 JPY", True)]
    assert prices(shop, "lamp") == []
    assert counts(shop, file) == [(2, 0, 0)]


def test_an_empty_cell_ends_a_price_and_a_missing_column_does_not(shop: Shop, write: Write) -> None:
    counts(shop, write("p.csv", "sku,name,price,price:USD,price:JPY\nA,Mug,10,12.50,1500\n"))
    assert counts(shop, write("q.csv", "sku,name,price,price:JPY\nA,Mug,10,\n")) == [(1, 1, 0)]
    assert prices(shop, "mug") == [("12.50 USD", False)]


def test_what_cannot_be_a_price_is_refused_by_its_column(shop: Shop, write: Write) -> None:
    report = import_files(shop, [write("p.csv", "sku,name,price,price:JPY\nA,Mug,10,15.50\n")])
    (part,) = report.files[0].parts
    assert [(one.line, one.column) for one in part.refused] == [(2, "price:JPY")]
    assert "more decimals than JPY has" in part.refused[0].reason


def test_an_export_comes_back_unchanged(shop: Shop, write: Write, tmp_path: Path) -> None:
    counts(shop, write("p.csv", "sku,name,price,price:USD,price:JPY\nA,Mug,10,12.50,1500\nB,Lamp,20,,\n"))
    export_catalogue(shop, tmp_path / "out")
    head, *rows = (tmp_path / "out" / "products.csv").read_text("utf-8").splitlines()
    assert "price:USD,price:JPY" in head
    assert "12.50,1500" in rows[1]
    assert counts(shop, tmp_path / "out" / "products.csv") == [(2, 0, 0)]


def test_a_currency_that_no_market_sells_in_is_left_unread(shop: Shop, write: Write) -> None:
    report = import_files(shop, [write("p.csv", "sku,name,price,price:CHF\nA,Mug,10,12.50\n")])
    assert report.files[0].plan.unread == ("price:CHF",)
