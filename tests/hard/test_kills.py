"""Killed at each statement and commit, an act happened wholly or not at all, and its repeat makes it whole (I1–I6).

Single kills are at every point of every act. Double kills (the second one in the recovery, at a point that goes round) are at
every fifth point, to keep the run at minutes.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hard.killer import ALL

SAMPLE = [("place", 5), ("webhook", 9), ("refund", 7), ("grant", 4), ("first opener", 4), ("second opener", 9)]
BROKEN = [("place", 6), ("grant", 6), ("first opener", 11), ("second opener", 15)]


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


@pytest.mark.parametrize(("scenario", "first"), SAMPLE)
def test_a_sample_of_kills_leaves_the_books_right(tmp_path: Path, scenario: str, first: int) -> None:
    result = kill(tmp_path, scenario, 13, first)
    assert result["wrong"] == []
    assert result["killed"] >= 2


@pytest.mark.parametrize(("scenario", "first"), BROKEN)
def test_the_control_without_one_transaction_is_caught(tmp_path: Path, scenario: str, first: int) -> None:
    assert kill(tmp_path, scenario, 2, first, "broken")["wrong"] != []


@pytest.mark.hard
@pytest.mark.parametrize("scenario", sorted(ALL))
def test_every_kill_leaves_the_books_right(tmp_path: Path, scenario: str) -> None:
    result = kill(tmp_path, scenario, 1, 1)
    assert result["wrong"] == []
    assert result["killed"] == result["points"] >= 10


@pytest.mark.hard
@pytest.mark.parametrize("scenario", sorted(ALL))
def test_a_kill_in_the_recovery_from_a_kill_leaves_the_books_right(tmp_path: Path, scenario: str) -> None:
    result = kill(tmp_path, scenario, 5, 1, "double")
    assert result["wrong"] == []
    assert result["twice"] >= 1
