"""The laboratory: clean shops have no finding, and each injected defect is found by the check that should find it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from e2e.audit_lab.defects import DEFECTS, SLOW
from e2e.audit_lab.server import Lab
from e2e.audit_lab.variants import VARIANTS
from ecomkit.audit.check import Status
from ecomkit.audit.evidence import Outcome
from ecomkit.audit.report import Report

pytestmark = pytest.mark.browser

Audit = Callable[..., tuple[Report, Lab]]
NOT_SPEED = ("SPD-09", "SPD-11", "FND", "DST", "CHK", "REG", "ACC", "AFT", "HUM", "TRU")

GROUPS = {
    "home and headers": (
        "plain-es",
        "no-search no-content-policy no-headers open-cookie silent-add soft-404 no-returns short-privacy",
    ),
    "prices and law": (
        "plain-es",
        "no-prices-in-list price-on-request search-finds-nothing dead-link no-delivery-date plain-http-form",
    ),
    "pictures and words": (
        "plain-es",
        "broken-picture script-error sideways-scroll blinking-gif ticked-newsletter no-labels dead-returns",
    ),
    "a long checkout": ("plain-es", "seven-steps many-fields no-contact-in-checkout low-contrast endless-spin"),
    "no way in": ("mexican", "forced-account late-shipping-cost no-language"),
    "dead button": ("plain-es", "dead-add no-alt"),
    "dead checkout": ("bare-en", "dead-checkout"),
    "search and product": (
        "bare-en",
        "silent-no-results strict-search no-stock no-description no-ratings no-structured fixed-width",
    ),
    "account": (
        "plain-es",
        "long-registration registration-birth-date no-reason password-by-get captcha no-reset no-way-out no-tracking",
    ),
    "service": ("listless", "thin-returns one-channel no-hours no-help no-seller letters-for-ever price-differs"),
    "files and trackers": ("plain-es", "oversized-picture no-caching mixed-content version-leak open-git tracker"),
    "sums": ("plain-es", "wrong-total cart-forgets one-way-to-pay mail-twice birth-date no-autocomplete"),
    "a fee at the end": ("woo", "late-fee silent-refusal no-quantity nothing-to-return-for"),
    "comfort": ("plain-es", "marquee pop-up endless-spinner tiny-buttons"),
    "keyboard": ("plain-es", "keyboard-trap no-focus-ring"),
}
TIMED = {"slow-list", "late-first-byte", "long-tasks", "late-shift", "many-requests"}
BESIDE = {
    "broken-picture": {"FND-12"},
    "dead-returns": {"FND-12"},
    "endless-spin": {"DST-07"},
    "marquee": {"ACC-01"},
    "mixed-content": {"FND-12"},
    "no-help": {"TRU-11"},
    "no-language": {"ACC-01"},
    "late-first-byte": set(),
    "slow-list": {"SPD-03"},
}


def _failed(report: Report) -> set[str]:
    return {finding.id for finding in report.findings}


def _told(report: Report) -> str:
    return "\n".join(f"{f.id}: {f.message} {[e.detail for e in f.evidence][:3]}" for f in report.findings)


def _expected(defects: list[str]) -> set[str]:
    return {DEFECTS[name] for name in defects} | {also for name in defects for also in BESIDE.get(name, ())}


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_clean_shop_has_no_finding(variant: str, audit_of: Audit) -> None:
    report, lab = audit_of(variant, only=NOT_SPEED)
    assert _failed(report) == set(), _told(report)
    assert not [r for r in report.checks if r.status is Status.REVIEW]
    assert report.journeys[0].outcome is Outcome.REACHED, report.journeys[0].reason
    assert report.coverage.not_tested == ("CHK-16", "TRU-03")
    assert lab.contacts == []
    assert report.exit_code == 0


@pytest.mark.parametrize("group", GROUPS)
def test_each_defect_is_found_by_its_check_and_by_no_other(group: str, audit_of: Audit) -> None:
    variant, listed = GROUPS[group]
    defects = listed.split()
    report, lab = audit_of(variant, defects, only=NOT_SPEED)
    assert _failed(report) == _expected(defects), _told(report)
    assert lab.contacts == []


@pytest.mark.hard
def test_slow_and_jumping_pages_are_found(audit_of: Audit) -> None:
    report, _ = audit_of(
        "plain-es", ["late-first-byte", "long-tasks", "late-shift", "many-requests"], only=("SPD",), runs=1
    )
    assert _failed(report) == {"SPD-03", "SPD-04", "SPD-05", "SPD-08"}, _told(report)


@pytest.mark.hard
def test_a_list_that_is_slow_is_found(audit_of: Audit) -> None:
    report, _ = audit_of("plain-es", ["slow-list"], only=("SPD",), runs=1)
    assert _failed(report) == _expected(["slow-list"]), _told(report)


@pytest.mark.hard
def test_a_page_that_takes_over_eight_seconds_is_found(audit_of: Audit) -> None:
    report, _ = audit_of("plain-es", ["huge-picture"], only=("SPD-01", "SPD-07"), runs=1)
    assert _failed(report) == {"SPD-01", "SPD-07"}, _told(report)


@pytest.mark.hard
@pytest.mark.parametrize("variant", VARIANTS)
def test_a_clean_shop_is_fast_enough_in_the_whole_audit(variant: str, audit_of: Audit) -> None:
    report, _ = audit_of(variant)
    assert _failed(report) == set(), _told(report)


def test_every_defect_is_injected_by_some_test() -> None:
    grouped = {name for _, listed in GROUPS.values() for name in listed.split()}
    assert grouped | TIMED == set(DEFECTS)
    assert set(SLOW) == {"huge-picture", "heavy-page"}
