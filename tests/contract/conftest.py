"""A shop with every plugin that comes along, for what has to hold of all of them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ecomkit.shop import Shop
from ecomkit.testing import make_shop
from tools.pages import bundled


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Shop]:
    """All in one: their declarations do not clash either."""
    opened = make_shop(tmp_path_factory.mktemp("all"), use=bundled(), catalogue=False)
    yield opened
    opened.close()
