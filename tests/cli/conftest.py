"""The command line in this process, and a shop that it made."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from ecomkit.cli import command_line
from ecomkit.cli.ending import exit_code_of


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Ecomkit = Callable[..., Ended]


@pytest.fixture
def ecomkit(capfd: pytest.CaptureFixture[str]) -> Ecomkit:
    """Run the command line with these words."""

    def run(*words: str | Path) -> Ended:
        capfd.readouterr()
        arguments = [str(word) for word in words]
        code = exit_code_of(lambda: command_line.main(arguments, prog_name="ecomkit", standalone_mode=False))
        said = capfd.readouterr()
        return Ended(code, said.out, said.err)

    return run


@pytest.fixture(scope="session")
def pristine_shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A new shop, made once: the plugins for whoever buys and pays, and the demonstration's catalogue."""
    folder = tmp_path_factory.mktemp("made") / "my-shop"
    arguments = ["new", str(folder), "--yes", "--set", "models=b2c", "--no-install", "--json"]
    assert exit_code_of(lambda: command_line.main(arguments, standalone_mode=False)) == 0
    return folder


@pytest.fixture
def shop_folder(pristine_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of it, in which the command line runs. There is no database yet."""
    folder = tmp_path / "my-shop"
    shutil.copytree(pristine_shop, folder)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture(scope="session")
def pristine_stocked_shop(pristine_shop: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same with its database, catalogue and people."""
    folder = tmp_path_factory.mktemp("stocked") / "my-shop"
    shutil.copytree(pristine_shop, folder)
    arguments = ["migrate", "--seed", "--json", "--shop", str(folder)]
    assert exit_code_of(lambda: command_line.main(arguments, standalone_mode=False)) == 0
    return folder


@pytest.fixture
def stocked_shop(pristine_stocked_shop: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of a shop with its database, catalogue and people, in which the command line runs."""
    folder = tmp_path / "stocked"
    shutil.copytree(pristine_stocked_shop, folder)
    monkeypatch.chdir(folder)
    return folder
