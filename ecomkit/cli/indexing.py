"""The search's index: made anew, or completed where products are not in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from ecomkit.speech import say, say_count

if TYPE_CHECKING:
    from ecomkit.shop import Shop

__all__ = ["complete_index", "index_everything", "unindexed"]


def index_everything(shop: Shop) -> None:
    """Make the index anew. Raises `NotFinished` where a plugin refuses or holds it."""
    from ecomkit.domain import Done, IndexProducts
    from ecomkit.errors import NotFinished

    last: str | None = ""
    while last is not None:
        outcome = shop.run(shop.system(), IndexProducts(after=last))
        if not isinstance(outcome, Done):
            raise NotFinished(
                say("the products after %(last)s were not indexed: a plugin refuses or holds it", last=repr(last))
            )
        last = outcome.result


def unindexed(shop: Shop) -> int:
    """How many products the search does not know in each of the shop's languages."""
    from ecomkit.storage.search import missing

    with shop.database.read() as rows:
        return missing(rows, shop.settings.shop.languages)


def complete_index(shop: Shop) -> None:
    """Index what was there before the index was, or before a language was added; where all is there, do nothing."""
    count = unindexed(shop)
    if count:
        index_everything(shop)
        click.echo(
            say_count("search: %(number)s product indexed", "search: %(number)s products indexed", count), err=True
        )
