"""Lines and totals: what is bought and what it comes to, the same in cart, checkout, order and held command."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from ecomkit.domain import Money, Quote, QuoteLine, ShippingOption, TaxLine, Text, picture_in, total
from ecomkit.domain import Picture as Kept
from ecomkit.hooks.pages.parts import Picture, Reason, Total
from ecomkit.services.rows import rows_of
from ecomkit.storage import catalogue
from ecomkit.web.models.checkout import CartLine
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import reasons_of

__all__ = ["arrival", "line_key", "lines_of", "picture_of", "shipping_label", "totals_of", "variant_rows"]


def line_key(sku: str) -> str:
    """A SKU as part of a field's name: letters and digits whatever the SKU holds."""
    return hashlib.blake2s(sku.encode(), digest_size=6).hexdigest()


def variant_rows(request: WebRequest, skus: Sequence[str]) -> Mapping[str, Any]:
    """Rows of SKUs, in one query; one that is no longer sold is missing."""
    return catalogue.variants(rows_of(request.ctx), list(skus))


def lines_of(request: WebRequest, quote: Quote, *, why: bool = False, pictures: bool = True) -> tuple[CartLine, ...]:
    """The lines of a quote; described ones have no picture."""
    rows = variant_rows(request, [line.sku for line in quote.lines if line.sku]) if pictures else {}
    return tuple(_line(request, quote, line, rows.get(line.sku or ""), why=why) for line in quote.lines)


def _line(request: WebRequest, quote: Quote, line: QuoteLine, row: Any, *, why: bool) -> CartLine:
    trace: tuple[Reason, ...] = ()
    if why:
        trace = reasons_of(request, [step for step in quote.trace if step.subject == line.key])
    per = line.unit_price.per
    each = request.money(line.unit_price.money)
    return CartLine(
        key=line_key(line.sku or line.key), name=line.text, quantity=str(line.quantity),
        total=request.money(line.unit_price.times(line.quantity)),
        each=each if per == 1 else f"{each} / {request.formats.number(per)}", href=f"/p/{row.product}?sku={line.sku}" if row else "",
        picture=picture_of(request, row) if row else None, why=trace,
    )  # fmt: skip


def picture_of(request: WebRequest, row: Any) -> Picture:
    """The picture of a variant's row."""
    listed = json.loads(row.pictures)
    kept = Kept.model_validate_json(row.picture) if row.picture else Kept.model_validate(listed[0]) if listed else None
    said = catalogue.words_of(row, request.locale)
    told = picture_in(said, kept, row.name) if kept is not None else None
    return request.site.pictures.shown(told, alt=said.name or row.name)


def shipping_label(request: WebRequest, option: ShippingOption | None) -> str:
    """What the way of delivery is called."""
    return request.say(option.label) if option else request.gettext("Shipping")


def totals_of(request: WebRequest, quote: Quote, *, estimated: bool = False) -> tuple[Total, ...]:
    """Goods and shipping, each with what lowers it, each tax, and what is paid. Contained taxes are said, not added."""
    _ = request.gettext
    sums = quote.totals
    shipping = shipping_label(request, quote.shipping)
    on_goods, on_shipping = quote.adjusted(shipping=False), quote.adjusted(shipping=True)
    before = sums.goods - total((money for _why, money in on_goods), quote.currency)
    rows = [Total(_("Goods"), request.money(before)), *_adjusted(request, on_goods)]
    if quote.shipping is not None:
        cost = sums.shipping - total((money for _why, money in on_shipping), quote.currency)
        note = _estimate_note(request, quote) if estimated else ""
        rows.append(Total(shipping, request.money(cost) if cost else _("free"), note=note))
        rows += _adjusted(request, on_shipping)
    rows += [_tax(request, label, taxes) for label, taxes in _by_label(request, quote.taxes).items()]
    return (*rows, Total(_("Total"), request.money(sums.payable), strong=True))


def _adjusted(request: WebRequest, changes: Sequence[tuple[Text, Money]]) -> tuple[Total, ...]:
    """A row for each rule that lowered or raised something, in words that say why."""
    return tuple(
        Total(request.say(why), f"−{request.money(-money)}" if money.amount < 0 else request.money(money))
        for why, money in changes
    )


def _estimate_note(request: WebRequest, quote: Quote) -> str:
    """Where to it is estimated, and what is missing until delivery is free (E1.7)."""
    _ = request.gettext
    said = [_("estimate for %(country)s", country=request.formats.country(quote.destination.country))]
    free_from = quote.shipping.free_from if quote.shipping is not None else None
    if free_from is not None and quote.totals.shipping and quote.parcel_goods < free_from:
        missing = request.money(free_from - quote.parcel_goods)
        said.append(_("%(amount)s more and delivery is free", amount=missing))
    return " · ".join(said)


def _by_label(request: WebRequest, taxes: Sequence[TaxLine]) -> dict[str, list[TaxLine]]:
    groups: dict[str, list[TaxLine]] = {}
    for tax in taxes:
        groups.setdefault(request.say(tax.label), []).append(tax)
    return groups


def _tax(request: WebRequest, label: str, taxes: Sequence[TaxLine]) -> Total:
    amount = Money(amount=sum(tax.amount.amount for tax in taxes), currency=taxes[0].amount.currency)
    if taxes[0].withheld:
        return Total(label, f"−{request.money(amount)}", note=request.gettext("withheld"))
    return Total(label, request.money(amount), note=request.gettext("included") if taxes[0].contained else "")


def arrival(request: WebRequest, option: ShippingOption | None) -> str:
    """The promise in words."""
    if option is None:
        return ""
    days = request.formats.days(option)
    if option.collected:
        return request.gettext("Ready to collect %(days)s", days=days)
    return request.gettext("Arrives %(days)s", days=days)
