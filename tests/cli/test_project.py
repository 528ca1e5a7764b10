"""Commands that change the shop's own files: add, update."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Ecomkit = Callable[..., Any]


def test_add_plugin_says_what_it_wrote_and_it_starts(shop_folder: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("add", "plugin", "gift_wrap")
    assert ended.code == 0
    assert "plugins/gift_wrap.py" in ended.out
    assert ecomkit("plugins", "doctor").code == 0
    assert ecomkit("plugins", "show", "gift_wrap", "--json").json["title"] == "Gift wrap"


def test_add_plugin_refuses_in_one_line(shop_folder: Path, ecomkit: Ecomkit) -> None:
    for name in ("gift-wrap", "hello", "../x"):
        ended = ecomkit("add", "plugin", name)
        assert (ended.code, len(ended.err.splitlines())) == (2, 1)


def test_update_says_that_there_is_nothing_new(shop_folder: Path, ecomkit: Ecomkit) -> None:
    assert "up to date" in ecomkit("update").out
    assert ecomkit("update", "--json").json["changed"] == []


def test_update_stops_at_changes_that_are_not_committed(shop_folder: Path, ecomkit: Ecomkit) -> None:
    (shop_folder / "pages" / "about.md").write_text("# Ours", "utf-8")
    ended = ecomkit("update")
    assert (ended.code, len(ended.err.splitlines())) == (2, 1)
