"""Facets: what a list can be narrowed by, with the count of each choice as the other choices leave it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal

from ecomkit.domain import Facet, Facets, FacetValue, Filters, PriceRange, RangeCount
from ecomkit.storage.assortment import GRID, Assortment
from ecomkit.storage.narrowing import Narrowing, cut, priced

__all__ = ["facets"]

_VALUES = (2, 20)
_LEAST_SHARE = 5
_MOST_FACETS = 6
_LONGEST = 24
_SIZES = ("xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")


def facets(all_of: Assortment, base: int, filters: Filters, names: Sequence[str], key: object = None) -> Facets:
    """What the list `base` can be narrowed by. `names` are the shop's choice; without it they are chosen by the list itself.

    `key` names the list, so that its choice is made once for each state of the assortment. Labels are the written names.
    """
    chosen = _kept(all_of, base, names, key)
    named = dict.fromkeys([*(name for name, _ in filters.features), *chosen])
    narrowing = Narrowing(all_of, filters)
    prices, ranges = narrowing.of(base, prices=False), _ranges(all_of, base, key)
    return Facets(
        facets=tuple(_facet(all_of, base, narrowing, name, filters) for name in sorted(named, key=_by(chosen))),
        prices=tuple(
            RangeCount(
                range=one,
                count=(prices & priced(all_of, one)).bit_count(),
                chosen=one in filters.prices,
                known=one in ranges,
            )
            for one in dict.fromkeys([*ranges, *filters.prices])
        ),
        in_stock=(narrowing.of(base, stock=False) & all_of.free).bit_count(),
        without=tuple(cut(all_of, base, one).bit_count() for one in _each_less(filters)),
    )


def _by(chosen: Sequence[str]) -> Callable[[str], int]:
    order = {name: at for at, name in enumerate(chosen)}
    return lambda name: order.get(name, len(order))


def _each_less(filters: Filters) -> list[Filters]:
    """The same filters with one of them taken away, each in turn."""
    found = [
        filters.model_copy(update={kind: given[:at] + given[at + 1 :]})
        for kind, given in (("features", filters.features), ("prices", filters.prices))
        for at in range(len(given))
    ]
    return [*found, filters.model_copy(update={"in_stock": False})] if filters.in_stock else found


def _kept(all_of: Assortment, base: int, names: Sequence[str], key: object) -> Sequence[str]:
    if names:
        return [name for name in names if any(bits & base for bits in all_of.values(name).values())]
    if key is None:
        return _choose(all_of, base)
    known: Sequence[str] | None = all_of.notes.get(("facets", key))
    if known is None:
        known = all_of.notes["facets", key] = _choose(all_of, base)
    return known


def _choose(all_of: Assortment, base: int) -> Sequence[str]:
    """Names that tell products of the list apart: a handful of short values that products share, on a fifth of them."""
    shares: dict[str, int] = {}
    for name in all_of.names():
        here = [(value, bits & base) for value, bits in all_of.values(name).items() if bits & base]
        if not _VALUES[0] <= len(here) <= _VALUES[1] or max(len(text) for text in (name, *dict(here))) > _LONGEST:
            continue
        covered = 0
        for _, bits in here:
            covered |= bits
        many = covered.bit_count()
        if many * _LEAST_SHARE >= base.bit_count() and 3 * len(here) <= 2 * many:
            shares[name] = many
    return sorted(shares, key=lambda name: (-shares[name], name))[:_MOST_FACETS]


def _facet(all_of: Assortment, base: int, narrowing: Narrowing, name: str, filters: Filters) -> Facet:
    left = narrowing.of(base, besides=name)
    chosen = {value for one, value in filters.features if one == name}
    counts = {value: (bits & left).bit_count() for value, bits in all_of.values(name).items() if bits & base}
    shown = [value for value in counts if counts[value] or value in chosen]
    shown += sorted(chosen - set(shown))
    return Facet(
        name=name, label=name,
        values=tuple(
            FacetValue(value=value, label=value, count=counts.get(value, 0), chosen=value in chosen, known=value in counts)
            for value in _in_order(shown, counts)
        ),
    )  # fmt: skip


def _in_order(values: Sequence[str], counts: Mapping[str, int]) -> list[str]:
    """Sizes and numbers by size, words by how many have them."""
    if all(value.casefold() in _SIZES for value in values):
        return sorted(values, key=lambda value: _SIZES.index(value.casefold()))
    if all(_NUMBER.match(value) for value in values):
        return sorted(values, key=lambda value: (Decimal(_NUMBER.findall(value)[0].replace(",", ".")), value))
    return sorted(values, key=lambda value: (-counts.get(value, 0), value))


def _ranges(all_of: Assortment, base: int, key: object) -> Sequence[PriceRange]:
    """Four ranges at most, about as full as each other, with round ends."""
    known: Sequence[PriceRange] | None = all_of.notes.get(("ranges", key)) if key is not None else None
    if known is None:
        known = _cut_ranges(all_of, base)
        if key is not None:
            all_of.notes["ranges", key] = known
    return known


def _cut_ranges(all_of: Assortment, base: int) -> Sequence[PriceRange]:
    counts = sorted((cell, (bits & base).bit_count()) for cell, bits in all_of.cells() if bits & base)
    total, so_far, ends = sum(count for _, count in counts), 0, list[int]()
    for cell, count in counts[:-1]:
        so_far += count
        if cell < len(GRID) and bisect_right([total * part // 4 for part in (1, 2, 3)], so_far) > len(ends):
            ends.append(GRID[cell])
    edges = [0, *ends]
    return [PriceRange(least=low, under=high) for low, high in zip(edges, [*ends, None], strict=True)] if ends else []
