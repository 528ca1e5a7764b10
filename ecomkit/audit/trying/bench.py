"""What all trials share: the browser, the journey that was walked, and fresh contexts that the payment lock watches."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from ecomkit.audit.driver import Driver
from ecomkit.audit.evidence import Evidence, Stage
from ecomkit.audit.lock import PaymentLock
from ecomkit.audit.look import script

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Page, StorageState

    from ecomkit.audit.walk import Walk

__all__ = ["SIZE", "Bench"]

_RESTLESS = """() => document.querySelector('video[autoplay], canvas') ? true : new Promise((tell) => {
  let changes = 0;
  const watching = new MutationObserver(() => { changes += 1; });
  watching.observe(document, { subtree: true, childList: true, attributes: true, characterData: true });
  setTimeout(() => { watching.disconnect(); tell(changes > 1); }, 300);
})"""
"""Whether scripts change the page twice within 300 ms by its own timers, which a busy machine delays as much as the script's."""

SIZE = {"width": 1280, "height": 900}
"""The window of a trial, in CSS pixels."""


@dataclass(slots=True)
class Bench:
    """The state of the shop after the journey. `written_at`: when the contact form was sent, seconds since 1970.

    `watched`: addresses of pages whose scripts a trial has watched; `restless`: those that go on changing, play or draw.
    """

    browser: Browser
    walk: Walk
    evidence: Evidence
    settings: dict[str, Any]
    state: StorageState
    written_at: float | None = None
    watched: set[str] = field(default_factory=set)
    restless: set[str] = field(default_factory=set)

    def note_motion(self, page: Page, url: str) -> None:
        """Remember the page where its scripts go on changing it. The page must have been opened with `observe.js`."""
        if page.evaluate(_RESTLESS):
            self.restless.add(url)
        self.watched.add(url)

    def address(self, stage: Stage) -> str:
        """Where the journey saw that stage; empty where it did not come so far."""
        return next((page.url for page in self.evidence.pages if page.stage is stage), "")

    @contextmanager
    def context(self, state: StorageState | None = None) -> Iterator[BrowserContext]:
        """A context of its own with these cookies, or with none."""
        context = self.browser.new_context(
            viewport={"width": SIZE["width"], "height": SIZE["height"]},
            storage_state=state,
            service_workers="block",
            **self.settings,
        )
        try:
            yield context
        finally:
            context.close()

    @contextmanager
    def driver(
        self, state: StorageState | None = None, kind: type[Driver] = Driver, budget_s: float = 30
    ) -> Iterator[tuple[Driver, PaymentLock]]:
        """A driver in a context of its own, watched by a payment lock of its own, at the shop's pace."""
        with self.context(state) as context:
            lock = PaymentLock()
            lock.watch(context)
            page = context.new_page()
            page.add_init_script(script("observe.js"))
            own = self.walk.driver
            driver = kind(page, owned=own.owned, timeout_s=own.timeout_s, budget_s=budget_s, paced=own.paced)
            driver.allows = own.allows
            try:
                yield driver, lock
            finally:
                self.walk.lock.stopped.extend(lock.stopped)
