"""Killed around its calls and letters, a shop charges once, gives back once and writes what is true: so say those who were called (I1–I8).

The errand is placing, paying by card, being told by mail, a refund in part, and dispatch. Witnesses are the ledger of a real gateway
process, a real mail server, and `ecomkit verify` as a process of its own.
"""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.hard.folders import verified_outside, write_settings
from tests.hard.scenarios import SCENARIOS, open_prepared

ALL = 1000
CONTROLS = [
    pytest.param("charges anew", "call", 6, 1, "'capture': [1945, 1945]", id="a charge without a key"),
    pytest.param("refunds anew", "call", 9, 1, "'refund': [500, 500]", id="a refund without a key"),
    pytest.param("names letters anew", "mail", 2, 1, "under 2 names", id="a letter with a new name"),
    pytest.param("notes first", "mail", 1, 1, "got 0 letters", id="a job noted before it is done"),
    pytest.param("writes first", "commit", 1, 1, "a letter speaks of order", id="a letter before the commit"),
]


def kill(folder: Path, kinds: str, step: int, first: int, most: int, *flags: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.hard.outside", str(folder), kinds, str(step), str(first), str(most), *flags]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2])
    assert done.returncode == 0, done.stderr
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def test_a_sample_of_kills_at_calls_and_letters_moves_money_once(tmp_path: Path) -> None:
    result = kill(tmp_path, "call,mail", 4, 3, ALL)
    assert result["wrong"] == []
    assert result["killed"] == 4


def test_a_sample_of_kills_after_the_mail_server_took_a_letter_repeats_it_under_its_name(tmp_path: Path) -> None:
    result = kill(tmp_path, "mail", 2, 2, ALL)
    assert result["wrong"] == []
    assert result["repeated"] == result["killed"] == 3


@pytest.mark.parametrize(("broken", "kinds", "first", "most", "caught"), CONTROLS)
def test_a_broken_shop_is_caught(tmp_path: Path, broken: str, kinds: str, first: int, most: int, caught: str) -> None:
    wrong = kill(tmp_path, kinds, 1, first, most, f"broken={broken}")["wrong"]
    assert any(caught in one for one in wrong), wrong


def test_the_books_are_read_by_a_process_of_its_own_and_it_finds_what_is_wrong(tmp_path: Path) -> None:
    shop = open_prepared(tmp_path)
    SCENARIOS["dispatch"].prepare(shop)
    write_settings(shop)
    shop.close()
    assert verified_outside(tmp_path) == []
    connection = sqlite3.connect(tmp_path / "shop.db")
    connection.execute("UPDATE payment SET amount = amount - 1")
    connection.commit()
    connection.close()
    assert any(one.startswith("I1.") for one in verified_outside(tmp_path))


@pytest.mark.hard
def test_every_kill_at_a_call_or_letter_moves_money_once(tmp_path: Path) -> None:
    result = kill(tmp_path, "call,mail", 1, 1, ALL)
    assert result["wrong"] == []
    assert result["killed"] == len(result["points"]) == 15


@pytest.mark.hard
def test_two_kills_at_calls_and_letters_move_money_once(tmp_path: Path) -> None:
    """Every pair of every second point: before and after each call is among them."""
    result = kill(tmp_path, "call,mail", 2, 1, ALL, "double")
    assert result["wrong"] == []
    assert result["killed"] == 64
    assert result["twice"] >= 20


@pytest.mark.hard
def test_every_second_kill_at_any_point_of_an_errand_leaves_the_books_right(tmp_path: Path) -> None:
    """How many points there are follows how many statements the errand asks; every second one of them is killed, whatever their number."""
    result = kill(tmp_path, "statement,commit,call,mail", 2, 1, ALL)
    assert result["wrong"] == []
    assert result["killed"] == (len(result["points"]) + 1) // 2
    assert {point.split()[0] for point in result["points"]} >= {"statement", "commit", "call", "mail"}
