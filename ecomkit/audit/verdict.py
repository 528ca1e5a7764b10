"""The one sentence with which a report begins, and how much it covers."""

from __future__ import annotations

from ecomkit.audit.check import Severity, Status
from ecomkit.audit.evidence import Outcome
from ecomkit.audit.report import Report
from ecomkit.audit.saying import said
from ecomkit.audit.values import Value

__all__ = ["Opening", "verdict_of"]


class Opening(Value):
    """The verdict in words. `tone` is bad, warn or ok; `covered` says what was tested."""

    sentence: str
    tone: str
    covered: str


def verdict_of(report: Report) -> Opening:
    """What a reader should know first, in the report's language. Only findings that are neither waived nor known decide."""
    opening = _verdict(report)
    words = {"sentence": said(report.language, opening.sentence), "covered": said(report.language, opening.covered)}
    return opening.model_copy(update=words)


def _verdict(report: Report) -> Opening:
    fresh = [one for one in report.findings if not one.waived and not one.known]
    blockers = sum(one.severity is Severity.BLOCKER for one in fresh)
    majors = sum(one.severity is Severity.MAJOR for one in fresh)
    ends = {journey.outcome for journey in report.journeys}
    found = _count(majors, "grave fault") if majors else _count(len(fresh), "small thing") if fresh else ""
    faults = _count(blockers, "fault")
    cases = (
        (report.interrupted, f"Cut short: {_count(len(fresh), 'fault')} seen so far", "warn"),
        (blockers == 1, f"Not ready: {faults} stops people from buying", "bad"),
        (blockers, f"Not ready: {faults} stop people from buying", "bad"),
        (not report.coverage.tested, "Nothing could be tested", "warn"),
        (Outcome.BLOCKED in ends and found, f"The way to payment was not seen; {found} before it", "bad" if majors else "warn"),
        (Outcome.BLOCKED in ends, "The way to payment was not seen", "warn"),
        (majors and Outcome.REACHED not in ends, f"{found} in what was tested", "bad"),
        (majors, f"It sells, but {found} {'costs' if majors == 1 else 'cost'} customers", "bad"),
        (fresh, f"Sound, with {found} to mend", "warn"),
        (True, "No fault in what was tested", "ok"),
    )  # fmt: skip
    sentence, tone = next((told, tone) for holds, told, tone in cases if holds)
    return Opening(sentence=sentence, tone=tone, covered=_covered(report))


def _covered(report: Report) -> str:
    silent, flaky = len(report.having(Status.NOT_TESTED)), len(report.having(Status.FLAKY))
    return f"{report.coverage}" + (f", {silent} not" if silent else "") + (f", {flaky} flaky" if flaky else "")


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
