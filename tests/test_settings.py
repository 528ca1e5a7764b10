"""Settings: what is wrong in `shop.toml` is told with its place, all of it at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomkit.domain import Market
from ecomkit.errors import UserError
from ecomkit.settings import Settings, read_settings

SHOP = '[shop]\nname = "Loma"\ncurrency = "EUR"\ncountry = "ES"\ncountries = ["PT", "ES"]\nsecret = "a-secret-for-tests-only"\n'


def read(folder: Path, text: str) -> Settings:
    (folder / "shop.toml").write_text(SHOP + text, "utf-8")
    return read_settings(folder, {})


def mistakes(folder: Path, text: str) -> list[str]:
    with pytest.raises(UserError) as raised:
        read(folder, text)
    return str(raised.value).replace(f"{folder}/", "").splitlines()


def test_a_market_takes_what_the_shop_says_where_it_says_nothing(tmp_path: Path) -> None:
    written = '[rules]\nprices_include_tax = false\n[markets.us]\ncurrency = "USD"\ncountries = ["US"]\n'
    settings = read(
        tmp_path,
        written + '[markets.mx]\ncurrency = "MXN"\ncountries = ["MX"]\nprices_include_tax = true\nname = "México"\n',
    )
    assert settings.main_market == Market(key="main", currency="EUR", countries=("ES", "PT"), includes_tax=False)
    assert {key: one.prices_include_tax for key, one in settings.markets.items()} == {"us": None, "mx": True}


def test_a_shop_without_markets_has_none(tmp_path: Path) -> None:
    assert read(tmp_path, "").markets == {}


def test_a_wrong_key_of_a_market_is_told_with_its_line(tmp_path: Path) -> None:
    said = mistakes(tmp_path, '[markets.us]\ncurency = "USD"\ncountries = []\n')
    assert said == [
        "shop.toml: markets.us.currency: is missing: write it (The currency that is asked there (ISO 4217))",
        "shop.toml:9: markets.us.countries: needs 1 entry at least"
        " (Where it delivers, each in one market; the first is assumed until another is said)",
        "shop.toml:8: markets.us.curency: unknown key; did you mean 'currency'?",
    ]


def test_markets_that_do_not_go_together_are_told_at_once(tmp_path: Path) -> None:
    (said,) = mistakes(
        tmp_path,
        '[markets.us]\ncurrency = "USD"\ncountries = ["US", "PT"]\n'
        '[markets.ie]\ncurrency = "EUR"\ncountries = ["IE"]\nprices_include_tax = false\n',
    )
    assert "PT belongs to [shop] already: take it out of [markets.us]" in said
    assert "take prices_include_tax out of [markets.ie]" in said
