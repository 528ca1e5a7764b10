"""The checkout: open to guests, short, with few fields, and encrypted."""

from __future__ import annotations

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed, review
from ecomkit.audit.closed import TOLD, closed_to_guests
from ecomkit.audit.evidence import Outcome, Stage
from ecomkit.audit.fill import counted_fields, frame_forms
from ecomkit.audit.lock import STOPPED
from ecomkit.audit.options import is_loopback
from ecomkit.audit.wording import counted

__all__ = ["CHECKS"]


def _guest_may_buy(evidence: Evidence) -> Verdict:
    if evidence.password_required:
        wall = evidence.pages[-1]
        return failed(
            "nobody can buy without an account", Exhibit(page=wall.name, url=wall.url, detail="a password is asked for")
        )
    steps = evidence.checkout_steps()
    return passed(
        "a guest reaches the payment step",
        Exhibit(page=steps[-1].name, url=steps[-1].url, detail="no password asked for"),
    )


def _few_steps(evidence: Evidence) -> Verdict:
    steps = evidence.checkout_steps()
    shown = [
        Exhibit(
            page=page.name, url=page.url, detail=page.facts.headings[0] if page.facts.headings else page.facts.title
        )
        for page in steps
    ]
    number = len(steps) + 1
    told = f"{number} steps from cart to payment, the cart included"
    if number > 6:
        return failed(told, *shown)
    return review(told, *shown) if number == 6 else passed(told, *shown)


def _few_fields(evidence: Evidence) -> Verdict:
    fields = [(page, field) for page in evidence.checkout_steps() for field in counted_fields(page.facts)]
    shown = [Exhibit(page=page.name, url=page.url, detail=field.label or field.name) for page, field in fields]
    told = counted(len(fields), "field from cart to payment", "fields from cart to payment")
    if len(fields) > 16:
        return failed(told, *shown)
    return review(told, *shown) if len(fields) > 12 else passed(told, *shown)


def _encrypted(evidence: Evidence) -> Verdict:
    pages = evidence.checkout_steps()
    open_forms = [
        Exhibit(page=page.name, url=page.url, detail=f"a form sends to {form.action}")
        for page in pages
        for number, form in enumerate(page.facts.forms)
        if form.action.startswith("http:") and not is_loopback(form.action) and number not in frame_forms(page.facts)
    ]
    plain = [
        Exhibit(page=page.name, url=page.url, detail="not encrypted") for page in pages if page.url.startswith("http:")
    ]
    if open_forms:
        return failed("personal data would leave unencrypted", *open_forms)
    if evidence.loopback:
        raise Unreached("the shop runs on this machine, where there is no TLS to judge")
    return (
        failed("the checkout is not encrypted", *plain) if plain else passed("the checkout and its forms are encrypted")
    )


def _short_way(evidence: Evidence) -> Verdict:
    journey = evidence.journey
    evidence.page(Stage.PRODUCT)
    if closed_to_guests(evidence):
        raise Unreached(TOLD)
    if journey.reason.startswith(STOPPED):
        raise Unreached(journey.reason)
    shown = [Exhibit(detail=f"{n}. {click}") for n, click in enumerate(journey.clicks, start=1)]
    if journey.outcome is Outcome.BLOCKED and " answers " in journey.reason:
        return failed(f"the way to payment is blocked: {journey.reason}", *shown, severity=Severity.BLOCKER)
    if journey.outcome is Outcome.BLOCKED:
        return review(f"the way to payment is blocked: {journey.reason}", *shown)
    told = counted(len(journey.clicks), "click from home to payment", "clicks from home to payment")
    return failed(told, *shown) if len(journey.clicks) > 15 else passed(told, *shown)


CHECKS = (
    Check(
        id="CHK-07",
        title="A guest may buy",
        rows=("E3.1", "E1.3"),
        method="the checkout is walked without an account",
        threshold="no password is asked for before payment",
        severity=Severity.BLOCKER,
        remedy="Let people buy as guests and offer the account afterwards.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_guest_may_buy,
    ),
    Check(
        id="CHK-08",
        title="Few steps from cart to payment",
        rows=("E1.3", "E1.8"),
        method="distinct states from the cart to the payment step, both counted",
        threshold="at most 5; more than 6 fail",
        severity=Severity.MAJOR,
        remedy="Join steps; one page is possible.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_few_steps,
    ),
    Check(
        id="CHK-09",
        title="Few fields for a guest",
        rows=("E1.3",),
        method="text inputs and selects that a guest sees; radio groups and checkboxes stand apart",
        threshold="at most 12 (8 are enough); more than 16 fail",
        severity=Severity.MAJOR,
        remedy="Drop what the delivery does not need; take the billing address from the delivery address.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_few_fields,
    ),
    Check(
        id="CHK-16",
        title="Payment is encrypted",
        rows=("E2.3",),
        method="addresses of the checkout's pages and forms",
        threshold="https everywhere (not judged on this machine)",
        severity=Severity.BLOCKER,
        remedy="Serve the shop over https only and send every form there.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_encrypted,
    ),
    Check(
        id="CHK-20",
        title="A short way from home to payment",
        rows=("E1.3", "E1.8"),
        method="the clicks of the journey",
        threshold="at most 15",
        severity=Severity.MINOR,
        remedy="Take out pages that only lead on.",
        needs=frozenset({Need.CHECKOUT}),
        judge=_short_way,
    ),
)
