"""Looking again: a fault of a page is believed when a new visitor meets it too. Numbers are settled by medians instead."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from ecomkit.audit.check import Check, Evidence, Need, Status, Verdict
from ecomkit.audit.evidence import Outcome
from ecomkit.audit.report import Result

__all__ = ["confirmed", "doubted", "needs_again"]

_STOPS = frozenset({Need.HOME, Need.LIST, Need.PRODUCT, Need.CART, Need.CHECKOUT})
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


def needs_again(first: Iterable[Need], checks: Iterable[Check]) -> frozenset[Need]:
    """What the second look gathers: the same way through the shop, and beside it only what the doubted checks ask for."""
    return (frozenset(first) & _STOPS) | frozenset(need for check in checks for need in check.needs)


def confirmed(
    results: Iterable[Result],
    checks: Iterable[Check],
    evidence: tuple[Evidence, Evidence],
    verdict: Callable[[Check, Evidence], Verdict],
) -> tuple[Result, ...]:
    """The results after a second look. `evidence`: the first and the second.

    What fails again is confirmed. What passes is flaky, if the second way led as far as the first. All else stays as it was.
    """
    first, second = evidence
    comparable = _as_far(first, second)
    again: Mapping[str, Verdict] = {check.id: verdict(check, second) for check in checks}
    return tuple(_settled(one, again[one.id], comparable) if one.id in again else one for one in results)


def _as_far(first: Evidence, second: Evidence) -> bool:
    stages = {page.stage for page in first.pages} <= {page.stage for page in second.pages}
    return stages and second.journey.outcome in {first.journey.outcome, Outcome.REACHED}


def _settled(result: Result, again: Verdict, comparable: bool) -> Result:
    if again.status is Status.FAIL:
        return result.model_copy(update={"confirmed": True})
    if again.status is Status.PASS and comparable:
        told = f"failed once ({result.message}), passed for the next visitor ({again.message})"
        return result.model_copy(update={"status": Status.FLAKY, "message": told})
    return result
