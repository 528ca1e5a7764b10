"""Coming back to the cart an hour later, in another tab."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ecomkit.audit.basket import cart_holds
from ecomkit.audit.evidence import Stage
from ecomkit.audit.trials import CartLife

if TYPE_CHECKING:
    from playwright.sync_api import StorageState

    from ecomkit.audit.trying.bench import Bench

__all__ = ["try_cart"]

_HOUR_S = 3600


def try_cart(bench: Bench) -> CartLife | None:
    """Open the cart as a new tab would an hour from now. None where no cart was reached, or where it is empty by now."""
    url = bench.address(Stage.CART)
    if not url:
        return None
    soon = time.time() + _HOUR_S
    cookies = bench.state.get("cookies", [])
    ended = [cookie for cookie in cookies if 0 < cookie.get("expires", -1) < soon]
    later: StorageState = {**bench.state, "cookies": [cookie for cookie in cookies if cookie not in ended]}
    if _holds(bench, later, url):
        return CartLife(url=url, kept=True, ended=tuple(cookie["name"] for cookie in ended))
    if not cart_holds(bench.walk.driver, url, bench.evidence.product_title):
        return None
    return CartLife(url=url, kept=False, ended=tuple(cookie["name"] for cookie in ended))


def _holds(bench: Bench, state: StorageState, url: str) -> bool:
    with bench.driver(state) as (driver, _):
        return cart_holds(driver, url, bench.evidence.product_title)
