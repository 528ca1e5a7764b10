"""A baseline: an earlier report whose findings are known, so that only new ones make an audit fail."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterable
from pathlib import Path

from ecomkit.audit.check import Status
from ecomkit.audit.report import Result
from ecomkit.errors import UserError

__all__ = ["compared", "read_baseline"]


def read_baseline(path: Path) -> frozenset[str]:
    """The marks of the findings of an earlier report (`--json`, `--out report.json`). Raises UserError for other files."""
    try:
        found = json.loads(path.read_text(encoding="utf-8"))
        findings = [one for one in found["checks"] if one["status"] == Status.FAIL]
        return frozenset(
            f"{one['id']}@{shown['page']}" for one in findings for shown in one["evidence"] or [{"page": ""}]
        )
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
