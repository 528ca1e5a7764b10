"""The one sentence with which a report begins, and how much it covers."""

from __future__ import annotations

from ecomkit.audit.check import Severity, Status
from ecomkit.audit.evidence import Outcome
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
    ends = {journey.outcome for journey in report.journeys}
    found = counted(majors, "grave fault") if majors else counted(len(fresh), "small thing") if fresh else ""
    faults, kept = counted(blockers, "fault"), remaining(report)
    cases = (
        (report.interrupted, f"Cut short: {counted(len(fresh), 'fault')} seen so far", "warn"),
        (blockers and Outcome.REACHED in ends, f"People can buy, but {faults} must be mended first", "bad"),
        (blockers == 1, f"Not ready: {faults} stops people from buying", "bad"),
        (blockers, f"Not ready: {faults} stop people from buying", "bad"),
        (not report.coverage.tested, "Nothing could be tested", "warn"),
        (Outcome.BLOCKED in ends and found, f"The way to payment was not seen; {found} before it", "bad" if majors else "warn"),
        (Outcome.BLOCKED in ends, "The way to payment was not seen", "warn"),
        (majors and Outcome.REACHED not in ends, f"{found} in what was tested", "bad"),
        (majors, f"It sells, but {found} {'costs' if majors == 1 else 'cost'} customers", "bad"),
        (fresh, f"Sound, with {found} to mend", "warn"),
        (kept, f"Nothing new: {kept}", "warn"),
        (True, "No fault in what was tested", "ok"),
    )  # fmt: skip
    sentence, tone = next((told, tone) for holds, told, tone in cases if holds)
    return Opening(sentence=sentence, tone=tone, covered=_covered(report))


def _covered(report: Report) -> str:
    silent, flaky = len(report.having(Status.NOT_TESTED)), len(report.having(Status.FLAKY))
    return f"{report.coverage}" + (f", {silent} not" if silent else "") + (f", {flaky} flaky" if flaky else "")


def remaining(report: Report) -> str:
    """The faults that decide nothing: those of a baseline and those that are waived, in English; empty for none."""
    waived = sum(bool(one.waived) for one in report.findings)
    known = len(report.findings) - len(report.fresh) - waived
    kept = [counted(number, noun) for number, noun in ((known, "known fault"), (waived, "waived fault")) if number]
    return f"{listed(kept)} remain{'s' if known + waived == 1 else ''}" if kept else ""
