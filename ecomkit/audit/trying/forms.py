"""Sending two forms with made-up particulars, on one's own shop only: to follow an order, and to write to the shop."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from ecomkit.audit import look
from ecomkit.audit.facts import Facts, FormField
from ecomkit.audit.fill import kind_of, main_form, person
from ecomkit.audit.lexicon import matches
from ecomkit.audit.trials import FormTry

if TYPE_CHECKING:
    from ecomkit.audit.driver import Driver
    from ecomkit.audit.trying.bench import Bench

__all__ = ["try_contact", "try_tracking"]

_NO_ORDER = "AUDIT-000000"
_NOBODY = "ecomkit-audit@example.com"
_MESSAGE = "This is a test of the contact form by ecomkit audit. No answer is needed."
_SUBMITS = "button:not([type=button]):not([type=reset]), input[type=submit], input[type=image]"
_LOOKS, _BETWEEN_MS = 12, 250
_PATIENCE_MS = 4000
"""For each field: a busy browser takes its time, and a field that stays empty keeps a form from being sent."""
_REFUSED = """() => [...document.forms].filter((f) => !f.noValidate).flatMap((f) => [...f.elements])
  .filter((e) => e.willValidate && !e.validity.valid && e.matches(':user-invalid')).length"""
_WRITTEN = {"text", "email", "tel", "number", "search", "url", "textarea", ""}


def try_tracking(bench: Bench) -> FormTry | None:
    """Ask for an order that does not exist. None where the shop is not one's own, or has no page to follow orders."""
    page = bench.evidence.policy("tracking")
    if page is None or page.status >= 400 or not bench.walk.driver.owned:
        return None
    return _tried(bench, page.url, lambda field: _NOBODY if kind_of(field) == "email" else _NO_ORDER)


def try_contact(bench: Bench) -> FormTry | None:
    """Write to the shop, where its owner allows that in the recipe ([contact] send = true)."""
    page = bench.evidence.policy("contact")
    if page is None or page.status >= 400 or not (bench.walk.driver.owned and bench.walk.recipe.contact.send):
        return None
    particulars = person(bench.walk.recipe.locale or page.facts.language)
    bench.written_at = time.time()

    def value(field: FormField) -> str:
        return _MESSAGE if field.tag == "textarea" else particulars.get(kind_of(field), "Ana")

    return _tried(bench, page.url, value)


def _tried(bench: Bench, url: str, value: Value) -> FormTry:
    with bench.driver() as (driver, lock):
        driver.open(url)
        driver.sweep()
        before = driver.look()
        form = main_form(before)
        fields = [field for field in before.fields if field.visible and field.form == form]
        asked = tuple(field.label or field.name for field in fields)
        login = any(field.type == "password" and field.visible for field in before.fields)
        if not fields or form is None:
            return FormTry(url=url, status=0, told="", moved=False, sent=False, reason="no form", login=login)
        if not _send(driver, before, form, value):
            return FormTry(
                url=url,
                status=0,
                told="",
                moved=False,
                sent=False,
                reason="no button sends it",
                asked=asked,
                login=login,
            )
        if lock.stopped:
            return FormTry(
                url=url, status=0, told="", moved=False, sent=False, reason="the payment lock held it back", asked=asked
            )
        after, fresh = _answer(driver, before)
        if not fresh and (wrong := int(driver.page.evaluate(_REFUSED))):
            reason = f"the browser does not accept what stands in {wrong} of its fields"
            return FormTry(url=url, status=0, told="", moved=False, sent=False, reason=reason, asked=asked, login=login)
        status = driver.response.status if driver.response else 0
        return FormTry(
            url=driver.page.url, status=status, told=" ".join(fresh)[:600], moved=after.url != before.url, asked=asked, login=login
        )  # fmt: skip


def _answer(driver: Driver, before: Facts) -> tuple[Facts, list[str]]:
    """The page after sending and its new lines, looked at again while there are none: a busy browser shows them late."""
    known = set(before.text.splitlines())
    for _ in range(_LOOKS):
        after = driver.look()
        fresh = [line.strip() for line in after.text.splitlines() if line.strip() and line not in known]
        if fresh:
            break
        driver.page.wait_for_timeout(_BETWEEN_MS)
    return after, fresh


def _send(driver: Driver, facts: Facts, form: int, value: Value) -> bool:
    """Fill a form's empty fields and press its button. False where there is none that may be pressed."""
    from playwright.sync_api import Error

    handles = look.elements(driver.page, look.FIELDS)
    last = None
    for index, field in enumerate(facts.fields):
        if not field.visible or field.form != form or index >= len(handles):
            continue
        last = handles[index]
        try:
            if field.type == "checkbox" and field.required:
                last.check(timeout=_PATIENCE_MS)
            elif field.tag == "select" and len(field.options) > 1 and not field.value:
                last.select_option(index=1, timeout=_PATIENCE_MS)
            elif field.type in _WRITTEN and not field.value:
                last.fill("999999" if field.type == "number" else value(field), timeout=_PATIENCE_MS)
        except Error:
            continue
    return last is not None and _press(driver, last)


def _press(driver: Driver, field: Handle) -> bool:
    """Press the button of the field's form, unless its name pays."""
    owner = field.evaluate_handle("(e) => e.form || e.parentElement").as_element()
    for button in owner.query_selector_all(_SUBMITS) if owner else ():
        name = button.get_attribute("aria-label") or button.inner_text() or button.get_attribute("value") or ""
        if button.is_visible() and not matches("pay_strict", name):
            return driver.press(button, name.strip())
    return False


if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import ElementHandle as Handle

    Value = Callable[[FormField], str]
