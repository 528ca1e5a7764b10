"""Throttled loads: slow 4G and a processor four times slower, cold cache, as a phone would open the page."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from statistics import median
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ecomkit.audit.evidence import Load
from ecomkit.audit.look import script

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, StorageState

    from ecomkit.audit.lock import PaymentLock

__all__ = ["CUT_OFF_MS", "blocking_time", "layout_shift", "load_page", "median_load"]

LATENCY_MS, DOWN_BYTES, UP_BYTES, SLOWER = 150, 1_600_000 / 8, 750_000 / 8, 4
CUT_OFF_MS = 12_000
_VIEWPORT = {"width": 390, "height": 844}
_READ = """() => {
  const [n] = performance.getEntriesByType('navigation');
  return {...window.__ecomkit, nav: n ? {load: n.loadEventEnd, ttfb: n.responseStart, paint: n.domInteractive} : {}};
}"""


class _Traffic:
    """Requests and bytes, as the network tells them."""

    def __init__(self, session: CDPSession, host: str) -> None:
        self.host = host
        self.urls: dict[str, str] = {}
        self.sizes: dict[str, int] = {}
        self.open: set[str] = set()
        session.on("Network.requestWillBeSent", self._sent)
        session.on("Network.loadingFinished", self._finished)
        session.on("Network.loadingFailed", lambda event: self.open.discard(event["requestId"]))

    @property
    def third_party(self) -> int:
        return sum(urlsplit(url).hostname != self.host for url in self.urls.values() if url.startswith("http"))

    def largest(self) -> tuple[str, ...]:
        ranked = sorted(self.sizes.items(), key=lambda pair: -pair[1])[:5]
        return tuple(f"{size / 1000:.0f} kB {self.urls.get(key, '')}" for key, size in ranked)

    def _sent(self, event: dict[str, Any]) -> None:
        if event["request"]["url"].startswith("data:"):
            return
        self.urls[event["requestId"]] = event["request"]["url"]
        self.open.add(event["requestId"])

    def _finished(self, event: dict[str, Any]) -> None:
        self.sizes[event["requestId"]] = int(event["encodedDataLength"])
        self.open.discard(event["requestId"])


def load_page(
    browser: Browser,
    name: str,
    url: str,
    state: StorageState,
    lock: PaymentLock,
    settings: dict[str, Any],
    *,
    rest_ms: int,
    payment: bool,
) -> Load:
    """Open a page once under throttling in a fresh context with the shopper's cookies. `rest_ms`: quiet time at the end.

    `payment`: the page is the payment step, from which nothing may be sent.
    """
    from playwright.sync_api import Error

    context = browser.new_context(
        viewport={"width": _VIEWPORT["width"], "height": _VIEWPORT["height"]},
        device_scale_factor=2,
        storage_state=state,
        service_workers="block",
        **settings,
    )
    try:
        lock.watch_load(context, payment=payment)
        page, traffic = _throttled_page(context, url)
        timed_out = False
        try:
            page.goto(url, wait_until="load", timeout=CUT_OFF_MS)
            _rest(page, traffic, rest_ms)
        except Error:
            timed_out = True
        return _measured(page, traffic, name, url, timed_out=timed_out)
    finally:
        context.close()


def _throttled_page(context: BrowserContext, url: str) -> tuple[Page, _Traffic]:
    page = context.new_page()
    page.add_init_script(script("observe.js"))
    session = context.new_cdp_session(page)
    traffic = _Traffic(session, urlsplit(url).hostname or "")
    session.send("Network.enable")
    network = {"offline": False, "latency": LATENCY_MS, "downloadThroughput": DOWN_BYTES, "uploadThroughput": UP_BYTES}
    session.send("Network.emulateNetworkConditions", network)
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    return page, traffic


def _rest(page: Page, traffic: _Traffic, rest_ms: int) -> None:
    """Scroll once, for pictures and shifts below the fold, then wait until nothing loads any more, 3 s at most."""
    page.wait_for_timeout(rest_ms)
    page.evaluate("() => scrollTo({top: innerHeight, behavior: 'instant'})")
    for _ in range(30):
        page.wait_for_timeout(100)
        if not traffic.open:
            return


def _measured(page: Page, traffic: _Traffic, name: str, url: str, *, timed_out: bool) -> Load:
    from playwright.sync_api import Error

    try:
        seen: dict[str, Any] = page.evaluate(_READ)
    except Error:
        seen = {}
    navigation = seen.get("nav") or {}
    lcp = float(seen.get("lcp") or 0)
    return Load(
        name=name,
        url=url,
        runs=1,
        lcp=round(max(lcp, CUT_OFF_MS) if timed_out and not lcp else lcp or float(navigation.get("paint") or 0)),
        lcp_element=str(seen.get("lcpElement") or ""),
        load=round(CUT_OFF_MS if timed_out else float(navigation.get("load") or 0)),
        ttfb=round(float(navigation.get("ttfb") or (CUT_OFF_MS if timed_out else 0))),
        tbt=round(blocking_time(seen.get("tasks") or [])),
        cls=round(layout_shift(seen.get("shifts") or []), 3),
        bytes=sum(traffic.sizes.values()),
        requests=len(traffic.urls),
        third_party=traffic.third_party,
        largest=traffic.largest(),
        shifted=tuple(dict.fromkeys(seen.get("shifted") or []))[:5],
        timed_out=timed_out,
    )


def blocking_time(tasks: Sequence[Sequence[float]]) -> float:
    """Total blocking time in milliseconds: of each [start, duration], what exceeds 50 ms."""
    return sum(max(0.0, duration - 50) for _, duration in tasks)


def layout_shift(shifts: Sequence[Sequence[float]]) -> float:
    """Cumulative layout shift of [start in ms, value]: the worst session window (gaps under 1 s, at most 5 s long)."""
    worst = current = 0.0
    begun = last = float("-inf")
    for start, value in shifts:
        if start - last > 1000 or start - begun > 5000:
            current, begun = 0.0, start
        current, last = current + value, start
        worst = max(worst, current)
    return worst


def median_load(once: Callable[[], Load], runs: int | None, doubtful: Callable[[Load], bool]) -> Load:
    """The median of several loads. Without a number of runs: one, and two more where that one looks bad."""
    made = [once() for _ in range(runs or 1)]
    if runs is None and doubtful(made[0]):
        made += [once(), once()]
    if len(made) == 1:
        return made[0]
    middle = sorted(made, key=lambda load: load.lcp)[len(made) // 2]
    figures = {key: median(getattr(load, key) for load in made) for key in ("lcp", "load", "ttfb", "tbt", "cls")}
    spread = max(load.lcp for load in made) - min(load.lcp for load in made)
    return middle.model_copy(update={**figures, "runs": len(made), "lcp_spread": spread})
