"""Timing the pages of the journey: which, on what device, how often, and for how long at the most."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from ecomkit.audit.budget import flat
from ecomkit.audit.evidence import Device, Load, Stage
from ecomkit.audit.loads import Stand, Timed, load_page
from ecomkit.audit.medians import FEWEST, limits_of, settled_load
from ecomkit.audit.options import Options, Profile

if TYPE_CHECKING:
    from playwright.sync_api import Browser, StorageState

    from ecomkit.audit.walk import Walk

__all__ = ["time_pages"]

_PAGES = (Stage.HOME, Stage.LIST, Stage.PRODUCT, Stage.CART, Stage.CHECKOUT, Stage.PAYMENT)
_DEVICES = {Profile.QUICK: (Device.PHONE,), Profile.FULL: (Device.PHONE, Device.DESKTOP)}
_LEAST = {Profile.QUICK: 1, Profile.FULL: FEWEST}
_REST_MS = {(Profile.FULL, Device.PHONE): 1500}
_SHORT_REST_MS = 400
_BUDGET_S = {Profile.QUICK: 60.0, Profile.FULL: 75.0}
"""After this time no page is loaded more often than the profile's least."""


def time_pages(
    browser: Browser,
    walk: Walk,
    settings: dict[str, Any],
    options: Options,
    state: StorageState,
    back: Callable[[Stand], None] | None = None,
) -> tuple[Load, ...]:
    """Time the journey's pages under throttling, with the shopper's cookies, until each median can be believed.

    `back` is done once after home was loaded on a phone, where it was loaded.
    """
    end = time.monotonic() + _BUDGET_S[options.profile]
    budget = flat(options.recipe.budget) | options.budget
    made = []
    plan = tuple(_to_time(walk, options))
    with closing(_Stands(browser, state, settings)) as stands:
        for timed, following in zip(plan, (*plan[1:], None), strict=True):
            walk.tell(f"timing {timed.name} on {'slow 4G' if timed.device is Device.PHONE else 'a desktop'}")

            def once(timed: Timed = timed, following: Timed | None = following) -> Load:
                more = following is not None and following.device is timed.device
                ahead = partial(stands.prepare, timed.device) if more else None
                if not walk.driver.owned:
                    walk.driver.paced.wait()
                first = timed.name == Stage.HOME and timed.device is Device.PHONE and walk.back_ms is None
                return load_page(stands.take(timed.device), timed, walk.lock, ahead, back if first else None)

            limits = limits_of(budget, timed.name)
            least = _LEAST[options.profile]
            made.append(
                settled_load(once, limits, runs=options.runs, least=least, time_left=lambda: time.monotonic() < end)
            )
    return tuple(made)


class _Stands:
    """Stands for loads, each made while the page before it rests: that waits anyway."""

    def __init__(self, browser: Browser, state: StorageState, settings: dict[str, Any]) -> None:
        self._make = partial(Stand, browser, state=state, settings=settings)
        self._ready: Stand | None = None

    def prepare(self, device: Device) -> None:
        """Make a stand for the next load. Where that fails the load will tell, not the one that rests."""
        from playwright.sync_api import Error

        with suppress(Error):
            self._ready = self._ready or self._make(device=device)

    def take(self, device: Device) -> Stand:
        """The stand that is ready for this device, else a new one."""
        ready, self._ready = self._ready, None
        if ready is None or ready.device is device:
            return ready or self._make(device=device)
        ready.context.close()
        return self._make(device=device)

    def close(self) -> None:
        """Close what was made and not taken."""
        if self._ready is not None:
            self._ready.context.close()


def _to_time(walk: Walk, options: Options) -> Iterator[Timed]:
    """The first page of each stage; the payment step only where the checkout has no page before it."""
    for device in _DEVICES[options.profile]:
        named: set[str] = set()
        for stage in _PAGES:
            page = next((page for page in walk.pages if page.stage is stage), None)
            name = str(Stage.CHECKOUT if stage is Stage.PAYMENT else stage)
            if page is None or name in named:
                continue
            named.add(name)
            yield Timed(
                name=name,
                url=page.url,
                device=device,
                payment=name == Stage.CHECKOUT,
                rest_ms=_REST_MS.get((options.profile, device), _SHORT_REST_MS),
                filmed=options.pictures,
            )
