"""Tiles: one picture for each category, in two queries whatever their number (and two for each collection by rule)."""

from __future__ import annotations

import json
from collections.abc import Sequence

from sqlalchemy import bindparam, func, select

from ecomkit.domain import Category, Products
from ecomkit.domain import Picture as Kept
from ecomkit.hooks.pages.parts import Picture
from ecomkit.storage.tables import product, product_category, variant
from ecomkit.web.models.catalogue import Tile
from ecomkit.web.request import WebRequest

__all__ = ["tiles_of"]

_FIRST = select(product_category.c.category, func.min(product_category.c.product).label("slug")).group_by(
    product_category.c.category
)
_PICTURES = (
    select(variant.c.product, variant.c.picture, product.c.pictures)
    .join(product, product.c.slug == variant.c.product)
    .where(variant.c.product.in_(bindparam("slugs", expanding=True)), variant.c.position == 0)
)


def tiles_of(
    request: WebRequest, top: Sequence[Category], everything: Sequence[Category]
) -> tuple[tuple[Tile, ...], tuple[str, ...]]:
    """The categories at the top, each with the picture of a product in it or below it; and these products."""
    request.reads.add("products")
    first = {row.category: row.slug for row in request.rows.all(_FIRST)}
    chosen = {one.slug: _within(one.slug, everything, first) or _by_rule(request, one) for one in top}
    slugs = tuple(slug for slug in chosen.values() if slug)
    rows = request.rows.all(_PICTURES, slugs=list(slugs))
    pictures = {row.product: _picture(row.picture, row.pictures) for row in rows}
    return tuple(_tile(request, one, pictures.get(chosen[one.slug] or "")) for one in top), slugs


def _tile(request: WebRequest, category: Category, picture: Kept | None) -> Tile:
    shown = request.site.pictures.shown(picture, alt="", tint=category.tint)
    plain = Picture("", shown.src, shown.width, shown.height, shown.sources, tint=shown.tint)
    return Tile(category.name, f"/c/{category.slug}", plain)


def _by_rule(request: WebRequest, one: Category) -> str | None:
    """The first product of a collection on which nothing was put by hand."""
    found = request.ask(Products(category=one.slug, sort="recommended", limit=1)).cards if one.rule else ()
    return found[0].slug if found else None


def _within(slug: str, everything: Sequence[Category], first: dict[str, str]) -> str | None:
    todo, seen = [slug], {slug}
    while todo:
        here = todo.pop(0)
        if here in first:
            return first[here]
        below = [one.slug for one in everything if one.parent == here and one.slug not in seen]
        seen.update(below)
        todo += below
    return None


def _picture(own: str, shared: str) -> Kept | None:
    if own:
        return Kept.model_validate_json(own)
    pictures = json.loads(shared)
    return Kept.model_validate(pictures[0]) if pictures else None
