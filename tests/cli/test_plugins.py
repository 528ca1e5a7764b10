"""`ecomkit plugins`: what is there, what it does, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Ecomkit = Callable[..., Any]


def test_list_shows_the_order_of_calls(shop_folder: Path, ecomkit: Ecomkit) -> None:
    rows = ecomkit("plugins", "list", "--json").json
    enabled = [row for row in rows if row["state"] == "enabled"]
    assert [row["order"] for row in enabled] == list(range(1, len(enabled) + 1))
    assert enabled[-1]["name"] == "local:hello"
    assert "Greeting" in ecomkit("plugins", "list").out


def test_list_shows_what_could_be_enabled(shop_folder: Path, ecomkit: Ecomkit) -> None:
    text = (shop_folder / "shop.toml").read_text("utf-8")
    (shop_folder / "shop.toml").write_text(
        text.replace('    "order_mails",\n', "").replace('    "local:hello",', "    #"), "utf-8"
    )
    spare = {row["name"] for row in ecomkit("plugins", "list", "--json").json if row["state"] == "installed"}
    assert spare >= {"order_mails", "local:hello"}


def test_show_tells_settings_and_hooks_with_their_places(shop_folder: Path, ecomkit: Ecomkit) -> None:
    shown = ecomkit("plugins", "show", "hello", "--json").json
    assert shown["settings"]["greeting"]["value"] == "Good to see you."
    (hook,) = shown["hooks"]
    assert hook["hook"] == "contribute_blocks"
    assert "plugins/hello.py:" in hook["where"]


def test_show_hides_secrets(shop_folder: Path, ecomkit: Ecomkit) -> None:
    shown = ecomkit("plugins", "show", "demo_payments", "--json")
    secret = next(line for line in (shop_folder / ".env").read_text("utf-8").splitlines() if "GATEWAY_SECRET" in line)
    assert secret.partition("=")[2] not in shown.out
    assert shown.json["settings"]["secret"]["value"] == "…"


def test_show_guesses_what_was_meant(shop_folder: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("plugins", "show", "rate")
    assert ended.code == 2
    assert "did you mean 'rates'" in ended.err


def test_hooks_name_verb_signature_and_who_implements(shop_folder: Path, ecomkit: Ecomkit) -> None:
    rows = {row["hook"]: row for row in ecomkit("plugins", "hooks", "--json").json}
    assert rows["contribute_blocks"]["signature"] == "contribute_blocks(self, ctx, page)"
    assert "hello" in rows["contribute_blocks"]["implemented_by"]
    assert rows["check_place_order"]["verb"] == "check"
    assert any("ES" in one for one in rows["resolve_tax"]["implemented_by"])
    used = ecomkit("plugins", "hooks", "--used", "--json").json
    assert 0 < len(used) < len(rows)


def test_doctor_says_that_all_start(shop_folder: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("plugins", "doctor")
    assert ended.code == 0
    assert "plugins start" in ended.out


def test_a_broken_plugin_is_told_and_the_others_are_still_listed(shop_folder: Path, ecomkit: Ecomkit) -> None:
    (shop_folder / "plugins/hello.py").write_text("1 / 0\n", "utf-8")
    ended = ecomkit("plugins", "doctor", "--json")
    assert ended.code == 1
    (problem,) = [one for one in ended.json["problems"] if one["plugin"] == "local:hello"]
    assert (problem["code"], problem["line"]) == ("plugin.import", 1)
    states = {row["name"]: row["state"] for row in ecomkit("plugins", "list", "--json").json}
    assert states["local:hello"] == "broken"
    assert states["rates"] == "enabled"
