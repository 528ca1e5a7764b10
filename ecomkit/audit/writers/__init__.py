"""Reports in the formats that people and other programs read: HTML, JSON, JUnit, SARIF and Markdown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from pathlib import Path

from ecomkit.audit.report import Report, to_json
from ecomkit.audit.writers.html import to_html
from ecomkit.audit.writers.junit import to_junit
from ecomkit.audit.writers.markdown import to_markdown
from ecomkit.audit.writers.sarif import to_sarif
from ecomkit.errors import UserError

__all__ = ["Format", "format_of", "written"]


class Format(StrEnum):
    """What a report can be written as."""

    HTML = "html"
    JSON = "json"
    JUNIT = "junit"
    SARIF = "sarif"
    MARKDOWN = "md"


_WRITERS: Mapping[Format, Callable[[Report], str]] = {
    Format.HTML: to_html,
    Format.JSON: to_json,
    Format.JUNIT: to_junit,
    Format.SARIF: to_sarif,
    Format.MARKDOWN: to_markdown,
}
_ENDINGS = {
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".json": Format.JSON,
    ".xml": Format.JUNIT,
    ".sarif": Format.SARIF,
    ".md": Format.MARKDOWN,
}


def format_of(path: Path) -> Format:
    """The format that a file's name asks for. Raises UserError where its ending says nothing."""
    if path.name.endswith(".sarif.json"):
        return Format.SARIF
    try:
        return _ENDINGS[path.suffix.lower()]
    except KeyError:
        known = ", ".join(sorted(_ENDINGS))
        raise UserError(f"--out {path}: end its name in one of {known}, or say --format") from None


def written(report: Report, wanted: Format) -> str:
    """The report in that format, ending in one newline."""
    return _WRITERS[wanted](report).rstrip("\n") + "\n"
