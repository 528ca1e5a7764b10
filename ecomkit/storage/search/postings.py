"""Postings: which entries a word stands in, as sets of bits that a process keeps.

An engine that looks for entries with two words walks through those with either: the larger the catalogue, the longer. Read once
from the engine and kept, each word is a number, all of them together an AND, and the entries come in the order of their keys. When an
entry changes, the words that are known are asked of that entry alone. To read a word costs as much as some walks, so SQLite, which
stops at the first entries, finds what was seldom asked for.
"""

from __future__ import annotations

import json
import uuid
from collections import Counter, OrderedDict
from collections.abc import Collection, Hashable, Iterable, Mapping, Sequence
from functools import reduce
from threading import Lock
from typing import Any, Final

from sqlalchemy import ARRAY, BigInteger, Select, Text, all_, any_, bindparam, cast, func, literal_column, or_, select
from sqlalchemy.dialects.postgresql import TSQUERY

from ecomkit.storage.database import Rows
from ecomkit.storage.search.asking import Asked, Group, Where, all_for_fts5, for_fts5, for_tsquery, whole_code
from ecomkit.storage.search.bits import Bits, bits_of, both, either, span, without
from ecomkit.storage.search.hits import Hits
from ecomkit.storage.search.tables import entry, fts
from ecomkit.storage.search.weighing import Entry
from ecomkit.storage.tables import change

__all__ = ["Postings", "Snapshot", "first_with_all", "given", "joined_keys", "tell"]

Word = tuple[str, Where, tuple[Asked, ...]]
"""A word as it is kept: its language, where it is looked for, and how the engine is asked."""

_INDEX: Final = "search"
"""The topic that has a new version when an entry changes; `search/<key>` has one when that entry does."""
_MANY: Final = "search.many"
"""The topic that has a new version when more entries change than are told one by one."""
_TOLD: Final = 50
_MOST_CHANGED: Final = 500
_OVERLAP: Final = 10_000
"""Milliseconds: clocks of several machines differ."""
_ROOM: Final = 16 << 20
_EACH: Final = 300
_MOST_ENTRIES: Final = 6_000
_MOST_ANSWERS: Final = 300
_OFTEN: Final = 5
"""So many times a word must be asked for until it is read: reading costs about as much as so many walks."""
_MOST_MET: Final = 6_000

_VERSIONS = select(change.c.topic, change.c.version).where(or_(change.c.topic == _INDEX, change.c.topic == _MANY))
_CHANGED = (
    select(change.c.topic)
    .where(change.c.version > bindparam("since"), change.c.topic.startswith(f"{_INDEX}/"))
    .limit(_MOST_CHANGED + 1)
)
_LOW: Any = bindparam("low")
_ASKED: Any = bindparam("asked", type_=Text)


def given(column: Any, *, on_server: bool) -> Any:
    """Rows whose keys are in the parameter `keys` (`joined_keys`): hundreds of parameters would cost more than the rows."""
    keys: Any = bindparam("keys", type_=Text)
    if on_server:
        return column == any_(cast(func.string_to_array(keys, ","), ARRAY(BigInteger)))
    return column.in_(select(func.json_each("[" + keys + "]").table_valued("value").c.value))


def joined_keys(keys: Iterable[int]) -> str:
    """Keys as one parameter."""
    return ",".join(map(str, keys))


def _places(key: Any) -> Select[Any]:
    """All entries come as one text: a hundred thousand rows would take four times as long."""
    return select(func.aggregate_strings(cast(key - _LOW, Text), ","))


_MATCHING = (fts.c.search_words.op("MATCH")(_ASKED), fts.c.rowid.between(_LOW, bindparam("high")))


def _on_server(words: str, fitting: str = "") -> Select[Any]:
    lexemes = func.search_lexemes(literal_column(words))
    found = _places(entry.c.id).where(
        lexemes.op("@@")(cast(_ASKED, TSQUERY)), entry.c.id.between(_LOW, bindparam("high"))
    )
    patterns: Any = func.string_to_array(bindparam("patterns", type_=Text), ",")
    return found.where(literal_column(fitting).op("LIKE")(all_(patterns))) if fitting else found


_SQLITE = _places(fts.c.rowid).where(*_MATCHING)
_FIRST = _places(
    select(fts.c.rowid).where(*_MATCHING).order_by(fts.c.rowid).limit(bindparam("most")).subquery().c.rowid
)
"""The same, up to the first ones: FTS5 walks in the order of the keys."""
_NAMES, _ALL = "name || ' ' || code", "name || ' ' || kind || ' ' || code || ' ' || text"
"""What is indexed on PostgreSQL; of these, a part of the columns is asked by patterns."""
_POSTGRESQL: Mapping[Where, Select[Any]] = {
    "name code": _on_server(_NAMES), "code": _on_server(_NAMES, "(' ' || code || ' ')"), "": _on_server(_ALL),
}  # fmt: skip
_KINDS = _on_server(_ALL, "(' ' || name || ' ' || kind || ' ' || code || ' ')")
_AMONG = {
    _SQLITE: _SQLITE.where(given(fts.c.rowid, on_server=False)),
    **{one: one.where(given(entry.c.id, on_server=True)) for one in (*_POSTGRESQL.values(), _KINDS)},
}
"""The same, of a few entries."""
_ENTRIES = {
    on_server: select(
        entry.c.id, entry.c.product, entry.c.name, entry.c.kind, entry.c.code, entry.c.available,
        entry.c.published, entry.c.publish_at, entry.c.withdraw_at,
    ).where(given(entry.c.id, on_server=on_server))
    for on_server in (False, True)
}  # fmt: skip


def tell(rows: Rows, keys: Collection[int]) -> None:
    """Say that entries changed, came or went, so that no process goes on with what it knows of them."""
    if keys:
        rows.touch(_INDEX)
        for topic in (_MANY,) if len(keys) > _TOLD else (f"{_INDEX}/{key}" for key in sorted(keys)):
            rows.touch(topic)


class Postings:
    """Kept by one process for one shop: what it knows of the index, the words in `room` bytes."""

    def __init__(self, room: int = _ROOM) -> None:
        self._lock = Lock()
        self._last = Snapshot(room)

    def seen_by(self, rows: Rows) -> Snapshot:
        """The index as a unit of work sees it. What is being written is nobody else's, and may be rolled back."""
        if rows.is_writing:
            return Snapshot(self._last.room)
        found = {row.topic: row.version for row in rows.all(_VERSIONS)}
        version, many = found.get(_INDEX, ""), found.get(_MANY, "")
        with self._lock:
            if version > self._last.version:
                self._last = self._last.followed_by(rows, version, many)
            return self._last if version == self._last.version else Snapshot(self._last.room)  # begun before the change


class Snapshot:
    """What is known of one version of the index: words that were asked for lately, and entries that were looked at.

    The next version takes over all but what changed; who still reads this one goes on with it.
    """

    __slots__ = (
        "_changed", "_entries", "_lock", "_many", "_met", "_size", "_time", "_words", "answers", "room", "version",
    )  # fmt: skip

    def __init__(self, room: int, version: str = "", many: str = "") -> None:
        self.room = room
        self.version = version
        self._many = many
        self._lock = Lock()
        self._size = self._time = 0
        self._words: OrderedDict[Word, tuple[Bits, int]] = OrderedDict()
        """Bits of a word, with the time that they are of."""
        self._changed: Mapping[int, int] = {}
        """When an entry changed last."""
        self._entries: dict[int, Entry] = {}
        self._met = Counter[tuple[str, Group]]()
        """How often words were asked for, by language."""
        self.answers: dict[Hashable, Hits] = {}
        """What was found for a question in this version."""

    def keep_answer(self, question: Hashable, found: Hits) -> None:
        """Keep what was found; where too much is kept, it begins anew."""
        if len(self.answers) >= _MOST_ANSWERS:
            self.answers.clear()
        self.answers[question] = found

    def followed_by(self, rows: Rows, version: str, many: str) -> Snapshot:
        """The snapshot of a later version."""
        following = Snapshot(self.room, version, many)
        if self.version and many == self._many:
            topics = rows.all(_CHANGED, since=_before(self.version))
            following._take_over(self, [int(row.topic.rpartition("/")[2]) for row in topics])
        return following

    def _take_over(self, before: Snapshot, keys: list[int]) -> None:
        time = before._time + 1
        changed = {**before._changed, **dict.fromkeys(keys, time)}
        if len(changed) <= _MOST_CHANGED:
            with before._lock:
                self._words, self._size, self._met = before._words.copy(), before._size, before._met.copy()
            self._changed, self._time = changed, time
            gone = set(keys)
            self._entries = {key: one for key, one in before._entries.copy().items() if key not in gone}

    def seldom_asked(self, language: str, groups: Iterable[Group]) -> bool:
        """Whether one of the words was asked for a few times at most, this time with it."""
        asked = {(language, one) for one in groups}
        with self._lock:
            if len(self._met) > _MOST_MET:
                self._met.clear()
            self._met.update(asked)
            return any(self._met[one] <= _OFTEN for one in asked)

    def with_all(self, rows: Rows, language: str, groups: Iterable[Group], where: Where, whole: str) -> Bits:
        """Entries with all of the words, or with the SKU that is all that was typed."""
        bits = reduce(both, (self.of(rows, language, one, where) for one in groups))
        return either(bits, self.of(rows, language, whole_code(whole), "code")) if whole else bits

    def of(self, rows: Rows, language: str, group: Group, where: Where) -> Bits:
        """Entries that say it in one of its ways."""
        asked = for_fts5(group, where) if rows.is_sqlite else for_tsquery(group, where)
        key = (language, where, asked)
        with self._lock:
            known, time = self._words.get(key, (None, 0))
            if known is not None:
                self._words.move_to_end(key)
        if known is None:
            known = _read(rows, language, asked, where)
        elif time < self._time:
            low, high = span(language)
            keys = [one for one, then in self._changed.items() if then > time and low <= one <= high]
            known = _mended(rows, language, asked, where, known, keys)
        else:
            return known
        self._keep(key, known)
        return known

    def _keep(self, key: Word, bits: Bits) -> None:
        with self._lock:
            self._size += _size(bits) - (_size(self._words.pop(key)[0]) if key in self._words else 0)
            self._words[key] = bits, self._time
            while self._size > self.room:
                self._size -= _size(self._words.popitem(last=False)[1][0])

    def entries(self, rows: Rows, keys: Collection[int]) -> list[Entry]:
        """Some entries, in this order."""
        known = self._entries
        asked = [key for key in keys if key not in known]
        if len(known) + len(asked) > _MOST_ENTRIES:
            known, asked = {}, list(keys)
            self._entries = known
        if asked:
            found = rows.all(_ENTRIES[not rows.is_sqlite], keys=joined_keys(asked))
            known.update((row[0], Entry(row)) for row in found)
        return [known[key] for key in keys if key in known]


def first_with_all(rows: Rows, language: str, groups: Iterable[Group], where: Where, whole: str, most: int) -> Bits:
    """The first entries of those with all of the words, as SQLite finds them."""
    low, high = span(language)
    asked = all_for_fts5(groups, where, whole)
    return _bits_from(rows.scalar(_FIRST, asked=asked, low=low, high=high, most=most))


def _before(version: str) -> str:
    """A version that is older than all that may be told after this one."""
    return str(uuid.UUID(int=max((uuid.UUID(version).int >> 80) - _OVERLAP, 0) << 80))


def _size(bits: Bits) -> int:
    return _EACH + sum(each.bit_length() // 8 for each in bits.values())


def _read(
    rows: Rows, language: str, asked: Sequence[Asked], where: Where, among: Collection[int] | None = None
) -> Bits:
    return reduce(either, (_read_one(rows, language, one, where, among) for one in asked))


def _read_one(rows: Rows, language: str, asked: Asked, where: Where, among: Collection[int] | None) -> Bits:
    low, high = span(language)
    query, patterns = asked
    statement = _SQLITE if rows.is_sqlite else _KINDS if patterns and not where else _POSTGRESQL[where]
    values: dict[str, object] = {"asked": query, "low": low, "high": high}
    if patterns:
        values["patterns"] = patterns
    if among is not None:
        statement, values["keys"] = _AMONG[statement], joined_keys(among)
    return _bits_from(rows.scalar(statement, **values))


def _bits_from(places: str | None) -> Bits:
    return bits_of(json.loads(f"[{places}]")) if places else {}


def _mended(
    rows: Rows, language: str, asked: Sequence[Asked], where: Where, known: Bits, keys: Collection[int]
) -> Bits:
    """What is known of a word, asked again of the entries that changed."""
    if not keys:
        return known
    low, _ = span(language)
    changed = bits_of(key - low for key in keys)
    return either(without(known, changed), _read(rows, language, asked, where, keys))
