"""Timings are added up as their definitions say, and a median is made of as many loads as their spread asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest

from ecomkit.audit.evidence import Load
from ecomkit.audit.medians import blocking_time, layout_shift, limits_of, settled_load
from tests.audit.samples import a_load

LIMITS = limits_of({}, "home")


def test_only_what_exceeds_fifty_milliseconds_blocks() -> None:
    assert blocking_time([(0, 50), (100, 120), (300, 51)]) == 71


def test_layout_shift_is_the_worst_window() -> None:
    assert layout_shift([]) == 0
    assert layout_shift([(0, 0.05), (500, 0.05), (3000, 0.08)]) == pytest.approx(0.1)


def test_a_window_is_at_most_five_seconds_long() -> None:
    assert layout_shift([(n * 900, 0.01) for n in range(12)]) == pytest.approx(0.06)


def _settled(
    *lcps: float, least: int = 1, runs: int | None = None, limits: Mapping[str, float] = LIMITS, patient: bool = True
) -> Load:
    made: Iterator[Load] = iter([a_load(lcp=lcp) for lcp in lcps])
    return settled_load(lambda: next(made), limits, runs=runs, least=least, time_left=lambda: patient)


def test_a_good_load_is_believed_at_once_and_has_no_spread() -> None:
    load = _settled(1000)
    assert (load.runs, load.spreads) == (1, {})


def test_a_load_over_a_limit_is_repeated_until_three_agree() -> None:
    load = _settled(4500, 4600, 4700)
    assert (load.runs, load.lcp) == (3, 4600)


def test_the_owners_budget_makes_a_load_doubtful() -> None:
    assert _settled(1000, 1010, 1020, limits=limits_of({"home.lcp_ms": 900}, "home")).runs == 3


def test_runs_that_disagree_about_a_limit_ask_for_more() -> None:
    load = _settled(4100, 3900, 3950, 3960)
    assert (load.runs, load.lcp) == (4, 3955)


def test_one_wild_run_is_outvoted_and_its_spread_told() -> None:
    load = _settled(9000, 1000, 1200, 1100, 1150)
    assert (load.runs, load.lcp) == (5, 1150)
    assert load.spreads["lcp"].model_dump() == {"low": 1000, "high": 9000, "p75": 1200}
    assert load.lcp_spread == 8000


def test_seven_runs_are_the_most() -> None:
    assert _settled(*[9000, 1000] * 5).runs == 7


def test_a_wide_spread_asks_for_more_even_below_the_limit() -> None:
    assert _settled(1000, 1800, 2600, 1790, 1810, 1800, least=3).runs > 3
    assert _settled(1000, 1050, 1100, least=3).runs == 3


def test_no_further_run_when_the_time_is_up() -> None:
    assert _settled(9000, 1000, 5000, least=3, patient=False).runs == 3


def test_a_fixed_number_of_runs_is_kept_to() -> None:
    assert _settled(9000, 9100, runs=2).runs == 2


def test_the_run_in_the_middle_lends_what_is_no_number() -> None:
    made = iter(
        [a_load(lcp=1000, lcp_element="a"), a_load(lcp=3000, lcp_element="c"), a_load(lcp=2000, lcp_element="b")]
    )
    assert settled_load(lambda: next(made), LIMITS, runs=3, least=1, time_left=lambda: True).lcp_element == "b"
