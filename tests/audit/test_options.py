"""Only addresses that a browser can open over the network are audited."""

from __future__ import annotations

import pytest

from ecomkit.audit.options import Options, checked_url, is_loopback, without_credentials
from ecomkit.audit.recipe import Recipe
from ecomkit.errors import UserError


@pytest.mark.parametrize(
    "url",
    [
        "shop.example",
        "ftp://shop.example",
        "https://",
        "http://a b/",
        "javascript:alert(1)",
        "http://x:99999/",
        "",
        "file:///etc",
    ],
)
def test_what_is_no_shops_address_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(UserError) as caught:
        checked_url(url)
    assert "\n" not in str(caught.value)


def test_a_bare_host_gets_its_path() -> None:
    assert checked_url("https://shop.example") == "https://shop.example/"


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.2:8000/", True),
        ("http://a.localhost/", True),
        ("http://[::1]/", True),
        ("https://example.com/", False),
    ],
)
def test_this_machine_is_known(url: str, local: bool) -> None:
    assert is_loopback(url) is local


def test_a_report_does_not_show_who_signed_in() -> None:
    assert without_credentials("https://ana:secret@shop.example:8443/a?b=c") == "https://shop.example:8443/a?b=c"
    assert without_credentials("https://shop.example/") == "https://shop.example/"


def test_a_shop_is_ones_own_on_this_machine_or_when_said_so() -> None:
    assert Options().owns("http://localhost/")
    assert not Options().owns("https://shop.example/")
    assert Options(owned=True).owns("https://shop.example/")
    assert not Options(recipe=Recipe(shop="https://shop.example")).owns("https://other.example/")


@pytest.mark.parametrize("url", ["https://shop.example/es/", "https://SHOP.example:443/", "http://127.0.0.1:8000/"])
def test_a_recipe_declares_its_own_shop_the_owners(url: str) -> None:
    assert Options(recipe=Recipe(owner=True, shop="https://shop.example")).owns(url)


@pytest.mark.parametrize(
    ("shop", "told"),
    [
        ("https://other.example", "the recipe is for https://other.example, not for https://shop.example/"),
        ("http://shop.example", "the recipe is for http://shop.example"),
        ("https://shop.example:8443", "the recipe is for https://shop.example:8443"),
        ("https://shop.example:x", "the recipe is for https://shop.example:x"),
        ("", 'name it (shop = "https://shop.example")'),
    ],
)
def test_but_no_other_shop(shop: str, told: str) -> None:
    with pytest.raises(UserError) as caught:
        Options(recipe=Recipe(owner=True, shop=shop, file="mine.toml")).owns("https://shop.example/")
    assert str(caught.value).startswith("mine.toml: ")
    assert told in str(caught.value)
