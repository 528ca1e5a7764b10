"""Requests on hold: what could do more than read waits until the lock of the visitor who sends it has looked at it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakKeyDictionary

from greenlet import getcurrent  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, CDPSession, Page

__all__ = ["SAFE", "Refuses", "hold"]

Refuses: TypeAlias = "Callable[[str, str], bool]"
"""Whether a request of that method to that address must not leave the browser."""

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""The methods that read."""

_SENDING = ("Document", "XHR", "Fetch", "Ping", "CSPViolationReport", "Other")
"""The kinds of requests that are held, as the browser's protocol names them: pages and forms, what scripts and workers ask for, beacons.

Pictures, styles, fonts, scripts and films are only ever fetched; they go their way, and the browser may keep them.
"""

_PATIENCE_S = 1.0
"""How long a page may take to tell what frames it has. One that waits for its own request, as old scripts do, does not answer."""


def hold(context: BrowserContext, refuses: Refuses) -> None:
    """From now on, until the context is closed, nothing leaves it that is refused: of no page, pop-up, frame or worker in it."""
    browser = context.browser
    if browser is None:
        raise ValueError("a context without a browser cannot be watched")
    if browser not in _HELD:
        _HELD[browser] = _Held(browser)
    _HELD[browser].add(context, refuses)


class _Held:
    """The held requests of one browser.

    They are held by the browser itself, before any of its pages, so that nothing is sent by a page that is just opening,
    after a page is gone, or when an answer sends a request elsewhere.
    """

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._session: CDPSession | None = None
        self._visitors: dict[BrowserContext, Refuses] = {}
        self._ids: dict[BrowserContext, str] = {}
        self._pages: WeakKeyDictionary[Page, CDPSession] = WeakKeyDictionary()

    def add(self, context: BrowserContext, refuses: Refuses) -> None:
        first = not self._visitors
        self._visitors[context] = refuses
        context.on("close", self._gone)
        if self._session is None:
            self._session = self._browser.new_browser_cdp_session()
            self._session.on("Fetch.requestPaused", self._paused)
        if first:
            self._session.send("Fetch.enable", {"patterns": [{"resourceType": kind} for kind in _SENDING]})

    def _gone(self, context: BrowserContext) -> None:
        from playwright.sync_api import Error

        self._visitors.pop(context, None)
        self._ids.pop(context, None)
        if self._session is not None and not self._visitors:
            with suppress(Error):
                self._session.send("Fetch.disable")

    def _paused(self, event: dict[str, Any]) -> None:
        from playwright.sync_api import Error

        request = event["request"]
        method, url = request["method"], request["url"]
        asked = self._asked(event.get("frameId", "")) if method.upper() not in SAFE else ()
        refused = [refuses(method, url) for refuses in asked]
        answer = {"requestId": event["requestId"]}
        with suppress(Error):  # who asked may be gone by now, and the request with them
            if any(refused):
                self._send("Fetch.failRequest", {**answer, "errorReason": "BlockedByClient"})
            else:
                self._send("Fetch.continueRequest", answer)

    def _send(self, what: str, told: dict[str, Any]) -> dict[str, Any]:
        assert self._session is not None
        answer: dict[str, Any] = self._session.send(what, told)
        return answer

    def _asked(self, frame: str) -> Iterable[Refuses]:
        """The locks that decide: the visitor's own, or all of them where it cannot be told who sends. None for who is not watched."""
        visitors = dict(self._visitors)
        sender = self._owner(frame) or self._owner_by_tree(frame)
        if not sender:
            return visitors.values()
        ids = {context: self._id(context) for context in visitors}
        return [refuses for context, refuses in visitors.items() if ids[context] in {sender, ""}]

    def _owner(self, frame: str) -> str:
        """The context of a page, worker or frame with a process of its own; empty for any other frame."""
        from playwright.sync_api import Error

        try:
            told = self._send("Target.getTargetInfo", {"targetId": frame})
        except Error:
            return ""
        return str(told["targetInfo"].get("browserContextId", ""))

    def _owner_by_tree(self, frame: str) -> str:
        """The context with a page that has this frame in it; empty for none."""
        for context in self._browser.contexts:
            for page in context.pages:
                tree = self._told(page, "Page.getFrameTree")
                if tree and frame in _frames(tree["frameTree"]):
                    return self._id(context)
        return ""

    def _id(self, context: BrowserContext) -> str:
        """The browser's own name for a context; empty where it has no page to tell it yet."""
        if context not in self._ids:
            told = next(filter(None, (self._told(page, "Target.getTargetInfo") for page in context.pages)), None)
            if told is None:
                return ""
            self._ids[context] = str(told["targetInfo"]["browserContextId"])
        return self._ids[context]

    def _told(self, page: Page, what: str) -> dict[str, Any] | None:
        """What the browser tells of a page; None where the page is gone, or waits for the very request that is held.

        It is asked again and again in one session: the end of one waits for what the page is doing too.
        """
        from playwright.sync_api import Error

        late = asyncio.get_running_loop().call_later(_PATIENCE_S, getcurrent().throw, TimeoutError())
        try:
            if page not in self._pages:
                self._pages[page] = page.context.new_cdp_session(page)
            told: dict[str, Any] = self._pages[page].send(what)
        except (Error, TimeoutError):
            return None
        finally:
            late.cancel()
        return told


_HELD: WeakKeyDictionary[Browser, _Held] = WeakKeyDictionary()


def _frames(tree: dict[str, Any]) -> set[str]:
    return {tree["frame"]["id"]}.union(*(_frames(child) for child in tree.get("childFrames", ())))
