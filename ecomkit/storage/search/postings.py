"""Postings: which entries a word stands in, as sets of bits that a process keeps until the index changes.

An engine that looks for entries with two words walks through those with either: the larger the catalogue, the longer. Read once
from the engine and kept, each word is a number, all of them together an AND, and the entries come in the order of their keys.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterator, Mapping, Sequence
from threading import Lock
from typing import Any, Final
from zlib import crc32

from sqlalchemy import Select, Text, bindparam, cast, func, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY

from ecomkit.storage.database import Rows
from ecomkit.storage.search.asking import Group, Where, for_fts5, for_tsquery
from ecomkit.storage.search.tables import entry, fts
from ecomkit.storage.tables import change

__all__ = ["INDEX", "NONE", "RANKS", "Bits", "Postings", "both", "count", "either", "keys_in", "span"]

Bits = Mapping[int, int]
"""Entries of one language: the bit `n` under a rank is the n-th key of that rank."""
NONE: Final[Bits] = {}
INDEX: Final = "search"
"""The topic that has a new version when the words of an entry change."""
RANKS: Final = 15
"""The rank of what did not sell; that of what sells best is 0."""

_IN_RANK: Final = 44
_LANGUAGE: Final = 48
_SOME: Final = re.compile(b"[^\\0]", re.DOTALL)
_PLACES: Final = tuple(tuple(at for at in range(8) if byte >> at & 1) for byte in range(256))
_ROOM: Final = 16 << 20
_EACH: Final = 300
_VERSION = select(change.c.version).where(change.c.topic == INDEX)
_LOW: Any = bindparam("low")
_ASKED: Any = bindparam("asked", type_=Text)
_SQLITE = select(func.aggregate_strings(cast(fts.c.rowid - _LOW, Text), ",")).where(
    fts.c.search_words.op("MATCH")(_ASKED), fts.c.rowid.between(_LOW, bindparam("high"))
)


def _on_server(words: str) -> Select[Any]:
    lexemes = func.search_lexemes(literal_column(words))
    return select(func.aggregate_strings(cast(entry.c.id - _LOW, Text), ",")).where(
        lexemes.op("@@")(cast(_ASKED, TSQUERY)), entry.c.id.between(_LOW, bindparam("high"))
    )


_NAMES = _on_server("name || ' ' || code")
_ALL = _on_server("name || ' ' || kind || ' ' || code || ' ' || text")


def span(language: str, rank: int | None = None) -> tuple[int, int]:
    """First and last key of a language's entries; of one rank of them. What sells best has the lowest keys."""
    base = (crc32(language.encode()) & 0x3FFF) << _LANGUAGE
    if rank is None:
        return base, base + (1 << _LANGUAGE) - 1
    return base + (rank << _IN_RANK), base + ((rank + 1) << _IN_RANK) - 1


def both(one: Bits, other: Bits) -> Bits:
    """Entries that are in both."""
    return {rank: bits for rank in one.keys() & other.keys() if (bits := one[rank] & other[rank])}


def either(one: Bits, other: Bits) -> Bits:
    """Entries that are in one of them, or in both."""
    if not one or not other:
        return one or other
    return {rank: one.get(rank, 0) | other.get(rank, 0) for rank in one.keys() | other.keys()}


def count(bits: Bits) -> int:
    """How many there are."""
    return sum(each.bit_count() for each in bits.values())


def keys_in(bits: Bits, language: str) -> Iterator[int]:
    """Keys of the entries, those of what sells best first; who takes a few pays for a few."""
    for rank in sorted(bits):
        first, _ = span(language, rank)
        ready = bits[rank].to_bytes((bits[rank].bit_length() + 7) // 8, "little")
        for some in _SOME.finditer(ready):
            base = first + 8 * some.start()
            for place in _PLACES[some[0][0]]:
                yield base + place


class Postings:
    """Kept by one process for one shop: the words that were asked for lately, in `room` bytes."""

    def __init__(self, room: int = _ROOM) -> None:
        self._room = room
        self._lock = Lock()
        self._kept: OrderedDict[tuple[str, str], Bits] = OrderedDict()
        self._size = 0
        self._version: str | None = None

    def of(self, rows: Rows, language: str, group: Group, where: Where) -> Bits:
        """Entries that say it in one of its ways, as this unit of work sees them."""
        asked = for_fts5(group, where) if rows.is_sqlite else for_tsquery(group)
        if rows.is_writing:  # what is being written is nobody else's, and may be rolled back
            return _read(rows, language, asked, where)
        version, key = rows.scalar(_VERSION) or "", (language, f"{where}:{asked}")
        with self._lock:
            known = self._known(version, key)
        if known is None:
            known = _read(rows, language, asked, where)
            with self._lock:
                self._keep(version, key, known)
        return known

    def _known(self, version: str, key: tuple[str, str]) -> Bits | None:
        if version != self._version:
            self._kept.clear()
            self._version, self._size = version, 0
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    def _keep(self, version: str, key: tuple[str, str], bits: Bits) -> None:
        if version != self._version or key in self._kept:
            return
        self._kept[key] = bits
        self._size += _size(bits)
        while self._size > self._room:
            self._size -= _size(self._kept.popitem(last=False)[1])


def _size(bits: Bits) -> int:
    return _EACH + sum(each.bit_length() // 8 for each in bits.values())


def _read(rows: Rows, language: str, asked: str, where: Where) -> Bits:
    """All entries come as one text: a hundred thousand rows would take four times as long."""
    low, high = span(language)
    statement = _SQLITE if rows.is_sqlite else _NAMES if where else _ALL
    text = rows.scalar(statement, asked=asked, low=low, high=high)
    places = sorted(map(int, text.split(","))) if text else []
    found, start = {}, 0
    while start < len(places):
        rank = places[start] >> _IN_RANK
        end = bisect_left(places, (rank + 1) << _IN_RANK, start)
        found[rank] = _packed(places[start:end], rank << _IN_RANK)
        start = end
    return found


def _packed(places: Sequence[int], first: int) -> int:
    """Places in their order as the bits of a number, counted from `first`."""
    base = first >> 3
    ready = bytearray((places[-1] >> 3) - base + 1)
    for one in places:
        ready[(one >> 3) - base] |= 1 << (one & 7)
    return int.from_bytes(ready, "little")
