"""Ctrl-C ends an audit with 3, and what was seen until then is kept."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from e2e.audit_lab.server import serve


@pytest.mark.browser
def test_what_was_seen_before_an_interruption_is_kept(tmp_path: Path) -> None:
    pictures, report = tmp_path / "pictures", tmp_path / "report.json"
    code = "from ecomkit.cli.audit import audit; audit()"
    with serve("plain-es", ["late-first-byte"]) as lab:
        command = [sys.executable, "-c", code, lab.url, "--out", str(report), "--screenshots", str(pictures)]
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
