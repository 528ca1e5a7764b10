"""No network inside a transaction: proven of a whole purchase, with a plugin that tries."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest

from ecomkit.domain import Context, Done, PlaceOrder, StockLevels
from ecomkit.errors import PluginError
from ecomkit.sdk import Plugin, hookimpl
from ecomkit.testing import Till, make_shop, no_network_while_writing

USE = ("b2c", "rates", "transfer", "collection", "demo_payments", "order_mails")


class Chatty(Plugin):
    """Asks somebody outside while the order is being written."""

    name = "chatty"
    hook_api = 1

    @hookimpl
    def check_place_order(self, ctx: Context, command: PlaceOrder) -> list[object]:
        socket.create_connection(("127.0.0.1", 9), timeout=1)
        return []


def test_a_purchase_uses_no_network_while_it_writes(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=USE)
    with no_network_while_writing(shop):
        for payment, shipping in (("transfer", "parcel"), ("card", "parcel"), ("collection", "collect")):
            assert isinstance(Till.for_guest(shop).buy("MUG-BONE", payment=payment, shipping=shipping), Done)
    shop.close()


def test_a_plugin_that_does_is_caught_and_nothing_is_written(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*USE, Chatty))
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()
    quote = till.quote()
    with (
        no_network_while_writing(shop),
        pytest.raises(PluginError, match="no network inside a transaction") as caught,
    ):
        till.place(quote)
    assert caught.value.plugin == "chatty"
    (level,) = shop.ask(shop.system(), StockLevels(skus=("LAMP",)))
    assert level.reserved == 0
    shop.close()
