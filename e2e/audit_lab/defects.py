"""The defects that can be injected, and the check that must find each."""

from __future__ import annotations

from collections.abc import Mapping

__all__ = ["DEFECTS", "SLOW"]

DEFECTS: Mapping[str, str] = {
    "slow-list": "SPD-02",
    "late-first-byte": "SPD-03",
    "long-tasks": "SPD-04",
    "late-shift": "SPD-05",
    "many-requests": "SPD-08",
    "no-search": "FND-01",
    "search-finds-nothing": "FND-02",
    "no-prices-in-list": "FND-06",
    "price-on-request": "FND-07",
    "broken-picture": "FND-12",
    "dead-link": "FND-12",
    "script-error": "FND-13",
    "soft-404": "FND-14",
    "blinking-gif": "DST-01",
    "endless-spin": "DST-02",
    "sideways-scroll": "DST-08",
    "dead-add": "CHK-01",
    "silent-add": "CHK-02",
    "late-shipping-cost": "CHK-05",
    "forced-account": "CHK-07",
    "seven-steps": "CHK-08",
    "many-fields": "CHK-09",
    "no-delivery-date": "CHK-14",
    "plain-http-form": "CHK-16",
    "ticked-newsletter": "CHK-19",
    "dead-checkout": "CHK-20",
    "no-alt": "ACC-01",
    "low-contrast": "ACC-01",
    "no-language": "ACC-05",
    "no-labels": "ACC-07",
    "no-returns": "AFT-01",
    "dead-returns": "AFT-01",
    "no-contact-in-checkout": "HUM-01",
    "short-privacy": "TRU-01",
    "no-content-policy": "TRU-04",
    "no-headers": "TRU-05",
    "open-cookie": "TRU-06",
}
"""Defect to check."""

SLOW: Mapping[str, str] = {"huge-picture": "SPD-01", "heavy-page": "SPD-07"}
"""Defects whose finding takes as long as the page does, so that only the hard tests inject them."""
