"""A short Markdown page of the report, for a merge request or a chat."""

from __future__ import annotations

from ecomkit.audit.check import Status
from ecomkit.audit.outside import Remark
from ecomkit.audit.report import Report, Result
from ecomkit.audit.saying import said
from ecomkit.audit.verdict import verdict_of

__all__ = ["to_markdown"]


def to_markdown(report: Report) -> str:
    """The report as Markdown: verdict and coverage first, then what to mend, then what was not tested."""
    language, verdict = report.language, verdict_of(report)
    lines = [
        f"# {verdict.sentence}",
        "",
        f"{_plain(report.url)}, {report.started:%Y-%m-%d %H:%M} UTC. {verdict.covered}.",
        "",
    ]
    head = (said(language, name) for name in ("principle", "pass", "fail", "needs a look", "not tested", "share"))
    lines += [f"| {' | '.join(head)} |", "|---|---:|---:|---:|---:|---:|"]
    lines += [
        f"| {one.name} | {one.passed} | {one.failed} | {one.review} | {one.not_tested} | "
        f"{'–' if one.share is None else f'{one.share} %'} |"
        for one in report.principles
    ]
    lines += _section(said(language, "To mend"), [_finding(language, one) for one in report.fresh])
    lines += _section(said(language, "A person should look at"), [_line(one) for one in report.having(Status.REVIEW)])
    lines += _section(
        said(language, "Flaky: failed once, passed for the next visitor"),
        [_line(one) for one in report.having(Status.FLAKY)],
    )
    aside = [one for one in report.findings if one.waived or one.known]
    lines += _section(said(language, "Waived or in the baseline"), [_line(one) for one in aside])
    for tool in report.outside:
        skipped = [f"- {said(language, 'not asked')}: {_plain(tool.skipped)}"] if tool.skipped else []
        lines += _section(f"{said(language, 'Found by')} {tool.tool}", skipped or [*map(_remark, tool.remarks)])
    lines += _section(said(language, "Not tested"), [_line(one) for one in report.having(Status.NOT_TESTED)])
    return "\n".join(lines)


def _section(heading: str, lines: list[str]) -> list[str]:
    return ["", f"## {heading}", "", *lines] if lines else []


def _finding(language: str, result: Result) -> str:
    where = next((shown.url for shown in result.evidence if shown.url), "")
    place = f" ({_plain(where)})" if where else ""
    return f"- **{result.id}** ({said(language, str(result.severity))}): {_plain(result.message)}{place}  \n  {_plain(result.remedy)}"


def _remark(remark: Remark) -> str:
    where = next((shown.url for shown in remark.evidence if shown.url), "")
    return f"- **{_plain(remark.rule)}** ({remark.severity}): {_plain(remark.message)} ({_plain(where)})"


def _line(result: Result) -> str:
    return f"- **{result.id}** {_plain(result.title)}: {_plain(result.waived or result.message)}"


def _plain(text: str) -> str:
    """The text with the signs that Markdown would take for markup disarmed."""
    for sign in "\\`*_[]<>|":
        text = text.replace(sign, f"\\{sign}")
    return " ".join(text.split())
