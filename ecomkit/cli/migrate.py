"""`ecomkit migrate`: the database of the shop, brought up to date."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecomkit.cli.options import as_json, print_json, shop_folder
from ecomkit.speech import say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ecomkit.hooks import Principal

__all__ = ["migrate"]


@click.command()
@shop_folder
@click.option("--seed", is_flag=True, help="Also plant the catalogue's folder and people to try the shop with.")
@as_json
def migrate(folder: Path, seed: bool, as_json: bool) -> int:
    """Bring the database up to date: core's tables, then those of every enabled plugin, and the search's index.

    Run it again at any time: what has run does not run twice. With --seed, exit 1 where rows of the catalogue were refused.
    """
    from ecomkit.cli.indexing import complete_index
    from ecomkit.cli.opening import bring_up_to_date
    from ecomkit.cli.planting import plant_catalogue, plant_people
    from ecomkit.shop import open_shop

    shop = open_shop(folder)
    try:
        ran, stocked = bring_up_to_date(shop)
        if not ran:
            complete_index(shop)
        if seed and stocked is None:
            stocked = plant_catalogue(folder)
        people = plant_people(shop) if seed else ()
    finally:
        shop.close()
    if as_json:
        print_json({"ran": ran, "people": [asdict(one) for one in people]})
    else:
        _print(ran, people)
    return 1 if seed and stocked is False else 0


def _print(ran: Sequence[str], people: Sequence[Principal]) -> None:
    for name in ran:
        click.echo(f"  {name}")
    if not ran:
        click.echo(say("The database is up to date."))
    if people:
        from ecomkit.cli.tables import print_table

        rows = [(one.role, one.email, one.password, one.page) for one in people]
        print_table((say("role"), say("e-mail"), say("password"), say("begin at")), rows)
