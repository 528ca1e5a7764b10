"""A shop's own tests use the auditor as a fixture; they fail with what was found and skip without a shop."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from e2e.audit_lab.server import serve
from ecomkit.audit.checks import BUILT_IN, law
from ecomkit.audit.pytest_plugin import TOPICS

TEST = """
def test_people_find_things(shop_audit):
    shop_audit.assert_no_findings("FND-01")
"""


def _tested(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_shop.py").write_text(TEST)
    command = [sys.executable, "-m", "pytest", "-q", "-rs", "-p", "no:cacheprovider", *_loaded(), *arguments]
    return subprocess.run(
        command,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        env={**os.environ, "PYTHONPATH": os.getcwd()},
    )


def _loaded() -> list[str]:
    """The plugin by name, unless it is installed as an entry point already."""
    from importlib.metadata import entry_points

    named = any(point.value == "ecomkit.audit.pytest_plugin" for point in entry_points(group="pytest11"))
    return [] if named else ["-p", "ecomkit.audit.pytest_plugin"]


def test_every_family_of_checks_has_a_topic() -> None:
    families = {check.id.partition("-")[0] for check in (*BUILT_IN, *law.CHECKS)}
    assert {family for listed in TOPICS.values() for family in listed} == families


def test_without_a_shop_the_test_is_skipped_and_says_how_to_name_one(tmp_path: Path) -> None:
    done = _tested(tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "say pytest --shop-url" in done.stdout


@pytest.mark.browser
def test_a_finding_fails_the_test_and_names_the_remedy(tmp_path: Path) -> None:
    with serve("plain-es", ["no-search"]) as lab:
        done = _tested(tmp_path, "--shop-url", lab.url)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "FND-01 (blocker): home offers no search" in done.stdout
    assert "Put a search field into the header" in done.stdout


@pytest.mark.browser
def test_a_sound_shop_passes(tmp_path: Path) -> None:
    with serve("plain-es") as lab:
        done = _tested(tmp_path, "--shop-url", lab.url)
    assert done.returncode == 0, done.stdout + done.stderr
