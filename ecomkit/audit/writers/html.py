"""The report as one HTML file that needs nothing else: for a manager to read, for an engineer to work with, for paper."""

from __future__ import annotations

import re
from functools import cache
from importlib import resources
from typing import Any, NamedTuple

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from ecomkit.audit.check import Exhibit, Measure, Severity, Status
from ecomkit.audit.evidence import Device, Outcome
from ecomkit.audit.report import Report, Result, Seen
from ecomkit.audit.saying import figure, page_in, said
from ecomkit.audit.verdict import verdict_of
from ecomkit.audit.writers.pictures import Picture, crop, thumbnail
from ecomkit.audit.writers.timeline import timeline

__all__ = ["to_html"]

_MOST_EXHIBITS = 8
_CROPS = 24
_REQUIREMENT = re.compile(r"[A-Z]\d+[a-z]?(?:\.\d+)?")
"""Rows of requirements are for who maintains the checks; articles of laws are for everybody."""
_ALWAYS = {Status.PASS, Status.FAIL, Status.REVIEW, Status.NOT_TESTED}
_WORDS = {
    Status.PASS: "pass",
    Status.FAIL: "fail",
    Status.FLAKY: "flaky",
    Status.REVIEW: "need a look",
    Status.NOT_TESTED: "not tested",
}


class _Finding(NamedTuple):
    """A finding as the page shows it: with a picture of the place where there is one."""

    result: Result
    picture: Picture | None
    shown: tuple[Exhibit, ...]
    more: int


class _Bar(NamedTuple):
    """A number beside its limit on a scale of 100."""

    measure: Measure
    length: float
    limit: float
    good: float | None
    told: str
    most: str
    low: float | None
    high: float | None
    runs: str


def to_html(report: Report) -> str:
    """The report as a page. Pictures are there where the audit took some (`Options.pictures`)."""
    found = _findings(report)
    fresh = [one for one in found if one.result in report.fresh]
    words: dict[str, Any] = {
        "report": report,
        "verdict": verdict_of(report),
        "counts": [
            (status, number) for status in Status if (number := len(report.having(status))) or status in _ALWAYS
        ],
        "share": _shares(report),
        "fresh": fresh,
        "aside": [one for one in found if one.result not in report.fresh],
        "flaky": report.having(Status.FLAKY),
        "timelines": [timeline(load) for load in report.loads],
        "desks": any(load.device is Device.DESKTOP for load in report.loads),
        "review": [_shown(report, one, pictured=False) for one in report.having(Status.REVIEW)],
        "passed": report.having(Status.PASS),
        "silent": report.by_message(Status.NOT_TESTED),
        "untested": len(report.having(Status.NOT_TESTED)),
        "strip": [(page, thumbnail(page.picture, page.name)) for page in report.pages],
        "blocked": [one for one in report.journeys if one.outcome is Outcome.BLOCKED],
        "severities": [one for one in Severity if any(two.result.severity is one for two in fresh)],
    }
    return str(_page(report.language).render(words))


@cache
def _page(language: str) -> Any:
    folder = resources.files("ecomkit.audit").joinpath("page")
    style = folder.joinpath("report.css").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    filters: dict[str, Any] = {
        "bar": lambda measure: _bar(language, measure),
        "cited": lambda rows: [said(language, row) for row in rows if not _REQUIREMENT.fullmatch(row)],
        "sentence": lambda text: _sentence(said(language, text)),
        "said": lambda text: said(language, text),
        "number": lambda value: figure(language, _number(value)),
        "seconds": lambda ms: figure(language, f"{ms / 1000:.2f}"),
        "kilobytes": lambda size: figure(language, f"{size / 1000:.1f}"),
        "word": lambda status: said(language, _WORDS[status]),
    }
    environment.filters |= filters
    environment.globals["style"] = Markup(style)
    source = folder.joinpath("report.html").read_text(encoding="utf-8")
    return environment.from_string(page_in(language, source))


def _findings(report: Report) -> list[_Finding]:
    return [_shown(report, one, pictured=number < _CROPS) for number, one in enumerate(report.findings)]


def _shown(report: Report, result: Result, *, pictured: bool) -> _Finding:
    shown = result.evidence[:_MOST_EXHIBITS]
    picture = _picture(report.pages, result) if pictured else None
    return _Finding(result, picture, shown, len(result.evidence) - len(shown))


def _picture(pages: tuple[Seen, ...], result: Result) -> Picture | None:
    """A crop of the first element that can be found on a picture, else the page where the finding was made."""
    by_name = {page.name: page for page in pages if page.picture}
    seen = [(by_name[one.page], one) for one in result.evidence if one.page in by_name]
    for page, exhibit in seen:
        if box := page.boxes.get(exhibit.element):
            return crop(page.picture, box, f"{exhibit.page}: {exhibit.detail}")
    return thumbnail(seen[0][0].picture, seen[0][0].name, width=640, tall=0.62) if seen else None


def _shares(report: Report) -> list[tuple[Status, float, float]]:
    """Where each status begins and how long it is on a line of 100."""
    begun, parts = 0.0, []
    for status in (Status.FAIL, Status.FLAKY, Status.REVIEW, Status.PASS, Status.NOT_TESTED):
        length = 100 * len(report.having(status)) / max(1, len(report.checks))
        parts.append((status, begun, length))
        begun += length
    return parts


def _bar(language: str, measure: Measure) -> _Bar:
    """The bar of a number: the scale holds the limit and the number, each with room behind it."""
    whole = max(measure.value, measure.limit, measure.high or 0) * 1.15 or 1
    unit = f" {measure.unit}" if measure.unit else ""
    return _Bar(
        measure,
        round(100 * measure.value / whole, 1),
        round(100 * measure.limit / whole, 1),
        round(100 * measure.good / whole, 1) if measure.good is not None else None,
        figure(language, _number(measure.value) + unit),
        said(language, f"{'at least' if measure.least else 'at most'} {_number(measure.limit)}{unit}"),
        round(100 * measure.low / whole, 1) if measure.low is not None else None,
        round(100 * measure.high / whole, 1) if measure.high is not None else None,
        said(language, _runs(measure, unit)),
    )


def _runs(measure: Measure, unit: str) -> str:
    """How far the runs of a median lie apart, in words."""
    if measure.low is None or measure.high is None or measure.runs < 2:
        return ""
    p75 = f", three quarters within {_number(measure.p75)}{unit}" if measure.p75 is not None else ""
    return f"median of {measure.runs}: {_number(measure.low)} to {_number(measure.high)}{unit}{p75}"


def _number(value: float) -> str:
    """A number with no more digits than a reader needs."""
    if value == int(value):
        return f"{value:,.0f}".replace(",", "\u202f")
    return f"{value:.{2 if abs(value) < 10 else 1}f}".rstrip("0").rstrip(".")


def _sentence(text: str) -> str:
    """The text with a capital first letter."""
    return text[:1].upper() + text[1:]
