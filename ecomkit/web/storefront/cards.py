"""Cards and prices: what a product costs this visitor, and how it is shown in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ecomkit.domain import Availability, CartLine, Item, Money, ProductCard, TraceStep, UnitPrice
from ecomkit.hooks.pages.parts import Price, Reason, Tag, Tone
from ecomkit.services.catalogue import items_of
from ecomkit.services.quoting import Priced, price_items
from ecomkit.web.models.catalogue import Card
from ecomkit.web.request import WebRequest

__all__ = ["PricedSkus", "cards_of", "price_of", "price_skus", "reasons_of", "stock_tag", "tax_note"]


@dataclass(frozen=True, slots=True)
class PricedSkus:
    """One piece of each of some SKUs, priced for the visitor."""

    items: Mapping[str, Item]
    goods: Mapping[str, Money]
    trace: tuple[TraceStep, ...]


def price_skus(request: WebRequest, skus: Sequence[str]) -> PricedSkus:
    """Price one piece of each SKU; a shared page notes what the prices depend on."""
    lines = [CartLine(sku=sku, quantity=1) for sku in dict.fromkeys(skus)]
    priced: Priced = price_items(request.site.core, request.ctx, items_of(request.ctx, lines))
    request.reads |= priced.topics
    if priced.valid_until is not None:
        request.good_until(priced.valid_until)
    return PricedSkus({item.sku: item for item in priced.items}, priced.goods, priced.trace)


def tax_note(request: WebRequest, price: UnitPrice) -> str:
    """Whether the tax is in the price."""
    return request.gettext("tax included") if price.includes_tax else request.gettext("plus tax")


def price_of(request: WebRequest, priced: PricedSkus, sku: str, *, since: bool = False, note: bool = True) -> Price:
    """A price as shown. `since` says that others of the product cost more; the reason is that of whoever set the price."""
    item = priced.items[sku]
    per = item.price.per
    amount = request.money(priced.goods[sku] if per == 1 else item.price.money)
    unit = request.gettext("per %(n)s", n=request.formats.number(per)) if per > 1 else ""
    now = request.gettext("from %(price)s", price=amount) if since else amount
    chosen = [s for s in priced.trace if s.subject == sku and s.chosen and s.plugin != "catalogue"]
    reason = ", ".join(dict.fromkeys(request.say(step.reason) for step in chosen))
    return Price(now, note=tax_note(request, item.price) if note else "", unit=unit, reason=reason)


def reasons_of(request: WebRequest, trace: Sequence[TraceStep]) -> tuple[Reason, ...]:
    """A trace in full: every rule that was looked at, chosen or not."""
    _ = request.gettext
    found = []
    for step in trace:
        detail = f"{step.phase} · {step.rule} · {step.subject}"
        words = request.say(step.reason)
        found.append(Reason(words, step.effect, step.plugin, detail if step.chosen else f"{detail} · {_('not used')}"))
    return tuple(found)


def stock_tag(request: WebRequest, told: Availability) -> Tag | None:
    """What is said of stock: nothing where there is enough."""
    if told.band == "sold_out":
        return Tag(request.gettext("Sold out"), Tone.WARN)
    if told.left is not None:
        return Tag(request.ngettext("Only %(n)s left", "Only %(n)s left", told.left), Tone.INFO)
    return None


def cards_of(request: WebRequest, cards: Sequence[ProductCard]) -> tuple[Card, ...]:
    """Products as cards, priced for the visitor in one go."""
    if not cards:
        return ()
    priced = price_skus(request, [card.sku for card in cards])
    return tuple(_card(request, card, priced) for card in cards)


def _card(request: WebRequest, card: ProductCard, priced: PricedSkus) -> Card:
    few = Tag(request.gettext("Few left"), Tone.INFO) if card.band == "few" else None
    sold_out = Tag(request.gettext("Sold out"), Tone.WARN) if card.band == "sold_out" else None
    return Card(
        name=card.name, href=f"/p/{card.slug}", picture=request.site.pictures.shown(card.picture, alt=card.name, tint=card.tint),
        price=price_of(request, priced, card.sku, since=card.several, note=False), tag=sold_out or few,
    )  # fmt: skip
