"""Gathering all evidence of one audit with one browser: the journey, what lies beside it, and the throttled loads."""

from __future__ import annotations

import time
import urllib.robotparser
from collections.abc import Callable, Collection
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from ecomkit.audit.basket import empty_cart, holds
from ecomkit.audit.browser import Opened, open_browser
from ecomkit.audit.budget import flat
from ecomkit.audit.capture import DESKTOP, Camera
from ecomkit.audit.check import Need
from ecomkit.audit.driver import Blocked, Driver
from ecomkit.audit.evidence import Evidence, JourneyEvidence, Load, Outcome, Stage
from ecomkit.audit.journey import take_journey
from ecomkit.audit.loads import load_page, median_load
from ecomkit.audit.lock import Guard, PaymentLock
from ecomkit.audit.look import script
from ecomkit.audit.options import Options, Profile, is_loopback
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
from ecomkit.audit.walk import Walk
from ecomkit.errors import NotFinished, UserError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Playwright

__all__ = ["Gathered", "gather"]

_AGENT = "ecomkit-audit/0.1"
_BUDGET_S = {Profile.QUICK: 90.0, Profile.FULL: 240.0}
_REST_MS = {Profile.QUICK: 400, Profile.FULL: 3000}
_STAGES = {
    Need.HOME: Stage.HOME,
    Need.LIST: Stage.LIST,
    Need.PRODUCT: Stage.PRODUCT,
    Need.CART: Stage.CART,
    Need.CHECKOUT: Stage.PAYMENT,
    Need.SEARCH: Stage.PRODUCT,
}
_SPEED_PAGES = (Stage.HOME, Stage.LIST, Stage.PRODUCT, Stage.CART, Stage.CHECKOUT, Stage.PAYMENT)


class Gathered:
    """The evidence, the driver's decisions in words, the browser's version and what the payment lock stopped."""

    def __init__(
        self, evidence: Evidence, explanation: str, browser: str, stopped: tuple[str, ...], *, interrupted: bool = False
    ) -> None:
        self.interrupted = interrupted
        self.evidence = evidence
        self.explanation = explanation
        self.browser = browser
        self.stopped = stopped


def gather(
    url: str, options: Options, needs: Collection[Need], tell: Callable[[str], None], opened: Opened | None = None
) -> Gathered:
    """Drive the shop once and bring back what the needed checks ask for. Raises NotFinished where it cannot be done.

    `opened` is a browser that runs already; without it one is started and stopped.
    """
    state = options.recipe.auth.storage_state
    if state and not Path(state).is_file():
        raise UserError(f"{options.recipe.file}: auth.storage_state: there is no file {state}")
    tell("starting the browser")
    with nullcontext(opened) if opened else open_browser(options.browser) as (playwright, browser):
        from playwright.sync_api import Error

        settings = _settings(browser, options)
        context = browser.new_context(
            viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]},
            service_workers="block",
            storage_state=state or None,
            **settings,
        )
        walk = _walk(context, url, options, needs, tell)
        if not walk.driver.owned:
            walk.driver.allows = _robots(context, url)
        interrupted = False
        try:
            evidence = _gather(playwright, browser, context, walk, settings, options, needs)
        except KeyboardInterrupt:
            if not walk.pages:
                raise
            evidence, interrupted = _so_far(walk, options), True
        except Error as error:
            raise NotFinished(f"the browser gave up: {error.message.splitlines()[0]}") from error
        finally:
            with suppress(Error):
                context.close()
        stopped = tuple(walk.lock.stopped)
        return Gathered(evidence, walk.driver.explain(), browser.version, stopped, interrupted=interrupted)


def _so_far(walk: Walk, options: Options) -> Evidence:
    """What was seen until somebody pressed Ctrl-C."""
    journey = JourneyEvidence(
        id="guest",
        name="a guest goes from home to the payment step",
        outcome=Outcome.BLOCKED,
        reason="interrupted",
        clicks=tuple(walk.driver.clicks),
        seconds=round(time.monotonic() - walk.started, 1),
    )
    return _evidence(walk, journey, options)


def _evidence(walk: Walk, journey: JourneyEvidence, options: Options) -> Evidence:
    return Evidence(
        url=walk.home,
        loopback=is_loopback(walk.home),
        owned=walk.driver.owned,
        pages=tuple(walk.pages),
        journey=journey,
        product_title=walk.product_title,
        add=walk.add,
        guest=walk.guest,
        password_required=walk.password_required,
        cookies=walk.camera.cookies() if journey.reason != "interrupted" else (),
        resources=walk.camera.resources(),
        empty_submit=walk.empty_submit,
        budget=flat(options.recipe.budget) | options.budget,
    )


def _settings(browser: Browser, options: Options) -> dict[str, Any]:
    """What all contexts share: a user agent that names the auditor, and the recipe's language."""
    version = browser.version.partition(".")[0]
    engine = f"AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{version}.0.0.0 Safari/537.36"
    agent = f"Mozilla/5.0 (X11; Linux x86_64) {engine} {_AGENT}"
    locale = {"locale": options.recipe.locale} if options.recipe.locale else {}
    return {"user_agent": agent, **locale}


def _walk(
    context: BrowserContext, url: str, options: Options, needs: Collection[Need], tell: Callable[[str], None]
) -> Walk:
    lock = PaymentLock()
    lock.watch(context)
    page = context.new_page()
    page.add_init_script(script("observe.js"))
    driver = Driver(page, owned=options.owns(url), timeout_s=options.timeout_s, budget_s=_BUDGET_S[options.profile])
    camera = Camera(
        driver, axe=Need.AXE in needs, phone=Need.MOBILE in needs, folder=options.screenshots, pictures=options.pictures
    )
    return Walk(driver=driver, camera=camera, lock=lock, recipe=options.recipe, home=url, tell=tell)


def _gather(
    playwright: Playwright,
    browser: Browser,
    context: BrowserContext,
    walk: Walk,
    settings: dict[str, Any],
    options: Options,
    needs: Collection[Need],
) -> Evidence:
    furthest = max(
        (_STAGES[need] for need in needs if need in _STAGES), key=lambda stage: stage.order, default=Stage.HOME
    )
    journey = take_journey(walk, furthest)
    evidence = _evidence(walk, journey, options)
    state = context.storage_state()
    loads = _loads(browser, walk, settings, options, state) if Need.SPEED in needs else ()
    walk.camera.listening = False
    _leave_payment(walk)
    beside = _beside(playwright, walk, settings, needs)
    cart = _leave_nothing(walk) if not walk.driver.owned or Need.CHECKOUT in needs else {}
    return evidence.model_copy(update={**beside, **cart, "loads": loads})


def _leave_payment(walk: Walk) -> None:
    """Leave the payment step while nothing can be sent, its last beacons included; then the shop may be read again."""
    if walk.lock.guard is Guard.SHUT:
        walk.driver.page.goto("about:blank")
        walk.lock.guard = Guard.WARY


def _beside(playwright: Playwright, walk: Walk, settings: dict[str, Any], needs: Collection[Need]) -> dict[str, Any]:
    """What is looked at beside the journey. A shop that stops answering here leaves those checks untested."""
    found: dict[str, Any] = {}
    try:
        if Need.SEARCH in needs and walk.product_title:
            walk.tell("trying the search")
            found["search"] = try_search(walk, walk.product_title)
            if found["search"]:
                found["nonsense"] = try_term(walk, NONSENSE, walk.product_title)
                found["misspelt"] = try_term(walk, misspelt(found["search"].term), walk.product_title)
        if Need.POLICIES in needs:
            walk.tell("reading policies")
            found["policies"] = visit_policies(walk)
        if Need.LINKS in needs:
            walk.tell("following links")
            found["links"] = probe_links(playwright, walk, settings)
            if walk.driver.owned:
                found["exposed"] = probe_exposed(playwright, walk, settings)
            found["soft_404"], found["soft_404_home"] = probe_missing(playwright, walk, settings)
    except Blocked:
        pass
    return found


def _loads(browser: Browser, walk: Walk, settings: dict[str, Any], options: Options, state: Any) -> tuple[Load, ...]:
    runs = options.runs or (3 if options.profile is Profile.FULL else None)
    made: list[Load] = []
    for stage in _SPEED_PAGES:
        page = next((page for page in walk.pages if page.stage is stage), None)
        if page is None or (stage is Stage.PAYMENT and any(load.name == Stage.CHECKOUT for load in made)):
            continue
        name = Stage.CHECKOUT if stage is Stage.PAYMENT else stage
        walk.tell(f"timing {name} on slow 4G")

        def once(name: str = name, url: str = page.url) -> Load:
            return load_page(
                browser,
                name,
                url,
                state,
                walk.lock,
                settings,
                rest_ms=_REST_MS[options.profile],
                payment=name == Stage.CHECKOUT,
            )

        made.append(median_load(once, runs, _doubtful))
    return tuple(made)


def _doubtful(load: Load) -> bool:
    """Whether one load alone should not be believed, because it would fail a check."""
    return load.lcp > 4000 or load.ttfb > 1800 or load.tbt > 600 or load.cls > 0.1 or load.timed_out


def _leave_nothing(walk: Walk) -> dict[str, Any]:
    """Empty the cart again. Tells whether it still held the product after the checkout, and whether it is empty now."""
    cart = next((page.url for page in walk.pages if page.stage is Stage.CART), "")
    if not cart:
        return {}
    walk.tell("emptying the cart")
    try:
        walk.driver.open(cart)
        kept = holds(walk.driver.look(), walk.product_title)
        return {"cart_kept": kept, "cart_emptied": empty_cart(walk, cart) if kept else None}
    except Blocked:
        walk.tell("the cart could not be emptied")
        return {}


def _robots(context: BrowserContext, url: str) -> Callable[[str], bool]:
    """What robots.txt lets the auditor open. Raises NotFinished where not even the given page."""
    from playwright.sync_api import Error

    try:
        response = context.request.get(urljoin(url, "/robots.txt"), timeout=5000)
        rules = response.text() if response.ok else ""
    except Error:
        rules = ""
    parser = urllib.robotparser.RobotFileParser()
    parser.parse(rules.splitlines())
    if not parser.can_fetch("ecomkit-audit", url):
        raise NotFinished(
            f"{url} asks robots to stay away (robots.txt); if the shop is yours, say owner = true in a recipe"
        )
    return lambda address: parser.can_fetch("ecomkit-audit", address)
