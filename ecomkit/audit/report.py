"""The report: what was tested first, then what was found. JSON with a versioned schema is its source form."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, Literal

from pydantic import Field

from ecomkit.audit.check import Exhibit, Measure, Severity, Status
from ecomkit.audit.evidence import JourneyEvidence, Load
from ecomkit.audit.outside import Outside
from ecomkit.audit.principles import PrincipleScore
from ecomkit.audit.values import Value

__all__ = ["Coverage", "Report", "Result", "Seen", "coverage_of", "json_schema", "to_json"]


_NOT_WRITTEN = {"schema_", "explanation", "recorded"}


class Result(Value):
    """One check and what came of it. `waived` holds the owner's reason while a waiver runs.

    `known`: a baseline holds this finding already, so it makes no audit fail. `confirmed`: a second visitor met it too.
    """

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
    known: bool = False
    confirmed: bool = False
    measures: tuple[Measure, ...] = ()

    @property
    def grave(self) -> bool:
        """Whether this is a finding that makes the audit exit with 1."""
        bad = self.status is Status.FAIL and self.severity in {Severity.BLOCKER, Severity.MAJOR}
        return bad and not self.waived and not self.known

    @property
    def marks(self) -> frozenset[str]:
        """What a baseline knows the finding by: the check at each page where it was seen."""
        return frozenset(f"{self.id}@{exhibit.page}" for exhibit in self.evidence) or frozenset({f"{self.id}@"})


class Coverage(Value):
    """How much was learnt: the checks that were asked for, and those that came to a verdict."""

    asked: int
    tested: int
    not_tested: tuple[str, ...]

    def __str__(self) -> str:
        """Coverage as the report says it."""
        return f"{self.tested} of {self.asked} checks tested"


class Seen(Value):
    """One page of the journey, for the strip of pictures. `at`: seconds since the start; `fields`: what a guest fills in."""

    name: str
    stage: str
    url: str
    title: str
    status: int
    at: float
    clicks: int
    fields: int
    picture: bytes = Field(default=b"", exclude=True, repr=False)
    boxes: dict[str, tuple[float, float, float, float]] = Field(default_factory=dict, exclude=True, repr=False)


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
    principles: tuple[PrincipleScore, ...] = ()
    pages: tuple[Seen, ...] = ()
    payment_lock: tuple[str, ...] = ()
    baseline: str = ""
    interrupted: bool = False
    trace: str = ""
    outside: tuple[Outside, ...] = ()
    explanation: str = ""
    recorded: str = ""
    language: str = Field(default="en", exclude=True)

    @property
    def findings(self) -> tuple[Result, ...]:
        """The checks that failed, the worst first."""
        failures = (result for result in self.checks if result.status is Status.FAIL)
        return tuple(sorted(failures, key=lambda one: (bool(one.waived), one.known, one.severity.rank, one.id)))

    @property
    def fresh(self) -> tuple[Result, ...]:
        """The findings that are neither waived nor known from a baseline, the worst first."""
        return tuple(one for one in self.findings if not one.waived and not one.known)

    def having(self, status: Status) -> tuple[Result, ...]:
        """The results with that status, in the catalogue's order."""
        return tuple(result for result in self.checks if result.status is status)

    def by_message(self, status: Status) -> tuple[tuple[str, tuple[Result, ...]], ...]:
        """The results with that status, those that say the same together: one reason leaves many checks untested."""
        found = self.having(status)
        said = dict.fromkeys(one.message for one in found)
        return tuple((message, tuple(one for one in found if one.message == message)) for message in said)

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
    body = report.model_dump(mode="json", exclude=_NOT_WRITTEN)
    findings = [finding.model_dump(mode="json") for finding in report.findings]
    return json.dumps({"schema": report.schema_, **body, "findings": findings}, ensure_ascii=False, indent=2)


def json_schema() -> dict[str, Any]:
    """The JSON Schema of what `to_json` writes; a copy stands in `schema/report-1.json` for readers in other languages."""
    made = Report.model_json_schema(mode="serialization")
    properties = {key: value for key, value in made["properties"].items() if key not in _NOT_WRITTEN}
    findings = {"type": "array", "items": {"$ref": "#/$defs/Result"}}
    made["properties"] = {"schema": {"const": 1}, **properties, "findings": findings}
    made["required"] = list(made["properties"])
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **made}
