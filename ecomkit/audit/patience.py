"""An end to waiting: a page that is asked for and not answered, or busy for ever, holds up all that is asked of the browser."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from greenlet import getcurrent, greenlet  # type: ignore[import-untyped]

if TYPE_CHECKING:
    from playwright.sync_api import CDPSession, Page, Request, Response

__all__ = ["Patience", "is_document", "within"]


@contextmanager
def within(seconds: float) -> Iterator[None]:
    """Raise TimeoutError where what is asked of the browser meanwhile takes longer. Playwright gives scripts no limit of their own."""
    late = asyncio.get_running_loop().call_later(seconds, getcurrent().throw, TimeoutError())
    try:
        yield
    finally:
        late.cancel()


class Patience:
    """Gives up a page's next document where nothing of it has come after so many seconds; the page stays where it was.

    The browser runs no script for the auditor while it waits for a document. `given_up` is the address of the last one, until `forgive`.
    """

    def __init__(self, page: Page, seconds: float) -> None:
        self._page = page
        self._seconds = seconds
        self._asked = ""
        self._late: asyncio.TimerHandle | None = None
        self._session: CDPSession | None = None
        self.given_up = ""
        page.on("request", self._begun)
        page.on("response", self._answered)
        page.on("requestfailed", self._failed)
        page.on("close", lambda _: self._end())

    def forgive(self) -> str:
        """The address that was given up, which is told once; empty for none."""
        told, self.given_up = self.given_up, ""
        return told

    def _begun(self, request: Request) -> None:
        if not is_document(request):
            return
        self._asked, self.given_up = request.url, ""
        if request.redirected_from is None or self._late is None:
            self._end()
            self._late = asyncio.get_running_loop().call_later(self._seconds, self._give_up)

    def _answered(self, response: Response) -> None:
        if is_document(response.request) and not (300 <= response.status < 400 and "location" in response.headers):
            self._end()

    def _failed(self, request: Request) -> None:
        if request.url == self._asked and is_document(request):
            self._end()

    def _end(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _give_up(self) -> None:
        self._late, self.given_up = None, self._asked
        greenlet(self._stop).switch()

    def _stop(self) -> None:
        from playwright.sync_api import Error

        with suppress(Error):  # the page may be gone
            self._session = self._session or self._page.context.new_cdp_session(self._page)
            self._session.send("Page.stopLoading")


def is_document(request: Request) -> bool:
    """Whether this asks for what the page as a whole shows next."""
    from playwright.sync_api import Error

    try:
        return request.is_navigation_request() and request.frame.parent_frame is None
    except Error:  # of a pop-up that is not there yet
        return False
