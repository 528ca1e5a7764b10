"""A new shop audits itself: its own tests go through it as a guest, and its workflow keeps the reports."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

Make = Callable[..., Path]


@pytest.mark.browser
def test_a_new_shops_own_audit_passes_and_leaves_its_report(make: Make, tmp_path: Path) -> None:
    folder = make(tmp_path / "my-shop")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests/test_audit.py"]
    done = subprocess.run(
        [*command, "--audit-out", "audit.json", "--audit-out", "audit.html"],
        cwd=folder, capture_output=True, text=True, check=False, timeout=400, env={**os.environ, "PYTHONPATH": os.getcwd()},
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "1 passed" in done.stdout
    said = json.loads((folder / "audit.json").read_text("utf-8"))
    (journey,) = [one for one in said["journeys"] if one["id"] == "guest"]
    assert journey["outcome"] == "reached"
    assert said["payment_lock"] == [], "something was kept from paying"
    assert "data:image/webp" in (folder / "audit.html").read_text("utf-8")


def test_the_workflow_keeps_what_the_audit_wrote(make: Make, tmp_path: Path) -> None:
    workflow = yaml.safe_load((make(tmp_path / "my-shop") / ".github/workflows/ci.yml").read_text("utf-8"))
    (job,) = workflow["jobs"].values()
    written = [word for word in job["env"]["PYTEST_ADDOPTS"].split() if not word.startswith("--")]
    (kept,) = [step for step in job["steps"] if "upload-artifact" in step.get("uses", "")]
    assert kept["if"] == "always()"
    assert all(Path(name).match(kept["with"]["path"]) for name in written)
