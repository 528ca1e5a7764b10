"""Looking again: a fault of a page is believed when a new visitor meets it too. Numbers are settled by medians instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from ecomkit.audit.check import Check, Evidence, Need, Status, Verdict
from ecomkit.audit.evidence import Outcome, Stage
from ecomkit.audit.journey import NEEDED, WAY, furthest_of
from ecomkit.audit.report import Result

__all__ = ["confirmed", "doubted", "needs_again"]

_WAY = {NEEDED[need]: need for need in WAY} | {Stage.CHECKOUT: Need.CHECKOUT}
_ONLY_ONCE = frozenset({"forms", "letters"})
"""What reaches people, such as a message sent, is not done a second time."""


def doubted(checks: Iterable[Check], results: Iterable[Result]) -> tuple[Check, ...]:
    """The checks whose failure is looked at again: not those by timing, and not what is waived or in the baseline."""
    failed = {one.id for one in results if one.status is Status.FAIL and not one.waived and not one.known}
    return tuple(
        check
        for check in checks
        if check.id in failed and Need.SPEED not in check.needs and not _ONLY_ONCE & {str(need) for need in check.needs}
    )


def needs_again(checks: Iterable[Check], results: Iterable[Result], first: Evidence) -> frozenset[Need]:
    """What the second look gathers: what the doubted checks ask for, and the way to each page that shows their faults."""
    found = {result.id: result for result in results}
    return frozenset(need for check in checks for need in _needs(check, found[check.id], first))


def _needs(check: Check, result: Result, first: Evidence) -> frozenset[Need]:
    shown = {exhibit.page for exhibit in result.evidence}
    return check.needs | {_WAY[page.stage] for page in first.pages if page.name in shown}


def confirmed(
    results: Iterable[Result],
    checks: Iterable[Check],
    evidence: tuple[Evidence, Evidence],
    verdict: Callable[[Check, Evidence], Verdict],
) -> tuple[Result, ...]:
    """The results after a second look. `evidence`: the first and the second.

    What fails again is confirmed. What passes is flaky, if the second way led as far as the first had to go for it. All else
    stays as it was.
    """
    asked = {check.id: check for check in checks}
    return tuple(_settled(one, asked[one.id], evidence, verdict) if one.id in asked else one for one in results)


def _as_far(needs: Iterable[Need], first: Evidence, second: Evidence) -> bool:
    """Whether the second way saw what the first one saw on the way to what is needed."""
    furthest = furthest_of(needs)
    stages = {page.stage for page in first.pages if page.stage.order <= furthest.order}
    return stages <= {page.stage for page in second.pages} and (
        second.journey.outcome is not Outcome.BLOCKED or first.journey.outcome is Outcome.BLOCKED
    )


def _settled(
    result: Result,
    check: Check,
    evidence: tuple[Evidence, Evidence],
    verdict: Callable[[Check, Evidence], Verdict],
) -> Result:
    first, second = evidence
    again = verdict(check, second)
    if again.status is Status.FAIL:
        return result.model_copy(update={"confirmed": True})
    if again.status is Status.PASS and _as_far(_needs(check, result, first), first, second):
        told = f"failed once ({result.message}), passed for the next visitor ({again.message})"
        return result.model_copy(update={"status": Status.FLAKY, "message": told})
    return result
