"""The JSON says what its schema promises, and the terminal fits 80 columns."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime

from rich.console import Console

from ecomkit.audit.check import Exhibit, Severity, Status
from ecomkit.audit.evidence import JourneyEvidence, Outcome
from ecomkit.audit.report import Report, Result, coverage_of, to_json
from ecomkit.audit.terminal import print_report
from tests.audit.samples import a_load


def _result(name: str, status: Status, severity: Severity = Severity.MAJOR, waived: str = "") -> Result:
    shown = Exhibit(
        page="home", url="https://shop.example/", detail="seen [here]", element="<div class='a very long element'>" * 5
    )
    return Result(id=name, title="t", status=status, severity=severity, rows=("E1.2",), message=f"what {name} found, in words",
                  evidence=(shown,),
                  method="m", threshold="t", remedy="what helps", waived=waived)  # fmt: skip


def _report(*results: Result) -> Report:
    return Report(
        url="https://shop.example/", started=datetime(2026, 6, 1, tzinfo=UTC), seconds=12.3, profile="quick",
        browser="1", version="1",
        coverage=coverage_of(results), loads=(a_load(),), checks=results,
        journeys=(JourneyEvidence(id="guest", name="a guest goes", outcome=Outcome.BLOCKED, reason="stuck"),),
    )  # fmt: skip


def test_json_holds_what_the_schema_promises() -> None:
    report = _report(_result("A-01", Status.PASS), _result("A-02", Status.FAIL), _result("A-03", Status.NOT_TESTED))
    body = json.loads(to_json(report))
    assert body["schema"] == 1
    assert {"url", "started", "coverage", "journeys", "checks", "findings"} <= set(body)
    assert body["coverage"] == {"asked": 3, "tested": 2, "not_tested": ["A-03"]}
    assert [finding["id"] for finding in body["findings"]] == ["A-02"]
    assert {"id", "status", "severity", "rows", "evidence", "message", "remedy"} <= set(body["checks"][0])


def test_only_major_and_worse_findings_that_are_not_waived_end_with_one() -> None:
    assert (
        _report(
            _result("A-01", Status.FAIL, Severity.MINOR),
            _result("A-02", Status.REVIEW),
            _result("A-03", Status.NOT_TESTED),
        ).exit_code
        == 0
    )
    assert _report(_result("A-01", Status.FAIL, waived="known")).exit_code == 0
    assert _report(_result("A-01", Status.FAIL, Severity.BLOCKER)).exit_code == 1


def test_the_worst_finding_comes_first() -> None:
    report = _report(_result("A-01", Status.FAIL, Severity.MINOR), _result("A-02", Status.FAIL, Severity.BLOCKER))
    assert [finding.id for finding in report.findings] == ["A-02", "A-01"]


def test_the_terminal_says_coverage_first_and_fits_eighty_columns() -> None:
    out = io.StringIO()
    report = _report(*(_result(f"A-0{n}", status) for n, status in enumerate(Status)))
    print_report(Console(file=out, width=80), report)
    lines = out.getvalue().splitlines()
    assert "3 of 4 checks tested" in lines[1]
    assert max(map(len, lines)) <= 80
    assert "what A-01 found" in out.getvalue()
    assert "stuck" in out.getvalue()
