"""A shop's folder as the command line reads it, and the books as a process of its own sees them."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ecomkit.shop import Shop

__all__ = ["verified_outside", "write_settings"]

ROOT = Path(__file__).parents[2]


def _toml(value: object) -> str:
    """A value in TOML, tables inline."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{json.dumps(key)} = {_toml(one)}" for key, one in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return json.dumps(value)


def write_settings(shop: Shop) -> None:
    """Write down what an open shop is made of, so that `ecomkit` finds the same one in its folder."""
    settings = shop.settings.model_dump(mode="json")
    settings["shop"]["plugins"] = [plugin.name for plugin in shop.registry.plugins]
    settings["shop"]["database"] = "sqlite:///shop.db"
    used = set(settings["shop"]["plugins"])
    settings["plugins"] = {name: given for name, given in settings["plugins"].items() if name in used}
    text = "\n".join(f"{section} = {_toml(given)}" for section, given in settings.items())
    (shop.folder / "shop.toml").write_text(text + "\n", "utf-8")


def verified_outside(folder: Path) -> list[str]:
    """What `ecomkit verify --json`, run beside it, says of the shop in a folder; empty where all agrees."""
    command = [sys.executable, "-m", "ecomkit.cli", "verify", "--shop", str(folder), "--json"]
    environ = {name: value for name, value in os.environ.items() if not name.startswith("ECOMKIT_")}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environ, check=False)
    if done.returncode not in (0, 1):
        return [f"`ecomkit verify` ended with {done.returncode}: {done.stderr}"]
    answer = json.loads(done.stdout)
    if answer["sound"] is not (done.returncode == 0):
        return [f"`ecomkit verify` says sound: {answer['sound']}, and ends with {done.returncode}"]
    return [f"{one['code']} {one['subject']}: {one['message']}" for one in answer["findings"]]
