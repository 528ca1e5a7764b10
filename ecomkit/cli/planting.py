"""Filling a new shop: its own catalogue, and the people that its plugins bring for trying it out."""

from __future__ import annotations

import importlib.util
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from ecomkit.hooks import Principal
    from ecomkit.shop import Shop

__all__ = ["plant_catalogue", "plant_people"]


def plant_catalogue(folder: Path) -> bool:
    """Import the shop's folder `catalogue`, if it has products; says whether all went well. It may be done again."""
    products = folder / "catalogue" / "products.csv"
    if not products.is_file() or importlib.util.find_spec("ecomkit.cli.catalogue") is None:
        return True
    command = [sys.executable, "-m", "ecomkit.cli", "catalogue", "import", "catalogue"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        last = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["no reason given"]
        click.echo(f"catalogue: not imported: {last[0]}. Run `ecomkit catalogue import catalogue` again.", err=True)
        return False
    click.echo("catalogue: imported from the folder catalogue", err=True)
    return True


def plant_people(shop: Shop) -> tuple[Principal, ...]:
    """Plant what plugins bring for a demonstration; gives who may sign in."""
    from ecomkit.services.seeding import seed

    return seed(shop.core)
