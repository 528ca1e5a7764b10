"""The hands of the auditor: opens, presses, waits and notes, at a lawful pace and never where it pays."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from ecomkit.audit.evidence import Stage
from ecomkit.audit.facts import Facts
from ecomkit.audit.lexicon import matches
from ecomkit.audit.lock import may_press
from ecomkit.audit.look import ANY, Found, candidates, facts
from ecomkit.audit.score import SURE, Candidate, Scored, locator, rank
from ecomkit.audit.values import Value

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle, Page, Request, Response

__all__ = ["Blocked", "Choice", "Driver", "Pace", "Spent"]

_QUIET = """([least, most]) => new Promise((tell) => {
  const began = performance.now();
  const look = () => {
    const now = performance.now();
    const quiet = document.readyState === 'complete' && now - ((window.__ecomkit || {}).mutated || 0) > 150;
    if (now - began >= least && (quiet || now - began >= most)) tell(quiet);
    else setTimeout(look, 15);
  };
  look();
})"""
"""Whether a page that has waited `least` ms is there and has not changed for 150 ms; it is given `most` ms for that."""
_GLANCE_MS = (40, 300)
_ERROR_PAGE_MS = 1000
_PAGES = 60
_WAITED_FOR = {"document", "xhr", "fetch", "script", "stylesheet", "image"}


class Blocked(Exception):
    """The journey cannot go on. The message is the reason, as the report tells it."""


class Spent(Blocked):
    """Time or pages are used up, or robots.txt closes the address: what is not opened now says nothing about the shop."""


@dataclass(slots=True)
class Pace:
    """What all drivers of an audit share: how many pages were opened, and when the last was; `kept` are left to empty the cart with."""

    opened: int = 0
    kept: int = 5
    last: float = 0.0

    def wait(self) -> None:
        """Wait until the last page is a second ago."""
        time.sleep(max(0.0, self.last + 1 - time.monotonic()))
        self.last = time.monotonic()


class Choice(Value):
    """One decision of the driver, for `--explain`: the page, what was looked for, and the best candidates."""

    url: str
    intent: str
    ranked: tuple[Scored, ...]


class Driver:
    """One page of a browser and what was done in it. Times in seconds.

    `by_address`: a link that cannot be pressed may be opened by its address instead.
    """

    by_address = True

    def __init__(
        self, page: Page, *, owned: bool, timeout_s: float, budget_s: float, paced: Pace | None = None
    ) -> None:
        self.page = page
        self.owned = owned
        self.timeout_s = timeout_s
        self.stage = Stage.HOME
        self.clicks: list[str] = []
        self.choices: list[Choice] = []
        self.overlays: list[str] = []
        self.response: Response | None = None
        self.paced = paced or Pace()
        self.allows: Callable[[str], bool] = lambda _url: True
        self._deadline = time.monotonic() + budget_s
        self._pending: set[Request] = set()
        page.on("request", self._begun)
        page.on("requestfinished", self._ended)
        page.on("requestfailed", self._ended)
        page.on("response", self._answered)

    def allot(self, seconds: float) -> None:
        """Begin another journey, with a time of its own."""
        self._deadline = time.monotonic() + seconds

    def open(self, url: str) -> Response | None:
        """Go to an address and wait until the page is quiet. Raises Blocked where it does not answer."""
        self._may_open(url)
        with self._answering(url):
            response = self._go(url)
        self.settle()
        self.paced.last = time.monotonic()
        return response

    def beside(self, page: Page) -> Driver:
        """A driver of another page, within the time of this one's journey."""
        another = Driver(page, owned=self.owned, timeout_s=self.timeout_s, budget_s=0, paced=self.paced)
        another.allows, another._deadline = self.allows, self._deadline
        return another

    def _go(self, url: str) -> Response | None:
        """Go there. Where nothing answers, the browser's own page about it comes late: what is opened next must not meet it."""
        from playwright.sync_api import Error

        try:
            return self.page.goto(url, wait_until="load", timeout=self.timeout_s * 1000)
        except Error:
            with suppress(Error):
                self.page.wait_for_url("chrome-error://**", wait_until="commit", timeout=_ERROR_PAGE_MS)
            raise

    def _may_open(self, url: str) -> None:
        if not self.allows(url):
            raise Spent(f"{url} is closed to robots (robots.txt)")
        self.pace()

    @contextmanager
    def _answering(self, url: str) -> Iterator[None]:
        """Tell a browser's error as why the address blocks the way."""
        from playwright.sync_api import Error
        from playwright.sync_api import TimeoutError as SlowError

        try:
            yield
        except SlowError as error:
            raise Blocked(f"{url} did not answer within {self.timeout_s:g} s") from error
        except Error as error:
            raise Blocked(_plain(url, error.message)) from error

    def look(self) -> Facts:
        """The page as it is now."""
        return facts(self.page)

    def ranked(self, intent: str, selector: str = ANY) -> tuple[Scored, ...]:
        """The candidates for an intent, best first."""
        return self._ranking(intent, selector)[1]

    def _ranking(self, intent: str, selector: str = ANY) -> tuple[Found, tuple[Scored, ...]]:
        handles, found = candidates(self.page, selector)
        ranking = rank(intent, found)
        self.choices.append(Choice(url=self.page.url, intent=intent, ranked=ranking[:5]))
        return handles, ranking

    def best(self, intent: str, seen: Facts, floor: int = SURE) -> list[tuple[ElementHandle, Candidate]]:
        """The candidates good enough to press, and allowed to be pressed, on this page."""
        handles, ranking = self._ranking(intent)
        return [
            (handles[scored.index], scored.candidate)
            for scored in ranking
            if scored.points >= floor and may_press(scored.candidate.name, self.stage, seen)
        ]

    def press(self, handle: ElementHandle, what: str) -> bool:
        """Press an element and wait for the page's answer. False where it could not be pressed."""
        from playwright.sync_api import Error

        self.pace()
        try:
            reachable = self._reachable(handle)
            if not reachable:
                self.sweep()
                reachable = self._reachable(handle)
            handle.click(timeout=self.timeout_s * 1000 if reachable else 500)
        except Error:
            return False
        self.clicks.append(f"{what} [{self.stage}]")
        self.settle()
        self.paced.last = time.monotonic()
        return True

    def settle(self, limit: float = 2.5) -> None:
        """Wait until the page has answered: no request under way and nothing changing, or the limit is over.

        A document under way is waited for as long as any page may take.
        """
        from playwright.sync_api import Error

        started = time.monotonic()
        while (waited := time.monotonic() - started) < self.timeout_s:
            loading = any(request.is_navigation_request() for request in self._pending)
            if waited > limit and not loading:
                return
            try:
                quiet = self.page.evaluate(_QUIET, _GLANCE_MS)
            except Error:
                quiet = False
                self.page.wait_for_timeout(40)
            if quiet and not self._pending:
                return

    def sweep(self) -> None:
        """Clear cookie bars and pop-ups from the way, refusing where that is offered, and note each."""
        handles, found = candidates(self.page)
        for scored in rank("reject", found):
            candidate = found[scored.index]
            refuses = matches("reject", candidate.name)
            if scored.points < SURE or not (refuses or candidate.region == "dialog") or candidate.href:
                continue
            if self._dismiss(handles[scored.index]):
                self.overlays.append(candidate.name)
                return

    def explain(self) -> str:
        """Every decision in plain lines, with locators to copy into a recipe."""
        lines = []
        for choice in dict.fromkeys(self.choices):
            lines.append(f"{choice.intent} on {choice.url}")
            lines += [f"  {s.points:>3}  {locator(s.candidate)}  ({', '.join(s.reasons)})" for s in choice.ranked] or [
                "       nothing"
            ]
        return "\n".join(lines)

    def same_site(self, url: str) -> bool:
        """Whether the address belongs to the audited shop."""
        return urlsplit(url).netloc == urlsplit(self.page.url).netloc

    def _reachable(self, handle: ElementHandle) -> bool:
        """Whether a press would land on the element: it is shown, holds still, and nothing lies above it."""
        from playwright.sync_api import Error

        try:
            handle.click(timeout=1500, trial=True)
        except Error:
            return False
        return True

    def _dismiss(self, handle: ElementHandle) -> bool:
        from playwright.sync_api import Error

        try:
            handle.click(timeout=1000)
        except Error:
            return False
        self.settle(1)
        return True

    def pace(self) -> None:
        """Keep to the lawful pace, the page limit and the time budget. Raises Blocked where they are used up."""
        if time.monotonic() > self._deadline:
            raise Spent("the time for this journey is used up")
        self.paced.opened += 1
        if self.owned:
            return
        if self.paced.opened > _PAGES - self.paced.kept:
            raise Spent(f"{_PAGES} pages were opened, no more on a shop that is not your own")
        self.paced.wait()

    def _begun(self, request: Request) -> None:
        if request.resource_type in _WAITED_FOR:
            self._pending.add(request)

    def _ended(self, request: Request) -> None:
        self._pending.discard(request)

    def _answered(self, response: Response) -> None:
        request = response.request
        if request.resource_type == "document" and request.frame == self.page.main_frame:
            self.response = response


def _plain(url: str, message: str) -> str:
    """A browser's error in the words of a person."""
    known = {
        "ERR_TOO_MANY_REDIRECTS": "redirects in a loop",
        "ERR_CONNECTION_REFUSED": "refuses the connection: is the shop running?",
        "ERR_NAME_NOT_RESOLVED": "has a host name that does not exist",
        "ERR_SSL_PROTOCOL_ERROR": "speaks no TLS: try http://",
        "ERR_CERT": "has a certificate that browsers refuse",
        "ERR_CONNECTION_RESET": "breaks the connection",
        "ERR_EMPTY_RESPONSE": "sends an empty answer",
        "ERR_INTERNET_DISCONNECTED": "cannot be reached: there is no network",
        "ERR_UNSAFE_PORT": "uses a port that browsers refuse",
        "Download is starting": "is a file to download, not a page",
        "ERR_ABORTED": "is a file to download, not a page",
    }
    told = next(
        (words for mark, words in known.items() if mark in message), f"cannot be opened ({message.splitlines()[0]})"
    )
    return f"{url} {told}"
