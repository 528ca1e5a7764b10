"""The one sentence with which a report begins, and how much it covers."""

from __future__ import annotations

from ecomkit.audit.check import Severity, Status
from ecomkit.audit.report import Report
from ecomkit.audit.saying import said
from ecomkit.audit.values import Value
from ecomkit.audit.wording import counted, listed

__all__ = ["Opening", "remaining", "verdict_of"]


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
    fresh = report.fresh
    blockers = sum(one.severity is Severity.BLOCKER for one in fresh)
    majors = sum(one.severity is Severity.MAJOR for one in fresh)
    silent = len(report.having(Status.NOT_TESTED))
    flaky = len(report.having(Status.FLAKY))
    covered = f"{report.coverage}" + (f", {silent} not" if silent else "") + (f", {flaky} flaky" if flaky else "")
    if report.interrupted:
        return Opening(sentence=f"Cut short: {counted(len(fresh), 'fault')} seen so far", tone="warn", covered=covered)
    if blockers:
        verb = "stops" if blockers == 1 else "stop"
        return Opening(
            sentence=f"Not ready: {counted(blockers, 'fault')} {verb} people from buying", tone="bad", covered=covered
        )
    if majors:
        verb = "costs" if majors == 1 else "cost"
        return Opening(
            sentence=f"It sells, but {counted(majors, 'grave fault')} {verb} customers", tone="bad", covered=covered
        )
    if fresh:
        return Opening(
            sentence=f"Sound, with {counted(len(fresh), 'small thing')} to mend", tone="warn", covered=covered
        )
    return _without_new(report, covered)


def _without_new(report: Report, covered: str) -> Opening:
    if not report.coverage.tested:
        return Opening(sentence="Nothing could be tested", tone="warn", covered=covered)
    if kept := remaining(report):
        return Opening(sentence=f"Nothing new: {kept}", tone="warn", covered=covered)
    return Opening(sentence="No fault in what was tested", tone="ok", covered=covered)


def remaining(report: Report) -> str:
    """The faults that decide nothing: those of a baseline and those that are waived, in English; empty for none."""
    waived = sum(bool(one.waived) for one in report.findings)
    known = len(report.findings) - len(report.fresh) - waived
    kept = [counted(number, noun) for number, noun in ((known, "known fault"), (waived, "waived fault")) if number]
    return f"{listed(kept)} remain{'s' if known + waived == 1 else ''}" if kept else ""
