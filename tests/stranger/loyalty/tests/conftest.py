"""Shops with and without the plugin, over one database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ecomkit import Shop
from ecomkit.testing import Clock, make_shop, no_network_while_writing, settings_for

WITHOUT = ("b2c", "rates", "transfer", "collection")
WITH = (*WITHOUT, "loyalty")
LOYALTY = {"points_per_unit": 2, "point_value": 5, "lapse_months": 24}

OpenShop = Callable[..., Shop]


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opened(tmp_path: Path, clock: Clock) -> Iterator[OpenShop]:
    """Opens the one shop of the test with the plugins named, again and again; its settings stay as they are."""
    shops: list[Shop] = []

    def open_with(*use: object) -> Shop:
        if shops:
            shops[-1].close()
        settings = settings_for(tmp_path, plugins={"loyalty": LOYALTY})
        shops.append(make_shop(tmp_path, use=use or WITH, clock=clock, settings=settings, catalogue=not shops))
        return shops[-1]

    yield open_with
    shops[-1].close()


@pytest.fixture
def shop(opened: OpenShop) -> Iterator[Shop]:
    """A shop with the plugin, in which nobody reaches for the network while writing."""
    made = opened()
    with no_network_while_writing(made):
        yield made
