"""Flashes are judged by number and area, and the way without a mouse by where it ends."""

from __future__ import annotations

import pytest

from ecomkit.audit.check import Status
from ecomkit.audit.checks.senses import CHECKS
from ecomkit.audit.evidence import Stage
from ecomkit.audit.trials import Flashing, KeyboardPurchase, Trials
from tests.audit.samples import a_page, evidence, status_of

LARGE, SMALL = 50_000, 10_000


def _film(most: int, area: float, frames: int = 30) -> tuple[Flashing, ...]:
    return (Flashing(page="home", url="u", seconds=3, frames=frames, most=most, area=area),)


@pytest.mark.parametrize(
    ("filmed", "status"),
    [
        (None, Status.NOT_TESTED),
        ((), Status.PASS),
        (_film(3, 0), Status.PASS),
        (_film(4, LARGE), Status.FAIL),
        (_film(4, SMALL), Status.PASS),
        (_film(0, 0, frames=1), Status.PASS),
    ],
)
def test_more_than_three_large_flashes_in_a_second_harm(filmed: tuple[Flashing, ...] | None, status: Status) -> None:
    assert status_of(CHECKS, "DST-04", evidence(a_page(), trials=Trials(flashing=filmed))) is status


@pytest.mark.parametrize(
    ("bought", "status"),
    [
        (None, Status.NOT_TESTED),
        (KeyboardPurchase(reached=True, presses=("Añadir",)), Status.PASS),
        (KeyboardPurchase(reached=False, stuck="Checkout", element="<div>"), Status.FAIL),
        (KeyboardPurchase(reached=False, reason="out of time"), Status.REVIEW),
    ],
)
def test_the_way_without_a_mouse(bought: KeyboardPurchase | None, status: Status) -> None:
    seen = evidence(a_page(), a_page(Stage.PAYMENT), trials=Trials(keyboard=bought))
    assert status_of(CHECKS, "ACC-02", seen) is status


def test_a_way_that_the_mouse_did_not_find_either_is_not_judged() -> None:
    assert status_of(CHECKS, "ACC-02", evidence(a_page())) is Status.NOT_TESTED
