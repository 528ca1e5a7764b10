"""The history of a shop's audits: one JSON line for each, and a page that shows where things go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape
from importlib import resources
from pathlib import Path

from pydantic import ValidationError

from ecomkit.audit.check import Severity, Status
from ecomkit.audit.evidence import Device
from ecomkit.audit.report import Report
from ecomkit.audit.values import Value
from ecomkit.errors import UserError

__all__ = ["Entry", "append_entry", "entry_of", "read_history", "trend_page"]

_WIDE, _HIGH, _EDGE = 640, 120, 8


class Entry(Value):
    """One audit in a line: when, of what, how much was tested, what failed, and how fast the pages were (ms)."""

    started: datetime
    url: str
    version: str
    asked: int
    tested: int
    passed: int
    failed: tuple[str, ...]
    grave: int
    principles: dict[int, int | None]
    lcp_ms: dict[str, float]
    flaky: tuple[str, ...] = ()


def entry_of(report: Report) -> Entry:
    """What the history keeps of a report."""
    return Entry(
        started=report.started,
        url=report.url,
        version=report.version,
        asked=report.coverage.asked,
        tested=report.coverage.tested,
        passed=len(report.having(Status.PASS)),
        failed=tuple(one.id for one in report.findings if not one.waived),
        grave=sum(one.severity in {Severity.BLOCKER, Severity.MAJOR} for one in report.findings if not one.waived),
        principles={one.number: one.share for one in report.principles},
        lcp_ms={load.name: load.lcp for load in report.loads if load.device is Device.PHONE},
        flaky=tuple(one.id for one in report.having(Status.FLAKY)),
    )


def append_entry(path: Path, report: Report) -> None:
    """Add a report to a history file, which is made where it is missing. Raises UserError where that cannot be done."""
    try:
        with path.open("a", encoding="utf-8") as file:
            file.write(entry_of(report).model_dump_json() + "\n")
    except OSError as error:
        raise UserError(f"--history {path}: cannot be written: {error.strerror}") from error


def read_history(path: Path) -> tuple[Entry, ...]:
    """Every audit of a history file, the oldest first. Raises UserError with the line that is none."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise UserError(
            f"{path}: cannot be read: {error.strerror}; `ecomkit audit URL --history {path}` begins one"
        ) from error
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: is not UTF-8 text") from error
    found = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            found.append(Entry.model_validate_json(line))
        except ValidationError as error:
            raise UserError(f"{path}:{number}: is no line of a history; take it out") from error
    return tuple(sorted(found, key=lambda entry: entry.started))


def trend_page(entries: Sequence[Entry]) -> str:
    """A page of its own: findings and speed over time as lines, and every audit in a table. Raises UserError for none."""
    if not entries:
        raise UserError("the history is empty: nothing can be shown")
    last = entries[-1]
    style = resources.files("ecomkit.audit").joinpath("page", "report.css").read_text(encoding="utf-8")
    pages = list(dict.fromkeys(name for entry in entries for name in entry.lcp_ms))
    charts = [
        _chart("Findings", [float(len(entry.failed)) for entry in entries], ""),
        _chart("Checks tested", [float(entry.tested) for entry in entries], ""),
        *(
            _chart(f"Main part of {name}", [entry.lcp_ms.get(name, 0) / 1000 for entry in entries], " s")
            for name in pages
        ),
    ]
    rows = "".join(map(_row, reversed(entries)))
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>Audits of {escape(last.url)}</title><style>{style}</style></head><body><main>"
        f'<header class="top"><p class="quiet">Audits of <b>{escape(last.url)}</b></p><h1>{_change(entries)}</h1></header>'
        f'<section class="trends">{"".join(charts)}</section><section><h2>Every audit</h2>'
        '<div class="scroll" tabindex="0" role="region" aria-label="Every audit"><table class="speed"><thead><tr>'
        '<th scope="col">When</th><th scope="col">Tested</th><th scope="col">Passed</th><th scope="col">Grave</th>'
        f'<th scope="col">Failed</th></tr></thead><tbody>{rows}</tbody></table></div></section></main></body></html>\n'
    )


def _change(entries: Sequence[Entry]) -> str:
    """What is new and what is mended since the audit before, in words."""
    if len(entries) == 1:
        return f"{_findings(len(entries[-1].failed))} in the first audit"
    before, now = set(entries[-2].failed), set(entries[-1].failed)
    return f"{_findings(len(now))}: {len(now - before)} new, {len(before - now)} mended since the audit before"


def _findings(number: int) -> str:
    return "1 finding" if number == 1 else f"{number} findings"


def _chart(name: str, values: Sequence[float], unit: str) -> str:
    most = max(values) or 1
    step = (_WIDE - 2 * _EDGE) / max(1, len(values) - 1)
    points = [
        (_EDGE + index * step, _HIGH - _EDGE - value / most * (_HIGH - 2 * _EDGE)) for index, value in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    said = f"{values[-1]:g}{unit}" if unit == "" else f"{values[-1]:.2f}{unit}"
    return (
        f"<figure><figcaption>{escape(name)} <b>{said}</b></figcaption>"
        f'<svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{escape(name)}: {said} in the last of {len(values)}">'
        f'<line class="floor" x1="0" y1="{_HIGH - _EDGE}" x2="{_WIDE}" y2="{_HIGH - _EDGE}"/>'
        f'<polyline points="{line}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="5"/></svg></figure>'
    )


def _row(entry: Entry) -> str:
    failed = ", ".join(entry.failed) or "–"
    return (
        f'<tr><th scope="row">{entry.started:%Y-%m-%d %H:%M}</th><td>{entry.tested} of {entry.asked}</td>'
        f"<td>{entry.passed}</td><td>{entry.grave}</td><td>{escape(failed)}</td></tr>"
    )
