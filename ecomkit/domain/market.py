"""Markets: countries that are served in one currency."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Final

from pydantic import Field

from ecomkit.domain.money import CurrencyCode
from ecomkit.domain.value import Value
from ecomkit.mistakes import Mistake

__all__ = ["MAIN_MARKET", "Market", "MarketKey", "market_clashes"]

MAIN_MARKET: Final = "main"
"""The key of the market that the shop's own country and currency make."""

MarketKey = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{0,19}$")]


class Market(Value):
    """Where the shop delivers and in which currency it asks for it. The first country is the one that is assumed.

    `name` is what customers read; without it they read the countries. `includes_tax` says whether its list prices contain the tax.
    """

    key: MarketKey
    name: str = ""
    currency: CurrencyCode
    countries: Annotated[tuple[str, ...], Field(min_length=1)]
    includes_tax: bool = True

    @property
    def country(self) -> str:
        """The country that is assumed until the customer says another."""
        return self.countries[0]


def market_clashes(main: Market, others: Sequence[Market]) -> tuple[Mistake, ...]:
    """What cannot be in a shop with these markets, all of it: a country has one market, a currency one kind of price."""
    found: list[Mistake] = []
    countries: dict[str, str] = {}
    taxed: dict[str, tuple[str, bool]] = {}
    for one in (main, *others):
        for country in one.countries:
            other = countries.setdefault(country, one.key)
            if other != one.key:
                words = "%(country)s belongs to %(other)s already: take it out of %(one)s"
                found.append(Mistake(words, country=country, other=_named(other), one=_named(one.key)))
        key, includes = taxed.setdefault(one.currency, (one.key, one.includes_tax))
        if includes != one.includes_tax:
            words = (
                "the prices in %(currency)s are those of %(other)s, with or without tax as there: "
                "take prices_include_tax out of %(one)s"
            )
            found.append(Mistake(words, currency=one.currency, other=_named(key), one=_named(one.key)))
        if len(set(one.countries)) < len(one.countries):
            found.append(Mistake("%(one)s names a country twice", one=_named(one.key)))
    found += [
        Mistake("[markets.main] is what [shop] says: give it another name") for o in others if o.key == MAIN_MARKET
    ]
    return tuple(found)


def _named(key: str) -> str:
    return "[shop]" if key == MAIN_MARKET else f"[markets.{key}]"
