"""The second market of the demonstration shop: prices that somebody would ask there, in files that the shop can read."""

from __future__ import annotations

import csv
import shutil
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from ecomkit.settings import read_settings
from tools.market import add_market, furnish, pounds

CATALOGUE = Path(__file__).parents[2] / "scaffolds/shop/template/catalogue/products.csv"
SETTINGS = """[shop]
name = "Alameda"
url = "http://127.0.0.1:8000"
currency = "EUR"
country = "ES"
secret = "of at least sixteen signs"
"""


@pytest.mark.parametrize(
    ("euros", "asked"), [("14.50", "12.50"), ("6.90", "6.00"), ("24.00", "21.00"), ("690.00", "600.00")]
)
def test_prices_are_round(euros: str, asked: str) -> None:
    assert pounds(euros) == asked


def test_each_article_gets_a_price_and_the_shop_a_market(tmp_path: Path) -> None:
    (tmp_path / "catalogue").mkdir()
    shutil.copy(CATALOGUE, tmp_path / "catalogue" / "products.csv")
    (tmp_path / "shop.toml").write_text(SETTINGS)
    add_market(tmp_path)
    with (tmp_path / "catalogue" / "products.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) > 100
    priced = [(Decimal(row["price:GBP"]), Decimal(row["price"])) for row in rows]
    assert all(0 < asked < euros for asked, euros in priced if euros)
    assert all(asked == 0 for asked, euros in priced if not euros)
    market = read_settings(tmp_path).markets["uk"]
    assert (market.currency, market.countries) == ("GBP", ("GB",))


def test_the_shop_of_the_pictures_leaves_nothing_to_fill_in(tmp_path: Path) -> None:
    folder = tmp_path / "alameda"
    given = ("--set", "shop_name=Alameda", "--set", "catalogue=demo", "--set", "models=b2c")
    new = [sys.executable, "-m", "ecomkit.cli", "new", str(folder), "--yes", "--no-install", *given]
    subprocess.run(new, check=True, capture_output=True)
    furnish(folder)
    settings = read_settings(folder)
    assert settings.identity.address.startswith("Calle")
    assert settings.identity.phone
    assert "local:hello" not in settings.shop.plugins
    assert settings.shop.line
