"""Comparison: up to four products side by side, with what differs said in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode

from ecomkit.domain import Product, ProductBySlug, ProductCard, Products, StockLevels, Variant, availability
from ecomkit.hooks import Page
from ecomkit.hooks.pages.parts import Link
from ecomkit.web.models.catalogue import Card, CompareColumn, CompareRow, Comparison
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import cards_of, stock_tag

__all__ = ["compare"]

_MOST = 4
_READ = 50
"""So many words of an address are looked at: whoever writes more of them is no page of ours."""


def compare(request: WebRequest) -> Page:
    """What `?p=` names, as often as it stands there; products that are not there are left out."""
    _ = request.gettext
    pairs = parse_qsl(request.asked.raw_query.decode("latin-1"), errors="replace")[:_READ]
    wanted = tuple(dict.fromkeys(value.replace("\0", "")[:120] for key, value in pairs if key == "p" and value))
    request.unlisted = True
    there = request.ask(Products(slugs=wanted, limit=len(wanted))).cards if wanted else ()
    found = there[:_MOST]
    products = tuple(request.ask(ProductBySlug(slug=card.slug)) for card in found)
    request.reads.add("terms")
    shelf = next((one.categories[0] for one in products if one.categories), None)
    model = Comparison(
        columns=_columns(request, found, products), rows=_rows(request, products),
        back=Link(_("Back to the products"), f"/c/{shelf}" if shelf else "/"),
        notice=_notice(request, len(wanted), len(there)),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=_("Compare"))


def _notice(request: WebRequest, wanted: int, there: int) -> str:
    if there > _MOST:
        return request.gettext("Four products stand side by side at most: the first four are shown.")
    if there < wanted:
        return request.gettext("Some of the products are no longer here.")
    return ""


def _columns(
    request: WebRequest, found: Sequence[ProductCard], products: Sequence[Product]
) -> tuple[CompareColumn, ...]:
    cards = cards_of(request, found)
    levels = request.ask(StockLevels(skus=tuple(v.sku for one in products for v in one.variants))) if products else ()
    free = {level.sku: level.on_hand - level.reserved for level in levels}
    slugs = [one.slug for one in products]
    return tuple(
        _column(request, card, one, sum(free.get(v.sku, 0) for v in one.variants), [s for s in slugs if s != one.slug])
        for card, one in zip(cards, products, strict=True)
    )


def _column(request: WebRequest, card: Card, one: Product, free: int, others: Sequence[str]) -> CompareColumn:
    tag = stock_tag(request, availability(free))
    return CompareColumn(
        name=card.name, href=card.href, picture=replace(card.picture, alt=""), price=card.price, stock=tag,
        sku=one.variants[0].sku if len(one.variants) == 1 and free > 0 else "", choices=len(one.variants) > 1,
        without=f"/compare?{urlencode([('p', slug) for slug in others])}" if len(others) > 1 else "",
    )  # fmt: skip


def _rows(request: WebRequest, products: Sequence[Product]) -> tuple[CompareRow, ...]:
    """One row for each name that any of them says something under, in the order of the first who does."""
    told = [_told(request, one) for one in products]
    labels = dict.fromkeys(label for one in told for label in one)
    rows = []
    for label in labels:
        values = tuple(one.get(label, "") for one in told)
        rows.append(CompareRow(label, values, differs=len({value for value in values if value}) > 1))
    return tuple(rows)


def _told(request: WebRequest, one: Product) -> dict[str, str]:
    told = {name.replace("_", " ")[:1].upper() + name.replace("_", " ")[1:]: value for name, value in one.attributes}
    for name, values in _choices(one.variants).items():
        told[name[:1].upper() + name[1:]] = ", ".join(values)
    return told | ({request.gettext("Maker"): one.maker} if one.maker else {})


def _choices(variants: Sequence[Variant]) -> dict[str, list[str]]:
    """What can be chosen, each value once."""
    found: dict[str, dict[str, None]] = {}
    for variant in variants:
        for name, value in variant.options:
            found.setdefault(name, {})[value] = None
    return {name: list(values) for name, values in found.items()}
