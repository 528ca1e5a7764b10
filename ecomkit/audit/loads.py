"""Throttled loads with a cold cache: as a phone would open the page on slow 4G, or a desk over a plain line."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from ecomkit.audit.driver import Blocked
from ecomkit.audit.evidence import Device, Frame, Load
from ecomkit.audit.film import Film
from ecomkit.audit.look import script
from ecomkit.audit.medians import blocking_time, layout_shift
from ecomkit.audit.tasks import TaskTime
from ecomkit.audit.traffic import Traffic

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, StorageState

    from ecomkit.audit.lock import PaymentLock

__all__ = ["CUT_OFF_MS", "Stand", "Timed", "load_page", "slowed"]

CUT_OFF_MS = 12_000


class _Line(NamedTuple):
    """Latency in ms, bytes a second down and up, how many times slower the processor is, and the screen."""

    latency: float
    down: float
    up: float
    slower: float
    width: int
    height: int
    scale: float


_LINES: Mapping[Device, _Line] = {
    Device.PHONE: _Line(150, 1_600_000 / 8, 750_000 / 8, 4, 390, 844, 2),
    Device.DESKTOP: _Line(40, 10_240_000 / 8, 10_240_000 / 8, 1, 1280, 900, 1),
}
_READ = """() => {
  const [n] = performance.getEntriesByType('navigation');
  return {...window.__ecomkit, nav: n ? {load: n.loadEventEnd, ttfb: n.responseStart, paint: n.domInteractive} : {}};
}"""


class Timed(NamedTuple):
    """A page to time, and how. `payment`: it is the payment step, from which nothing may be sent.

    `rest_ms` is the quiet time at the end, `filmed` keeps pictures of the screen.
    """

    name: str
    url: str
    device: Device
    payment: bool
    rest_ms: int
    filmed: bool


class Stand:
    """A fresh context with the shopper's cookies and a blank page in it, on a device's line. It serves one load."""

    def __init__(self, browser: Browser, device: Device, state: StorageState, settings: dict[str, Any]) -> None:
        line = _LINES[device]
        self.device = device
        self.context = browser.new_context(
            viewport={"width": line.width, "height": line.height},
            device_scale_factor=line.scale,
            storage_state=state,
            service_workers="block",
            **settings,
        )
        self.page, self.session = _page_on(self.context, line)
        self.tasks = TaskTime(self.page)


def load_page(
    stand: Stand,
    timed: Timed,
    lock: PaymentLock,
    meanwhile: Callable[[], None] | None = None,
    afterwards: Callable[[Stand], None] | None = None,
) -> Load:
    """Open a page once under throttling, and close its stand.

    `meanwhile` is done while the page rests after its load, `afterwards` when all is measured; an error of that says nothing of the load.
    """
    from playwright.sync_api import Error

    page, session = stand.page, stand.session
    try:
        lock.watch_load(stand.context, payment=timed.payment)
        traffic = Traffic(session, urlsplit(timed.url).hostname or "")
        film = Film(session) if timed.filmed else None
        timed_out = False
        try:
            with slowed(session, _LINES[stand.device].slower):
                page.goto(timed.url, wait_until="load", timeout=CUT_OFF_MS)
                _rest(page, traffic, timed.rest_ms, meanwhile)
        except Error:
            timed_out = True
        load = _measured(page, traffic, stand.tasks, timed, timed_out=timed_out)
        load = load.model_copy(update={"frames": _frames(film, traffic, load)})
        if afterwards and not timed_out:
            with suppress(Error, Blocked):
                if film:
                    film.stop()
                afterwards(stand)
        return load
    finally:
        stand.context.close()


def _frames(film: Film | None, traffic: Traffic, load: Load) -> tuple[Frame, ...]:
    """The film until a moment after the page is there: what moves for ever afterwards shows nothing new."""
    return film.frames(traffic.began_wall, max(load.lcp, load.load) + 300) if film and traffic.began else ()


@contextmanager
def slowed(session: CDPSession, times: float) -> Iterator[None]:
    """A page's processor is so many times slower meanwhile. The browser keeps one busy for that, so it lasts no longer than it must."""
    from playwright.sync_api import Error

    if times > 1:
        session.send("Emulation.setCPUThrottlingRate", {"rate": times})
    try:
        yield
    finally:
        with suppress(Error):
            session.send("Emulation.setCPUThrottlingRate", {"rate": 1})


def _page_on(context: BrowserContext, line: _Line) -> tuple[Page, CDPSession]:
    """A page on such a line to the network."""
    page = context.new_page()
    page.add_init_script(script("observe.js"))
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    network = {
        "offline": False, "latency": line.latency, "downloadThroughput": line.down, "uploadThroughput": line.up,
    }  # fmt: skip
    session.send("Network.emulateNetworkConditions", network)
    return page, session


def _rest(page: Page, traffic: Traffic, rest_ms: int, meanwhile: Callable[[], None] | None) -> None:
    """Scroll once, for pictures and shifts below the fold, then wait until nothing loads any more, 3 s at most."""
    began = time.monotonic()
    if meanwhile:
        meanwhile()
    page.wait_for_timeout(max(0.0, rest_ms - 1000 * (time.monotonic() - began)))
    page.evaluate("() => scrollTo({top: innerHeight, behavior: 'instant'})")
    for _ in range(30):
        page.wait_for_timeout(100)
        if not traffic.open:
            return


def _measured(page: Page, traffic: Traffic, tasks: TaskTime, timed: Timed, *, timed_out: bool) -> Load:
    from playwright.sync_api import Error

    try:
        seen: dict[str, Any] = page.evaluate(_READ)
        seen["tasks"] = tasks.worked(seen.get("tasks") or [])
    except Error:
        seen = {}
    navigation = seen.get("nav") or {}
    lcp = float(seen.get("lcp") or 0)
    return Load(
        name=timed.name,
        url=timed.url,
        device=timed.device,
        runs=1,
        lcp=round(max(lcp, CUT_OFF_MS) if timed_out and not lcp else lcp or float(navigation.get("paint") or 0)),
        lcp_element=str(seen.get("lcpElement") or ""),
        load=round(CUT_OFF_MS if timed_out else float(navigation.get("load") or 0)),
        ttfb=round(float(navigation.get("ttfb") or (CUT_OFF_MS if timed_out else 0))),
        tbt=round(blocking_time(seen.get("tasks", []))),
        cls=round(layout_shift(seen.get("shifts") or []), 3),
        bytes=sum(traffic.sizes.values()),
        requests=len(traffic.urls),
        third_party=traffic.third_party,
        largest=traffic.largest(),
        shifted=tuple(dict.fromkeys(seen.get("shifted") or []))[:5],
        timed_out=timed_out,
        fetches=traffic.fetches(),
    )
