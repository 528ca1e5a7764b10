"""Opening a shop for a command: its database is brought up to date first, and a new one gets the shop's catalogue."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import click

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
    """Run what is pending. A new database gets what the folder `catalogue` holds."""
    from sqlalchemy import inspect

    from ecomkit.storage.migrate import pending

    if not pending(shop.database, shop.migrations):
        return Brought((), None)
    fresh = not inspect(shop.database.engine).has_table("migration")
    ran = tuple(f"{one.owner}/{one.name}" for one in shop.migrate())
    if ran:
        click.echo(f"database: {len(ran)} migration{'s' if len(ran) > 1 else ''} run", err=True)
    if not (fresh and ran):
        return Brought(ran, None)
    from ecomkit.cli.planting import plant_catalogue

    return Brought(ran, plant_catalogue(shop.folder, fresh=True))
