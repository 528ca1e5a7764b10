"""From the cart to the payment step as a guest. Every step is confirmed by what the page shows; nothing is paid."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ecomkit.audit import look
from ecomkit.audit.driver import Blocked
from ecomkit.audit.evidence import EmptySubmit, Stage
from ecomkit.audit.facts import Facts
from ecomkit.audit.fill import counted_fields, entries, main_form, password_forms
from ecomkit.audit.lexicon import any_match, fold
from ecomkit.audit.lock import Guard, payment_signs

if TYPE_CHECKING:
    from playwright.sync_api import ElementHandle

    from ecomkit.audit.walk import Walk

__all__ = ["asks_for_account", "start_checkout", "to_payment"]

_MOST_STEPS = 10
_FILLINGS = 3
_STOPPED_BY_BROWSER = "() => [...document.forms].some((f) => !f.noValidate && !f.checkValidity() && f.querySelectorAll('input').length > 2)"


def start_checkout(walk: Walk) -> None:
    """Leave the cart for the checkout. Raises Blocked where no button leads there."""
    driver = walk.driver
    if walk.recipe.step.checkout:
        walk.follow("checkout", walk.recipe.step.checkout)
        return
    before, stopped = driver.look(), len(walk.lock.stopped)
    for handle, candidate in driver.best("checkout", before)[:2]:
        if driver.press(handle, candidate.name) and _moved(before, driver.look()):
            _refuse_dead_page(walk, candidate.name)
            return
    raise Blocked(
        walk.lock.told(stopped) or "no button of the cart leads to a checkout; say which in a recipe ([step.checkout])"
    )


def to_payment(walk: Walk) -> None:
    """Fill and go on, step by step, until the payment step shows. Takes the evidence of each step."""
    driver = walk.driver
    driver.stage = Stage.CHECKOUT
    sent = 0
    for number in range(1, _MOST_STEPS + 1):
        _pass_login(walk)
        facts = driver.look()
        if payment_signs(facts) or walk.stops_here():
            walk.lock.guard = Guard.SHUT
            walk.guest = True
            walk.take("payment", Stage.PAYMENT)
            _note_browser_refusal(walk, facts)
            walk.camera.listening = False
            return
        walk.take(f"checkout-{number}", Stage.CHECKOUT)
        if sent and not driver.owned:
            raise Blocked(
                "this shop is not declared your own, so no personal data was sent beyond the first step (recipe: owner = true)"
            )
        with walk.lock.at_step(facts.url if driver.owned else ""):
            if not sent and driver.owned and walk.empty_submit is None and counted_fields(facts):
                facts = _try_empty(walk, facts)
            _go_on(walk, facts)
        sent += bool(counted_fields(facts))
    raise Blocked(f"no payment step within {_MOST_STEPS} steps")


def asks_for_account(facts: Facts) -> bool:
    """Whether the page lets nobody on without a password: only forms with a required one, and no other form to fill."""
    forms = password_forms(facts)
    if not forms:
        return False
    main = main_form(facts)
    if main is None:
        return True
    return any(
        field.form == main and field.type == "password" and field.visible and field.required for field in facts.fields
    )


def _pass_login(walk: Walk) -> None:
    """Choose to go on as a guest where the shop asks. Raises Blocked where it asks for an account."""
    driver = walk.driver
    facts = driver.look()
    named = any_match(
        "guest",
        (*facts.buttons, *(link.text for link in facts.links if link.visible), *(f.label for f in facts.fields)),
    )
    if not asks_for_account(facts) and (payment_signs(facts) or counted_fields(facts) or not named):
        return
    for handle, candidate in driver.best("guest", facts)[:1]:
        if driver.press(handle, candidate.name):
            _refuse_dead_page(walk, candidate.name)
            return
    if asks_for_account(facts):
        walk.guest = False
        walk.password_required = True
        walk.take("account-wall", Stage.CHECKOUT)
        raise Blocked("the shop asks for an account before the payment step")


def _try_empty(walk: Walk, before: Facts) -> Facts:
    """Send the first form with nothing in it, on one's own shop only, to see what people are told. Gives the page after it."""
    driver = walk.driver
    if _note_browser_refusal(walk, before):
        return before
    clicks, stopped = len(driver.clicks), len(walk.lock.stopped)
    best = driver.best("next", before)[:1]
    if not best or not driver.press(best[0][0], best[0][1].name):
        return before
    del driver.clicks[clicks:]
    after = driver.look()
    if held := walk.lock.told(stopped):
        if _is_nowhere(after):
            raise Blocked(held)
        return after
    fresh = [line for line in after.text.splitlines() if line.strip() and line not in before.text]
    same = [f.name for f in counted_fields(after)] == [f.name for f in counted_fields(before)]
    tied = driver.page.locator("[aria-invalid=true], :user-invalid:not(form):not(fieldset)").count() > 0
    walk.empty_submit = EmptySubmit(
        url=driver.page.url,
        page=walk.pages[-1].name,
        native=False,
        moved=not same,
        told=" ".join(fresh)[:200],
        tied=tied,
    )
    return after


def _note_browser_refusal(walk: Walk, facts: Facts) -> bool:
    """Whether the browser itself would not send the form as it stands. Nothing is pressed to learn that."""
    if walk.empty_submit is not None or not any(field.required for field in counted_fields(facts)):
        return False
    if not walk.driver.page.evaluate(_STOPPED_BY_BROWSER):
        return False
    walk.empty_submit = EmptySubmit(
        url=walk.driver.page.url, page=walk.pages[-1].name, native=True, moved=False, told="", tied=True
    )
    return True


def _go_on(walk: Walk, before: Facts) -> None:
    driver, stopped = walk.driver, len(walk.lock.stopped)
    if walk.recipe.step.fill:
        walk.follow("fill", walk.recipe.step.fill)
    else:
        _fill(walk, before)
    if walk.recipe.step.next:
        walk.follow("next", walk.recipe.step.next)
        return
    filled = driver.look()
    if payment_signs(filled):
        return
    for handle, candidate in driver.best("next", filled)[:2]:
        if driver.press(handle, candidate.name) and _moved(before, driver.look()):
            _refuse_dead_page(walk, candidate.name)
            return
    wrong = driver.page.locator(":invalid:not(form):not(fieldset)").count()
    if not wrong and (held := walk.lock.told(stopped)):
        raise Blocked(held)
    answer = _fresh(before, driver.look())
    told = f"{wrong} fields are not accepted" if wrong else f"it answers {answer!r}" if answer else "no button leads on"
    raise Blocked(f"stuck at {driver.page.url}: {told}; help with a recipe ([step.fill], [step.next])")


def _fresh(before: Facts, after: Facts) -> str:
    """What a page says that it did not say before, in one line."""
    known = set(before.text.splitlines())
    return " ".join(line.strip() for line in after.text.splitlines() if line.strip() and line not in known)[:160]


def _fill(walk: Walk, facts: Facts) -> None:
    """Fill the form, and again what appeared on the way: a country brings its regions, an address its ways of delivery."""
    from playwright.sync_api import Error

    for number in range(1, _FILLINGS + 1):
        todo = entries(facts, walk.recipe.locale or facts.language, lists=number < _FILLINGS)
        if not todo:
            return
        handles = look.elements(walk.driver.page, look.FIELDS)
        for entry in todo:
            try:
                _write(handles[entry.index], entry.act, entry.value)
            except (Error, IndexError):
                continue
        walk.driver.settle(1)
        facts = walk.driver.look()


def _write(handle: ElementHandle, act: str, value: str) -> None:
    if act == "type":
        handle.fill(value, timeout=1000)
    elif act == "choose":
        handle.select_option(label=value, timeout=1000)
    elif act == "open":
        _pick(handle, value)
    else:
        handle.evaluate("(e) => (e.labels && e.labels[0] && e.offsetWidth < 2 ? e.labels[0] : e).click()")


def _pick(handle: ElementHandle, wanted: str) -> None:
    """Open a list that a script makes and press the option that fits, else the first one."""
    handle.click(timeout=1000)
    frame = handle.owner_frame()
    if frame is None:
        return
    options = frame.locator("[role=option]:visible")
    options.first.wait_for(timeout=1000)
    names = [fold(name) for name in options.all_inner_texts()]
    options.nth(next((n for n, name in enumerate(names) if wanted and re.fullmatch(wanted, name)), 0)).click(
        timeout=1000
    )


def _moved(before: Facts, after: Facts) -> bool:
    """Whether a press led to another state: another address, heading, or set of fields."""
    if _is_nowhere(after):
        return False
    fields = [[f.name or f.id for f in facts.fields if f.visible] for facts in (before, after)]
    return after.url != before.url or after.headings != before.headings or fields[0] != fields[1]


def _is_nowhere(facts: Facts) -> bool:
    """Whether this is the browser's own page about an address that it could not open."""
    return facts.url.startswith("chrome-error:")


def _refuse_dead_page(walk: Walk, pressed: str) -> None:
    response = walk.driver.response
    if response is not None and response.status >= 400:
        raise Blocked(f"{pressed!r} leads to a page that answers {response.status}")
