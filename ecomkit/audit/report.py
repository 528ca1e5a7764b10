"""The report: what was tested first, then what was found. JSON with a versioned schema is its source form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Literal

from ecomkit.audit.check import Exhibit, Severity, Status
from ecomkit.audit.evidence import JourneyEvidence, Load
from ecomkit.audit.values import Value

__all__ = ["Coverage", "Report", "Result", "coverage_of", "to_json"]


class Result(Value):
    """One check and what came of it. `waived` holds the owner's reason while a waiver runs."""

    id: str
    title: str
    status: Status
    severity: Severity
    rows: tuple[str, ...]
    message: str
    evidence: tuple[Exhibit, ...]
    method: str
    threshold: str
    remedy: str
    waived: str = ""

    @property
    def grave(self) -> bool:
        """Whether this is a finding that makes the audit exit with 1."""
        return self.status is Status.FAIL and self.severity in {Severity.BLOCKER, Severity.MAJOR} and not self.waived


class Coverage(Value):
    """How much was learnt: the checks that were asked for, and those that came to a verdict."""

    asked: int
    tested: int
    not_tested: tuple[str, ...]

    def __str__(self) -> str:
        """Coverage as the report says it."""
        return f"{self.tested} of {self.asked} checks tested"


class Report(Value):
    """One audit of one shop. `schema` is raised when a reader of the JSON would have to change. `started` is UTC."""

    schema_: Literal[1] = 1
    url: str
    started: datetime
    seconds: float
    profile: str
    browser: str
    version: str
    coverage: Coverage
    journeys: tuple[JourneyEvidence, ...]
    loads: tuple[Load, ...]
    checks: tuple[Result, ...]
    payment_lock: tuple[str, ...] = ()
    explanation: str = ""

    @property
    def findings(self) -> tuple[Result, ...]:
        """The checks that failed, the worst first."""
        failures = (result for result in self.checks if result.status is Status.FAIL)
        return tuple(sorted(failures, key=lambda result: (bool(result.waived), result.severity.rank, result.id)))

    @property
    def exit_code(self) -> int:
        """0 fine, 1 findings that are major or worse and not waived."""
        return 1 if any(result.grave for result in self.checks) else 0


def coverage_of(results: Iterable[Result]) -> Coverage:
    """Count what came to a verdict; `not-tested` never counts."""
    every = tuple(results)
    silent = tuple(result.id for result in every if result.status is Status.NOT_TESTED)
    return Coverage(asked=len(every), tested=len(every) - len(silent), not_tested=silent)


def to_json(report: Report) -> str:
    """The report as JSON, findings listed beside all checks."""
    body = report.model_dump(mode="json", exclude={"schema_", "explanation"})
    findings = [finding.model_dump(mode="json") for finding in report.findings]
    return json.dumps({"schema": report.schema_, **body, "findings": findings}, ensure_ascii=False, indent=2)
