"""Which defects can stand together in one shop, and what the auditor has to find in it: neither less nor more."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping

from e2e.audit_lab.defects import DEFECTS
from e2e.audit_lab.server import Lab
from e2e.audit_lab.variants import Variant
from ecomkit.audit.recipe import Recipe

__all__ = ["BESIDE", "GROUPS", "NOT_SPEED", "SILENT", "TIMED", "expected", "recipe_of", "shows"]

NOT_SPEED = ("SPD-06", "SPD-09", "SPD-11", "FND", "DST", "CHK", "REG", "ACC", "AFT", "HUM", "TRU", "LAW")
"""The checks that need no throttled load."""

SILENT = ("CHK-16", "TRU-03")
"""The checks that cannot be tested on this machine, where there is no TLS."""

GROUPS: Mapping[str, str] = {
    "home and headers": "no-search no-content-policy no-headers open-cookie silent-add soft-404 no-returns short-privacy",
    "prices": "no-prices-in-list price-on-request search-finds-nothing dead-link no-delivery-date plain-http-form",
    "pictures and words": "broken-picture script-error sideways-scroll blinking-gif ticked-newsletter no-labels dead-returns",
    "a long checkout": "seven-steps many-fields no-contact-in-checkout low-contrast endless-spin",
    "no way in": "forced-account late-shipping-cost no-language",
    "dead button": "dead-add no-alt",
    "dead checkout": "dead-checkout",
    "product and files": "silent-no-results strict-search no-stock no-description no-ratings no-structured fixed-width "
    "oversized-picture no-caching mixed-content version-leak open-git tracker",
    "registering and service": "long-registration registration-birth-date no-reason password-by-get captcha no-reset no-way-out "
    "no-tracking thin-returns one-channel no-hours no-help no-seller letters-for-ever price-differs",
    "sums": "wrong-total cart-forgets one-way-to-pay mail-twice birth-date no-autocomplete",
    "a fee at the end": "late-fee silent-refusal no-quantity nothing-to-return-for",
    "comfort": "marquee pop-up endless-spinner tiny-buttons",
    "keyboard": "keyboard-trap no-focus-ring",
    "with an account": "nameless-account no-reorder mute-tracking thin-letter mute-contact slow-press short-cart-cookie",
    "lost orders": "no-history broken-tracking no-dispatch-letter broken-contact mouse-only-checkout flashing-banner",
    "a closed door": "tracking-needs-account flashing-script",
    "the law": "vague-button no-tax-said no-withdrawal-terms no-confirmation no-guarantee no-limits no-withdraw "
    "no-accessibility no-complaints no-safe dead-platform early-tracking-cookie silent-download",
}
"""Defects that do not hide one another, by the name of their group."""

TIMED = ("slow-list", "late-first-byte", "long-tasks", "late-shift", "many-requests", "forgetful-cache")
"""Defects that only throttled loads show."""

BESIDE: Mapping[str, frozenset[str]] = {
    "broken-picture": frozenset({"FND-12"}),
    "broken-tracking": frozenset(),
    "dead-returns": frozenset({"FND-12"}),
    "endless-spin": frozenset({"DST-07"}),
    "flashing-banner": frozenset({"DST-02", "DST-07"}),
    "forgetful-cache": frozenset({"SPD-11"}),
    "marquee": frozenset({"ACC-01"}),
    "mixed-content": frozenset({"FND-12"}),
    "no-help": frozenset({"TRU-11"}),
    "no-language": frozenset({"ACC-01"}),
    "one-channel": frozenset({"LAW-04", "LAW-20"}),
    "slow-list": frozenset({"SPD-03"}),
    "ticked-newsletter": frozenset({"LAW-14"}),
    "no-limits": frozenset({"LAW-21"}),
}
"""What else is rightly found where a defect is."""

_ONLY: Mapping[str, Callable[[Variant], bool]] = {
    "no-limits": lambda variant: variant.checkout == "steps",
    "silent-refusal": lambda variant: variant.checkout == "steps",
    "dead-add": lambda variant: variant.adding != "drawer",
    "silent-add": lambda variant: variant.adding != "drawer",
    "silent-download": lambda variant: variant.digital,
}
"""Where a defect can be at all: a checkout of one page starts with the ways to pay and sends nothing, a drawer is told by script,
only some sell a download."""

_EUROPEAN = {f"LAW-{number:02d}" for number in (*range(1, 10), 11, 15)}
_MEXICAN = {"LAW-20", "LAW-21"}


def expected(variant: Variant, defects: Iterable[str]) -> frozenset[str]:
    """The checks that have to fail in that variant with these defects.

    A drawer and a cookie bar come behind the element that catches the keyboard, so that nobody gets to them without a mouse. Without
    its seller a shop hardly says which law binds it.
    """
    here = [name for name in defects if name not in _ONLY or _ONLY[name](variant)]
    found = {also for name in here for also in (DEFECTS[name], *BESIDE.get(name, ()))}
    if "keyboard-trap" in here and (variant.adding == "drawer" or variant.cookie_bar):
        found.add("ACC-02")
    law = variant.law if "no-seller" not in here or variant.region else ""
    if law != "eu":
        found -= _EUROPEAN
    if law != "mx":
        found -= _MEXICAN
    return frozenset(name for name in found if law or not name.startswith("LAW"))


def shows(variant: Variant, defect: str) -> bool:
    """Whether the defect makes a difference in that variant."""
    return bool(expected(variant, (defect,)))


def recipe_of(lab: Lab) -> Recipe:
    """What the owner of the laboratory's shop tells: an account, a mailbox, and that the contact form may be used."""
    os.environ |= {"AUDIT_LAB_USER": "ana@example.com", "AUDIT_LAB_WORD": "right"}
    login = {"url": "/login", "user_env": "AUDIT_LAB_USER", "pass_env": "AUDIT_LAB_WORD", "name": "Ana"}
    return Recipe.model_validate(
        {"owner": True, "auth": {"login": login}, "contact": {"send": True}, "mail": {"url": f"{lab.url}mailbox.json"}}
    )
