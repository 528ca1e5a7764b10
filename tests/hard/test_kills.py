"""Killed at each statement and commit, an act happened wholly or not at all, and its repeat makes it whole (I1–I6)."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hard.scenarios import SCENARIOS


def kill(folder: Path, scenario: str, step: int, first: int, *flags: str) -> dict[str, Any]:
    command = [
        sys.executable,
        "-m",
        "tests.hard.killer",
        str(folder / "kills"),
        scenario,
        str(step),
        str(first),
        *flags,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=Path(__file__).parents[2])
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


@pytest.mark.parametrize(("scenario", "first"), [("place", 5), ("webhook", 9), ("refund", 7)])
def test_a_sample_of_kills_leaves_the_books_right(tmp_path: Path, scenario: str, first: int) -> None:
    result = kill(tmp_path, scenario, 13, first)
    assert result["wrong"] == []
    assert result["killed"] >= 2


def test_the_control_without_one_transaction_is_caught(tmp_path: Path) -> None:
    assert kill(tmp_path, "place", 13, 5, "broken")["wrong"] != []


@pytest.mark.hard
@pytest.mark.parametrize("mode", ["single", "double"])
@pytest.mark.parametrize("scenario", sorted(SCENARIOS))
def test_every_kill_leaves_the_books_right(tmp_path: Path, scenario: str, mode: str) -> None:
    result = kill(tmp_path, scenario, 1, 1, mode)
    assert result["wrong"] == []
    assert result["killed"] >= 5
