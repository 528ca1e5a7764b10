"""Gathering all evidence of one audit with one browser: the journey, what lies beside it, and the throttled loads."""

from __future__ import annotations

import time
import urllib.robotparser
from collections.abc import Callable, Collection
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urljoin

from ecomkit.audit.beside import look_beside, sign_in
from ecomkit.audit.browser import Opened, find_browser
from ecomkit.audit.budget import flat
from ecomkit.audit.capture import DESKTOP, Camera
from ecomkit.audit.check import Need
from ecomkit.audit.driver import Driver, Pace
from ecomkit.audit.evidence import Evidence, JourneyEvidence, Outcome
from ecomkit.audit.journey import NEEDED, WAY, furthest_of, take_journey
from ecomkit.audit.lock import Guard, PaymentLock
from ecomkit.audit.look import script
from ecomkit.audit.options import Options, Profile, is_loopback
from ecomkit.audit.record import recorded
from ecomkit.audit.timing import time_pages
from ecomkit.audit.trail import begin_trail, end_trail
from ecomkit.audit.trials import Trials
from ecomkit.audit.trying.bench import Bench
from ecomkit.audit.trying.second import come_back
from ecomkit.audit.walk import Walk
from ecomkit.errors import NotFinished, UserError

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Playwright

__all__ = ["Gathered", "gather"]

_AGENT = "ecomkit-audit/0.1"
_BUDGET_S = {Profile.QUICK: 90.0, Profile.FULL: 240.0}
"""Seconds for the way to the payment step."""


class Gathered(NamedTuple):
    """What one look at a shop brought: the evidence, the driver's decisions in words, the browser's version and path,
    what the payment lock stopped, the pace that was kept, and a recipe of the way.
    """

    evidence: Evidence
    explanation: str
    browser: str
    stopped: tuple[str, ...]
    paced: Pace
    recorded: str = ""
    browser_path: str = ""
    interrupted: bool = False
    mistake: str = ""
    """What in the recipe ended the way."""


def gather(
    url: str,
    options: Options,
    needs: Collection[Need],
    tell: Callable[[str], None],
    opened: Opened,
    *,
    paced: Pace | None = None,
) -> Gathered:
    """Drive the shop once for the needs; `paced`: that of an earlier look, whose pages count. Raises NotFinished, UserError."""
    from playwright.sync_api import Error

    playwright, browser = opened
    settings = _settings(browser, options)
    context = _shopper(browser, options, settings)
    begin_trail(context, options.trace)
    walk = _walk(context, url, options, needs, tell)
    walk.driver.paced = Pace(paced.opened, last=paced.last) if paced else Pace()
    interrupted, mistake = False, ""
    try:
        evidence = _gather(playwright, browser, context, walk, settings, options, needs)
    except (KeyboardInterrupt, UserError) as end:
        if not walk.pages:
            raise
        evidence, interrupted = _so_far(walk, options, needs), True
        mistake = str(end)
    except Error as error:
        raise NotFinished(f"the browser gave up: {error.message.splitlines()[0]}") from error
    finally:
        _leave(context, options)
    return Gathered(
        evidence,
        walk.driver.explain(),
        browser.version,
        tuple(walk.lock.stopped),
        paced=walk.driver.paced,
        recorded=recorded(evidence, walk.driver.choices),
        browser_path=find_browser(playwright.chromium.executable_path, options.browser),
        interrupted=interrupted,
        mistake=mistake,
    )


def _shopper(browser: Browser, options: Options, settings: dict[str, Any]) -> BrowserContext:
    """A desk where nobody was before, but for what the recipe's storage state remembers."""
    state = options.recipe.auth.storage_state
    if state and not Path(state).is_file():
        raise UserError(f"{options.recipe.file}: auth.storage_state: there is no file {state}")
    return browser.new_context(
        viewport={"width": DESKTOP["width"], "height": DESKTOP["height"]},
        service_workers="block",
        storage_state=state or None,
        **settings,
    )


def _leave(context: BrowserContext, options: Options) -> None:
    """Write the trail and close; a browser that is gone already keeps nothing from being told."""
    from playwright.sync_api import Error

    with suppress(Error):
        end_trail(context, options.trace)
    with suppress(Error):
        context.close()


def _so_far(walk: Walk, options: Options, needs: Collection[Need]) -> Evidence:
    """What was seen until somebody pressed Ctrl-C, and which needs were not looked at by then."""
    unseen = frozenset(need for need in needs if not _seen(walk, need))
    journey = walk.journey or JourneyEvidence(
        id="guest",
        name="a guest goes from home to the payment step",
        outcome=Outcome.BLOCKED,
        reason="interrupted",
        clicks=tuple(walk.driver.clicks),
        seconds=round(time.monotonic() - walk.started, 1),
    )
    return _evidence(walk, journey, options).model_copy(
        update={"unseen": unseen, "trials": Trials.model_validate(walk.tried)}
    )


def _seen(walk: Walk, need: Need) -> bool:
    """Whether the way came as far as a need, or what lies beside it was looked at to its end."""
    if need in WAY:
        return walk.journey is not None or any(page.stage.order >= NEEDED[need].order for page in walk.pages)
    return need in {Need.AXE, Need.MOBILE} or need in walk.looked


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
        resources=walk.camera.resources(),
        empty_submit=walk.empty_submit,
        budget=flat(options.recipe.budget) | options.budget,
        law=options.law or options.recipe.law,
        **walk.found,
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
    if not driver.owned:
        driver.allows = _robots(context, url)
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
    from playwright.sync_api import Error

    journey = take_journey(walk, furthest_of(needs))
    walk.found["cookies"] = walk.camera.cookies()
    walk.journey = journey
    state = context.storage_state()
    if Need.SPEED in needs:
        back = partial(come_back, walk) if Need.AGAIN in needs else None
        walk.found["loads"] = time_pages(browser, walk, settings, options, state, back)
        walk.looked.add(Need.SPEED)
    walk.camera.listening = False
    _leave_payment(walk)
    bench = Bench(browser, walk, _evidence(walk, journey, options), settings, state)
    look_beside(playwright, bench, needs)
    with suppress(Error):  # what follows may sign in, and a password has no place in a trace
        end_trail(context, options.trace)
    trials = sign_in(bench, needs)
    return _evidence(walk, journey, options).model_copy(update={"trials": trials})


def _leave_payment(walk: Walk) -> None:
    """Leave the payment step while nothing can be sent, its last beacons included; then the shop may be read again."""
    if walk.lock.guard is Guard.SHUT:
        walk.driver.page.goto("about:blank")
        walk.lock.guard = Guard.WARY


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
