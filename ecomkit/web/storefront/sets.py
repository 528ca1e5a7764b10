"""Sets: what lies in them, for who looks at one and for who packs it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from ecomkit.domain import Quote, Variant, is_shown
from ecomkit.services.catalogue import names_of
from ecomkit.services.rows import rows_of
from ecomkit.storage import catalogue, stock
from ecomkit.web.models.catalogue import SetPart
from ecomkit.web.models.checkout import CartLine
from ecomkit.web.request import WebRequest

__all__ = ["parts_of_set", "to_pick"]


def parts_of_set(request: WebRequest, chosen: Variant) -> tuple[SetPart, ...]:
    """What lies in one of it, each with the way to its page where the visitor can open it."""
    if not chosen.parts:
        return ()
    skus = [sku for sku, _ in chosen.parts]
    names = names_of(request.ctx, skus)
    links = _links(request, skus)
    return tuple(
        SetPart(name=names.get(sku, sku), quantity=request.formats.number(count), href=links.get(sku, ""))
        for sku, count in chosen.parts
    )


def _links(request: WebRequest, skus: Sequence[str]) -> dict[str, str]:
    """Pages of articles that are shown and sold here. The page depends on them, and on when they come and go."""
    rows = rows_of(request.ctx)
    written = catalogue.variants(rows, skus)
    sold = catalogue.variants(rows, skus, request.ctx.foreign) if request.ctx.foreign else written
    for row in written.values():
        _follow(request, row)
    return {
        sku: f"/p/{row.product}?sku={quote(sku, safe='')}" for sku, row in sold.items() if is_shown(row, request.now)
    }


def _follow(request: WebRequest, row: Any) -> None:
    request.reads.add(f"product/{row.product}")
    for moment in (row.publish_at, row.withdraw_at):
        if moment is not None and moment > request.now:
            request.good_until(moment)


def to_pick(request: WebRequest, bought: Quote, lines: Sequence[CartLine]) -> tuple[CartLine, ...]:
    """Lines of an order with what is taken from the shelf for each: its article number, and all pieces of what lies in a set."""
    sets = stock.parts_of_each(rows_of(request.ctx), [one.sku for one in bought.lines if one.sku])
    names = names_of(request.ctx, list(dict.fromkeys(sku for parts in sets.values() for sku, _ in parts)))
    return tuple(
        replace(line, sku=one.sku or "", parts=tuple(
            SetPart(name=names.get(sku, sku), quantity=request.formats.number(count * one.quantity), sku=sku)
            for sku, count in sets.get(one.sku or "", ())
        ))
        for one, line in zip(bought.lines, lines, strict=True)
    )  # fmt: skip
