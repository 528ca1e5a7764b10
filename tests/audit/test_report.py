"""The JSON says what its schema promises, and the terminal fits 80 columns."""

from __future__ import annotations

import io
import json
from importlib import resources

import jsonschema  # type: ignore[import-untyped]
from rich.console import Console

from ecomkit.audit.check import Severity, Status
from ecomkit.audit.evidence import Device
from ecomkit.audit.report import Report, json_schema, to_json
from ecomkit.audit.terminal import print_report
from tests.audit.samples import a_load, a_report, a_result


def test_json_holds_what_the_schema_promises() -> None:
    report = a_report(
        a_result("AAA-01", Status.PASS), a_result("AAA-02", Status.FAIL), a_result("AAA-03", Status.NOT_TESTED)
    )
    body = json.loads(to_json(report))
    jsonschema.validate(body, json_schema(), cls=jsonschema.Draft202012Validator)
    assert body["schema"] == 1
    assert body["coverage"] == {"asked": 3, "tested": 2, "not_tested": ["AAA-03"]}
    assert [finding["id"] for finding in body["findings"]] == ["AAA-02"]
    assert {"id", "status", "severity", "rows", "evidence", "message", "remedy"} <= set(body["checks"][0])


def test_json_carries_no_picture() -> None:
    assert "picture" not in to_json(a_report(pictured=True))


def test_the_schema_refuses_what_it_does_not_know() -> None:
    body = json.loads(to_json(a_report(a_result("AAA-01", Status.PASS))))
    broken = body | {"checks": [body["checks"][0] | {"status": "splendid"}]}
    assert not jsonschema.Draft202012Validator(json_schema()).is_valid(broken)


def test_the_schema_in_the_package_is_the_one_of_the_code() -> None:
    kept = resources.files("ecomkit.audit").joinpath("schema", "report-1.json").read_text(encoding="utf-8")
    assert json.loads(kept) == json_schema(), "write it anew: python -m tests.audit.test_report"


def test_only_major_and_worse_findings_that_are_not_waived_end_with_one() -> None:
    assert (
        a_report(
            a_result("AAA-01", Status.FAIL, Severity.MINOR),
            a_result("AAA-02", Status.REVIEW),
            a_result("AAA-03", Status.NOT_TESTED),
        ).exit_code
        == 0
    )
    assert a_report(a_result("AAA-01", Status.FAIL, waived="known")).exit_code == 0
    assert a_report(a_result("AAA-01", Status.FAIL, Severity.BLOCKER)).exit_code == 1


def test_the_worst_finding_comes_first() -> None:
    report = a_report(
        a_result("AAA-01", Status.FAIL, Severity.MINOR), a_result("AAA-02", Status.FAIL, Severity.BLOCKER)
    )
    assert [finding.id for finding in report.findings] == ["AAA-02", "AAA-01"]


def test_the_terminal_says_coverage_first_and_fits_eighty_columns() -> None:
    out = io.StringIO()
    report = a_report(*(a_result(f"AAA-0{n}", status) for n, status in enumerate(Status)))
    print_report(Console(file=out, width=80), report)
    lines = out.getvalue().splitlines()
    assert "4 of 5 checks tested: 1 pass, 1 fail, 1 flaky" in lines[1]
    assert max(map(len, lines)) <= 80
    assert "what AAA-01 found" in out.getvalue()
    assert out.getvalue().index("Flaky: failed once") < out.getvalue().index("A person should look at")
    assert "stuck" in out.getvalue()


def test_speed_of_several_runs_on_phone_and_desk_is_told_whole_in_eighty_columns() -> None:
    spread = {"lcp": {"low": 9700, "high": 11300, "p75": 11000}}
    loads = tuple(
        a_load(
            name=name,
            device=device,
            runs=7,
            lcp=10_234,
            load=11_234,
            ttfb=1234,
            tbt=1234,
            bytes=2_345_678,
            requests=123,
            spreads=spread,
        )
        for name in ("product", "checkout")
        for device in Device
    )
    for language in ("en", "es"):
        told = _printed(a_report(loads=loads, language=language))
        assert "…" not in told
        assert told.count("9.7–11.3") == 4
        assert max(map(len, told.splitlines())) <= 80


def test_each_row_says_whether_the_finding_is_known_or_waived() -> None:
    told = _printed(
        a_report(
            a_result("AAA-01", Status.FAIL, known=True),
            a_result("AAA-02", Status.FAIL, waived="on purpose"),
            a_result("AAA-03", Status.FAIL, Severity.MINOR),
        )
    )
    rows = told.partition("3 findings")[2].split("AAA-")[1:]
    assert "waived" not in rows[0] and "known" not in rows[0]  # noqa: PT018
    assert any(row.startswith("01") and "known" in row and "what" in row for row in rows)
    assert "waived: on purpose" in told
    assert "No finding is major: 1 minor. 1 known fault and 1 waived fault remain." in " ".join(told.split())
    spanish = _printed(a_report(a_result("AAA-03", Status.FAIL, Severity.MINOR), language="es"))
    assert "portada: <div" in spanish
    assert "1 leve." in spanish
    only_old = _printed(a_report(a_result("AAA-01", Status.FAIL, known=True)))
    assert only_old.rstrip().endswith("Nothing new. 1 known fault remains.")


def _printed(report: Report) -> str:
    out = io.StringIO()
    print_report(Console(file=out, width=80), report)
    return out.getvalue()


if __name__ == "__main__":
    with resources.as_file(resources.files("ecomkit.audit").joinpath("schema", "report-1.json")) as file:
        file.write_text(json.dumps(json_schema(), indent=2) + "\n", encoding="utf-8")
