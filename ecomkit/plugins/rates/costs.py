"""What delivery costs and how long it takes, said on the shop's page about shipping (E1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from babel import Locale
from babel.numbers import format_currency, format_decimal

from ecomkit.domain import Text, parse_amount
from ecomkit.plugins.rates.settings import RatesSettings, ShippingRate
from ecomkit.sdk import Context

__all__ = ["Costs", "Way", "costs_of"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A row of the table as the reader writes it; what does not bind is empty."""

    label: Text
    to: tuple[str, ...]
    only: tuple[str, ...]
    but: tuple[str, ...]
    price: str
    free_from: str
    goods_from: str
    goods_below: str
    kg_from: str
    kg_to: str
    first: int
    last: int
    collected: bool


@dataclass(frozen=True, slots=True)
class Costs:
    """The ways of one market, and whether tax is in all of their prices."""

    ways: tuple[Way, ...]
    taxed: bool


def costs_of(settings: RatesSettings, ctx: Context) -> Costs | None:
    """The ways to deliver in the market of a page; None where there is none."""
    found = [
        (rate, [code for code in ctx.countries if not rate.countries or code in rate.countries])
        for rate in settings.shipping
        if (rate.currency or ctx.shop.currency) == ctx.currency
    ]
    ways = tuple(_way(ctx, rate, countries) for rate, countries in found if countries)
    taxed = all(
        settings.prices_include_tax if rate.prices_include_tax is None else rate.prices_include_tax for rate, _ in found
    )
    return Costs(ways, taxed) if ways else None


def _babel(ctx: Context) -> str:
    return ctx.locale.replace("-", "_")


def _way(ctx: Context, rate: ShippingRate, countries: list[str]) -> Way:
    names = Locale.parse(_babel(ctx)).territories

    def amount(written: str | None) -> str:
        money = parse_amount(written or "0", ctx.currency)
        return str(format_currency(money.decimal(), money.currency, locale=_babel(ctx))) if money.amount else ""

    def kilograms(grams: int | None) -> str:
        return str(format_decimal(Decimal(grams).scaleb(-3), locale=_babel(ctx))) if grams else ""

    price = amount(rate.price)
    return Way(
        label=Text(msgid=rate.label), to=tuple(names.get(code, code) for code in countries), only=rate.postcodes,
        but=rate.except_postcodes, price=price, free_from=amount(rate.free_from) if price else "", goods_from=amount(rate.goods_from),
        goods_below=amount(rate.goods_below), kg_from=kilograms(rate.min_weight_g), kg_to=kilograms(rate.max_weight_g),
        first=rate.min_days, last=rate.max_days, collected=rate.collected,
    )  # fmt: skip
