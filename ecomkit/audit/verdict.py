"""The one sentence with which a report begins, and how much it covers."""

from __future__ import annotations

from ecomkit.audit.check import Severity, Status
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
    silent = len(report.having(Status.NOT_TESTED))
    flaky = len(report.having(Status.FLAKY))
    covered = f"{report.coverage}" + (f", {silent} not" if silent else "") + (f", {flaky} flaky" if flaky else "")
    if report.interrupted:
        return Opening(sentence=f"Cut short: {_count(len(fresh), 'fault')} seen so far", tone="warn", covered=covered)
    if blockers:
        verb = "stops" if blockers == 1 else "stop"
        return Opening(
            sentence=f"Not ready: {_count(blockers, 'fault')} {verb} people from buying", tone="bad", covered=covered
        )
    if majors:
        verb = "costs" if majors == 1 else "cost"
        return Opening(
            sentence=f"It sells, but {_count(majors, 'grave fault')} {verb} customers", tone="bad", covered=covered
        )
    if fresh:
        return Opening(
            sentence=f"Sound, with {_count(len(fresh), 'small thing')} to mend", tone="warn", covered=covered
        )
    if not report.coverage.tested:
        return Opening(sentence="Nothing could be tested", tone="warn", covered=covered)
    return Opening(sentence="No fault in what was tested", tone="ok", covered=covered)


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"
