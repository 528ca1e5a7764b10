"""Opening a shop for a command: its database is brought up to date first, and a new one gets the shop's catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

from ecomkit.speech import say_count

if TYPE_CHECKING:
    from ecomkit.shop import Shop

__all__ = ["Brought", "bring_up_to_date", "ready_shop"]


@contextmanager
def ready_shop(folder: Path) -> Iterator[Shop]:
    """The shop in a folder with its database migrated. Raises what `open_shop` raises."""
    from ecomkit.shop import open_shop

    shop = open_shop(folder)
    try:
        bring_up_to_date(shop)
        yield shop
    finally:
        shop.close()


class Brought(NamedTuple):
    """What ran, as `owner/file`, and whether the catalogue of a new database is whole; None where it was not new."""

    ran: tuple[str, ...]
    stocked: bool | None


def bring_up_to_date(shop: Shop) -> Brought:
    """Run what is pending. A new database gets what the folder `catalogue` holds, an older one a whole index of its products."""
    from sqlalchemy import inspect

    from ecomkit.cli.indexing import complete_index
    from ecomkit.storage.migrate import pending

    if not pending(shop.database, shop.migrations):
        return Brought((), None)
    fresh = not inspect(shop.database.engine).has_table("migration")
    ran = tuple(f"{one.owner}/{one.name}" for one in shop.migrate())
    if ran:
        click.echo(
            say_count("database: %(number)s migration run", "database: %(number)s migrations run", len(ran)), err=True
        )
    if not (fresh and ran):
        complete_index(shop)
        return Brought(ran, None)
    from ecomkit.cli.planting import plant_catalogue

    return Brought(ran, plant_catalogue(shop.folder, fresh=True))
