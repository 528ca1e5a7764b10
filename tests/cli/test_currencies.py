"""A shop in a currency without cents has the whole demonstration: made, planted, found well, and bought in."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ecomkit import Shop, open_shop
from ecomkit.domain import Done, Money
from ecomkit.plugins.b2b.tables import company
from ecomkit.plugins.b2e.tables import employer
from ecomkit.testing import Till

Ecomkit = Callable[..., Any]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, ecomkit: Ecomkit) -> Path:
    """A Japanese shop with all models and the demonstration's people."""
    made = tmp_path / "my-shop"
    answers = ("--set", "country=JP", "--set", "models=b2c,b2b,b2e,b2g")
    assert ecomkit("new", str(made), "--yes", "--no-install", *answers).code == 0
    monkeypatch.chdir(made)
    planted = ecomkit("migrate", "--seed", "--json")
    assert planted.code == 0, planted.err
    assert len(planted.json["people"]) >= 8
    return made


def test_it_sells_in_whole_units(folder: Path, ecomkit: Ecomkit) -> None:
    settings = tomllib.loads((folder / "shop.toml").read_text("utf-8"))
    assert (settings["shop"]["currency"], ecomkit("doctor", "--json").json["healthy"]) == ("JPY", True)
    shop = open_shop(folder)
    try:
        _buys_a_mug(shop)
        with shop.database.read() as read:
            assert read.scalar(select(company.c.credit_limit)) == 800_000
            assert read.scalar(select(employer.c.allowance)) == 9_600
    finally:
        shop.close()


def _buys_a_mug(shop: Shop) -> None:
    till = Till.for_guest(shop)
    assert isinstance(till.put("LOMA-MUG-BON"), Done)
    filled = till.fill(country="JP", postcode="100-0001", city="Tokyo")
    assert isinstance(filled, Done), filled
    quote = till.quote()
    assert quote.totals.payable == Money(amount=2300 + 630, currency="JPY")
    assert isinstance(till.place(quote), Done)
