"""Pressing and typing on a slowed processor, to see how soon the page answers. Nothing that is pressed leaves the browser."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from ecomkit.audit import look
from ecomkit.audit.driver import Driver
from ecomkit.audit.evidence import Stage
from ecomkit.audit.loads import slowed
from ecomkit.audit.lock import may_press
from ecomkit.audit.probes import search_fields, term_of
from ecomkit.audit.tasks import TaskTime
from ecomkit.audit.trials import SLOWEST_TOUCH_MS, Touch
from ecomkit.audit.trying.second import SLOWER

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import CDPSession, ElementHandle, Page, Route

    from ecomkit.audit.facts import Facts
    from ecomkit.audit.trying.bench import Bench

__all__ = ["medians", "touch_product"]

_LISTEN = """(() => {
  window.__ecomkitTouches = [];
  try {
    new PerformanceObserver((list) => list.getEntries().forEach((e) => e.interactionId && window.__ecomkitTouches.push(e.duration)))
      .observe({ type: 'event', durationThreshold: 16, buffered: true });
  } catch { /* not in this browser */ }
})();"""
_DRAIN = """(ms) => new Promise((tell) => requestAnimationFrame(() => setTimeout(
  () => { const found = Math.max(0, ...window.__ecomkitTouches); window.__ecomkitTouches = []; tell(found); }, ms)))"""
_SOON_MS, _LATE_MS = 120, 1500
"""The browser tells of a press when its picture has been on the screen for a moment; on a busy machine that is much later."""
_PATIENCE_MS = 10_000
"""A press comes back when the page has answered it: the slower the shop and the busier the machine, the later."""
_OPENERS = "summary, button[aria-expanded=false], [role=button][aria-expanded=false]"


def touch_product(bench: Bench) -> tuple[Touch, ...] | None:
    """Open a menu, type into the search and press the button to buy on the product's page. None where it was not reached.

    Where an answer is slow all is done twice more, and the medians count: a busy machine is no slow shop.
    """
    url = bench.address(Stage.PRODUCT)
    if not url:
        return None
    first = _touched(bench, url)
    if all(touch.ms <= SLOWEST_TOUCH_MS for touch in first):
        return first
    return medians(first, _touched(bench, url), _touched(bench, url))


def medians(first: tuple[Touch, ...], *again: tuple[Touch, ...]) -> tuple[Touch, ...]:
    """What was done first, with the median of how long the same took each time."""
    times: dict[str, list[float]] = {}
    for touch in (touch for touches in (first, *again) for touch in touches):
        times.setdefault(touch.what, []).append(touch.ms)
    return tuple(touch.model_copy(update={"ms": median(times[touch.what])}) for touch in first)


def _touched(bench: Bench, url: str) -> tuple[Touch, ...]:
    with bench.driver(bench.state) as (driver, _):
        page = driver.page
        page.add_init_script(_LISTEN)
        driver.open(url)
        driver.sweep()
        bench.note_motion(page, url)
        page.route("**/*", _stay)
        session, tasks = page.context.new_cdp_session(page), TaskTime(page)
        page.evaluate(_DRAIN, _SOON_MS)
        return tuple(
            Touch(what=what, page=Stage.PRODUCT, url=url, ms=_timed(session, tasks, page, act))
            for what, act in _acts(driver, driver.look())
        )


def _stay(route: Route) -> None:
    """Let the page fetch what it shows, but neither send nor go anywhere."""
    request = route.request
    if request.method != "GET" or request.is_navigation_request():
        route.abort("aborted")
    else:
        route.continue_()


def _acts(driver: Driver, facts: Facts) -> Iterator[tuple[str, Callable[[], None]]]:
    for opener in look.elements(driver.page, _OPENERS)[:5]:
        if opener.is_visible():
            yield "opening a menu", _click(opener)
            break
    fields = look.elements(driver.page, look.FIELDS)
    shown = [index for index, field in search_fields(facts) if field.visible and index < len(fields)]
    if shown:
        yield "typing into the search", _type(fields[shown[0]], term_of(facts.title)[:3])
    for handle, candidate in driver.best("add", facts)[:1]:
        if may_press(candidate.name, Stage.PRODUCT, facts):
            yield f"pressing {candidate.name!r}", _click(handle)


def _click(handle: ElementHandle) -> Callable[[], None]:
    return lambda: handle.click(timeout=_PATIENCE_MS, no_wait_after=True)


def _type(handle: ElementHandle, text: str) -> Callable[[], None]:
    return lambda: handle.type(text, timeout=_PATIENCE_MS)


def _timed(session: CDPSession, tasks: TaskTime, page: Page, act: Callable[[], None]) -> float:
    """How late the page answers, less what it waited for a processor that others had."""
    tasks.spell()
    with slowed(session, SLOWER):
        act()
        late = float(page.evaluate(_DRAIN, _SOON_MS))
        spell = tasks.spell()
        if late < spell.worked > SLOWEST_TOUCH_MS:
            late = max(late, float(page.evaluate(_DRAIN, _LATE_MS)))
    return round(late * spell.share, 1)
