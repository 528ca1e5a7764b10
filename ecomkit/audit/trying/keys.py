"""Buying without a mouse: the journey from the product to the payment step once more, by Tab, Enter and typing alone."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

from ecomkit.audit.basket import add_to_cart, empty_cart, open_cart
from ecomkit.audit.capture import Camera
from ecomkit.audit.checkout import start_checkout, to_payment
from ecomkit.audit.driver import Blocked, Driver
from ecomkit.audit.evidence import EmptySubmit, Stage
from ecomkit.audit.lock import Guard
from ecomkit.audit.trials import KeyboardPurchase
from ecomkit.audit.walk import Walk
from ecomkit.errors import UserError

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle

    from ecomkit.audit.trying.bench import Bench

__all__ = ["KeyDriver", "buy_by_keyboard"]

_MOST_TABS = 150
_EMPTYING_S = 20
_LEAST_S, _TIMES = 30.0, 2
"""Half a minute, or twice as long as it took with a mouse: a long checkout, or a busy machine, takes longer without one too."""
_FOCUSED = """(e) => {
  let a = document.activeElement;
  const nothing = !a || a === document.body;
  while (a?.shadowRoot?.activeElement) a = a.shadowRoot.activeElement;
  return [a === e, nothing];
}"""
"""Whether the element has the focus, and whether nothing has."""


class KeyDriver(Driver):
    """A driver that presses nothing with a mouse: it goes there with Tab and presses Enter. `stuck`: what Tab never reached."""

    by_address = False
    stuck = ""
    element = ""

    def press(self, handle: ElementHandle, what: str) -> bool:
        """Tab to an element and press Enter on it. False where Tab does not come by."""
        from playwright.sync_api import Error

        self.pace()
        try:
            if not self._tab_to(handle):
                self.stuck = self.stuck or what
                self.element = self.element or str(handle.evaluate("(e) => e.outerHTML.slice(0, 300)"))
                return False
            self.page.keyboard.press("Enter")
        except Error:
            return False
        self.clicks.append(f"{what} [{self.stage}]")
        self.settle()
        return True

    def _tab_to(self, handle: ElementHandle) -> bool:
        begun = False
        for _ in range(_MOST_TABS):
            there, nothing = self._tab(handle)
            if there:
                return True
            if nothing and begun:
                return self._once_more(handle)
            begun = begun or not nothing
        return False

    def _once_more(self, handle: ElementHandle) -> bool:
        """The focus began in the middle of the page; Tab goes on from its top."""
        for _ in range(_MOST_TABS):
            there, nothing = self._tab(handle)
            if there or nothing:
                return there
        return False

    def _tab(self, handle: ElementHandle) -> tuple[bool, bool]:
        """Press Tab: whether the element has the focus now, and whether nothing has."""
        self.page.keyboard.press("Tab")
        there, nothing = handle.evaluate(_FOCUSED)
        return bool(there), bool(nothing)

    def _dismiss(self, handle: ElementHandle) -> bool:
        return self.press(handle, "a bar over the page")


def buy_by_keyboard(bench: Bench) -> KeyboardPurchase | None:
    """Go from the product to the payment step by keyboard. None where the mouse did not come so far either."""
    product = bench.address(Stage.PRODUCT)
    if not bench.address(Stage.PAYMENT) or not product:
        return None
    patience = max(_LEAST_S, _TIMES * bench.evidence.journey.seconds)
    with bench.driver(kind=KeyDriver, budget_s=patience) as (driver, lock):
        assert isinstance(driver, KeyDriver)
        walk = Walk(
            driver=driver, camera=Camera(driver, axe=False, phone=False, folder=None, pictures=False), lock=lock,
            recipe=bench.walk.recipe, home=bench.walk.home, tell=lambda _doing: None,
            product_title=bench.evidence.product_title,
            empty_submit=EmptySubmit(url="", page="", native=True, moved=False, told="", tied=True),
        )  # fmt: skip
        reason = ""
        try:
            _buy(walk, product)
        except (Blocked, UserError) as blocked:
            reason = str(blocked)
        reached = any(page.stage is Stage.PAYMENT for page in walk.pages)
        bought = KeyboardPurchase(
            reached=reached, reason=reason, stuck="" if reached else driver.stuck,
            element="" if reached else driver.element, url=driver.page.url, presses=tuple(driver.clicks),
        )  # fmt: skip
        _leave_nothing(walk, bench.address(Stage.CART))
        return bought


def _leave_nothing(walk: Walk, cart: str) -> None:
    """Empty the cart of this visitor too, so that no stock stays held; by mouse, since nothing is judged any more."""
    if not cart or walk.add is None:
        return
    keys = walk.driver
    keys.page.goto("about:blank")
    walk.lock.guard = min(walk.lock.guard, Guard.WARY)
    walk.driver = Driver(keys.page, owned=keys.owned, timeout_s=keys.timeout_s, budget_s=_EMPTYING_S, paced=keys.paced)
    with suppress(Blocked):
        empty_cart(walk, cart)


def _buy(walk: Walk, product: str) -> None:
    walk.driver.stage = Stage.PRODUCT
    walk.driver.open(product)
    walk.driver.sweep()
    add_to_cart(walk)
    walk.driver.stage = Stage.CART
    open_cart(walk)
    start_checkout(walk)
    to_payment(walk)
