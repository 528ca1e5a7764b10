"""`ecomkit verify`: products of a tax class for which no rate is written (I8)."""

from __future__ import annotations

from collections.abc import Iterator

from ecomkit.domain import Products, ProductsBySlug
from ecomkit.plugins.rates.settings import RatesSettings
from ecomkit.sdk import Context, Inspection, text_count

__all__ = ["inspect_classes"]

_KNOWN = frozenset({"standard", "reduced", "none"})


def inspect_classes(settings: RatesSettings, ctx: Context) -> Iterator[Inspection]:
    """Each product is taxed at a rate that somebody wrote."""
    found = _by_class(ctx)
    for tax_class in sorted(found.keys() - _KNOWN):
        message = text_count(
            "is no tax class: %(number)s product of it is taxed as standard, such as %(product)s; write standard, reduced or none",
            "is no tax class: %(number)s products of it are taxed as standard, such as %(product)s; write standard, reduced or none",
            len(found[tax_class]),
            product=found[tax_class][0],
        )
        yield Inspection(code="rates.tax_class", subject=tax_class, message=message)
    served = [(country, settings.tax[country]) for country in ctx.shop.served if country in settings.tax]
    free = [country for country, one in served if one.standard != "0" and "reduced" not in one.model_fields_set]
    if free and "reduced" in found:
        message = text_count(
            "has no rate in %(countries)s: %(number)s product bears no tax there, such as %(product)s",
            "has no rate in %(countries)s: %(number)s products bear no tax there, such as %(product)s",
            len(found["reduced"]),
            countries=", ".join(free),
            product=found["reduced"][0],
        )
        yield Inspection(code="rates.tax_class", subject="reduced", message=message)


def _by_class(ctx: Context) -> dict[str, list[str]]:
    """The addresses of all products by their tax class."""
    found: dict[str, list[str]] = {}
    after: str | None = None
    while True:
        page = ctx.ask(Products(after=after, limit=100, hidden=True))
        for one in ctx.ask(ProductsBySlug(slugs=tuple(card.slug for card in page.cards))):
            found.setdefault(one.tax_class, []).append(one.slug)
        after = page.after
        if after is None:
            return found
