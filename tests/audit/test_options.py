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
    assert Options(recipe=Recipe(owner=True)).owns("https://shop.example/")
