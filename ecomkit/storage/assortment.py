"""The assortment: all products of a shop as sets of bits, from which lists are cut and counted whatever their size.

Each product has a place. What it has in common with others (a value, a shelf, a band of prices, stock) is one number whose bits
are places, so that a filter is an AND and its count the number of bits. It is read from the database once, and brought up to
date from the log of topics before each question: an answer is never older than the unit of work that asks.
"""

from __future__ import annotations

import json
import time
import uuid
from bisect import bisect_left, bisect_right, insort
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from threading import RLock
from typing import Any

from sqlalchemy import Select, and_, bindparam, func, select
from sqlalchemy.engine import Row

from ecomkit.storage import topics
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import category, currency_price, feature, part, product, product_category, stock, variant
from ecomkit.storage.unsold import unsold_choices

__all__ = ["GRID", "MOST_VALUES", "Assortment", "Place", "bits_of", "places_in"]

MOST_VALUES = 200
"""A name with more values than this is a text, not a choice: it is not counted."""
GRID = tuple(step * 10**k for k in range(9) for step in (10, 15, 20, 25, 30, 40, 50, 75))
"""Round prices, in minor units: the ends of ranges."""

_MANY = 500
_OVERLAP = 10_000
"""Milliseconds: keys of commits side by side are not in their order."""
_OF: Any = bindparam("slugs", expanding=True)
_PRODUCTS = select(
    product.c.slug, product.c.name, product.c.words, product.c.lowest, product.c.created_at, product.c.published,
    product.c.publish_at, product.c.withdraw_at,
)  # fmt: skip
_FEATURES = (
    select(feature.c.name, feature.c.value, func.aggregate_strings(feature.c.product, ",").label("products"))
    .group_by(feature.c.name, feature.c.value)
    .order_by(feature.c.name, feature.c.value)
)
_SHELVED = select(
    product_category.c.category, func.aggregate_strings(product_category.c.product, ",").label("products")
).group_by(product_category.c.category)
"""A row for each value and shelf, with its products as one text: a row for each of them takes four times as long."""
_FREE = (
    select(variant.c.product, func.sum(stock.c.on_hand - stock.c.reserved).label("free"))
    .join(stock, stock.c.sku == variant.c.sku)
    .group_by(variant.c.product)
)
_SETS = (
    select(
        variant.c.product,
        func.min(func.coalesce(stock.c.on_hand - stock.c.reserved, 0) - part.c.quantity + 1).label("free"),
    )
    .join(part, part.c.bundle == variant.c.sku)
    .join(stock, stock.c.sku == part.c.sku, isouter=True)
    .group_by(variant.c.product, variant.c.sku)
)
"""Sets: there is one where there is enough of each part."""
_PRICED = and_(currency_price.c.sku == variant.c.sku, currency_price.c.currency == bindparam("currency"))
_FOREIGN_LOWEST = (
    select(func.min(currency_price.c.price))
    .select_from(variant.join(currency_price, _PRICED))
    .where(variant.c.product == product.c.slug)
    .scalar_subquery()
)
_FOREIGN_PRODUCTS = select(
    *(one for one in _PRODUCTS.selected_columns if one.name != "lowest"), _FOREIGN_LOWEST.label("lowest")
)
_FOREIGN_FREE, _FOREIGN_SETS = (one.join(currency_price, _PRICED) for one in (_FREE, _SETS))
_IN_CURRENCY = (_FOREIGN_PRODUCTS, _FOREIGN_FREE, _FOREIGN_SETS)
"""The same, of what is sold in another currency."""
_TREE = select(category.c.slug, category.c.parent, category.c.rule)


@dataclass(slots=True)
class Place:
    """What lists are sorted by, of one product. `said` are its names in other languages, `keys` what they are sorted by."""

    slug: str
    name: str
    said: Mapping[str, str]
    price: int
    created: datetime
    published: bool
    begins: datetime | None
    ends: datetime | None
    free: bool = False
    keys: dict[str, str] = field(default_factory=dict)
    features: list[tuple[str, str]] = field(default_factory=list)
    shelves: list[str] = field(default_factory=list)


def bits_of(places: Iterable[int], size: int) -> int:
    """Places as a number with their bits set; `size` is above all of them."""
    ready = bytearray(size // 8 + 1)
    for place in places:
        ready[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(ready, "little")


def places_in(bits: int) -> Iterator[int]:
    """The places whose bits are set, lowest first."""
    text = f"{bits:b}"[::-1]
    at = text.find("1")
    while at >= 0:
        yield at
        at = text.find("1", at + 1)


class Assortment:
    """Kept by one process for one shop. Hold `lock` from `refresh` to the end of a question.

    One in a `foreign` currency knows the articles that have a price in it, at those prices.
    """

    def __init__(self, foreign: str | None = None) -> None:
        self.foreign = foreign
        self.lock = RLock()
        self.places: list[Place | None] = []
        self.at: dict[str, int] = {}
        self.notes: dict[Any, Any] = {}
        """What was worked out from this state; forgotten with the next change."""
        self.orders: dict[Any, tuple[list[int], Callable[[Place], Any]]] = {}
        """All places in an order, with the key that they are sorted by."""
        self.oldest: datetime | None = None
        self.rules: dict[str, str] = {}
        self._wide: set[str] = set()
        self._features: dict[str, dict[str, int]] = {}
        self._shelves: dict[str, int] = {}
        self._cells: dict[int, int] = {}
        self._free = self._present = self._always = 0
        self._timed: set[int] = set()
        self._below: dict[str, list[str]] = {}
        self._seen: dict[str, str] = {}
        self._followed = 0

    @property
    def size(self) -> int:
        """One above the highest place."""
        return len(self.places)

    @property
    def present(self) -> int:
        """All products, shown or not."""
        return self._present

    @property
    def free(self) -> int:
        """What can be had."""
        return self._free

    def values(self, name: str) -> Mapping[str, int]:
        """The values of a feature with their products; none where there are too many to choose from."""
        return self._features.get(name, {})

    def names(self) -> Iterable[str]:
        """The names of all features."""
        return self._features

    def having(self, name: str, value: str) -> int:
        """The products with a value."""
        if name not in self._wide:
            return self._features.get(name, {}).get(value, 0)
        return bits_of((at for at, one in enumerate(self.places) if one and (name, value) in one.features), self.size)

    def cells(self) -> Iterable[tuple[int, int]]:
        """Bands of prices with their products: a band is the number of steps of `GRID` that are not above the price."""
        return self._cells.items()

    def below(self, slug: str) -> list[str]:
        """A shelf and all below it."""
        found, todo = [], [slug]
        while todo:
            found.append(todo.pop())
            todo += [child for child in self._below.get(found[-1], ()) if child not in found]
        return found

    def put_on(self, shelves: Iterable[str]) -> int:
        """The products that were put on any of these shelves."""
        bits = 0
        for slug in shelves:
            bits |= self._shelves.get(slug, 0)
        return bits

    def shown(self, now: datetime) -> tuple[int, datetime | None]:
        """What customers see now, and when a schedule changes that next."""
        known = self.notes.get("shown")
        if known is not None and known[0] <= now and (known[2] is None or now < known[2]):
            return known[1], known[2]
        timed = [(at, one) for at in self._timed if (one := self.places[at])]
        until = min((end for _, one in timed for end in (one.begins, one.ends) if end and end > now), default=None)
        bits = self._always | bits_of((at for at, one in timed if _is_shown(one, now)), self.size)
        self.notes["shown"] = (now, bits, until)
        return bits, until

    def refresh(self, rows: Rows) -> None:
        """Bring it to the state that this unit of work sees."""
        now = time.time_ns() // 1_000_000
        earliest = (self._followed or now) - _OVERLAP
        changed = topics.changed_since(rows, str(uuid.UUID(int=earliest << 80)))
        fresh = [(topic, version) for topic, version in changed if self._seen.get(topic, "") < version]
        first, self._followed = not self._followed, now
        if first or len(fresh) > _MANY or self.size > 2 * len(self.at) + _MANY:
            self._read(rows)
        elif fresh:
            self._follow(rows, [topic for topic, _ in fresh])
        self._seen = dict(changed)

    def _follow(self, rows: Rows, changed: Sequence[str]) -> None:
        slugs = {one.partition("/")[2] for one in changed if one.startswith(("product/", "stock/"))}
        if slugs:
            first = self.size
            for slug in slugs:
                self._forget(slug)
            self._take(rows, slugs)
            for order, key in self.orders.values():
                for at in range(first, self.size):
                    insort(order, at, key=lambda at, key=key: key(self.places[at]))  # type: ignore[misc]
        if "categories" in changed:
            self._take_tree(rows)
        if slugs or "categories" in changed:
            self.notes.clear()

    def _read(self, rows: Rows) -> None:
        self.places, self.at, self.oldest = [], {}, None
        self._features, self._shelves, self._cells, self.orders = {}, {}, {}, {}
        self._free = self._present = self._always = 0
        self._wide, self._timed = set(), set()
        self.notes.clear()
        self._take_tree(rows)
        self._take(rows, None)

    def _take_tree(self, rows: Rows) -> None:
        self._below, self.rules = {}, {}
        for row in rows.all(_TREE):
            self._below.setdefault(row.parent or "", []).append(row.slug)
            if row.rule:
                self.rules[row.slug] = row.rule

    def _take(self, rows: Rows, slugs: set[str] | None) -> None:
        """Read these products, or all."""
        first, cells, always = len(self.places), dict[int, list[int]](), list[int]()
        chosen, *there_are = (_PRODUCTS, _FREE, _SETS) if self.foreign is None else _IN_CURRENCY
        for row in self._rows(rows, chosen, product.c.slug, slugs):
            if row.lowest is None:
                continue
            at = self.at[row.slug] = len(self.places)
            self.places.append(one := _place(row))
            if one.begins or one.ends:
                self._timed.add(at)
            elif one.published:
                always.append(at)
            self.oldest = min(self.oldest or row.created_at, row.created_at)
            cells.setdefault(bisect_right(GRID, row.lowest), []).append(at)
        free = []
        for row in (one for each in there_are for one in self._rows(rows, each, variant.c.product, slugs)):
            there = self.places[self.at[row.product]] if row.product in self.at else None
            if there is not None and row.free > 0:
                there.free = True
                free.append(self.at[row.product])
        self._take_marks(rows, slugs)
        for cell, members in cells.items():
            self._cells[cell] = self._cells.get(cell, 0) | self._bits(members, first)
        self._free |= self._bits(free, first)
        self._always |= self._bits(always, first)
        self._present |= self._bits(range(first, self.size), first)

    def _rows(self, rows: Rows, statement: Select[Any], column: Any, slugs: set[str] | None) -> Iterator[Row[Any]]:
        named = {} if self.foreign is None else {"currency": self.foreign}
        return _rows(rows, statement, column, slugs, **named)

    def _take_marks(self, rows: Rows, slugs: set[str] | None) -> None:
        """Values and shelves of these products, or of all. In a foreign currency, what only unsold articles have is no choice."""
        unsold = frozenset() if self.foreign is None else unsold_choices(rows, self.foreign, slugs)
        for row in _rows(rows, _FEATURES, feature.c.product, slugs):
            name, value = pair = (row.name, row.value)
            found = row.products.split(",")
            members = (
                self._members(one for one in found if (one, name, value) not in unsold)
                if unsold
                else self._members(found)
            )
            if members:
                self._take_value(name, value, members)
            for at in members:
                self.places[at].features.append(pair)  # type: ignore[union-attr]
        for row in _rows(rows, _SHELVED, product_category.c.product, slugs):
            shelf, members = row.category, self._members(row.products.split(","))
            self._shelves[shelf] = self._shelves.get(shelf, 0) | bits_of(members, self.size)
            for at in members:
                self.places[at].shelves.append(shelf)  # type: ignore[union-attr]

    def _take_value(self, name: str, value: str, members: Sequence[int]) -> None:
        known = self._features.setdefault(name, {})
        if name not in self._wide:
            known[value] = known.get(value, 0) | bits_of(members, self.size)
        if len(known) > MOST_VALUES:
            self._wide.add(name)
            known.clear()

    def _members(self, slugs: Iterable[str]) -> list[int]:
        return [self.at[slug] for slug in slugs if slug in self.at]

    def _bits(self, members: Sequence[int], first: int) -> int:
        return bits_of([at - first for at in members], self.size - first) << first

    def _forget(self, slug: str) -> None:
        """Let a product go; its place stays empty."""
        at = self.at.pop(slug, -1)
        one = self.places[at] if at >= 0 else None
        if one is None:
            return
        for order, key in self.orders.values():
            del order[bisect_left(order, key(one), key=lambda at, key=key: key(self.places[at]))]  # type: ignore[misc]
        others = ~(1 << at)
        for name, value in one.features:
            known = self._features[name]
            if value in known:
                known[value] &= others
                if not known[value]:
                    del known[value]
        for shelf in one.shelves:
            self._shelves[shelf] &= others
        cell = bisect_right(GRID, one.price)
        self._cells[cell] &= others
        self._free &= others
        self._always &= others
        self._present &= others
        self._timed.discard(at)
        self.places[at] = None


def _rows(
    rows: Rows, statement: Select[Any], column: Any, slugs: set[str] | None, **named: object
) -> Iterator[Row[Any]]:
    if slugs is None:
        return rows.each(statement, **named)
    return rows.each(statement.where(column.in_(_OF)), slugs=sorted(slugs), **named)


def _place(row: Row[Any]) -> Place:
    words = json.loads(row.words) if row.words != "[]" else ()
    return Place(
        slug=row.slug, name=row.name, said={language: said["name"] for language, said in words if said.get("name")},
        price=row.lowest, created=row.created_at or datetime.fromtimestamp(0, UTC), published=row.published, begins=row.publish_at,
        ends=row.withdraw_at,
    )  # fmt: skip


def _is_shown(one: Place, now: datetime) -> bool:
    return one.published and (one.begins is None or one.begins <= now) and (one.ends is None or now < one.ends)
