"""The plugin: ways to deliver with dates that can be kept, and taxes by jurisdiction."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache, partial
from zoneinfo import ZoneInfo

from ecomkit.domain import (
    Context,
    DeliveryWay,
    Destination,
    Money,
    Parcel,
    ShippingOption,
    TaxableLine,
    TaxLine,
    Text,
    parse_amount,
    tax_on,
    text,
)
from ecomkit.plugins.rates.classes import inspect_classes
from ecomkit.plugins.rates.costs import costs_of
from ecomkit.plugins.rates.settings import RatesSettings, ShippingRate
from ecomkit.sdk import Block, Inspection, Plugin, ShownPage, hookimpl

__all__ = ["Rates"]


class Rates(Plugin[RatesSettings]):
    """Tax and shipping from a table (E1.6)."""

    name = "rates"
    hook_api = 1
    title = "Tax and shipping rates"

    @hookimpl(local=True)
    def ask_shipping(self, ctx: Context, parcel: Parcel) -> Sequence[ShippingOption]:
        """Every rate that serves the destination and carries the weight, with working days counted from today."""
        today = first_day(ctx.now, ctx.shop.timezone, self.settings.cut_off)
        return [
            _option(rate, ctx.currency, _is_free(ctx, rate, parcel), today, self.settings.prices_include_tax)
            for rate in self.settings.shipping
            if (rate.currency or ctx.shop.currency) == ctx.currency
            and _serves(rate, parcel)
            and _is_worth(ctx, rate, parcel)
        ]

    @hookimpl
    def register_delivery_ways(self) -> Sequence[DeliveryWay]:
        """Each row of the table."""
        return [DeliveryWay(key=rate.key, label=Text(msgid=rate.label)) for rate in self.settings.shipping]

    @hookimpl(keys=lambda plugin: tuple(plugin.settings.tax))
    def resolve_tax(self, destination: Destination, lines: tuple[TaxableLine, ...]) -> Sequence[TaxLine]:
        """One tax a line, at the rate of the country, or of its region or postcodes."""
        rates = self.settings.tax[destination.country]
        found = []
        for line in lines:
            rate = rates.rate(line.tax_class, destination)
            if rate:
                percent = _percent(rate)
                label = text("%(name)s %(rate)s%%", name=rates.label, rate=percent)
                found.append(tax_on(line, code=f"{destination.country}-{percent}", label=label, rate=rate))
        return found

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """What delivery costs, on the page about shipping."""
        costs = costs_of(self.settings, ctx) if page.name == "page.shipping" else None
        return [Block(slot="text.top", template="rates/costs.html", model=costs)] if costs else []

    @hookimpl
    def register_inspections(self) -> Sequence[Callable[[Context], Iterator[Inspection]]]:
        """Tax classes of products against the rates that are written."""
        return [partial(inspect_classes, self.settings)]


def _serves(rate: ShippingRate, parcel: Parcel) -> bool:
    light = rate.max_weight_g is None or parcel.weight_g <= rate.max_weight_g
    return (
        rate.goes_to(parcel.destination)
        and light
        and (rate.min_weight_g is None or parcel.weight_g >= rate.min_weight_g)
    )


def _is_worth(ctx: Context, rate: ShippingRate, parcel: Parcel) -> bool:
    least, below = _amount(rate.goods_from, ctx.currency), _amount(rate.goods_below, ctx.currency)
    return (least is None or parcel.goods >= least) and (below is None or parcel.goods < below)


def _is_free(ctx: Context, rate: ShippingRate, parcel: Parcel) -> bool:
    free_from = _amount(rate.free_from, ctx.currency)
    return free_from is not None and parcel.goods >= free_from


@lru_cache(maxsize=512)
def _amount(written: str | None, currency: str) -> Money | None:
    return parse_amount(written, currency) if written is not None else None


@lru_cache(maxsize=512)
def _option(rate: ShippingRate, currency: str, free: bool, start: date, includes_tax: bool) -> ShippingOption:
    own = rate.prices_include_tax
    return ShippingOption(
        key=rate.key, label=Text(msgid=rate.label), price=Money.zero(currency) if free else parse_amount(rate.price, currency),
        includes_tax=includes_tax if own is None else own, earliest=working_day(start, rate.min_days),
        latest=working_day(start, rate.max_days), collected=rate.collected, free_from=_amount(rate.free_from, currency),
    )  # fmt: skip


def first_day(now: datetime, timezone: str, cut_off: int) -> date:
    """The day an order of now leaves: today before the cut-off, else tomorrow; counted on working days."""
    local = now.astimezone(ZoneInfo(timezone))
    day = local.date() if local.hour < cut_off else local.date() + timedelta(days=1)
    return working_day(day, 0)


def working_day(start: date, days: int) -> date:
    """So many working days after a day; a day at the weekend counts as the Monday after."""
    day = start
    while day.weekday() > 4:
        day += timedelta(days=1)
    for _ in range(days):
        day += timedelta(days=1)
        while day.weekday() > 4:
            day += timedelta(days=1)
    return day


def _percent(rate: int) -> str:
    whole, part = divmod(rate, 1000)
    return f"{whole}.{part:03d}".rstrip("0").rstrip(".")
