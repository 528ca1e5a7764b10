"""A plugin of the shop's own: written, enabled, and it works."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from ecomkit.errors import UserError
from ecomkit.generator.local_plugin import add_plugin
from ecomkit.settings import read_settings
from ecomkit.shop import examine_plugins

Make = Callable[..., Path]


@pytest.fixture
def shop(make: Make, tmp_path: Path) -> Path:
    return make(tmp_path / "my-shop", catalogue="empty")


def test_is_enabled_and_starts(shop: Path) -> None:
    before = (shop / "shop.toml").read_text("utf-8")
    files = add_plugin(shop, "gift_wrap")
    assert set(files) == {"plugins/gift_wrap.py", "tests/test_gift_wrap.py", "shop.toml"}
    settings = read_settings(shop)
    assert settings.shop.plugins[-1] == "local:gift_wrap"
    registry, problems = examine_plugins(settings, shop)
    assert problems == []
    assert registry.plugins[-1].name == "gift_wrap"
    after = (shop / "shop.toml").read_text("utf-8").splitlines()
    assert [line for line in before.splitlines() if line not in after] == []
    assert len(after) == len(before.splitlines()) + 1


def test_its_own_test_passes(shop: Path) -> None:
    add_plugin(shop, "gift_wrap")
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "no:cacheprovider",
        "tests/test_gift_wrap.py",
        "tests/test_hello.py",
    ]
    done = subprocess.run(command, cwd=shop, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize(
    "name", ["", "../x", "Gift", "gift-wrap", "1st", "class", "hello", "rates", "json", "a b", "x" * 100, "ñ", "a\n"]
)
def test_a_bad_name_writes_nothing(name: str, shop: Path) -> None:
    before = {path: path.read_bytes() for path in shop.rglob("*") if path.is_file() and ".git" not in path.parts}
    with pytest.raises(UserError) as caught:
        add_plugin(shop, name)
    assert "\n" not in str(caught.value)
    assert before == {
        path: path.read_bytes() for path in shop.rglob("*") if path.is_file() and ".git" not in path.parts
    }


@pytest.mark.parametrize("name", ["1st", "gift-wrap", "json"])
def test_what_is_proposed_instead_would_be_taken(name: str, shop: Path) -> None:
    with pytest.raises(UserError) as caught:
        add_plugin(shop, name)
    add_plugin(shop, str(caught.value).rpartition("such as ")[2])


def test_a_list_on_one_line_stays_on_one_line(shop: Path) -> None:
    text = (shop / "shop.toml").read_text("utf-8")
    start, end = text.index("plugins = ["), text.index("]", text.index("plugins = [")) + 1
    (shop / "shop.toml").write_text(text[:start] + 'plugins = ["rates"]  # few' + text[end:], "utf-8")
    add_plugin(shop, "gift_wrap")
    assert 'plugins = ["rates", "local:gift_wrap"]  # few' in (shop / "shop.toml").read_text("utf-8")


def test_settings_that_are_no_toml_are_told(shop: Path) -> None:
    (shop / "shop.toml").write_text("[shop\n", "utf-8")
    with pytest.raises(UserError, match=r"shop\.toml"):
        add_plugin(shop, "gift_wrap")
    assert not (shop / "plugins" / "gift_wrap.py").exists()


def test_the_list_is_made_when_there_is_none(shop: Path) -> None:
    (shop / "shop.toml").write_text('[shop]\nname = "X"\n', "utf-8")
    add_plugin(shop, "gift_wrap")
    assert tomllib.loads((shop / "shop.toml").read_text("utf-8"))["shop"]["plugins"] == ["local:gift_wrap"]
