"""What the tests share: a copy of this shop with a database of its own, opened or running."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from ecomkit import Shop, open_shop

ROOT = Path(__file__).parents[1]
LEFT_OUT = shutil.ignore_patterns(".env", ".git", ".venv", "var", "__pycache__", ".*_cache")


@pytest.fixture(scope="session")
def shop_folder(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the shop: tests never touch its database, nor need its secrets."""
    folder = tmp_path_factory.mktemp("shop") / "shop"
    shutil.copytree(ROOT, folder, ignore=LEFT_OUT)
    own = {
        "ECOMKIT_SECRET": secrets.token_urlsafe(32),
        "GATEWAY_SECRET": secrets.token_urlsafe(24),
        "GATEWAY_URL": "http://127.0.0.1:9000",
        "DATABASE_URL": "sqlite:///var/shop.db",
        "ECOMKIT_DATABASE": "sqlite:///var/shop.db",
    }
    before = {name: os.environ.get(name) for name in own}
    os.environ.update(own)
    yield folder
    for name, value in before.items():
        os.environ.pop(name) if value is None else os.environ.update({name: value})


@pytest.fixture
def shop(shop_folder: Path) -> Iterator[Shop]:
    """The shop, opened: its plugins have started and its database is there."""
    opened = open_shop(shop_folder)
    opened.migrate()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def running(shop_folder: Path) -> Iterator[dict[str, str]]:
    """The addresses of the running shop: `url`, `mailbox`, `gateway`."""
    command = [sys.executable, "-m", "ecomkit.cli", "dev", "--port", "0", "--no-reload", "--json"]
    process = subprocess.Popen(command, cwd=shop_folder, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    line = process.stdout.readline()
    assert line, "ecomkit dev did not start: run it by hand to see why"
    yield json.loads(line)
    process.terminate()
    assert process.wait(20) == 0
