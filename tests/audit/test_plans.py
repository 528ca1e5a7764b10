"""Baselines, budgets, waivers and histories: what an owner knows or wants steers what fails, and nothing is hidden."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from ecomkit.audit.baseline import compared, read_baseline
from ecomkit.audit.budget import read_budget
from ecomkit.audit.check import Exhibit, Severity, Status
from ecomkit.audit.checks import BUILT_IN, chosen
from ecomkit.audit.history import append_entry, read_history, trend_page
from ecomkit.audit.recipe import Recipe, Waiver
from ecomkit.audit.report import Result, to_json
from ecomkit.audit.run import judge
from ecomkit.cli.audit import audit
from ecomkit.errors import UserError
from tests.audit.samples import a_load, a_report, a_result, evidence

TODAY = date(2026, 6, 1)


def _saved(folder: Path, *results: Result) -> Path:
    path = folder / "before.json"
    path.write_text(to_json(a_report(*results)), encoding="utf-8")
    return path


def test_a_finding_of_the_baseline_does_not_fail_again(tmp_path: Path) -> None:
    old = a_result("AAA-01", Status.FAIL, Severity.BLOCKER)
    new = a_result("AAA-02", Status.FAIL, Severity.BLOCKER)
    known = read_baseline(_saved(tmp_path, old)).marks
    assert a_report(*compared([old], known)).exit_code == 0
    both = a_report(*compared([old, new], known))
    assert both.exit_code == 1
    assert [(one.id, one.known) for one in both.findings] == [("AAA-02", False), ("AAA-01", True)]


def test_the_same_check_on_another_page_is_new(tmp_path: Path) -> None:
    known = read_baseline(_saved(tmp_path, a_result("AAA-01", Status.FAIL))).marks
    spread = a_result(
        "AAA-01", Status.FAIL, evidence=(Exhibit(page="home", detail="a"), Exhibit(page="cart", detail="b"))
    )
    assert not compared([spread], known)[0].known


def test_a_baseline_of_another_shop_is_named_with_its_address(tmp_path: Path) -> None:
    path = _saved(tmp_path, a_result("AAA-01", Status.FAIL))
    known = read_baseline(path)
    assert known.told(path, "https://shop.example/es") == str(path)
    assert known.told(path, "https://other.example/") == f"{path} (https://shop.example/)"


@pytest.mark.parametrize("text", ["{", "[]", '{"checks": 3}', '{"checks": []}'])
def test_a_baseline_that_is_no_report_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "odd.json"
    path.write_text(text)
    with pytest.raises(UserError, match="is no report"):
        read_baseline(path)


def _speed(name: str, budget: dict[str, float], **load: float) -> Status:
    seen = evidence(loads=(a_load(**load),), budget=budget)
    return judge(chosen([name], BUILT_IN)[0], seen, Recipe(), TODAY).status


@pytest.mark.parametrize(
    ("check", "key", "value", "load"),
    [
        ("SPD-02", "lcp_ms", 900, {"lcp": 1000}),
        ("SPD-03", "ttfb_ms", 100, {"ttfb": 200}),
        ("SPD-04", "tbt_ms", 10, {"tbt": 20}),
        ("SPD-05", "cls", 0.01, {"cls": 0.02}),
        ("SPD-07", "bytes", 40_000, {}),
        ("SPD-08", "requests", 5, {}),
        ("SPD-08", "third_party", 0.1, {"requests": 20, "third_party": 5}),
    ],
)
def test_a_budget_is_stricter_than_the_check(check: str, key: str, value: float, load: dict[str, float]) -> None:
    assert _speed(check, {}, **load) is Status.PASS
    assert _speed(check, {key: value}, **load) is Status.FAIL
    assert _speed(check, {key: value, f"home.{key}": value * 100 if key != "third_party" else 1}, **load) is Status.PASS


def test_a_budget_for_the_whole_load_is_judged_and_shows_its_number() -> None:
    assert _speed("SPD-02", {}, load=9000) is Status.PASS
    assert _speed("SPD-02", {"load_ms": 3000}, load=9000) is Status.FAIL
    assert _speed("SPD-02", {"load_ms": 10_000}, load=9000) is Status.PASS
    (check,) = chosen(["SPD-02"], BUILT_IN)
    verdict = check.judge(evidence(loads=(a_load(load=9000),), budget={"home.load_ms": 3000}))
    assert "9.0 s" in verdict.message
    assert {one.name for one in verdict.measures} == {"home: largest part shown", "home: all loaded"}


def test_a_budget_file_has_limits_for_all_pages_and_for_one(tmp_path: Path) -> None:
    path = tmp_path / "budget.toml"
    path.write_text("lcp_ms = 2500\n[product]\nbytes = 300000\n")
    assert read_budget(path) == {"lcp_ms": 2500, "product.bytes": 300_000}


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("lcp = 3\n", "lcp: there is no such limit; known are lcp_ms"),
        ("[about]\nlcp_ms = 3\n", r"\[about\]: pages with limits are home"),
        ("[cart]\nlcp_ms = -3\n", "cart.lcp_ms: has to be more than 0"),
        ("lcp_ms =\n", "is not TOML"),
    ],
)
def test_a_slip_in_a_budget_is_told(tmp_path: Path, text: str, told: str) -> None:
    path = tmp_path / "budget.toml"
    path.write_text(text)
    with pytest.raises(UserError, match=told):
        read_budget(path)


def _waived(waiver: Waiver) -> Result:
    seen = evidence(loads=(a_load(lcp=9000),))
    return judge(chosen(["SPD-02"], BUILT_IN)[0], seen, Recipe(waive={"SPD-02": waiver}), TODAY)


def test_a_waiver_says_until_when_and_by_whom() -> None:
    held = _waived(Waiver(until=date(2026, 7, 1), why="new pictures in July", by="Vera", page="home"))
    assert held.waived == "new pictures in July (until 2026-07-01 by Vera)"
    assert not held.grave


def test_a_waiver_that_is_over_is_told_and_fails() -> None:
    over = _waived(Waiver(until=date(2026, 5, 1), why="new pictures in April"))
    assert over.grave
    assert "the waiver ended on 2026-05-01" in over.message


def test_a_waiver_for_one_page_covers_no_other_and_a_slip_in_its_name_shows() -> None:
    found = _waived(Waiver(until=date(2026, 7, 1), why="w", page="hom"))
    assert found.grave
    assert found.message.endswith("(the waiver is for hom alone, this was seen on home)")


def test_a_file_that_can_be_written_is_left_as_it_was_until_the_report_is_there(tmp_path: Path) -> None:
    old, new = tmp_path / "old.json", tmp_path / "new.json"
    old.write_text("kept")
    result = CliRunner().invoke(audit, ["http://127.0.0.1:1/", "--out", str(old), "--out", str(new)])
    assert result.exit_code == 3
    assert old.read_text() == "kept"
    assert not new.exists()


def test_a_history_grows_by_a_line_and_tells_what_is_new(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    append_entry(path, a_report(a_result("AAA-01", Status.FAIL)))
    append_entry(path, a_report(a_result("AAA-02", Status.FAIL), a_result("AAA-01", Status.PASS)))
    entries = read_history(path)
    assert [entry.failed for entry in entries] == [("AAA-01",), ("AAA-02",)]
    assert "1 finding: 1 new, 1 mended" in trend_page(entries)


@pytest.mark.parametrize(
    "then",
    [
        a_result("AAA-01", Status.NOT_TESTED),
        a_result("AAA-01", Status.REVIEW),
        a_result("AAA-01", Status.FAIL, waived="on purpose"),
        a_result("AAA-02", Status.PASS),
    ],
    ids=["not tested", "to be looked at", "waived", "not asked"],
)
def test_what_was_not_seen_to_pass_is_not_called_mended(tmp_path: Path, then: Result) -> None:
    path = tmp_path / "history.jsonl"
    append_entry(path, a_report(a_result("AAA-01", Status.FAIL)))
    append_entry(path, a_report(then))
    entries = read_history(path)
    assert "0 findings: 0 new, 0 mended" in trend_page(entries)
    older = [one.model_copy(update={"sound": None}) for one in entries]
    assert "0 findings: 0 new, 1 mended" in trend_page(older), "of a line that does not say what passed"


def test_a_page_that_was_not_timed_has_no_point_in_its_line(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    for loads in ((a_load(lcp=1500),), ()):
        append_entry(path, a_report(a_result("AAA-01", Status.PASS)).model_copy(update={"loads": loads}))
    page = trend_page(read_history(path))
    assert "1.50 s" in page
    assert "0.00 s" not in page


def test_audits_of_two_shops_in_one_history_are_kept_apart_and_named(tmp_path: Path) -> None:
    path, page = tmp_path / "history.jsonl", tmp_path / "trend.html"
    append_entry(path, a_report(a_result("AAA-01", Status.FAIL), url="https://one.example/"))
    append_entry(path, a_report(a_result("AAA-02", Status.FAIL), url="https://two.example/es"))
    mended = a_result("AAA-02", Status.PASS)
    append_entry(path, a_report(a_result("AAA-03", Status.FAIL), mended, url="https://two.example/"))
    result = CliRunner().invoke(audit, ["history", str(path), "--out", str(page)])
    lines = result.stdout.splitlines()
    assert lines[0] == "https://one.example  1 finding in the first audit"
    assert lines[2] == "https://two.example  1 finding: 1 new, 1 mended since the audit before"
    assert "AAA-03" in lines[4]
    told = page.read_text(encoding="utf-8")
    assert "Audits of 2 shops" in told
    assert told.count("<h2>") == 2
    assert "https://one.example" in told and "https://two.example" in told  # noqa: PT018


def test_the_history_is_told_in_spanish(tmp_path: Path) -> None:
    path, page = tmp_path / "history.jsonl", tmp_path / "trend.html"
    append_entry(path, a_report(a_result("AAA-01", Status.FAIL)))
    append_entry(path, a_report(a_result("AAA-02", Status.FAIL), a_result("AAA-01", Status.PASS)))
    result = CliRunner().invoke(audit, ["history", str(path), "--out", str(page), "--language", "es"])
    assert "1 hallazgo (nuevos: 1; arreglados: 1) frente a la auditoría anterior" in result.stdout
    told = re.sub(r"<style>.*?</style>", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert '<html lang="es">' in told
    assert "Auditorías de https://shop.example" in told
    for english in ("Audits", "Findings", "tested", "Every audit", "When", " new"):
        assert english not in told, english


def test_the_history_command_lists_audits_and_writes_a_page(tmp_path: Path) -> None:
    path, page = tmp_path / "history.jsonl", tmp_path / "trend.html"
    append_entry(path, a_report(a_result("AAA-01", Status.FAIL)))
    result = CliRunner().invoke(audit, ["history", str(path), "--out", str(page)])
    assert result.exit_code == 0, result.output
    assert "AAA-01" in result.stdout
    assert "<svg" in page.read_text(encoding="utf-8")


def test_a_broken_line_of_a_history_is_told(tmp_path: Path) -> None:
    path = tmp_path / "history.jsonl"
    path.write_text("nonsense\n")
    result = CliRunner().invoke(audit, ["history", str(path)])
    assert result.exit_code == 2
    assert "history.jsonl:1: is no line of a history" in result.stderr


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["http://x/", "--out", "report.pdf"], "or say --format"),
        (["http://x/", "--format", "md", "--json"], "both ask for standard output"),
        (["http://x/", "--format", "md", "--out", "a.md", "--out", "b.md"], "fits one --out"),
        (["http://x/", "--out", "/gone/a.md"], "its folder does not exist"),
        (["http://x/", "--out", "/proc/a.md"], "/proc/a.md: cannot be written"),
        (["http://x/", "--record", "/proc/a.toml"], "--record /proc/a.toml: cannot be written"),
        (["http://x/", "--history", "/proc/h.jsonl"], "--history /proc/h.jsonl: cannot be written"),
        (["http://x/", "--baseline", "gone.json"], "cannot be read"),
        (["http://x/", "--budget", "gone.toml"], "cannot be read"),
        (["history", "gone.jsonl"], "begins one"),
    ],
)
def test_bad_input_ends_with_two(arguments: list[str], told: str) -> None:
    result = CliRunner().invoke(audit, arguments)
    assert result.exit_code == 2
    assert told in result.stderr
