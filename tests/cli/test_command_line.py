"""The command line as a whole: help that costs nothing, and endings that help."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click
import pytest

from ecomkit.cli import COMMANDS, command_line
from ecomkit.cli.ending import exit_code_of
from ecomkit.cli.lazy import Entry
from ecomkit.errors import NotFinished, NotFound, PluginError, StartError, UserError
from ecomkit.kernel import Problem

Ecomkit = Callable[..., Any]


def python(*words: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, *words], capture_output=True, text=True, check=False, cwd=cwd)


def test_help_names_every_command_with_its_line(ecomkit: Ecomkit) -> None:
    said = ecomkit("--help").out
    for entry in COMMANDS:
        assert f"  {entry.name} " in said
        assert entry.help in said


@pytest.mark.parametrize("entry", COMMANDS, ids=lambda entry: entry.name)
def test_every_command_is_built_and_explains_itself(entry: Entry, ecomkit: Ecomkit) -> None:
    command = command_line.get_command(click.Context(command_line), entry.name)
    assert command is not None
    assert command.help
    assert ecomkit(entry.name, "--help").code == 0


def test_help_loads_click_and_nothing_else() -> None:
    heavy = "('pydantic', 'pluggy', 'rich', 'copier', 'sqlalchemy', 'jinja2', 'babel', 'yaml')"
    code = f"import sys; from ecomkit.cli import COMMANDS; print([one for one in {heavy} if one in sys.modules])"
    assert python("-c", code).stdout.strip() == "[]"


def test_version(ecomkit: Ecomkit) -> None:
    assert ecomkit("--version").out.startswith("ecomkit ")


def test_an_unknown_command_is_one_line_with_a_guess(ecomkit: Ecomkit) -> None:
    ended = ecomkit("migarte")
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert "did you mean 'migrate'" in ended.err


@pytest.mark.parametrize(
    "words", [("new",), ("serve", "--port", "x"), ("serve", "--bogus"), ("doctor", "--shop", "/nowhere")]
)
def test_wrong_options_are_one_line(words: tuple[str, ...], ecomkit: Ecomkit) -> None:
    ended = ecomkit(*words)
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
    assert ended.err.startswith("Error: ")


@pytest.mark.parametrize("group", ["add", "catalogue", "explain", "plugins", "staff"])
def test_a_group_without_a_command_shows_its_help_and_is_bad_input(group: str, ecomkit: Ecomkit) -> None:
    ended = ecomkit(group)
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith(f"Usage: ecomkit {group}")
    assert "\nCommands:\n" in ended.err


def test_outside_a_shop_it_says_where_to_go(ecomkit: Ecomkit, tmp_path: Path) -> None:
    ended = ecomkit("migrate", "--shop", tmp_path)
    assert ended.code == 2
    assert "ecomkit new" in ended.err


def raising(error: BaseException) -> int:
    def work() -> None:
        raise error

    return exit_code_of(work)


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (UserError("no such thing"), 2, "Error: no such thing\n"),
        (NotFound("there is no order S1"), 2, "Error: there is no order S1\n"),
        (NotFinished("the disk is full"), 3, "Error: the disk is full\n"),
        (KeyboardInterrupt(), 3, "Error: interrupted\n"),
        (click.Abort(), 3, "Error: interrupted\n"),
        (
            PluginError("club", "on_x", "club.py:3", "raised"),
            1,
            "Error: plugin 'club', hook 'on_x' (club.py:3): raised\n",
        ),
    ],
)
def test_errors_are_told_in_one_line(
    error: BaseException, code: int, said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert raising(error) == code
    assert capsys.readouterr().err == said


def test_all_problems_of_a_start_are_told(capsys: pytest.CaptureFixture[str]) -> None:
    problems = [
        Problem("hook.unknown", "there is no hook 'on_oder'"),
        Problem("plugin.unknown", "is not installed", "club"),
    ]
    assert raising(StartError(problems)) == 2
    said = capsys.readouterr().err
    assert "2 problems" in said
    assert "on_oder" in said
    assert "club" in said


def test_a_bug_shows_its_traceback_and_where_to_look(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(ZeroDivisionError("oh")) == 3
    said = capsys.readouterr().err
    assert "Traceback" in said
    assert "ecomkit doctor" in said


def test_a_reader_that_leaves_is_no_error() -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "ecomkit.cli", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    process.stderr.close()
    process.wait(20)
    assert said == b""
