"""The first staff page tells the owner what is left to fill in, and is silent when nothing is."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from ecomkit.settings import Identity, Settings
from ecomkit.testing import Clock, make_shop, settings_for
from ecomkit.web.admin.launch import missing_values
from tests.web.admin.conftest import at_work, employ
from tests.web.conftest import Client, Site

FULL = {
    "company": "Alameda, S. L.", "address": "Calle Mayor 1, 28013 Madrid", "tax_id": "B12345674", "email": "hola@alameda.com",
    "phone": "+34 910 000 000",
}  # fmt: skip


def start_page(folder: Path, *, url: str = "http://127.0.0.1:8000", **identity: Any) -> str:
    settings = settings_for(folder, url=url).model_copy(update={"identity": Identity(**FULL | identity)})
    site = Site(make_shop(folder, use=("b2c", "rates", "transfer"), settings=settings, clock=Clock()), Clock())
    employ(site.shop)
    try:
        return at_work(site).get("/admin").text
    finally:
        site.close()


def test_where_all_is_told_only_the_encrypted_address_is_left(tmp_path: Path) -> None:
    page = start_page(tmp_path)
    assert "Before you open the shop" in page
    assert re.findall(r"shop\.toml: (\[\w+\] \w+)", page) == ["[shop] url"]


def test_nothing_is_left_once_the_address_is_encrypted(tmp_path: Path) -> None:
    told = Settings(shop=settings_for(tmp_path, url="https://alameda.com").shop, identity=Identity(**FULL))
    assert missing_values(told) == frozenset()


@pytest.mark.parametrize(("changed", "where"), [
    ({"company": " "}, "[identity] company"), ({"address": "Street and number, postcode, town"}, "[identity] address"),
    ({"address": "Calle y número, código postal, ciudad"}, "[identity] address"),
    ({"tax_id": ""}, "[identity] tax_id"), ({"email": "hello@alameda.example"}, "[identity] email"), ({"phone": ""}, "[identity] phone"),
])  # fmt: skip
def test_what_is_left_is_named_with_its_place(tmp_path: Path, changed: dict[str, str], where: str) -> None:
    page = start_page(tmp_path, **changed)
    assert re.findall(r"shop\.toml: (\[\w+\] \w+)", page) == [where, "[shop] url"]
    assert page.count("To fill in") == 2


def test_a_new_shop_starts_with_the_list(clerk: Client) -> None:
    assert "Tell your tax number" in clerk.get("/admin").text
