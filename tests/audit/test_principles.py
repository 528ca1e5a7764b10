"""Each check counts for the principles of its rows; what was not tested never counts as kept."""

from __future__ import annotations

import pytest

from ecomkit.audit.check import Severity, Status
from ecomkit.audit.principles import PRINCIPLES, principles_of, scores
from tests.audit.samples import a_result


@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        (("E1.6", "E4.1"), {1, 4}),
        (("WCAG 2.2.2", "E2.3"), {2}),
        (("WCAG 2.2.2",), {1}),
        (("G1", "C8"), {3}),
        (("E6",), {6}),
        (("E10.1",), {1}),
        (("law 12",), {1}),
    ],
)
def test_the_rows_name_the_principles(rows: tuple[str, ...], numbers: set[int]) -> None:
    assert principles_of(rows) == numbers


def test_a_blocker_weighs_four_times_a_small_thing() -> None:
    given = [
        a_result("AAA-01", Status.FAIL, Severity.BLOCKER),
        a_result("AAA-02", Status.PASS, Severity.MINOR),
        a_result("AAA-03", Status.NOT_TESTED),
        a_result("AAA-04", Status.REVIEW),
    ]
    first = scores(given)[0]
    assert (first.passed, first.failed, first.review, first.not_tested, first.share) == (1, 1, 1, 1, 20)


def test_where_nothing_was_decided_there_is_no_share() -> None:
    given = scores([a_result("AAA-03", Status.NOT_TESTED)])
    assert [one.number for one in given] == list(PRINCIPLES)
    assert {one.share for one in given} == {None}
