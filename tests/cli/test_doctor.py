"""The doctor finds what is wrong, however broken the shop is, and says how to mend it."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Ecomkit = Callable[..., Any]


def change(path: Path, pattern: str, text: str) -> None:
    before = path.read_text("utf-8")
    after = re.sub(pattern, text, before, count=1)
    assert after != before
    path.write_text(after, "utf-8")


def ids(ended: Any) -> set[str]:
    return {one["id"] for one in ended.json["findings"]}


def test_a_new_shop_is_well(shop_folder: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("doctor", "--json")
    assert ended.code == 0
    assert ended.json["healthy"]
    assert ids(ended) <= {"mail.unreachable", "database.pending", "settings.example"}


@pytest.mark.parametrize(
    ("address", "told"),
    [
        ("Calle y número, código postal, ciudad", True),
        ("Street and number, postcode,  town", True),
        ("Calle Mayor 1, Madrid", False),
    ],
)
def test_an_example_address_is_told_in_any_language(
    address: str, told: bool, shop_folder: Path, ecomkit: Ecomkit
) -> None:
    change(shop_folder / "shop.toml", 'address = ".*"', f'address = "{address}"')
    assert ("[identity] address" in ecomkit("doctor").out) is told


def test_remarks_go_when_their_remedy_is_followed(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    assert "database.pending" not in ids(ecomkit("doctor", "--json"))


Break = Callable[[Path], None]
BROKEN: dict[str, Break] = {
    "settings.invalid": lambda f: change(f / "shop.toml", "quote_minutes", "quote_minuets"),
    "settings.unknown": lambda f: change(f / "shop.toml", "cut_off", "cutoff"),
    "plugin.unknown": lambda f: change(f / "shop.toml", '"rates",', '"rates", "club",'),
    "plugin.import": lambda f: (f / "plugins/hello.py").write_text("import nothing_like_it\n"),  # type: ignore[dict-item]
    "hook.unknown": lambda f: change(f / "plugins/hello.py", "def contribute_blocks", "def contribute_blocs"),
    "hook.signature": lambda f: change(f / "plugins/hello.py", "page: ShownPage\\)", "site: ShownPage)"),
    "secret.weak": lambda f: change(
        f / ".env", "ECOMKIT_SECRET=.*", "ECOMKIT_SECRET=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    ),
    "env.readable": lambda f: (f / ".env").chmod(0o644),
    "url.plain": lambda f: change(f / "shop.toml", "http://127.0.0.1:8000", "http://shop.example.com"),
    "mail.unreachable": lambda f: change(f / "shop.toml", "127.0.0.1:1025", "mail.invalid:25"),
    "database.unreachable": lambda f: change(f / "shop.toml", "sqlite:///var/shop.db", "postgresql://x@127.0.0.1:1/x"),
}


@pytest.mark.parametrize("finding", BROKEN)
def test_finds(finding: str, shop_folder: Path, ecomkit: Ecomkit) -> None:
    BROKEN[finding](shop_folder)
    ended = ecomkit("doctor", "--json")
    assert ended.code == 1
    found = [one for one in ended.json["findings"] if one["id"] == finding]
    assert found
    assert all(one["fault"] and one["cause"] and one["remedy"] for one in found)


def test_a_wrong_setting_is_told_with_its_line(shop_folder: Path, ecomkit: Ecomkit) -> None:
    change(shop_folder / "shop.toml", "quote_minutes", "quote_minuets")
    said = ecomkit("doctor").out
    lines = (shop_folder / "shop.toml").read_text("utf-8").splitlines()
    number = next(n for n, line in enumerate(lines, 1) if "quote_minuets" in line)
    assert f"shop.toml:{number}" in said
    assert "→" in said


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("\nline = ", "\nlyne = ", "shop.lyne: unknown key; did you mean 'line'?"),
        (r"\[mail\]", "[mial]", "mial: unknown key; did you mean 'mail'?"),
        ("answer_hours = 24", 'answer_hours = "many"', "identity.answer_hours: write a whole number, without quotes"),
        ("tls = false", 'tls = "nope"', "mail.tls: write true or false, without quotes"),
        ('country = "ES"', 'country = "Spain"', "shop.country: does not match '^[A-Z]{2}$' (Where the shop is"),
        ("sqlite:///var/shop.db", "mysql://x/y", "shop.database: write sqlite:/// with a path, or postgresql://"),
        ("days = 7 ", 'days = "x" ', "Correct [plugins.transfer] in shop.toml."),
    ],
)
def test_a_wrong_setting_is_told_with_what_to_write(
    before: str, after: str, said: str, shop_folder: Path, ecomkit: Ecomkit
) -> None:
    change(shop_folder / "shop.toml", before, after)
    ended = ecomkit("doctor", "--json")
    assert ended.code == 1
    assert any(said in f"{one['cause']} {one['remedy']}" for one in ended.json["findings"]), ended.out


def test_a_wrong_variable_is_told_by_its_name(
    shop_folder: Path, ecomkit: Ecomkit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ECOMKIT_DATABASE", "mysql://x/y")
    ended = ecomkit("verify")
    assert ended.code == 2
    assert ended.err.startswith("Error: ECOMKIT_DATABASE: shop.database: write sqlite:/// with a path")


def test_a_country_without_a_tax_is_told_before_customers_find_out(shop_folder: Path, ecomkit: Ecomkit) -> None:
    assert "tax.missing" not in ids(ecomkit("doctor", "--json"))
    change(shop_folder / "shop.toml", r"countries = \[", 'countries = ["JP", ')
    said = ecomkit("doctor").out
    assert "no plugin says the tax of JP" in said
    assert "[plugins.rates.tax.JP]" in said


def test_a_country_to_which_nothing_is_delivered_is_told(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    toml = stocked_shop / "shop.toml"
    assert "delivery.missing" not in ids(ecomkit("doctor", "--json"))
    market = '\n[markets.jp]\ncurrency = "JPY"\ncountries = ["JP"]\n[plugins.rates.tax.JP]\nstandard = "10"\n'
    toml.write_text(toml.read_text("utf-8") + market, "utf-8")
    said = ecomkit("doctor").out
    assert "nothing is delivered to JP: no way of delivery goes there" in said
    way = '\n[[plugins.rates.shipping]]\nkey = "air"\nlabel = "Air"\ncurrency = "JPY"\ncountries = ["JP"]\nprice = "900"\n'
    toml.write_text(toml.read_text("utf-8") + way, "utf-8")
    assert "delivery.missing" not in ids(ecomkit("doctor", "--json"))


def test_a_market_without_prices_is_told(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    toml = stocked_shop / "shop.toml"
    assert "market.empty" not in ids(ecomkit("doctor", "--json"))
    toml.write_text(toml.read_text("utf-8") + '\n[markets.jp]\ncurrency = "JPY"\ncountries = ["JP"]\n', "utf-8")
    said = ecomkit("doctor").out
    assert "no article has a price in JPY: the market 'jp' is empty" in said
    assert "price:JPY" in said


def test_people_of_the_demonstration_do_not_go_into_the_open(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    ecomkit("staff", "add", "staff@example.com", "--generate")
    assert "people.planted" not in ids(ecomkit("doctor", "--json"))
    change(stocked_shop / "shop.toml", "http://127.0.0.1:8000", "https://shop.example.com")
    ended = ecomkit("doctor", "--json")
    assert "people.planted" in ids(ended)
    assert ended.code == 1


def test_a_section_that_is_no_section_is_told(shop_folder: Path, ecomkit: Ecomkit) -> None:
    change(shop_folder / "shop.toml", r"\[rules\]", "[rules_]")
    change(shop_folder / "shop.toml", r"\[shop\]", "rules = 3\n[shop]")
    ended = ecomkit("verify")
    assert ended.code == 2
    assert "rules: is a section" in ended.err


def test_a_local_plugin_with_a_wrong_line_is_not_just_to_be_taken_out(shop_folder: Path, ecomkit: Ecomkit) -> None:
    (shop_folder / "plugins" / "hello.py").write_text("import no_such_package\n", "utf-8")
    assert "Install the package that brings 'no_such_package', or take the plugin out" in ecomkit("doctor").out
    (shop_folder / "plugins" / "hello.py").write_text("clas Hello:\n", "utf-8")
    assert "Correct that line, or take the plugin out" in ecomkit("doctor").out


def test_several_faults_are_told_at_once(shop_folder: Path, ecomkit: Ecomkit) -> None:
    for name in ("hook.unknown", "plugin.unknown", "secret.weak"):
        BROKEN[name](shop_folder)
    assert ids(ecomkit("doctor", "--json")) >= {"hook.unknown", "plugin.unknown", "secret.weak"}


def test_a_missing_secret_is_named(shop_folder: Path, ecomkit: Ecomkit) -> None:
    (shop_folder / ".env").unlink()
    ended = ecomkit("doctor")
    assert ended.code == 1
    assert "ECOMKIT_SECRET" in ended.out
