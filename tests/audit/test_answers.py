"""Presses are judged at 500 ms, and a second visit beside the first."""

from __future__ import annotations

import pytest

from ecomkit.audit.check import Status
from ecomkit.audit.checks.answers import CHECKS
from ecomkit.audit.evidence import Stage
from ecomkit.audit.trials import SecondVisit, Touch, Trials
from tests.audit.samples import a_load, a_page, evidence, status_of


@pytest.mark.parametrize(("slowest", "status"), [(0, Status.PASS), (500, Status.PASS), (508, Status.FAIL)])
def test_the_slowest_press_decides(slowest: float, status: Status) -> None:
    touches = tuple(
        Touch(what=what, page="product", url="u", ms=ms) for what, ms in (("typing", 40), ("buying", slowest))
    )
    seen = evidence(a_page(Stage.PRODUCT), trials=Trials(touches=touches))
    assert status_of(CHECKS, "SPD-06", seen) is status


def test_where_nothing_could_be_pressed_nothing_is_judged() -> None:
    assert status_of(CHECKS, "SPD-06", evidence(a_page(Stage.PRODUCT), trials=Trials(touches=()))) is Status.NOT_TESTED


@pytest.mark.parametrize(
    ("first", "second", "status"),
    [(3000, 1800, Status.PASS), (3000, 1801, Status.FAIL), (900, 1000, Status.PASS), (900, 1001, Status.FAIL)],
)
def test_coming_back_takes_at_most_60_percent_or_a_second(first: float, second: float, status: Status) -> None:
    visit = SecondVisit(name="home", url="u", first_ms=first, second_ms=second)
    seen = evidence(a_page(), loads=(a_load(load=first),), trials=Trials(second=visit))
    assert status_of(CHECKS, "SPD-10", seen) is status


def test_without_a_second_visit_nothing_is_judged() -> None:
    assert status_of(CHECKS, "SPD-10", evidence(a_page(), loads=(a_load(),))) is Status.NOT_TESTED
