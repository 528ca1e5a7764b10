"""`ecomkit duties`: what the law asks of this shop, where it is met, and which audit check looks for it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import click

from ecomkit.cli.options import as_json, print_json, shop_folder
from ecomkit.speech import marked, say, say_count

if TYPE_CHECKING:
    from ecomkit.domain import Duty, Text
    from ecomkit.kernel import Registry

__all__ = ["duties"]


@click.command()
@shop_folder
@click.option("--all", "every", is_flag=True, help="Also duties that do not hold for this shop, by its countries.")
@as_json
def duties(folder: Path, every: bool, as_json: bool) -> None:
    """List the duties of this shop, by where it is and where it sells: article, what to show, place, audit check.

    They come from packs such as `law_eu` and `law_mx`. This is a list to work with, and no legal advice.
    """
    from ecomkit.errors import StartError
    from ecomkit.settings import read_settings
    from ecomkit.shop import examine_plugins, terminal_words

    settings = read_settings(folder)
    registry, problems = examine_plugins(settings, folder)
    if problems:
        raise StartError(problems)
    elsewhere = (country for one in settings.markets.values() for country in one.countries)
    seat, markets = settings.shop.country, (*settings.shop.countries, *elsewhere)
    addresses = _addresses(registry)
    found = [
        (answer.plugin, duty)
        for answer in registry.declared("register_duties")
        for duty in answer.values
        if every or duty.holds(seat, markets)
    ]
    speak = terminal_words(settings, registry, folder)
    rows = [_row(plugin, duty, addresses, speak, holds=duty.holds(seat, markets)) for plugin, duty in found]
    if as_json:
        print_json(rows)
    else:
        _print(rows)


_KINDS = (marked("page"), marked("slot"), marked("letter"))
"""Where a duty is met."""


def _addresses(registry: Registry) -> dict[str, str]:
    """The paths of plugins' pages by name; core's pages are known by theirs."""
    return {route.name: route.path for answer in registry.declared("register_routes") for route in answer.values}


def _row(
    plugin: str, duty: Duty, addresses: dict[str, str], speak: Callable[[Text], str], *, holds: bool
) -> dict[str, object]:
    act, article, shows = (one if isinstance(one, str) else speak(one) for one in (duty.act, duty.article, duty.shows))
    return {
        "key": duty.key, "plugin": plugin, "jurisdiction": duty.jurisdiction, "act": act, "article": article,
        "shows": shows, "places": [_place(place, addresses) for place in duty.places], "check": duty.check,
        "since": duty.since.isoformat() if duty.since else None, "holds": holds,
    }  # fmt: skip


def _place(place: str, addresses: dict[str, str]) -> str:
    kind, _, name = place.partition(":")
    return f"{say(kind)} {addresses.get(name, name)}"


def _print(rows: list[dict[str, object]]) -> None:
    from ecomkit.cli.tables import print_table

    if not rows:
        click.echo(say("No plugin declares a duty for this shop. Packs of law are plugins: law_eu, law_mx."))
        return
    columns = (say("duty"), say("article"), say("shows"), say("where"), say("check"))
    print_table(
        columns,
        [
            (r["key"], f"{r['article']}, {r['act']}", r["shows"], "\n".join(_lines(r["places"])), r["check"])
            for r in rows
        ],
    )
    click.echo(
        say_count(
            "%(number)s duty. This is a list to work with, and no legal advice.",
            "%(number)s duties. This is a list to work with, and no legal advice.", len(rows),
        )
    )  # fmt: skip


def _lines(places: object) -> list[str]:
    return [str(place) for place in places] if isinstance(places, list) else []
