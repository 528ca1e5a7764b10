"""The report in a terminal: coverage first, then speed and journey, then findings with their remedy. Reads well at 80 columns."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from rich import box
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from ecomkit.audit.check import Severity, Status
from ecomkit.audit.evidence import Device, JourneyEvidence, Load, Outcome
from ecomkit.audit.outside import Outside
from ecomkit.audit.report import Report, Result
from ecomkit.audit.saying import said
from ecomkit.audit.verdict import remaining

__all__ = ["Tell", "print_report", "progress"]

_COLOURS = {Severity.BLOCKER: "bold red", Severity.MAJOR: "red", Severity.MINOR: "yellow", Severity.NOTE: "dim"}
_ASIDE = (
    (Status.FLAKY, "Flaky: failed once, passed for the next visitor"),
    (Status.REVIEW, "A person should look at"),
    (Status.NOT_TESTED, "Not tested"),
)
_WIDEST = 100
_IDS = 22
_COUNTED = (
    (Status.PASS, "pass"),
    (Status.FAIL, "fail"),
    (Status.FLAKY, "flaky"),
    (Status.REVIEW, "need a look"),
    (Status.NOT_TESTED, "not tested"),
)


class Tell(Protocol):
    """Hears what the audit is doing."""

    def __call__(self, doing: str, /) -> None: ...


@contextmanager
def progress(console: Console) -> Iterator[Tell]:
    """Show what is being done on one line that changes; where there is no terminal, say nothing."""
    if not console.is_terminal:
        yield lambda _doing: None
        return
    with console.status("starting") as status:
        yield lambda doing: status.update(escape(doing))


def print_report(console: Console, report: Report) -> None:
    """Print a whole report."""
    console.width = min(console.width, _WIDEST)
    console.print(f"[bold]ecomkit audit[/bold]  {escape(report.url)}  ({report.profile}, {report.seconds:.0f} s)")
    _print_coverage(console, report)
    for journey in report.journeys:
        _print_journey(console, journey, report.language)
    if report.loads:
        console.print(_speed_table(report))
    _print_findings(console, report)
    _print_reviews(console, report)
    for tool in report.outside:
        _print_outside(console, tool, report.language)
    console.print(_conclusion(report))


def _print_coverage(console: Console, report: Report) -> None:
    counts = {status: sum(result.status is status for result in report.checks) for status in Status}
    told = ", ".join(f"{counts[status]} {said(report.language, word)}" for status, word in _COUNTED)
    console.print(f"[bold]{said(report.language, str(report.coverage))}[/bold]: {told}")


def _print_journey(console: Console, journey: JourneyEvidence, language: str) -> None:
    told = f"{len(journey.clicks)} {said(language, 'clicks')}, {journey.seconds:.0f} s"
    colour = {Outcome.REACHED: "green", Outcome.SKIPPED: "dim"}.get(journey.outcome, "red")
    mark = f"[{colour}]{said(language, str(journey.outcome))}[/{colour}]"
    console.print(f"{said(language, 'Journey')}: {journey.name}: {mark} ({told})")
    if journey.reason:
        console.print(f"  {escape(journey.reason)}")
    console.print()


def _speed_table(report: Report) -> Table:
    title = said(report.language, "Slow 4G, processor 4× slower")
    table = Table(box=box.SIMPLE_HEAD, title=title, title_justify="left", pad_edge=False, padding=(0, 1, 0, 0))
    table.add_column(said(report.language, "page"))
    for name in ("LCP s", "load s", "TTFB s", "TBT ms", "CLS", "kB", "requests", "runs"):
        table.add_column(said(report.language, name), justify="right")
    for load in report.loads:
        table.add_row(
            said(report.language, load.name if load.device is Device.PHONE else f"{load.name}, at a desk"),
            f"{load.lcp / 1000:.2f}" + (f"\n{_range(load)}" if "lcp" in load.spreads else ""),
            f"{load.load / 1000:.2f}",
            f"{load.ttfb / 1000:.2f}",
            f"{load.tbt:.0f}",
            f"{load.cls:.2f}",
            f"{load.bytes / 1000:.0f}",
            str(load.requests),
            str(load.runs),
        )
    return table


def _range(load: Load) -> str:
    spread = load.spreads["lcp"]
    return f"{spread.low / 1000:.1f}–{spread.high / 1000:.1f}"


def _print_findings(console: Console, report: Report) -> None:
    if not report.findings:
        return
    table = Table(
        box=box.SIMPLE_HEAD,
        title=said(report.language, "1 finding" if len(report.findings) == 1 else f"{len(report.findings)} findings"),
        title_justify="left",
        pad_edge=False,
        show_lines=False,
    )
    table.add_column(said(report.language, "check"), no_wrap=True)
    table.add_column(said(report.language, "severity"), no_wrap=True)
    table.add_column(said(report.language, "what was found, and what helps"), ratio=1)
    for finding in report.findings:
        colour = _COLOURS[finding.severity]
        table.add_row(
            finding.id,
            f"[{colour}]{said(report.language, str(finding.severity))}[/{colour}]" + _settled(finding, report.language),
            _told(finding, report.language),
        )
    console.print(table)


def _settled(finding: Result, language: str) -> str:
    """Beneath the severity: that the finding is waived, or known from the baseline."""
    word = "waived" if finding.waived else "known" if finding.known else ""
    return f"\n[yellow]{said(language, word)}[/yellow]" if word else ""


def _told(finding: Result, language: str) -> str:
    shown = _first_sight(finding, language)
    where = f"\n[dim]{escape(shown[:120])}[/dim]" if shown else ""
    waived = f"\n[yellow]{said(language, 'waived')}: {escape(finding.waived)}[/yellow]" if finding.waived else ""
    twice = f" [dim]({said(language, 'seen twice')})[/dim]" if finding.confirmed else ""
    return f"[bold]{escape(finding.message)}[/bold]{twice}{where}\n{escape(finding.remedy)}{waived}"


def _first_sight(finding: Result, language: str) -> str:
    """The first element, or else the first detail that the message does not tell already."""
    for exhibit in finding.evidence:
        if exhibit.element or exhibit.detail not in finding.message:
            place = f"{said(language, exhibit.page)}: " if exhibit.page else ""
            return place + (exhibit.element or f"{exhibit.detail} {exhibit.url}")
    return ""


def _print_reviews(console: Console, report: Report) -> None:
    for status, heading in _ASIDE:
        found = report.by_message(status)
        if not found:
            continue
        table = Table(
            box=None, title=said(report.language, heading), title_justify="left", pad_edge=False, show_header=False
        )
        table.add_column(max_width=_IDS)
        table.add_column(ratio=1, style="dim" if status is Status.NOT_TESTED else "")
        for message, results in found:
            table.add_row(", ".join(one.id for one in results), escape(message))
        console.print(table)
        console.print()


def _print_outside(console: Console, tool: Outside, language: str) -> None:
    """What another tool said, in a line each."""
    figures = ", ".join(f"{name} {score}" for name, score in tool.figures.items())
    console.print(f"[bold]{said(language, 'Found by')} {tool.tool}[/bold] {escape(tool.version)} {figures}".rstrip())
    skipped = [f"{said(language, 'not asked')}: {tool.skipped}"] if tool.skipped else []
    for text in skipped or [remark.message for remark in tool.remarks] or [said(language, "nothing")]:
        console.print(f"  {escape(text)}")
    console.print()


def _conclusion(report: Report) -> str:
    grave, fresh = sum(result.grave for result in report.checks), len(report.fresh)
    kept = said(report.language, remaining(report))
    kept = f" {kept[:1].upper()}{kept[1:]}." if kept else ""
    if grave:
        told = f"{grave} finding{' is' if grave == 1 else 's are'} major or worse."
        return f"[red]{said(report.language, told)}[/red]{kept}"
    told = f"No finding is major: {fresh} minor." if fresh else "Nothing new." if kept else "No findings."
    return f"[green]{said(report.language, told)}[/green]{kept}"
