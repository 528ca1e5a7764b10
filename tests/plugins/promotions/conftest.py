"""A shop with promotions behind its web app, at a time that the test moves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.testing import Clock
from tests.plugins.promotions.scene import promotion_shop
from tests.web.conftest import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    clock = Clock()
    opened = Site(promotion_shop(tmp_path, clock=clock), clock)
    yield opened
    opened.close()
