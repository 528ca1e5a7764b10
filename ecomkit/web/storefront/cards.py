"""Cards and prices: what a product costs this visitor, and how it is shown in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from ecomkit.domain import (
    Availability,
    CartLine,
    Content,
    Item,
    Money,
    ProductCard,
    Rating,
    TraceStep,
    UnitPrice,
    price_per_measure,
)
from ecomkit.hooks.pages.parts import Price, Reason, Tag, Tone
from ecomkit.services.catalogue import items_of
from ecomkit.services.quoting import Priced, price_items
from ecomkit.web.models.catalogue import Card
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.ratings import rating_words, ratings_of

__all__ = ["PricedSkus", "cards_of", "price_of", "price_skus", "reasons_of", "stock_tag", "tax_note"]


@dataclass(frozen=True, slots=True)
class PricedSkus:
    """One piece of each of some SKUs, priced for the visitor."""

    items: Mapping[str, Item]
    goods: Mapping[str, Money]
    trace: tuple[TraceStep, ...]
    valid_until: datetime | None = None


def price_skus(request: WebRequest, skus: Sequence[str]) -> PricedSkus:
    """Price one piece of each SKU; a shared page notes what the prices depend on."""
    lines = [CartLine(sku=sku, quantity=1) for sku in dict.fromkeys(skus)]
    priced: Priced = price_items(request.site.core, request.ctx, items_of(request.ctx, lines))
    request.reads |= priced.topics
    if priced.valid_until is not None:
        request.good_until(priced.valid_until)
    return PricedSkus({item.sku: item for item in priced.items}, priced.goods, priced.trace, priced.valid_until)


def tax_note(request: WebRequest, price: UnitPrice) -> str:
    """Whether the tax is in the price."""
    return request.gettext("tax included") if price.includes_tax else request.gettext("plus tax")


def price_of(
    request: WebRequest, priced: PricedSkus, sku: str, *, since: bool = False, note: bool = True, before: Money | None = None,
    content: Content | None = None,
) -> Price:  # fmt: skip
    """A price as shown. `since` says that others of the product cost more; the reason is that of whoever set the price.

    `before` is the lowest price of the 30 days before the list price went down (Directive 98/6/EC art. 6a): it is shown where
    the list price is what this visitor pays. `content` gives the price of a kilogram, litre, metre or piece.
    """
    item = priced.items[sku]
    per = item.price.per
    amount = request.money(priced.goods[sku] if per == 1 else item.price.money)
    unit = request.gettext("per %(n)s", n=request.formats.number(per)) if per > 1 else ""
    now = request.gettext("from %(price)s", price=amount) if since else amount
    chosen = [s for s in priced.trace if s.subject == sku and s.chosen and s.plugin != "catalogue"]
    reason = ", ".join(dict.fromkeys(request.say(step.reason) for step in chosen))
    measure = _by_measure(request, priced.goods[sku], content) if per == 1 and content is not None else ""
    listed = before is not None and not since and not reason and per == 1 and priced.goods[sku] == item.price.money
    was, cut = _reduced(request, priced.goods[sku], before) if listed and before is not None else ("", "")
    lowest = request.gettext("Lowest price of the 30 days before: %(price)s", price=was) if was and note else ""
    return Price(
        now, note=tax_note(request, item.price) if note else "", unit=unit or measure, reason=reason, was=was, cut=cut, lowest=lowest
    )  # fmt: skip


def _reduced(request: WebRequest, now: Money, before: Money) -> tuple[str, str]:
    """What it cost, and by how many hundredths it is less."""
    if before.amount <= now.amount:
        return "", ""
    hundredths = (200 * (before.amount - now.amount) + before.amount) // (2 * before.amount)
    return request.money(before), request.gettext("−%(n)s%%", n=hundredths) if hundredths else ""


def _by_measure(request: WebRequest, price: Money, content: Content) -> str:
    _ = request.gettext
    if content.unit == "piece" and content.amount == 1:
        return ""
    each, measure = price_per_measure(price, content)
    words = {"kg": _("kg"), "l": _("l"), "m": _("m"), "piece": _("piece")}[measure]
    return _("%(price)s per %(measure)s", price=request.money(each), measure=words)


def reasons_of(request: WebRequest, trace: Sequence[TraceStep]) -> tuple[Reason, ...]:
    """A trace in full: every rule that was looked at, chosen or not."""
    _ = request.gettext
    found = []
    for step in trace:
        detail = f"{step.phase} · {step.rule} · {step.subject}"
        words = request.say(step.reason)
        found.append(Reason(words, step.effect, step.plugin, detail if step.chosen else f"{detail} · {_('not used')}"))
    return tuple(found)


def stock_tag(request: WebRequest, told: Availability) -> Tag:
    """What is said of stock, in words also where there is enough (E1.6)."""
    if told.band == "sold_out":
        return Tag(request.gettext("Sold out"), Tone.WARN)
    if told.left is not None:
        return Tag(request.ngettext("Only %(n)s left", "Only %(n)s left", told.left), Tone.INFO)
    return Tag(request.gettext("In stock"), Tone.OK)


def cards_of(request: WebRequest, cards: Sequence[ProductCard]) -> tuple[Card, ...]:
    """Products as cards, priced for the visitor in one go."""
    if not cards:
        return ()
    priced = price_skus(request, [card.sku for card in cards])
    ratings = ratings_of(request, [card.slug for card in cards])
    return tuple(_card(request, card, priced, ratings.get(card.slug)) for card in cards)


def _card(request: WebRequest, card: ProductCard, priced: PricedSkus, rating: Rating | None) -> Card:
    few = Tag(request.gettext("Few left"), Tone.INFO) if card.band == "few" else None
    sold_out = Tag(request.gettext("Sold out"), Tone.WARN) if card.band == "sold_out" else None
    new = Tag(request.gettext("New"), Tone.OK) if card.is_new else None
    return Card(
        name=card.name, slug=card.slug, href=f"/p/{card.slug}",
        picture=request.site.pictures.shown(card.picture, alt=card.name, tint=card.tint),
        price=price_of(request, priced, card.sku, since=card.several, note=False, before=card.lowest_before, content=card.content),
        tag=sold_out or few or new, rating=rating_words(request, rating) if rating else "",
    )  # fmt: skip
