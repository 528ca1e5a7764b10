"""Ready answers and a made shop."""

from __future__ import annotations

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


@pytest.fixture
def make(installed: tuple[Manifest, ...], pin: Pin) -> Callable[..., Path]:
    """Make a shop in a folder with these answers, without an environment; gives the folder."""

    def made(folder: Path, **answers: Any) -> Path:
        target = read_target(str(folder))
        chosen = collect({"models": ["b2c"], **answers}, Surroundings(target.title, installed))
        done = make_shop(Order(target, chosen, pin, installed, install=False), lambda _step: None)
        assert done.complete, done.steps
        return folder

    return made
