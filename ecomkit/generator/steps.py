"""What happens after the files are there: environment, database, catalogue. A step that fails stops no other."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from ecomkit.generator.vendoring import Pin
from ecomkit.speech import say, say_count

__all__ = ["State", "Step", "Tell", "failed", "install", "install_commands", "migrate", "seed"]

State = Literal["running", "done", "failed", "skipped", "later"]
_INSTALL_SECONDS = 900
_SECONDS = 300


@dataclass(frozen=True, slots=True)
class Step:
    """One step: what it is, how it ended, in a few words, and what to run to do it again."""

    id: str
    title: str
    state: State
    detail: str = ""
    repeat: str = ""

    def plain(self) -> dict[str, Any]:
        """For JSON."""
        return asdict(self)


Tell = Callable[[Step], None]
"""Told of each step when it begins (`running`) and when it has ended."""


def failed(step: str, title: str, error: BaseException, repeat: str) -> Step:
    """A step that could not be done, with what to repeat."""
    said = " ".join(str(error).split())[:300] or type(error).__name__
    return Step(step, title, "failed", said, repeat)


def install_commands(pin: Pin, uv: str | None, python: str = sys.executable) -> tuple[tuple[str, ...], ...]:
    """The two commands that make a shop's environment, run in its folder: with uv where it is found, else with pip."""
    inside = str(Path(".venv", "Scripts" if os.name == "nt" else "bin", "python"))
    wheels = ("--find-links", "vendor") if pin.file else ()
    if uv:
        return (
            (uv, "venv", "--quiet", "--allow-existing", "--python", python, ".venv"),
            (uv, "pip", "install", "--quiet", "--python", inside, *wheels, "-e", ".[test]"),
        )
    return (
        (python, "-m", "venv", ".venv"),
        (
            inside,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--disable-pip-version-check",
            "--retries",
            "1",
            *wheels,
            "-e",
            ".[test]",
        ),
    )


def install(folder: Path, pin: Pin) -> Step:
    """Make the shop's environment and install what its `pyproject.toml` names."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    commands = install_commands(pin, uv)
    for command in commands:
        done = _run(command, folder, _INSTALL_SECONDS)
        if done.returncode:
            return Step(
                "install", "environment", "failed", _reason(done), " && ".join(_spoken(one) for one in commands)
            )
    return Step("install", "environment", "done", f".venv, with {'uv' if uv else 'pip'}")


def migrate(folder: Path, python: str) -> Step:
    """Make the database with this Python."""
    done = _run((python, "-m", "ecomkit.cli", "migrate", "--json"), folder, _SECONDS)
    if done.returncode:
        return Step("migrate", "database", "failed", _reason(done), f"{_own(folder, python)}ecomkit migrate")
    return Step(
        "migrate",
        "database",
        "done",
        say_count("%(number)s migration", "%(number)s migrations", _count(done.stdout, "ran")),
    )


def seed(folder: Path, python: str) -> Step:
    """Plant the catalogue and the people that plugins bring."""
    done = _run((python, "-m", "ecomkit.cli", "migrate", "--seed", "--json"), folder, _SECONDS)
    if done.returncode:
        return Step(
            "seed", "catalogue and people", "failed", _reason(done), f"{_own(folder, python)}ecomkit migrate --seed"
        )
    return Step(
        "seed",
        "catalogue and people",
        "done",
        say("%(count)s people to sign in as", count=_count(done.stdout, "people")),
    )


def _own(folder: Path, python: str) -> str:
    """Where the shop's own commands are, as typed in its folder; nothing when it runs in another environment."""
    inside = Path(python).parent
    return f"{inside.relative_to(folder).as_posix()}/" if inside.is_relative_to(folder) else ""


def _run(command: Sequence[str], folder: Path, seconds: int) -> subprocess.CompletedProcess[str]:
    environ = {name: value for name, value in os.environ.items() if name not in ("VIRTUAL_ENV", "PYTHONHOME")}
    try:
        return subprocess.run(
            command, cwd=folder, env=environ, capture_output=True, text=True, errors="replace", check=False, timeout=seconds,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
    except (OSError, subprocess.TimeoutExpired) as error:
        return subprocess.CompletedProcess(list(command), 1, "", str(error))


def _reason(done: subprocess.CompletedProcess[str]) -> str:
    """The line that says why: the last one that speaks of an error, else the last one."""
    lines = [line.strip() for line in (done.stderr or done.stdout).splitlines() if line.strip()]
    telling = [line for line in lines if "error" in line.lower()] or lines or [say("no reason given")]
    return telling[-1].removeprefix("Error: ").removeprefix("ERROR: ")[:300]


def _spoken(command: Sequence[str]) -> str:
    return " ".join(
        f"'{word}'" if "[" in word or " " in word else Path(word).name if word.startswith("/") else word
        for word in command
    )


def _count(text: str, key: str) -> int:
    try:
        return len(json.loads(text)[key])
    except (ValueError, KeyError, TypeError):
        return 0
