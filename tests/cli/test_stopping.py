"""An end by a signal is tidied up after, and is told as an exit code."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

INTERRUPTED_WHILE_TEXT_IS_EXECUTED = """
import contextlib, signal, sys
from ecomkit.cli.stopping import stoppable

signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever starts this in the background has it ignored
ended = 0
try:
    with {until}:
        exec("import signal; signal.raise_signal({number})")
except KeyboardInterrupt:
    ended = 3
sys.exit(ended)
"""


def code_of(until: str, number: signal.Signals, folder: Path) -> int:
    program = INTERRUPTED_WHILE_TEXT_IS_EXECUTED.format(until=until, number=int(number))
    (folder / "stopped.py").write_text(program, "utf-8")
    return subprocess.run([sys.executable, "-m", "stopped"], cwd=folder, check=False).returncode


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_end_that_was_caught_is_an_exit_code_wherever_it_came(number: signal.Signals, tmp_path: Path) -> None:
    assert code_of("stoppable()", number, tmp_path) == 3


def test_control_a_plain_interruption_there_ends_by_the_signal(tmp_path: Path) -> None:
    assert code_of("contextlib.nullcontext()", signal.SIGINT, tmp_path) == -signal.SIGINT
