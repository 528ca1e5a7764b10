"""The index: what is kept of a product in each language, written in the transaction that changes the product."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Select, bindparam, delete, exists, func, insert, or_, select, update
from sqlalchemy.engine import Row

from ecomkit.storage.database import Rows
from ecomkit.storage.search.bits import RANKS, rank_of, span
from ecomkit.storage.search.postings import tell
from ecomkit.storage.search.spelling import learn
from ecomkit.storage.search.tables import entry, near
from ecomkit.storage.search.tokens import code, index_tokens, paired
from ecomkit.storage.tables import (
    category,
    feature,
    order,
    order_line,
    part,
    product,
    product_category,
    stock,
    term,
    variant,
)

__all__ = [
    "forget_gone",
    "index_all",
    "index_products",
    "missing",
    "name_of",
    "note_stock",
    "products_in",
    "products_saying",
]

_SELLS = timedelta(days=90)
_SAYS_NOTHING = frozenset({"yes", "no", "true", "false", "0", "1"})
_SLUGS: Any = bindparam("slugs", expanding=True)
_PRODUCTS = select(product).where(product.c.slug.in_(_SLUGS))
_VARIANTS = (
    select(variant.c.product, variant.c.sku, variant.c.options)
    .where(variant.c.product.in_(_SLUGS))
    .order_by(variant.c.position, variant.c.sku)
)
_SHELVES = select(category.c.slug, category.c.parent, category.c.name, category.c.words)
_ON_SHELVES = (
    select(product_category).where(product_category.c.product.in_(_SLUGS)).order_by(product_category.c.category)
)
_FREE = (
    select(variant.c.product)
    .join(stock, stock.c.sku == variant.c.sku)
    .where(variant.c.product.in_(_SLUGS), stock.c.on_hand > stock.c.reserved)
    .distinct()
)
_SETS = (
    select(variant.c.product)
    .join(part, part.c.bundle == variant.c.sku)
    .join(stock, stock.c.sku == part.c.sku, isouter=True)
    .where(variant.c.product.in_(_SLUGS))
    .group_by(variant.c.product, variant.c.sku)
    .having(func.min(func.coalesce(stock.c.on_hand - stock.c.reserved, 0) - part.c.quantity) >= 0)
)
_TERMS = select(term).where(term.c.language.in_(bindparam("languages", expanding=True)))
_KNOWN = select(entry).where(entry.c.product.in_(_SLUGS))
_LAST = select(func.max(entry.c.id)).where(entry.c.id.between(bindparam("low"), bindparam("high")))
_ALONE = select(entry.c.id).where(entry.c.product.not_in(select(product.c.slug)))
_OTHERWISE = select(entry.c.id).where(entry.c.product == bindparam("of"), entry.c.available != bindparam("now"))
_NOTE = update(entry).where(entry.c.product == bindparam("of"))
_NEXT: Select[Any] = (
    select(product.c.slug).where(product.c.slug > bindparam("after")).order_by(product.c.slug).limit(bindparam("most"))
)
_MISSING = (
    select(func.count())
    .select_from(product)
    .where(~exists().where(entry.c.product == product.c.slug, entry.c.language == bindparam("language")))
)
_SOLD = (
    select(variant.c.product, func.sum(order_line.c.quantity).label("sold"))
    .join(order_line, order_line.c.sku == variant.c.sku)
    .join(order, order.c.id == order_line.c.order)
    .where(order.c.confirmed_at >= bindparam("since"), order.c.state != "cancelled")
    .group_by(variant.c.product)
)


def index_products(
    rows: Rows, slugs: Iterable[str], languages: Sequence[str], sold: Mapping[str, int] | None = None
) -> int:
    """Bring the entries of some products up to date; gives how many were written. One that is gone loses its entries.

    `sold` are the pieces sold lately by product; without it each product keeps its rank.
    """
    wanted = sorted(set(slugs))
    if not wanted:
        return 0
    desk = _Desk(rows, wanted, languages)
    known = {(row.product, row.language): row for row in rows.all(_KNOWN, slugs=wanted)}
    written, changed = 0, set[int]()
    for slug in wanted:
        row = desk.products.get(slug)
        for language in languages if row is not None else ():
            before = known.pop((slug, language), None)
            rank = _rank(before, None if sold is None else sold.get(slug, 0))
            values = desk.values(row, language)
            if before is None or _rank(before, None) != rank or any(before._mapping[k] != v for k, v in values.items()):
                changed |= _write(rows, before, language, rank, values)
                learn(rows, language, desk.said(slug, language))
                written += 1
    for row in known.values():
        rows.write(delete(entry).where(entry.c.id == row.id))
        changed.add(row.id)
        written += 1
    tell(rows, changed)
    return written


def _rank(before: Row[Any] | None, sold: int | None) -> int:
    if sold is not None:
        return RANKS - min(RANKS, sold.bit_length())
    return RANKS if before is None else rank_of(before.id)


def _write(rows: Rows, before: Row[Any] | None, language: str, rank: int, values: Mapping[str, object]) -> set[int]:
    """Write an entry under a key of its rank; gives the keys that say something else from now on."""
    low, high = span(language, rank)
    if before is not None and low <= before.id <= high:
        rows.write(update(entry).where(entry.c.id == before.id), **values)
        return {before.id}
    if before is not None:
        rows.write(delete(entry).where(entry.c.id == before.id))
    last = rows.scalar(_LAST, low=low, high=high)
    key = low if last is None else last + 1
    rows.write(insert(entry), id=key, language=language, **values)
    return {key} if before is None else {key, before.id}


class _Desk:
    """All that is said of some products, read at once."""

    def __init__(self, rows: Rows, slugs: list[str], languages: Sequence[str]) -> None:
        self._main = languages[0]
        self.products = {row.slug: row for row in rows.all(_PRODUCTS, slugs=slugs)}
        self._variants = _grouped(rows.all(_VARIANTS, slugs=slugs))
        self._on = _grouped(rows.all(_ON_SHELVES, slugs=slugs))
        self._shelves = {row.slug: row for row in rows.all(_SHELVES)}
        self._free = _available(rows, slugs)
        found = rows.all(_TERMS, languages=sorted({one for name in languages for one in (name, name[:2])}))
        self._terms = {(row.language, row.term): row.said for row in found}

    def said(self, slug: str, language: str) -> tuple[str, ...]:
        """The words that a misspelt one may have meant."""
        row = self.products[slug]
        return (name_of(row, language), row.maker, *self._shelf_names(slug, language), *self._traits(row, language))

    def values(self, row: Any, language: str) -> dict[str, object]:
        """An entry but for its key."""
        name, description = name_of(row, language), _said(row, language).get("description") or row.description
        also = () if name == row.name else (row.name,)
        skus = (code(each.sku) for each in self._variants.get(row.slug, ()))
        kind = (paired(name), row.maker, *self._shelf_names(row.slug, language), *self._traits(row, language), *also)
        return {
            "product": row.slug, "name": index_tokens(language, [name]), "kind": index_tokens(language, kind),
            "code": " ".join(dict.fromkeys(skus)), "text": index_tokens(language, [description]),
            "published": row.published, "publish_at": row.publish_at, "withdraw_at": row.withdraw_at,
            "available": row.slug in self._free,
        }  # fmt: skip

    def _shelf_names(self, slug: str, language: str) -> list[str]:
        """Names of its categories and of those above them."""
        found: dict[str, None] = {}
        for one in self._on.get(slug, ()):
            at = one.category
            while at in self._shelves and at not in found:
                found[at] = None
                at = self._shelves[at].parent
        return [name_of(self._shelves[one], language) for one in found]

    def _traits(self, row: Any, language: str) -> list[str]:
        """Values of attributes and options, as they are written and as the language says them."""
        pairs = [*json.loads(row.attributes)]
        pairs += [pair for each in self._variants.get(row.slug, ()) for pair in json.loads(each.options)]
        values = dict.fromkeys(value for _, value in pairs if value.casefold() not in _SAYS_NOTHING)
        return [word for value in values for word in (self._say(value, language), value)]

    def _say(self, value: str, language: str) -> str:
        said: str = self._terms.get((language, value)) or self._terms.get((language[:2], value), value)
        return said


def _available(rows: Rows, slugs: list[str]) -> set[str]:
    """Those of which anything can be had; of a set, where there is enough of each part."""
    return {row.product for statement in (_FREE, _SETS) for row in rows.all(statement, slugs=slugs)}


def _grouped(found: Sequence[Row[Any]]) -> dict[str, list[Row[Any]]]:
    groups: dict[str, list[Row[Any]]] = {}
    for row in found:
        groups.setdefault(row.product, []).append(row)
    return groups


def name_of(row: Any, language: str) -> str:
    """What a product or category is called in a language; what it does not say is said in the main one."""
    return _said(row, language).get("name") or str(row.name)


def _said(row: Any, language: str) -> dict[str, str]:
    said = dict(json.loads(row.words)) if row.words != "[]" else {}
    found: dict[str, str] = said.get(language) or said.get(language[:2]) or {}
    return found


def index_all(rows: Rows, languages: Sequence[str], now: datetime, *, after: str = "", most: int = 500) -> str | None:
    """Bring a batch of all products up to date, in the order of what sold; gives the last one, or None when it was the last.

    The first batch also forgets words that nothing says any more.
    """
    if not after:
        rows.write(delete(near))
        forget_gone(rows)
    slugs = [row.slug for row in rows.all(_NEXT, after=after, most=most)]
    sold = {row.product: int(row.sold) for row in rows.all(_SOLD, since=now - _SELLS)}
    index_products(rows, slugs, languages, sold)
    if slugs:
        desk = _Desk(rows, slugs, languages)
        for language in languages:
            learn(rows, language, (text for slug in slugs for text in desk.said(slug, language)))
    return slugs[-1] if len(slugs) == most else None


def missing(rows: Rows, languages: Sequence[str]) -> int:
    """How many products have no entry in one of these languages."""
    return max((int(rows.scalar(_MISSING, language=one)) for one in languages), default=0)


def forget_gone(rows: Rows) -> None:
    """Take away entries of products that there are no more."""
    gone = [row.id for row in rows.all(_ALONE)]
    if gone:
        rows.write(delete(entry).where(entry.c.product.not_in(select(product.c.slug))))
    tell(rows, gone)


def note_stock(rows: Rows, slug: str) -> None:
    """Keep whether anything of a product can be had: what is sold out is found last."""
    free = bool(_available(rows, [slug]))
    changed = [row.id for row in rows.all(_OTHERWISE, of=slug, now=free)]
    if changed:
        rows.write(_NOTE.values(available=free), of=slug)
    tell(rows, changed)


def products_in(rows: Rows, categories: Iterable[str]) -> set[str]:
    """Products of some categories and all below them."""
    below: dict[str | None, list[str]] = {}
    for row in rows.all(_SHELVES):
        below.setdefault(row.parent, []).append(row.slug)
    found: set[str] = set()
    todo = list(categories)
    while todo:
        if (one := todo.pop()) not in found:
            found.add(one)
            todo += below.get(one, ())
    chosen = select(product_category.c.product).where(product_category.c.category.in_(sorted(found)))
    return {row.product for row in rows.all(chosen)}


def products_saying(rows: Rows, values: Iterable[str]) -> set[str]:
    """Products that have one of these values as attribute or option."""
    said = sorted(set(values))
    found = select(feature.c.product).where(or_(feature.c.value.in_(said)))
    return {row.product for row in rows.all(found)} if said else set()
