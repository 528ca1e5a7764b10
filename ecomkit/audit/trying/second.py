"""Coming back: home once more under the same throttling, with what the first visit left in the browser's cache."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from ecomkit.audit.evidence import Stage
from ecomkit.audit.loads import CUT_OFF_MS
from ecomkit.audit.look import script
from ecomkit.audit.trials import SecondVisit, second_limit

if TYPE_CHECKING:
    from playwright.sync_api import Page

    from ecomkit.audit.trying.bench import Bench

__all__ = ["SLOWER", "visit_again"]

_MORE = 2
"""How many more visits are made where the first of them takes too long; the median counts."""

SLOWER = 4
"""How many times slower the processor is than this machine's."""
_SLOW_4G = {"offline": False, "latency": 150, "downloadThroughput": 1_600_000 / 8, "uploadThroughput": 750_000 / 8}

# Looking at requests on the network would turn the cache off, so the page itself is kept from sending anything.
_SENDS_NOTHING = """(() => {
  const plain = (method) => ['GET', 'HEAD'].includes(String(method || 'GET').toUpperCase());
  navigator.sendBeacon = () => true;
  HTMLFormElement.prototype.submit = () => {};
  const ask = window.fetch;
  window.fetch = (what, how) => plain(how?.method || what?.method) ? ask(what, how) : Promise.reject(new TypeError('held back'));
  const open = XMLHttpRequest.prototype.open;
  XMLHttpRequest.prototype.open = function (method, ...rest) {
    return plain(method) ? open.call(this, method, ...rest) : open.call(this, 'GET', 'about:blank');
  };
})();"""
_LOADED = "() => performance.getEntriesByType('navigation')[0]?.loadEventEnd || 0"


def visit_again(bench: Bench) -> SecondVisit | None:
    """How long home takes the second time, beside its first throttled load. None where there was no first one."""
    first = next((load for load in bench.evidence.loads if load.name == Stage.HOME and not load.timed_out), None)
    if first is None:
        return None
    with bench.context(bench.state) as context:
        page = context.new_page()
        page.add_init_script(_SENDS_NOTHING)
        page.add_init_script(script("observe.js"))
        bench.walk.driver.pace()
        page.goto(first.url, wait_until="load", timeout=CUT_OFF_MS)
        page.wait_for_timeout(500)
        bench.note_motion(page, first.url)
        session = context.new_cdp_session(page)
        session.send("Network.enable")
        session.send("Network.emulateNetworkConditions", _SLOW_4G)
        session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
        took = [_visit(bench, page, first.url)]
        if took[0] > second_limit(first.load):
            took += [_visit(bench, page, first.url) for _ in range(_MORE)]
    return SecondVisit(name=Stage.HOME, url=first.url, first_ms=first.load, second_ms=round(median(took)))


def _visit(bench: Bench, page: Page, url: str) -> float:
    """How long one visit takes, in milliseconds."""
    page.goto("about:blank")
    bench.walk.driver.pace()
    page.goto(url, wait_until="load", timeout=CUT_OFF_MS)
    return float(page.evaluate(_LOADED) or CUT_OFF_MS)
