"""The guest's way through a shop: home, list, product, cart, checkout, payment step. It stops before paying."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from ecomkit.audit.basket import add_to_cart, open_cart
from ecomkit.audit.catalogue import find_list, find_product, is_product, offered_cards
from ecomkit.audit.check import Need
from ecomkit.audit.checkout import start_checkout, to_payment
from ecomkit.audit.driver import Blocked
from ecomkit.audit.evidence import JourneyEvidence, Outcome, Stage
from ecomkit.errors import NotFinished

if TYPE_CHECKING:
    from ecomkit.audit.walk import Walk

__all__ = ["NEEDED", "WAY", "furthest_of", "take_journey"]

_GUEST = ("guest", "a guest goes from home to the payment step")

NEEDED: Mapping[Need, Stage] = {
    Need.HOME: Stage.HOME,
    Need.LIST: Stage.LIST,
    Need.PRODUCT: Stage.PRODUCT,
    Need.CART: Stage.CART,
    Need.CHECKOUT: Stage.PAYMENT,
    Need.SEARCH: Stage.PRODUCT,
}
"""How far the journey goes for a need."""

WAY = frozenset(NEEDED) - {Need.SEARCH}
"""The needs that are met on the way itself."""


def furthest_of(needs: Iterable[Need]) -> Stage:
    """How far the journey has to go for the needs."""
    return max((NEEDED[need] for need in needs if need in NEEDED), key=lambda stage: stage.order, default=Stage.HOME)


def take_journey(walk: Walk, furthest: Stage) -> JourneyEvidence:
    """Walk as far as asked for. Being blocked on the way is an answer; an unreachable home is NotFinished."""
    from playwright.sync_api import Error

    started = time.monotonic()
    _open_home(walk)
    reason, outcome = "", Outcome.REACHED
    if furthest is not Stage.PAYMENT:
        reason, outcome = "no chosen check needs the payment step", Outcome.SKIPPED
    try:
        _walk_on(walk, furthest)
    except Blocked as blocked:
        reason, outcome = str(blocked), Outcome.BLOCKED
    except Error as error:
        reason, outcome = f"the browser gave up: {error.message.splitlines()[0]}", Outcome.BLOCKED
    if outcome is Outcome.BLOCKED and not any(page.stage is Stage.PRODUCT for page in walk.pages):
        _refuse_what_is_no_shop(walk, reason)
    return JourneyEvidence(
        id=_GUEST[0],
        name=_GUEST[1],
        outcome=outcome,
        reason=reason,
        clicks=tuple(walk.driver.clicks),
        seconds=round(time.monotonic() - started, 1),
    )


def _open_home(walk: Walk) -> None:
    try:
        response = walk.driver.open(walk.home)
    except Blocked as blocked:
        raise NotFinished(str(blocked)) from blocked
    kind = (response.headers.get("content-type", "") if response else "").partition(";")[0]
    if response is None or (kind and kind not in {"text/html", "application/xhtml+xml"}):
        raise NotFinished(f"{walk.home} is {kind or 'empty'}, not a page")
    if response.status == 403:
        raise NotFinished(
            f"{walk.home} answers 403: it keeps this browser out, be it by a login or a wall against robots"
        )
    if response.status == 401:
        raise NotFinished(f"{walk.home} answers {response.status}: it lets nobody in without signing in")
    if response.status >= 400:
        mend = (
            "give the address of a page that is there" if response.status < 500 else "try again when the shop is well"
        )
        raise NotFinished(f"{walk.home} answers {response.status}: {mend}")
    walk.home = walk.driver.page.url
    walk.take("home", Stage.HOME)


def _walk_on(walk: Walk, furthest: Stage) -> None:
    if furthest is Stage.HOME:
        return
    walk.driver.stage = Stage.LIST
    find_list(walk)
    listing = walk.take("list", Stage.LIST)
    walk.driver.stage = Stage.PRODUCT
    try:
        find_product(walk)
    except Blocked:
        if not offered_cards(listing.facts):
            walk.pages.remove(listing)
        raise
    walk.take("product", Stage.PRODUCT)
    if furthest.order <= Stage.PRODUCT.order:
        return
    add_to_cart(walk)
    walk.driver.stage = Stage.CART
    open_cart(walk)
    walk.take("cart", Stage.CART)
    if furthest is Stage.CART:
        return
    start_checkout(walk)
    to_payment(walk)


def _refuse_what_is_no_shop(walk: Walk, reason: str) -> None:
    """Where not even a product was found there is nothing to judge: say so instead of guessing."""
    home = walk.pages[0].facts
    if any(field.type == "password" and field.visible for field in home.fields) and len(offered_cards(home)) < 2:
        raise NotFinished(
            f"{walk.home} asks to sign in before it shows anything; give a recipe with auth.storage_state"
        )
    if not is_product(walk.driver.look()):
        raise NotFinished(f"{walk.home} does not look like a shop: {reason}")
