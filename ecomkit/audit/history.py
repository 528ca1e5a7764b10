"""The history of audits: one JSON line for each, and a page that shows where things go in each shop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from html import escape
from importlib import resources
from pathlib import Path
from urllib.parse import urlsplit

from pydantic import ValidationError

from ecomkit.audit.check import Severity, Status
from ecomkit.audit.evidence import Device
from ecomkit.audit.report import Report
from ecomkit.audit.saying import said
from ecomkit.audit.values import Value
from ecomkit.audit.wording import counted
from ecomkit.errors import UserError

__all__ = ["Entry", "append_entry", "by_shop", "change", "entry_of", "read_history", "trend_page"]

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
    sound: tuple[str, ...] | None = None
    """The checks that passed; None in a line of before this was kept."""


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
        sound=tuple(one.id for one in report.having(Status.PASS)),
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


def by_shop(entries: Iterable[Entry]) -> Mapping[str, tuple[Entry, ...]]:
    """The audits of each shop, by its address without a path: audits of two shops say nothing about each other."""
    shops: dict[str, list[Entry]] = {}
    for entry in entries:
        parts = urlsplit(entry.url)
        shops.setdefault(f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}", []).append(entry)
    return {shop: tuple(found) for shop, found in shops.items()}


def trend_page(entries: Sequence[Entry], language: str = "en") -> str:
    """A page of its own: findings and speed over time as lines, and every audit in a table, for each shop.

    Raises UserError for no entries.
    """
    if not entries:
        raise UserError("the history is empty: nothing can be shown")
    shops = by_shop(entries)
    say = partial(said, language)
    title = say(f"Audits of {next(iter(shops)) if len(shops) == 1 else f'{len(shops)} shops'}")
    style = resources.files("ecomkit.audit").joinpath("page", "report.css").read_text(encoding="utf-8")
    return (
        f'<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        f"<title>{escape(title)}</title><style>{style}</style></head><body><main>"
        f'<header class="top"><h1 class="plain">{escape(title)}</h1></header>'
        f"{''.join(_shop(shop, found, say) for shop, found in shops.items())}</main></body></html>\n"
    )


def change(entries: Sequence[Entry], say: Callable[[str], str]) -> str:
    """What is new and what is mended since the audit before of the same shop, in words. What was not tested is not mended."""
    last = entries[-1]
    now = set(last.failed)
    if len(entries) == 1:
        return say(f"{counted(len(now), 'finding')} in the first audit")
    before = set(entries[-2].failed)
    gone = before - now if last.sound is None else before & set(last.sound)
    new, mended = len(now - before), len(gone)
    return say(f"{counted(len(now), 'finding')}: {new} new, {mended} mended since the audit before")


def _shop(shop: str, entries: Sequence[Entry], say: Callable[[str], str]) -> str:
    pages = list(dict.fromkeys(name for entry in entries for name in entry.lcp_ms))
    charts = [
        _chart(say("Findings"), [float(len(entry.failed)) for entry in entries], "", say),
        _chart(say("Checks tested"), [float(entry.tested) for entry in entries], "", say),
        *(
            _chart(
                say(f"Main part of {name}"),
                [entry.lcp_ms[name] / 1000 for entry in entries if name in entry.lcp_ms],
                " s",
                say,
            )
            for name in pages
        ),
    ]
    heads = "".join(f'<th scope="col">{say(name)}</th>' for name in ("When", "Tested", "Passed", "Grave", "Failed"))
    rows = "".join(map(_row, reversed(entries)))
    return (
        f'<section><p class="quiet">{escape(shop)}</p><h2>{change(entries, say)}</h2><div class="trends">{"".join(charts)}</div>'
        f'<div class="scroll" tabindex="0" role="region" aria-label="{say("Every audit")}: {escape(shop)}"><table class="speed">'
        f"<thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div></section>"
    )


def _chart(name: str, values: Sequence[float], unit: str, say: Callable[[str], str]) -> str:
    most = max(values) or 1
    step = (_WIDE - 2 * _EDGE) / max(1, len(values) - 1)
    points = [
        (_EDGE + index * step, _HIGH - _EDGE - value / most * (_HIGH - 2 * _EDGE)) for index, value in enumerate(values)
    ]
    line = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    told = say(f"{values[-1]:g}{unit}" if unit == "" else f"{values[-1]:.2f}{unit}")
    label = say(f"{told} in the last of {len(values)}")
    return (
        f"<figure><figcaption>{escape(name)} <b>{told}</b></figcaption>"
        f'<svg viewBox="0 0 {_WIDE} {_HIGH}" role="img" aria-label="{escape(name)}: {label}">'
        f'<line class="floor" x1="0" y1="{_HIGH - _EDGE}" x2="{_WIDE}" y2="{_HIGH - _EDGE}"/>'
        f'<polyline points="{line}"/><circle cx="{x:.1f}" cy="{y:.1f}" r="5"/></svg></figure>'
    )


def _row(entry: Entry) -> str:
    failed = ", ".join(entry.failed) or "–"
    return (
        f'<tr><th scope="row">{entry.started:%Y-%m-%d %H:%M}</th><td>{entry.tested}/{entry.asked}</td>'
        f'<td>{entry.passed}</td><td>{entry.grave}</td><td class="ids">{escape(failed)}</td></tr>'
    )
