"""The shop's own plugin."""

from __future__ import annotations

from ecomkit import Shop
from ecomkit.sdk import ShownPage


def test_greets_on_the_home_page_only(shop: Shop) -> None:
    home = shop.hooks.blocks(shop.system(), ShownPage(name="home"))
    assert [block.template for answer in home if answer.plugin == "hello" for block in answer.values] == ["hello/greeting.html"]
    cart = shop.hooks.blocks(shop.system(), ShownPage(name="cart"))
    assert "hello" not in [answer.plugin for answer in cart]
