"""`ecomkit doctor`: what is wrong with a shop, why, and how to mend it. It runs however broken the shop is."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecomkit.cli.options import as_json, print_json, shop_folder
from ecomkit.speech import say, say_count

if TYPE_CHECKING:
    from ecomkit.cli.diagnosis import Diagnosis

__all__ = ["doctor", "print_diagnoses"]


@click.command()
@shop_folder
@as_json
def doctor(folder: Path, as_json: bool) -> int:
    """Examine the shop: settings, secrets, folder, plugins, database and mail.

    Each finding has an id, its cause and the remedy. Exit 1 when there is a fault; remarks alone are exit 0.
    """
    from ecomkit.cli.diagnosis import diagnose

    found = diagnose(folder)
    faults = [one for one in found if one.fault]
    if as_json:
        print_json({"healthy": not faults, "findings": [one.plain() for one in found]})
    else:
        print_diagnoses(found)
    return 1 if faults else 0


def print_diagnoses(found: tuple[Diagnosis, ...]) -> None:
    """Print findings one below the other, faults first, or that there is none."""
    from rich.text import Text

    from ecomkit.cli.tables import console

    for one in sorted(found, key=lambda diagnosis: not diagnosis.fault):
        mark = Text("✗ ", style="red") if one.fault else Text("! ", style="yellow")
        console().print(mark + Text(one.id, style="bold"), Text(one.cause), soft_wrap=True)
        if one.remedy:
            console().print(Text("  → " + one.remedy, style="green"), soft_wrap=True)
    faults = sum(one.fault for one in found)
    if not found:
        console().print(Text("✓ ", style="green") + Text(say("The shop is well.")))
    elif not faults:
        console().print(Text("✓ ", style="green") + Text(say("No fault; see the remarks above.")))
    else:
        remarks = say_count("%(number)s remark", "%(number)s remarks", len(found) - faults)
        console().print(Text(f"{say_count('%(number)s fault', '%(number)s faults', faults)}, {remarks}"))
