"""The seven principles of good e-service, and how a shop does by each: counts and a share, never one total."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Protocol

from ecomkit.audit.check import Severity, Status
from ecomkit.audit.values import Value

__all__ = ["PRINCIPLES", "PrincipleScore", "principles_of", "scores"]

PRINCIPLES: Mapping[int, str] = {
    1: "Easy to do business with",
    2: "A design without slips",
    3: "Trust before questions",
    4: "Service from order to return",
    5: "People within reach",
    6: "Problems solved at once",
    7: "Reasons to come back",
}
"""Number to name, as the rows E1 to E7 group them."""

_OTHERS = (("WCAG", 1), ("C5", 2), ("C8", 3), ("G", 3))
_WEIGHTS = {Severity.BLOCKER: 4, Severity.MAJOR: 2, Severity.MINOR: 1, Severity.NOTE: 0}


class _Judged(Protocol):
    @property
    def rows(self) -> tuple[str, ...]: ...
    @property
    def status(self) -> Status: ...
    @property
    def severity(self) -> Severity: ...


class PrincipleScore(Value):
    """How a shop does by one principle. `share`: weight of what passes in what was decided, 0 to 100; None for nothing.

    A blocker weighs four, a major check two, a minor one one, a note nothing. `not_tested` never counts as passed.
    """

    number: int
    name: str
    passed: int
    failed: int
    review: int
    not_tested: int
    flaky: int = 0
    share: int | None


def principles_of(rows: Iterable[str]) -> frozenset[int]:
    """The principles that a check serves: those of its rows (E1.6 is of 1), else what its rows are about, else 1."""
    every = tuple(rows)
    named = frozenset(int(found[1]) for row in every if (found := re.match(r"E([1-7])(\.|$)", row)))
    other = frozenset(number for row in every for start, number in _OTHERS if row.startswith(start))
    return named or other or frozenset({1})


def scores(results: Iterable[_Judged]) -> tuple[PrincipleScore, ...]:
    """One score for each of the seven, in their order. A check that serves two counts in both."""
    every = tuple(results)
    return tuple(_score(number, [one for one in every if number in principles_of(one.rows)]) for number in PRINCIPLES)


def _score(number: int, results: list[_Judged]) -> PrincipleScore:
    counts = {status: sum(one.status is status for one in results) for status in Status}
    weights = {status: sum(_WEIGHTS[one.severity] for one in results if one.status is status) for status in Status}
    decided = weights[Status.PASS] + weights[Status.FAIL]
    return PrincipleScore(
        number=number,
        name=PRINCIPLES[number],
        passed=counts[Status.PASS],
        failed=counts[Status.FAIL],
        review=counts[Status.REVIEW],
        not_tested=counts[Status.NOT_TESTED],
        flaky=counts[Status.FLAKY],
        share=round(100 * weights[Status.PASS] / decided) if decided else None,
    )
