"""The state of one walk through a shop, and the doing of what a recipe says."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ecomkit.audit.evidence import AddOutcome, EmptySubmit, JourneyEvidence, PageEvidence, Stage
from ecomkit.audit.lock import may_press
from ecomkit.errors import UserError

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle, Locator

    from ecomkit.audit.capture import Camera
    from ecomkit.audit.check import Need
    from ecomkit.audit.driver import Driver
    from ecomkit.audit.lock import PaymentLock
    from ecomkit.audit.recipe import Recipe, Step

__all__ = ["Walk"]


@dataclass(slots=True)
class Walk:
    """What was seen and learnt so far.

    `journey`: how the way ended, once it has; `found` and `tried`: what lies beside it, by the names of `Evidence` and `Trials`;
    `looked`: the needs beside the way that were looked at to their end.
    """

    driver: Driver
    camera: Camera
    lock: PaymentLock
    recipe: Recipe
    home: str
    tell: Callable[[str], None]
    pages: list[PageEvidence] = field(default_factory=list)
    product_title: str = ""
    add: AddOutcome | None = None
    guest: bool | None = None
    password_required: bool = False
    empty_submit: EmptySubmit | None = None
    back_ms: float | None = None
    journey: JourneyEvidence | None = None
    found: dict[str, Any] = field(default_factory=dict)
    tried: dict[str, Any] = field(default_factory=dict)
    looked: set[Need] = field(default_factory=set)
    started: float = field(default_factory=time.monotonic)

    def take(self, name: str, stage: Stage) -> PageEvidence:
        """Take the evidence of the page as it stands and keep it."""
        self.driver.stage = stage
        self.tell(f"reading {name}")
        taken = self.camera.take(name, stage).model_copy(
            update={"at": round(time.monotonic() - self.started, 1), "clicks": len(self.driver.clicks)}
        )
        self.pages.append(taken)
        return taken

    def follow(self, name: str, step: Step) -> None:
        """Do what the recipe says for a step. Raises UserError where the page has nothing like it."""
        if step.goto:
            self.go(f"[step.{name}] goto", step.goto)
        for selector, value in step.fill.items():
            self._find(name, "fill", selector).fill(value.replace("{email}", "ecomkit-audit@example.com"))
        if step.click:
            self._click(name, step.click)
        if step.expect:
            self._expect(name, step.expect)

    def go(self, place: str, url: str) -> None:
        """Open an address that the recipe names. Raises UserError where nothing is there."""
        from ecomkit.audit.driver import Blocked, Spent

        target = urljoin(self.home, url)
        try:
            response = self.driver.open(target)
        except Spent:
            raise
        except Blocked as error:
            raise UserError(f"{self.recipe.file}: {place}: {error}") from error
        if response is not None and response.status >= 400:
            raise UserError(f"{self.recipe.file}: {place}: {target} answers {response.status}")

    def stops_here(self) -> bool:
        """Whether the recipe's own stop sign is on the page."""
        return bool(self.recipe.stop.when) and self._located("stop.when", self.recipe.stop.when).count() > 0

    def _click(self, name: str, selector: str) -> None:
        handle = self._find(name, "click", selector)
        told = handle.get_attribute("aria-label") or handle.inner_text() or handle.get_attribute("value") or selector
        if not may_press(told, self.driver.stage, self.driver.look()):
            raise UserError(
                f"{self.recipe.file}: [step.{name}] click: {told.strip()!r} may pay or order; the audit never presses it"
            )
        self.driver.press(handle, told.strip())

    def _find(self, name: str, verb: str, selector: str) -> ElementHandle:
        from playwright.sync_api import Error

        try:
            return self._located(f"[step.{name}] {verb}", selector).first.element_handle(timeout=3000)
        except Error as error:
            raise UserError(
                f"{self.recipe.file}: [step.{name}] {verb}: {selector!r} is not on {self.driver.page.url}"
            ) from error

    def _located(self, place: str, selector: str) -> Locator:
        """What a locator of the recipe finds. Raises UserError where it is none that the browser can read."""
        from playwright.sync_api import Error

        found = self.driver.page.locator(selector)
        try:
            found.count()
        except Error as error:
            if any(word in error.message for word in ("context", "closed")):
                raise  # the page moved on meanwhile
            told = "a locator of Playwright is wanted, such as role=button[name='Buy'] or css=#buy"
            raise UserError(f"{self.recipe.file}: {place}: {selector!r} is no valid locator; {told}") from error
        return found

    def _expect(self, name: str, expected: str) -> None:
        from playwright.sync_api import Error

        if expected.startswith("url~="):
            met = expected.removeprefix("url~=") in self.driver.page.url
        else:
            try:
                self._located(f"[step.{name}] expect", expected).first.wait_for(timeout=3000)
                met = True
            except Error:
                met = False
        if not met:
            raise UserError(
                f"{self.recipe.file}: [step.{name}] expect: {expected!r} was not met on {self.driver.page.url}"
            )
