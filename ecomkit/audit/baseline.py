"""A baseline: an earlier report whose findings are known, so that only new ones make an audit fail."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from ecomkit.audit.check import Status
from ecomkit.audit.report import Result
from ecomkit.errors import UserError

__all__ = ["Baseline", "compared", "read_baseline"]


class Baseline(NamedTuple):
    """An earlier report: the shop that it is of, and the marks of its findings."""

    url: str
    marks: frozenset[str]

    def told(self, path: Path, url: str) -> str:
        """The file as the report names it, with the shop where it is of another one."""
        same = urlsplit(self.url)[:2] == urlsplit(url)[:2]
        return str(path) if same else f"{path} ({self.url})"


def read_baseline(path: Path) -> Baseline:
    """An earlier report (`--json`, `--out report.json`). Raises UserError for other files."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        findings = [one for one in found["checks"] if one["status"] == Status.FAIL]
        marks = (f"{one['id']}@{shown['page']}" for one in findings for shown in one["evidence"] or [{"page": ""}])
        return Baseline(str(found["url"]), frozenset(marks))
    except OSError as error:
        raise UserError(f"--baseline {path}: cannot be read: {error.strerror}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UserError(f"--baseline {path}: is no report of `ecomkit audit URL --out report.json`") from error


def compared(results: Iterable[Result], known: Collection[str]) -> tuple[Result, ...]:
    """The results, failures that the baseline holds on every page where they were seen marked as known."""
    return tuple(
        result.model_copy(update={"known": result.marks <= set(known)}) if result.status is Status.FAIL else result
        for result in results
    )
