"""What lies beside the journey: search, policies, links and trials, and the cart that is emptied at the end.

On a shop of one's own, what takes no times is done two at a time, each on pages of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from ecomkit.audit.basket import cart_holds, empty_cart
from ecomkit.audit.check import Need
from ecomkit.audit.driver import Blocked, Driver
from ecomkit.audit.evidence import Stage
from ecomkit.audit.probes import (
    NONSENSE,
    misspelt,
    probe_exposed,
    probe_links,
    probe_missing,
    try_search,
    try_term,
    visit_policies,
)
from ecomkit.audit.reading import a_tab
from ecomkit.audit.together import together
from ecomkit.audit.trying import ACCOUNT, CART, FILM, FORMS, KEYBOARD, SLOWED, Trial, tried, try_some

if TYPE_CHECKING:
    from playwright.sync_api import Playwright

    from ecomkit.audit.trials import Trials
    from ecomkit.audit.trying.bench import Bench

__all__ = ["look_beside", "sign_in"]

_BESIDE_S = 45.0
"""Seconds for each journey beside the way to the payment step."""

_LANES = 2
"""How many things are done at a time: as many as the smallest machine has processors."""


@dataclass(slots=True)
class _Beside:
    """Who looks beside the journey, and for which needs. What is found and tried is kept by the walk."""

    playwright: Playwright
    bench: Bench
    needs: Collection[Need]

    @property
    def found(self) -> dict[str, Any]:
        return self.bench.walk.found

    def among(self, need: Need) -> bool:
        return need in self.needs

    def trial(self, trials: Iterable[Trial]) -> None:
        try_some(self.bench, self.needs, trials)

    @contextmanager
    def looking(self, need: Need, driver: Driver | None = None) -> Iterator[None]:
        """Look with a time of its own. What the shop does not answer is left out."""
        (driver or self.bench.walk.driver).allot(_BESIDE_S)
        with suppress(Blocked):
            yield
        self.bench.walk.looked.add(need)


def look_beside(playwright: Playwright, bench: Bench, needs: Collection[Need]) -> None:
    """All that is looked at beside the journey but signing in, each with a time of its own. The walk keeps what was found and tried."""
    beside = _Beside(playwright, bench, needs)
    if bench.walk.driver.owned:
        beside.trial(SLOWED)
        together(_reading(beside), _LANES)
        beside.trial(FILM)
        together(_acting(beside), _LANES)
    else:
        for look in (_search, _read, _follow, _try_slowed, _film, _come_back, _buy, _empty):
            look(beside)


def sign_in(bench: Bench, needs: Collection[Need]) -> Trials:
    """The account's trial, and with it all that was tried before and the letters that came."""
    try_some(bench, needs, ACCOUNT)
    return tried(bench, needs)


def _reading(beside: _Beside) -> list[Callable[[], None]]:
    """What only reads, as the visitor whose cart is still full: a page that changed it meanwhile could be undone by another's answer."""
    jobs: list[Callable[[], None]] = [partial(_search_and_come_back, beside)]
    if beside.among(Need.POLICIES):
        jobs.append(partial(_read_apart, beside))
    return jobs


def _acting(beside: _Beside) -> list[Callable[[], None]]:
    """What does something, each as a visitor of its own, and the links."""
    wanted = ((Need.KEYBOARD, _buy), (None, _empty), (Need.FORMS, _send_forms), (Need.LINKS, _follow))
    return [partial(look, beside) for need, look in wanted if need is None or beside.among(need)]


def _search_and_come_back(beside: _Beside) -> None:
    _search(beside)
    _come_back(beside)


def _search(beside: _Beside) -> None:
    walk, found = beside.bench.walk, beside.found
    if not (beside.among(Need.SEARCH) and walk.product_title):
        return
    walk.tell("trying the search")
    with beside.looking(Need.SEARCH):
        found["search"] = try_search(walk, walk.product_title, at_home=_watch_home(beside))
        if found["search"]:
            found["nonsense"] = try_term(walk, NONSENSE, walk.product_title)
            found["misspelt"] = try_term(walk, misspelt(found["search"].term), walk.product_title)


def _watch_home(beside: _Beside) -> bool:
    """Open home and see whether its scripts go on changing it, where that is asked. Whether home is open now."""
    from playwright.sync_api import Error

    bench = beside.bench
    home = bench.address(Stage.HOME)
    if not beside.among(Need.FILM) or home in bench.watched:
        return False
    bench.walk.driver.open(home)
    with suppress(Error):  # then the film looks for itself
        bench.note_motion(bench.walk.driver.page, home)
    return True


def _read_apart(beside: _Beside) -> None:
    """Read policies in tabs of their own."""
    with a_tab(beside.bench.walk.driver) as driver:
        _read(beside, driver)


def _read(beside: _Beside, driver: Driver | None = None) -> None:
    if not beside.among(Need.POLICIES):
        return
    walk = beside.bench.walk
    walk.tell("reading policies")
    reader = replace(walk, driver=driver or walk.driver)
    with beside.looking(Need.POLICIES, reader.driver):
        pages, unread = visit_policies(reader)
        beside.found.update(policies=pages, unread=unread)
        beside.bench.evidence = beside.bench.evidence.model_copy(update={"policies": pages, "unread": unread})


def _follow(beside: _Beside) -> None:
    if not beside.among(Need.LINKS):
        return
    bench, found = beside.bench, beside.found
    bench.walk.tell("following links")
    with beside.looking(Need.LINKS):
        found["links"] = probe_links(beside.playwright, bench.walk, bench.settings)
        if bench.walk.driver.owned:
            found["exposed"] = probe_exposed(beside.playwright, bench.walk, bench.settings)
        found["soft_404"], found["soft_404_home"] = probe_missing(beside.playwright, bench.walk, bench.settings)


def _try_slowed(beside: _Beside) -> None:
    beside.trial(SLOWED)


def _film(beside: _Beside) -> None:
    beside.trial(FILM)


def _come_back(beside: _Beside) -> None:
    beside.trial(CART)


def _buy(beside: _Beside) -> None:
    beside.trial(KEYBOARD)


def _send_forms(beside: _Beside) -> None:
    beside.trial(FORMS)


def _empty(beside: _Beside) -> None:
    """Empty the cart again. Tells whether it still held the product after the checkout, and whether it is empty now."""
    walk = beside.bench.walk
    cart = beside.bench.address(Stage.CART)
    if not cart:
        return
    walk.driver.allot(_BESIDE_S)
    walk.tell("emptying the cart")
    walk.driver.paced.kept = 0
    try:
        kept = cart_holds(walk.driver, cart, walk.product_title)
        beside.found.update(cart_kept=kept, cart_emptied=empty_cart(walk, cart) if kept else None)
    except Blocked:
        walk.tell("the cart could not be emptied")
