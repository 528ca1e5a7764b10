"""Other tools' findings stand beside the audit's under their own names, and decide nothing."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from e2e.audit_lab.server import serve
from ecomkit.audit.browser import find_browser
from ecomkit.audit.check import Exhibit, Severity, Status
from ecomkit.audit.outside import Outside, Remark, ask_tools, read_lighthouse, read_nu, tools_named
from ecomkit.audit.writers import Format, written
from ecomkit.cli.audit import audit
from ecomkit.errors import UserError
from tests.audit.samples import a_report, a_result

NU = Outside(
    tool="nu",
    version="26",
    remarks=(
        Remark(
            rule="html", severity=Severity.MINOR, message="Stray end tag <b>",
            evidence=(Exhibit(page="home", url="https://shop.example/", detail="line 3"),),
        ),
    ),
)  # fmt: skip


def test_names_are_known_or_refused() -> None:
    assert tools_named(" Nu,lighthouse,nu ") == ("nu", "lighthouse")
    assert tools_named("") == ()
    with pytest.raises(UserError, match="--with axe: known are lighthouse, nu"):
        tools_named("axe")


def test_an_unknown_tool_ends_with_two() -> None:
    done = CliRunner().invoke(audit, ["http://127.0.0.1:1/", "--with", "pa11y"])
    assert done.exit_code == 2
    assert "known are lighthouse, nu" in done.stderr


def test_a_tool_that_is_not_installed_is_told_with_the_way_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    (told,) = ask_tools(["nu"], {"home": "http://127.0.0.1:1/"}, "", owned=True)
    assert told.skipped == "vnu is not installed: npm install --global vnu-jar, with Java"


def test_a_strangers_shop_is_left_alone() -> None:
    (told,) = ask_tools(["lighthouse"], {"home": "https://shop.example/"}, "", owned=False)
    assert "only on one's own shop" in told.skipped


def test_a_tool_that_fails_fails_nothing_else(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    program = tmp_path / "vnu"
    program.write_text("#!/bin/sh\necho no java >&2\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/bin:/usr/bin")
    (told,) = ask_tools(["nu"], {}, "", owned=True)
    assert told.skipped.startswith("vnu failed")


def test_the_same_message_on_two_pages_is_one_remark() -> None:
    message = {"type": "error", "message": "Stray end tag", "lastLine": 7, "extract": "</b>\n</p>"}
    said = {"version": "1", "messages": [message | {"url": "file:/x/0.html"}, message | {"url": "file:/x/1.html"}]}
    (remark,) = read_nu(said, {"0.html": ("home", "u0"), "1.html": ("list", "u1")}).remarks
    assert [(one.page, one.detail, one.element) for one in remark.evidence] == [
        ("home", "line 7", "</b> </p>"),
        ("list", "line 7", "</b> </p>"),
    ]


def test_only_what_lowers_a_score_of_lighthouse_is_a_remark() -> None:
    audits = {
        "heavy": {"id": "heavy", "title": "Too heavy", "score": 0.4, "displayValue": "3 MB"},
        "fine": {"id": "fine", "title": "Fine", "score": 1},
        "idle": {"id": "idle", "title": "Weightless", "score": 0},
        "silent": {"id": "silent", "title": "Not applicable", "score": None},
    }
    refs = [{"id": name, "weight": 0 if name == "idle" else 1} for name in audits]
    said = {"audits": audits, "categories": {"performance": {"score": 0.87, "auditRefs": refs}}}
    found = read_lighthouse(said, "home", "u")
    assert found.figures == {"performance": 87}
    assert [(one.rule, one.message) for one in found.remarks] == [("heavy", "Too heavy 3 MB")]


@pytest.mark.parametrize("format_", list(Format))
def test_every_format_names_the_tool(format_: Format) -> None:
    report = a_report(a_result("AAA-01", Status.PASS), outside=(NU,))
    text = written(report, format_)
    assert "nu" in text
    assert "Stray end tag" in text
    assert report.exit_code == 0


def test_sarif_gives_a_tool_a_run_of_its_own() -> None:
    first, second = json.loads(written(a_report(a_result("AAA-01", Status.PASS), outside=(NU,)), Format.SARIF))["runs"]
    assert (first["tool"]["driver"]["name"], second["tool"]["driver"]["name"]) == ("ecomkit audit", "nu")
    assert second["results"][0]["level"] == "warning"


@pytest.mark.browser
@pytest.mark.skipif(shutil.which("vnu") is None, reason="vnu is not installed: npm install --global vnu-jar")
def test_the_real_checker_reads_a_real_page() -> None:
    with serve("plain-es", ["no-alt"]) as lab:
        (told,) = ask_tools(["nu"], {"list": f"{lab.url}c/all"}, "", owned=True)
    assert told.skipped == ""
    assert any("alt" in remark.message for remark in told.remarks)


@pytest.mark.browser
@pytest.mark.skipif(
    shutil.which("lighthouse") is None, reason="lighthouse is not installed: npm install --global lighthouse"
)
def test_the_real_lighthouse_reads_a_real_page() -> None:
    with serve("plain-es", ["no-alt"]) as lab:
        (told,) = ask_tools(["lighthouse"], {"list": f"{lab.url}c/all"}, find_browser(""), owned=True)
    assert told.skipped == ""
    assert set(told.figures) >= {"performance", "accessibility"}
    assert "image-alt" in {remark.rule for remark in told.remarks}
