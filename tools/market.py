"""Makes a demonstration shop out of a generated one: an address of its owner, and the United Kingdom in pounds as a second market."""

from __future__ import annotations

import csv
import io
from decimal import Decimal
from pathlib import Path

__all__ = ["add_market", "furnish", "pounds"]

_MARKET = """
[markets.uk]                          # a second market, with prices of its own in catalogue/products.csv (price:GBP)
currency = "GBP"
countries = ["GB"]

[[plugins.rates.shipping]]
key = "uk"
label = "Parcel to your door"
currency = "GBP"
countries = ["GB"]
price = "4.50"
free_from = "75"
min_days = 2
max_days = 5

[plugins.rates.tax.GB]
label = "VAT"
standard = "20"
reduced = "5"
"""
_FILLED = {
    'address = "Street and number, postcode, town"': 'address = "Calle del Olmo 14, 10003 Cáceres, Spain"',
    'phone = ""': 'phone = "+34 927 555 014"',
    '    "local:hello",                    # plugins/hello.py, yours to change or to take out\n': "",
    '[plugins.hello]\ngreeting = "Good to see you."\n': "",
}
_RATE = Decimal("0.87")
_WHOLE_FROM = 20


def pounds(euros: str) -> str:
    """What something costs in the United Kingdom: a price that a shopkeeper there would ask, not a conversion to the penny."""
    near = Decimal(euros) * _RATE
    if near >= _WHOLE_FROM:
        return f"{near.quantize(Decimal(1))}.00"
    return str((near * 2).quantize(Decimal(1)) / 2 + Decimal("0.00"))


def furnish(folder: Path) -> None:
    """Fill in what a generated shop leaves to its owner, take out the greeting that is there to be changed, and add the market."""
    settings = folder / "shop.toml"
    said = settings.read_text("utf-8")
    for left, filled in _FILLED.items():
        assert left in said, left
        said = said.replace(left, filled, 1)
    settings.write_text(said, "utf-8")
    add_market(folder)


def add_market(folder: Path) -> None:
    """Add the market to the settings and the catalogue of a shop that was just generated and sells in euros."""
    settings = folder / "shop.toml"
    settings.write_text(settings.read_text("utf-8") + _MARKET, "utf-8")
    products = folder / "catalogue" / "products.csv"
    rows = list(csv.DictReader(io.StringIO(products.read_text("utf-8"))))
    written = io.StringIO()
    table = csv.DictWriter(written, [*rows[0], "price:GBP"], lineterminator="\n")
    table.writeheader()
    table.writerows(row | {"price:GBP": pounds(row["price"])} for row in rows)
    products.write_text(written.getvalue(), "utf-8")
