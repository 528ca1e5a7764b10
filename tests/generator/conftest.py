"""Ready answers and a made shop."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecomkit.generator.answers import collect
from ecomkit.generator.manifests import Manifest, installed_manifests
from ecomkit.generator.new import Order, make_shop
from ecomkit.generator.questions import Surroundings
from ecomkit.generator.target import read_target
from ecomkit.generator.vendoring import Pin, find_pin


@pytest.fixture(scope="session")
def installed() -> tuple[Manifest, ...]:
    return installed_manifests()


@pytest.fixture(scope="session")
def pin() -> Pin:
    return find_pin()


@pytest.fixture(scope="session")
def made_shops(
    installed: tuple[Manifest, ...], pin: Pin, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[dict[str, Any]], Path]:
    """A shop for these answers, made once in a session."""
    known: dict[str, Path] = {}

    def made(answers: dict[str, Any]) -> Path:
        if repr(answers) not in known:
            target = read_target(str(tmp_path_factory.mktemp("made") / "my-shop"))
            chosen = collect({"models": ["b2c"], **answers}, Surroundings(target.title, installed))
            done = make_shop(Order(target, chosen, pin, installed, install=False), lambda _step: None)
            assert done.complete, done.steps
            known[repr(answers)] = target.folder
        return known[repr(answers)]

    return made


@pytest.fixture
def make(made_shops: Callable[[dict[str, Any]], Path]) -> Callable[..., Path]:
    """Make a shop in a folder with these answers, without an environment; gives the folder."""

    def made(folder: Path, **answers: Any) -> Path:
        shutil.copytree(made_shops(answers), folder)
        return folder

    return made
