"""A slow answer is believed when most of three tries are slow: a busy machine is no slow shop, a slow shop stays one."""

from __future__ import annotations

import pytest

from e2e.audit_lab.server import serve
from ecomkit.audit.browser import Opened
from ecomkit.audit.check import Status
from ecomkit.audit.options import Options
from ecomkit.audit.run import run_audit
from ecomkit.audit.trials import Touch, second_limit
from ecomkit.audit.trying.touch import medians


def _touches(*times: tuple[str, float]) -> tuple[Touch, ...]:
    return tuple(Touch(what=what, page="product", url="https://shop.example/p", ms=ms) for what, ms in times)


def test_the_median_of_each_press_counts() -> None:
    first = _touches(("menu", 900), ("search", 40))
    found = medians(first, _touches(("menu", 100), ("search", 700)), _touches(("menu", 120), ("search", 50)))
    assert [(touch.what, touch.ms) for touch in found] == [("menu", 120), ("search", 50)]


def test_what_is_slow_each_time_stays_slow() -> None:
    (touch,) = medians(_touches(("menu", 900)), _touches(("menu", 800)), _touches(("menu", 1000)))
    assert touch.ms == 900


def test_a_second_visit_may_take_a_share_of_the_first_or_a_second() -> None:
    assert second_limit(4000) == 2400
    assert second_limit(800) == 1000


@pytest.mark.browser
def test_a_shop_that_answers_late_is_found_though_it_is_asked_three_times(browser: Opened) -> None:
    with serve("plain-es", ["slow-press"]) as lab:
        report = run_audit(lab.url, Options(only=("SPD-06",), confirm=False), opened=browser)
    assert [one.status for one in report.checks] == [Status.FAIL]
