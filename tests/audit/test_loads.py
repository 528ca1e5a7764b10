"""Timings are added up as their definitions say, and doubtful loads are not believed alone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomkit.audit.evidence import Load
from ecomkit.audit.loads import blocking_time, layout_shift, median_load
from tests.audit.samples import a_load


def test_only_what_exceeds_fifty_milliseconds_blocks() -> None:
    assert blocking_time([(0, 50), (100, 120), (300, 51)]) == 71


def test_layout_shift_is_the_worst_window() -> None:
    assert layout_shift([]) == 0
    assert layout_shift([(0, 0.05), (500, 0.05), (3000, 0.08)]) == pytest.approx(0.1)


def test_a_window_is_at_most_five_seconds_long() -> None:
    assert layout_shift([(n * 900, 0.01) for n in range(12)]) == pytest.approx(0.06)


def _loads(*lcps: float) -> Iterator[Load]:
    return iter([a_load(lcp=lcp) for lcp in lcps])


def test_a_good_load_is_believed_at_once() -> None:
    made = _loads(1000)
    assert median_load(lambda: next(made), None, lambda load: load.lcp > 4000).runs == 1


def test_a_bad_load_is_repeated_and_the_median_counts() -> None:
    made = _loads(9000, 1000, 1200)
    result = median_load(lambda: next(made), None, lambda load: load.lcp > 4000)
    assert (result.runs, result.lcp, result.lcp_spread) == (3, 1200, 8000)


def test_a_fixed_number_of_runs_is_kept_to() -> None:
    made = _loads(9000, 9100)
    assert median_load(lambda: next(made), 2, lambda load: True).runs == 2
