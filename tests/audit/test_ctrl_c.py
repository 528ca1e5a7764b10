"""Ctrl-C ends an audit with 3, and what was seen until then is kept."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from e2e.audit_lab.server import serve

CODE = "from ecomkit.cli.audit import audit; audit()"


@pytest.mark.browser
@pytest.mark.parametrize(("seen", "later_s", "outcome"), [("list", 0, "blocked"), ("payment", 2, "reached")])
def test_a_terminals_ctrl_c_which_reaches_the_browser_too_keeps_what_was_seen_and_accuses_nobody(
    tmp_path: Path, seen: str, later_s: float, outcome: str
) -> None:
    """Once on the way, and once while pages are timed."""
    pictures, report = tmp_path / "pictures", tmp_path / "report.json"
    with serve("plain-es", ["late-first-byte"]) as lab:
        command = [sys.executable, "-c", CODE, lab.url, "--out", str(report), "--screenshots", str(pictures)]
        running = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True
        )
        while running.poll() is None and not (pictures / f"{seen}.png").is_file():
            time.sleep(0.1)
        time.sleep(later_s)
        os.killpg(running.pid, signal.SIGINT)
        _, told = running.communicate(timeout=120)
    assert running.returncode == 3, told
    assert told.strip() == "Error: interrupted: the report holds what was seen until then"
    body = json.loads(report.read_text(encoding="utf-8"))
    assert body["interrupted"] is True
    assert body["journeys"][0]["outcome"] == outcome
    assert [one["id"] for one in body["checks"] if one["status"] == "fail"] == []
    silent = {one["id"]: one["message"] for one in body["checks"] if one["status"] == "not-tested"}
    for name in ("AFT-01", "HUM-02", "LAW-04", "TRU-01", "SPD-02"):
        assert silent[name] == "the audit was interrupted before this was looked at"


@pytest.mark.browser
def test_what_was_seen_before_an_interruption_is_kept(tmp_path: Path) -> None:
    pictures, report = tmp_path / "pictures", tmp_path / "report.json"
    with serve("plain-es", ["late-first-byte"]) as lab:
        command = [sys.executable, "-c", CODE, lab.url, "--out", str(report), "--screenshots", str(pictures)]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        while running.poll() is None and not (pictures / "list.png").is_file():
            time.sleep(0.1)
        running.send_signal(signal.SIGINT)
        _, told = running.communicate(timeout=120)
    assert running.returncode == 3, told
    assert "the report holds what was seen until then" in told
    assert "Traceback" not in told
    body = json.loads(report.read_text(encoding="utf-8"))
    assert body["interrupted"] is True
    assert body["pages"][0]["name"] == "home"
    assert len(body["coverage"]["not_tested"]) > 10
