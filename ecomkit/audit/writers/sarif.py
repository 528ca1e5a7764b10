"""SARIF 2.1.0 (OASIS): findings for code hosts and editors. A rule is a check, a location is an address of the shop."""

from __future__ import annotations

import json
from typing import Any

from ecomkit.audit.check import Exhibit, Severity, Status
from ecomkit.audit.outside import Outside
from ecomkit.audit.report import Report, Result

__all__ = ["to_sarif"]

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
_KINDS = {Status.FAIL: "fail", Status.FLAKY: "open", Status.REVIEW: "review"}
_LEVELS = {Severity.BLOCKER: "error", Severity.MAJOR: "error", Severity.MINOR: "warning", Severity.NOTE: "note"}


def to_sarif(report: Report) -> str:
    """The report as SARIF. What needs a look is told with kind `review`, what is flaky with `open` (section 3.27.9).

    What was not tested is in the run's notes.
    """
    order = {result.id: index for index, result in enumerate(report.checks)}
    told = [result for result in report.checks if result.status in _KINDS]
    silent = report.having(Status.NOT_TESTED)
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": "ecomkit audit",
                "version": report.version,
                "rules": [_rule(result) for result in report.checks],
            }
        },
        "invocations": [
            {
                "executionSuccessful": not report.interrupted,
                "startTimeUtc": report.started.strftime("%Y-%m-%dT%H:%M:%SZ"),
                "toolExecutionNotifications": [
                    {
                        "descriptor": {"id": result.id},
                        "level": "note",
                        "message": {"text": f"not tested: {result.message}"},
                    }
                    for result in silent
                ],
            }
        ],
        "results": [_result(result, order[result.id]) for result in told],
        "properties": {"coverage": report.coverage.model_dump(mode="json"), "url": report.url},
    }
    return json.dumps(
        {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run, *map(_other_run, report.outside)]},
        ensure_ascii=False,
        indent=2,
    )


def _other_run(outside: Outside) -> dict[str, Any]:
    """Another tool's findings as a run of its own, as SARIF asks for."""
    rules = list(dict.fromkeys(remark.rule for remark in outside.remarks))
    return {
        "tool": {
            "driver": {"name": outside.tool, "version": outside.version, "rules": [{"id": rule} for rule in rules]}
        },
        "invocations": [{"executionSuccessful": not outside.skipped}],
        "results": [
            {
                "ruleId": remark.rule,
                "ruleIndex": rules.index(remark.rule),
                "kind": "fail",
                "level": _LEVELS[remark.severity],
                "message": {"text": remark.message},
                "locations": [_location(shown) for shown in remark.evidence if shown.url],
            }
            for remark in outside.remarks
        ],
    }


def _rule(result: Result) -> dict[str, Any]:
    return {
        "id": result.id,
        "name": "".join(word.capitalize() for word in result.title.split() if word.isalnum()) or result.id,
        "shortDescription": {"text": result.title},
        "fullDescription": {"text": f"Passes when: {result.threshold}. Measured by: {result.method}."},
        "help": {"text": result.remedy},
        "defaultConfiguration": {"level": _LEVELS[result.severity]},
        "properties": {"tags": list(result.rows)},
    }


def _result(result: Result, index: int) -> dict[str, Any]:
    failed = result.status is Status.FAIL
    body: dict[str, Any] = {
        "ruleId": result.id,
        "ruleIndex": index,
        "kind": _KINDS[result.status],
        "level": _LEVELS[result.severity] if failed else "none",
        "message": {"text": f"{result.message}. {result.remedy}"},
        "locations": [_location(shown) for shown in result.evidence if shown.url][:10],
        "partialFingerprints": {"check/v1": "|".join(sorted(result.marks))},
    }
    if result.status is Status.FLAKY:
        body["properties"] = {"tags": ["flaky"]}
    if result.known:
        body["baselineState"] = "unchanged"
    if result.waived:
        body["suppressions"] = [{"kind": "external", "status": "accepted", "justification": result.waived}]
    return body


def _location(shown: Exhibit) -> dict[str, Any]:
    region = {"startLine": 1, "snippet": {"text": shown.element or shown.detail}}
    return {
        "physicalLocation": {"artifactLocation": {"uri": shown.url}, "region": region},
        "message": {"text": shown.detail},
    }
