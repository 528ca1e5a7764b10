"""A shop with promotions, and what the tests do in it again and again."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from ecomkit.domain import Capacity, Done, Order, OrderById, Outcome
from ecomkit.plugins.promotions import Promotions, api
from ecomkit.sdk import Plugin, Sealed, hookimpl, text
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, make_shop, settings_for, staff
from tests.shops import CONSUMERS

__all__ = ["SHOP", "coded", "done", "enter", "order_of", "promote", "promotion_shop"]


class Trade(Plugin):
    """Others buy here, too: for an organisation."""

    name = "trade"
    hook_api = 1

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        return [Capacity(key="purchaser", label=text("Purchaser"))]


SHOP = (*CONSUMERS, Trade, Promotions)


def done(outcome: Outcome[Any]) -> Any:
    """The result of what has to be done."""
    assert isinstance(outcome, Done), outcome
    return outcome.result


def promotion_shop(folder: Path, *, clock: Clock | None = None, database: str = "", catalogue: bool = True) -> Shop:
    """A small Spanish shop for consumers."""
    settings = settings_for(folder, database=database) if database else settings_for(folder)
    return make_shop(folder, use=SHOP, clock=clock or Clock(), settings=settings, catalogue=catalogue)


def promote(shop: Shop, **fields: Any) -> str:
    """Save a promotion as staff do."""
    key: str = done(shop.run(staff(shop)(), api.SavePromotion(**({"name": "Sale", "kind": "percent"} | fields))))
    return key


def coded(shop: Shop, code: str, most: int | None = None, **fields: Any) -> str:
    """A promotion of ten percent that needs a code."""
    key = promote(shop, **({"percent": "10", "needs_code": True} | fields))
    done(shop.run(staff(shop)(), api.AddCode(promotion=key, code=code, most=most)))
    return key


def enter(till: Till, code: str, *, client: str = "") -> str:
    """Enter a code; gives what became of it."""
    answer = done(till.shop.run(till.moment, api.EnterCode(cart=till.cart, code=Sealed(secret=code), client=client)))
    return str(answer.code)


def order_of(shop: Shop, placed: Outcome[str]) -> Order:
    """The order that has to come of it."""
    return shop.ask(shop.system(), OrderById(order=done(placed)))
