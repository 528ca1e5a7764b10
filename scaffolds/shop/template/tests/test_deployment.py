"""The deployment files: what they run is what is tried here."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
LONG_RUNNING = {"serve", "worker", "dev"}


def image_command() -> list[str]:
    lines = (ROOT / "Dockerfile").read_text("utf-8").splitlines()
    return json.loads(next(line for line in lines if line.startswith("CMD ")).removeprefix("CMD "))


def services() -> dict[str, dict[str, object]]:
    return yaml.safe_load((ROOT / "compose.yaml").read_text("utf-8"))["services"]


def commands() -> list[list[str]]:
    """Every `ecomkit …` that the image, compose and the workflow run."""
    found = [image_command(), *(one["command"] for one in services().values() if "command" in one)]
    workflow = (ROOT / ".github/workflows/ci.yml").read_text("utf-8")
    found += [line.split() for line in re.findall(r"^ *(?:- )?run: (ecomkit .*)$", workflow, re.MULTILINE)]
    return [one for one in found if one[0] == "ecomkit"]


def test_there_are_commands_for_pages_and_jobs() -> None:
    assert {one[1] for one in commands()} >= {"serve", "worker", "migrate"}


@pytest.mark.parametrize("command", commands(), ids=" ".join)
def test_command_is_one_that_runs(shop_folder: Path, command: list[str]) -> None:
    asked = [sys.executable, "-m", "ecomkit.cli", *command[1:]]
    if command[1] in LONG_RUNNING:
        asked = [*asked, "--help"]
    done = subprocess.run(asked, cwd=shop_folder, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr or done.stdout


def test_the_wheel_that_is_pinned_is_there() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    version = project["dependencies"][0].partition("==")[2]
    if "+" in version:
        assert (ROOT / "vendor" / f"ecomkit-{version}-py3-none-any.whl").is_file()
