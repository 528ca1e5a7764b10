"""Trying what the journey does not: a second visit, presses, a moving page on film, an old cart, an account, forms, the keyboard."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias

from ecomkit.audit.check import Need
from ecomkit.audit.driver import Blocked
from ecomkit.audit.trials import Trials
from ecomkit.audit.trying.account import try_account
from ecomkit.audit.trying.cart import try_cart
from ecomkit.audit.trying.flash import film_pages
from ecomkit.audit.trying.forms import try_contact, try_tracking
from ecomkit.audit.trying.keys import buy_by_keyboard
from ecomkit.audit.trying.letters import read_letters
from ecomkit.audit.trying.second import visit_again
from ecomkit.audit.trying.touch import touch_product

if TYPE_CHECKING:
    from ecomkit.audit.trying.bench import Bench

__all__ = ["ACCOUNT", "CART", "FILM", "FORMS", "KEYBOARD", "SLOWED", "Trial", "tried", "try_some"]

Trial: TypeAlias = "tuple[Need, str, str, Callable[[Bench], Any]]"
"""The need that asks for it, what it finds, how it is told, and who does it."""

SLOWED: tuple[Trial, ...] = (
    (Need.AGAIN, "second", "opening home again", visit_again),
    (Need.TOUCH, "touches", "pressing and typing", touch_product),
)
FILM: tuple[Trial, ...] = ((Need.FILM, "flashing", "filming what moves", film_pages),)
"""Trials that take times, and pictures of what moves: nothing else is done meanwhile."""

CART: tuple[Trial, ...] = ((Need.OLD_CART, "cart", "coming back to the cart", try_cart),)
KEYBOARD: tuple[Trial, ...] = ((Need.KEYBOARD, "keyboard", "buying by keyboard alone", buy_by_keyboard),)
ACCOUNT: tuple[Trial, ...] = ((Need.ACCOUNT, "account", "signing in", try_account),)
FORMS: tuple[Trial, ...] = (
    (Need.FORMS, "tracking", "following an order that does not exist", try_tracking),
    (Need.FORMS, "contact", "writing to the shop", try_contact),
)
"""Trials that go to pages which were read as policies."""

_EACH_S = 45.0
"""Seconds for each trial."""


def try_some(bench: Bench, needs: Collection[Need], trials: Iterable[Trial]) -> None:
    """Those trials that a chosen check needs. One that the shop or the browser breaks leaves its checks untested."""
    from playwright.sync_api import Error

    for need, name, doing, trial in trials:
        if need in needs:
            bench.walk.tell(doing)
            bench.walk.driver.allot(_EACH_S)
            with suppress(Blocked, Error):
                bench.walk.tried[name] = trial(bench)
            bench.walk.looked.add(need)


def tried(bench: Bench, needs: Collection[Need]) -> Trials:
    """What all trials found, with the letters that came meanwhile."""
    found = bench.walk.tried
    if Need.LETTERS in needs:
        found["letters"], found["letters_reason"] = read_letters(bench.walk.recipe.mail.url, bench.written_at)
    return Trials.model_validate(found)
