"""`ecomkit add`: parts of the shop's own."""

from __future__ import annotations

from pathlib import Path

import click

from ecomkit.cli.options import as_json, print_json, shop_folder
from ecomkit.speech import say

__all__ = ["add"]


@click.group()
def add() -> None:
    """Add a part of your own to the shop."""


@add.command()
@click.argument("name")
@shop_folder
@as_json
def plugin(name: str, folder: Path, as_json: bool) -> None:
    """Write a plugin NAME with its test into the shop, and enable it in shop.toml."""
    from ecomkit.generator.local_plugin import add_plugin

    files = add_plugin(folder, name)
    if as_json:
        print_json({"plugin": f"local:{name}", "files": files})
        return
    click.echo(say("Plugin %(name)s is enabled. Written: %(files)s", name=name, files=", ".join(files)))
    click.echo(say("Try it: pytest tests/test_%(name)s.py, then `ecomkit plugins show %(name)s`", name=name))
