"""Bits: sets of entries as numbers, and the keys that entries have."""

from __future__ import annotations

import sys
from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, compress
from typing import Final
from zlib import crc32

__all__ = ["NONE", "RANKS", "Bits", "bits_of", "both", "count", "either", "keys_in", "rank_of", "span", "without"]

Bits = Mapping[int, int]
"""Entries of one language: the bit `n` under a rank is the n-th key of that rank."""
NONE: Final[Bits] = {}
RANKS: Final = 15
"""The rank of what did not sell; that of what sells best is 0."""

_IN_RANK: Final = 44
_LANGUAGE: Final = 48


def span(language: str, rank: int | None = None) -> tuple[int, int]:
    """First and last key of a language's entries; of one rank of them. What sells best has the lowest keys."""
    base = (crc32(language.encode()) & 0x3FFF) << _LANGUAGE
    if rank is None:
        return base, base + (1 << _LANGUAGE) - 1
    return base + (rank << _IN_RANK), base + ((rank + 1) << _IN_RANK) - 1


def rank_of(key: int) -> int:
    """The rank of the entry with this key."""
    return key >> _IN_RANK & RANKS


def both(one: Bits, other: Bits) -> Bits:
    """Entries that are in both."""
    return {rank: bits for rank in one.keys() & other.keys() if (bits := one[rank] & other[rank])}


def either(one: Bits, other: Bits) -> Bits:
    """Entries that are in one of them, or in both."""
    if not one or not other:
        return one or other
    return {rank: one.get(rank, 0) | other.get(rank, 0) for rank in one.keys() | other.keys()}


def without(one: Bits, other: Bits) -> Bits:
    """Entries that are in one and not in the other."""
    return {rank: left for rank, bits in one.items() if (left := bits & ~other.get(rank, 0))}


def count(bits: Bits) -> int:
    """How many there are."""
    return sum(each.bit_count() for each in bits.values())


def keys_in(bits: Bits, language: str) -> Iterator[int]:
    """Keys of the entries, those of what sells best first; who takes a few pays for a few."""
    return chain.from_iterable(_keys(bits[rank], span(language, rank)[0]) for rank in sorted(bits))


def _keys(bits: int, first: int) -> Iterator[int]:
    """Word by word of the machine: most of them are empty in a large catalogue."""
    words = array("Q", bits.to_bytes((bits.bit_length() + 63) // 64 * 8, sys.byteorder))
    if sys.byteorder == "big":
        words.reverse()
    for at in compress(range(len(words)), words):
        left, base = words[at], first - 1 + 64 * at
        while left:
            lowest = left & -left
            yield base + lowest.bit_length()
            left ^= lowest


def bits_of(places: Iterable[int]) -> Bits:
    """Entries whose keys are so many above the language's first one."""
    known, found, start = sorted(places), {}, 0
    while start < len(known):
        rank = known[start] >> _IN_RANK
        end = bisect_left(known, (rank + 1) << _IN_RANK, start)
        found[rank] = _packed(known[start:end], rank << _IN_RANK)
        start = end
    return found


def _packed(places: Sequence[int], first: int) -> int:
    """Places in their order as the bits of a number, counted from `first`."""
    base = first >> 3
    ready = bytearray((places[-1] >> 3) - base + 1)
    for one in places:
        ready[(one >> 3) - base] |= 1 << (one & 7)
    return int.from_bytes(ready, "little")
