"""An empty shop to import into, and files as people have them."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ecomkit.shop import Shop
from ecomkit.testing import make_shop

REPOSITORY = Path(__file__).parents[2]


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    """A shop with the reviews plugin and nothing in it."""
    opened = make_shop(tmp_path / "shop", use=("b2c", "reviews"), catalogue=False)
    yield opened
    opened.close()


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str, str], Path]:
    """Write a file and give its path."""

    def put(name: str, text: str) -> Path:
        path = tmp_path / name
        path.write_text(text, encoding="utf-8", newline="")
        return path

    return put


@pytest.fixture(scope="session")
def real_files() -> Path:
    """The folder of real catalogues. Skips aloud where it is not; in CI that fails."""
    shared = Path(os.environ.get("ECOMKIT_DATA", REPOSITORY.parent / "shared"))
    folder = shared / "data"
    if not (folder / "magento" / "products.csv").is_file():
        if os.environ.get("CI") == "true":
            pytest.fail(f"CI needs the real catalogues in {folder}: set ECOMKIT_DATA")
        pytest.skip(f"no real catalogues in {folder}: set ECOMKIT_DATA to the folder that has data/magento")
    return folder
