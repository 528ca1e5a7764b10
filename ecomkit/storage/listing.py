"""Listing: a page of cards, cut from the assortment in an order and said in a reader's language."""

from __future__ import annotations

import json
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any

from sqlalchemy import Select, and_, bindparam, select
from sqlalchemy.engine import Row

from ecomkit.domain import Content, Money, Picture, ProductCard, StockLevel, UnitPrice, availability, picture_in
from ecomkit.storage.assortment import GRID, Assortment, Place, places_in
from ecomkit.storage.catalogue import words_of
from ecomkit.storage.database import Rows
from ecomkit.storage.narrowing import is_new
from ecomkit.storage.prices import FOREIGN, lowest_before
from ecomkit.storage.stock import levels
from ecomkit.storage.tables import category, currency_price, product, product_category, stock, variant

__all__ = ["Cut", "cards", "page_of", "sort_name"]

_FEW = 300
_FRONT = 100
"""As many of the recommended are mixed: each shelf takes its turn, and what is old does not come before what is new."""
_LAST_LETTER = "\U0010fffd"
_OWN_LETTERS = {
    "es": ("ñ",), "da": ("æ", "ø", "å"), "nb": ("æ", "ø", "å"), "nn": ("æ", "ø", "å"), "sv": ("å", "ä", "ö"), "fi": ("å", "ä", "ö"),
}  # fmt: skip
"""Letters that a language does not take for others with a sign: they come after the letter before them in its alphabet."""
_AFTER = {"ñ": "n"}

_BESIDES = (
    product.c.name, product.c.words, product.c.pictures, product.c.created_at, product.c.updated_at, stock.c.on_hand, stock.c.reserved,
)  # fmt: skip


def _of_cards(*columns: Any) -> Select[Any]:
    return (
        select(*columns, *_BESIDES)
        .select_from(variant)
        .join(product, product.c.slug == variant.c.product)
        .join(stock, stock.c.sku == variant.c.sku, isouter=True)
        .where(variant.c.product.in_(bindparam("slugs", expanding=True)))
        .order_by(variant.c.position, variant.c.sku)
    )


_CARDS = _of_cards(variant)
_FOREIGN_CARDS = _of_cards(*FOREIGN).join(
    currency_price,
    and_(currency_price.c.sku == variant.c.sku, currency_price.c.currency == bindparam("currency")),
)
_TINTS = (
    select(product_category.c.product, category.c.tint)
    .join(category, category.c.slug == product_category.c.category)
    .where(product_category.c.product.in_(bindparam("slugs", expanding=True)))
    .order_by(category.c.position)
)


class Cut:
    """A page of slugs: how many stand before it, and the key of the next one."""

    __slots__ = ("after", "before", "slugs")

    def __init__(self, slugs: Sequence[str], before: int, after: str | None) -> None:
        self.slugs = slugs
        self.before = before
        self.after = after


def sort_name(name: str, language: str) -> str:
    """What a name is sorted by: readers of a language look for `Ñandú` behind `Nuez`, and for `Élite` under E."""
    if name.isascii():
        return name.casefold()
    letters = _OWN_LETTERS.get(language.partition("-")[0], ())
    return "".join(_letter(one, letters) for one in unicodedata.normalize("NFC", name.casefold()))


def _letter(one: str, own: Sequence[str]) -> str:
    if one in own:
        return _AFTER[one] + _LAST_LETTER if one in _AFTER else f"z{_LAST_LETTER}{own.index(one)}"
    return "".join(c for c in unicodedata.normalize("NFKD", one) if not unicodedata.combining(c))


def page_of(
    all_of: Assortment, bits: int, *, sort: str, language: str, after: str | None, limit: int,
    found: Sequence[str] | None = None, shown: Sequence[str] = (),
) -> Cut:  # fmt: skip
    """A page of the products in `bits`. `relevance` is the order of `found`, and the recommended one without it.

    A key is `place.slug`: the page goes on behind that product, and at that place where the product is gone.
    """
    place, _, last = (after or "").rpartition(".")
    start = int(place) if place.isascii() and place.isdigit() else 0
    if found is not None and sort == "relevance":
        held, there = bits.to_bytes(all_of.size // 8 + 1, "little"), all_of.at
        ordered = [slug for slug in found if (at := there.get(slug)) is not None and held[at >> 3] >> (at & 7) & 1]
        return _cut(ordered, ordered.index(last) + 1 if last in ordered else start, limit)
    if sort == "varied" and start < _FRONT:
        return _cut_varied(all_of, bits, language, start, limit, shown)
    key = _key(sort, language)
    if bits.bit_count() <= _FEW:
        return _cut_few(all_of, bits, key, last, start, limit)
    return _cut_many(all_of, bits, sort, key, _order(all_of, sort, language, key), last, start, limit)


def _cut(ordered: Sequence[str], start: int, limit: int) -> Cut:
    return _made(ordered[start : start + limit + 1], start, limit)


def _made(slugs: Sequence[str], start: int, limit: int) -> Cut:
    return Cut(slugs[:limit], start, f"{start + limit}.{slugs[limit - 1]}" if len(slugs) > limit else None)


def _cut_varied(all_of: Assortment, bits: int, language: str, start: int, limit: int, shown: Sequence[str]) -> Cut:
    """A page of the front; behind its end the recommended order goes on."""
    front = page_of(all_of, bits, sort="recommended", language=language, after=None, limit=_FRONT)
    ordered = _in_turn(all_of, front.slugs, shown)
    page = _cut(ordered, start, limit)
    return page if page.after else Cut(page.slugs, start, front.after)


def _in_turn(all_of: Assortment, slugs: Sequence[str], shown: Sequence[str]) -> list[str]:
    """The first of each shelf, then the second of each; the shelves of what is `shown` already have the first turns.

    That itself, what is sold out and what is given away take their turns behind all others.
    """
    places = [one for slug in slugs if (one := all_of.places[all_of.at[slug]])]
    shelves = {one.slug: min(one.shelves, default="") for one in places}
    known = [shelves[slug] for slug in shown if slug in shelves]
    taken: dict[tuple[bool, str], int] = {}
    turns: list[tuple[bool, int, int, str]] = []
    for one in places:
        last, shelf = not one.free or not one.price or one.slug in shown, shelves[one.slug]
        taken[last, shelf] = taken.get((last, shelf), 0) + 1
        turns.append((last, taken[last, shelf], known.index(shelf) if shelf in known else len(known), one.slug))
    return [slug for *_, slug in sorted(turns, key=lambda turn: turn[:3])]


def _cut_few(all_of: Assortment, bits: int, key: Callable[[Place], Any], last: str, start: int, limit: int) -> Cut:
    ordered = sorted((one for at in places_in(bits) if (one := all_of.places[at])), key=key)
    behind = all_of.places[all_of.at[last]] if last in all_of.at else None
    first = bisect_right(ordered, key(behind), key=key) if behind else start
    return _cut([one.slug for one in ordered], first, limit)


def _cut_many(
    all_of: Assortment, bits: int, sort: str, key: Callable[[Any], Any], order: Sequence[int], last: str, start: int, limit: int
) -> Cut:  # fmt: skip
    """Walk the order of everything, and take what is asked for. How many stand before it is what the key says."""
    held = bits.to_bytes(all_of.size // 8 + 1, "little")
    behind = all_of.places[all_of.at[last]] if last in all_of.at else None
    first = bisect_right(order, _key_behind(all_of, bits, sort, key, behind), key=lambda at: key(all_of.places[at]))
    ahead = map(order.__getitem__, range(first, len(order)))  # `islice` would walk through what it skips
    walked = (at for at in ahead if held[at >> 3] >> (at & 7) & 1)
    skipped = 0 if behind else start
    found = islice(walked, skipped, skipped + limit + 1)
    return _made([one.slug for at in found if (one := all_of.places[at])], start, limit)


def _key_behind(all_of: Assortment, bits: int, sort: str, key: Callable[[Any], Any], behind: Place | None) -> Any:
    """A key that all that is looked for comes after: that of the product `behind` which the page goes on, or of the first price."""
    if behind is not None:
        return key(behind)
    if sort not in ("price", "price-down"):
        return ()
    cells = [cell for cell, having in all_of.cells() if having & bits]
    if sort == "price":
        return (GRID[min(cells) - 1] if min(cells) else 0,)
    return (-GRID[max(cells)],) if max(cells) < len(GRID) else ()


def _order(all_of: Assortment, sort: str, language: str, key: Callable[[Place], Any]) -> Sequence[int]:
    known = all_of.orders.get((sort, language))
    if known is None:
        ordered = sorted((one for one in all_of.places if one), key=key)
        known = all_of.orders[sort, language] = ([all_of.at[one.slug] for one in ordered], key)
    return known[0]


def _key(sort: str, language: str) -> Callable[[Place], Any]:
    """By what products are sorted; the slug decides between equals, so that a key of a page has one place."""
    short = language.partition("-")[0]

    def name(one: Place) -> str:
        known = one.keys.get(language)
        if known is None:
            said = one.said.get(language) or one.said.get(short) or one.name
            known = one.keys[language] = sort_name(said, language)
        return known

    return {
        "name": lambda one: (name(one), one.slug),
        "price": lambda one: (one.price, name(one), one.slug),
        "price-down": lambda one: (-one.price, name(one), one.slug),
        "newest": lambda one: (-one.created.timestamp(), name(one), one.slug),
    }.get(sort, lambda one: (not one.free, -one.created.timestamp(), name(one), one.slug))


def cards(
    rows: Rows,
    slugs: Sequence[str],
    now: datetime,
    locale: str,
    oldest: datetime | None = None,
    foreign: str | None = None,
) -> tuple[ProductCard, ...]:
    """Products as cards, in the given order. `oldest` is when the shop's first product came: a new shop has nothing new.

    In a `foreign` currency they cost what their articles cost in it; without one they cost what they cost in the shop's own.
    """
    if not slugs:
        return ()
    groups: dict[str, list[Row[Any]]] = {slug: [] for slug in slugs}
    named = {} if foreign is None else {"currency": foreign}
    for row in rows.all(_CARDS if foreign is None else _FOREIGN_CARDS, slugs=list(slugs), **named):
        groups[row.product].append(row)
    tints = {row.product: row.tint for row in reversed(rows.all(_TINTS, slugs=list(slugs)))}
    cheapest = {slug: min(group, key=lambda row: row.price) for slug, group in groups.items() if group}
    before = lowest_before(rows, [row.sku for row in cheapest.values()], now, foreign)
    sets = levels(rows, [row.sku for group in groups.values() for row in group if row.on_hand is None])
    return tuple(
        _card(
            groups[slug],
            row,
            sets,
            tints.get(slug, "stone"),
            before.get(row.sku),
            locale,
            new=is_new(row.created_at, oldest, now),
        )
        for slug, row in cheapest.items()
    )


def _card(
    group: Sequence[Row[Any]],
    cheapest: Row[Any],
    sets: Mapping[str, StockLevel],
    tint: str,
    before: int | None,
    locale: str,
    *,
    new: bool,
) -> ProductCard:
    pictures = json.loads(group[0].pictures)
    own = group[0].picture
    picture = Picture.model_validate_json(own) if own else Picture.model_validate(pictures[0]) if pictures else None
    said = words_of(cheapest, locale)
    picture = picture_in(said, picture, cheapest.name) if picture is not None else None
    free = sum(sets[row.sku].on_hand if row.sku in sets else (row.on_hand or 0) - (row.reserved or 0) for row in group)
    money = Money(amount=cheapest.price, currency=cheapest.currency)
    return ProductCard(
        slug=cheapest.product, name=said.name or cheapest.name, several=any(r.price != cheapest.price for r in group), picture=picture,
        price=UnitPrice(money=money, per=cheapest.per, includes_tax=cheapest.includes_tax), sku=cheapest.sku, tint=tint,
        band=availability(free).band, lowest_before=None if before is None else Money(amount=before, currency=cheapest.currency),
        content=Content(amount=cheapest.content_amount, unit=cheapest.content_unit) if cheapest.content_amount else None,
        is_new=new, created_at=cheapest.created_at, updated_at=cheapest.updated_at,
    )  # fmt: skip
