"""Filling a new shop: its own catalogue, and the people that its plugins bring for trying it out."""

from __future__ import annotations

import importlib.util
import json
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecomkit.cli.options import place
from ecomkit.speech import say, say_count

if TYPE_CHECKING:
    from ecomkit.hooks import Principal
    from ecomkit.shop import Shop

__all__ = ["plant_catalogue", "plant_people"]


def plant_catalogue(folder: Path, *, fresh: bool = False) -> bool:
    """Import the shop's folder `catalogue`, if it has products; says whether all went well. It may be done again.

    A `fresh` shop first gets what `earlier.csv` says things cost before, so that what is reduced shows that it is.
    """
    products = folder / "catalogue" / "products.csv"
    if not products.is_file() or importlib.util.find_spec("ecomkit.cli.catalogue") is None:
        return True
    if fresh and (folder / "catalogue" / "earlier.csv").is_file():
        _import(folder, "catalogue/categories.csv", "catalogue/earlier.csv")
    done = _import(folder, "catalogue")
    if done.returncode:
        why = _refused(done.stdout) or say(
            "not imported: %(reason)s", reason=(done.stderr.strip().splitlines() or [say("no reason given")])[-1]
        )
        click.echo(say("catalogue: %(why)s. Mend it, then `ecomkit catalogue import catalogue`", why=why), err=True)
        return False
    click.echo(say("catalogue: imported from the folder catalogue"), err=True)
    return True


def _import(folder: Path, *files: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ecomkit.cli", "catalogue", "import", *files, "--json"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


def _refused(report: str) -> str:
    """How many rows were refused, and the first of them; empty where there is no report."""
    try:
        files = json.loads(report)["files"]
    except (ValueError, KeyError):
        return ""
    rows = [(file["plan"]["file"], row) for file in files for part in file["parts"] for row in part["refused"]]
    if not rows:
        return ""
    name, first = rows[0]
    where = f"{name}, {place(first['line'], first['column'])}: {first['reason']}"
    return say_count(
        "%(number)s row refused, first %(where)s", "%(number)s rows refused, first %(where)s", len(rows), where=where
    )


def plant_people(shop: Shop) -> tuple[Principal, ...]:
    """Plant what plugins bring for a demonstration; gives who may sign in."""
    from ecomkit.services.seeding import seed

    return seed(shop.core)
