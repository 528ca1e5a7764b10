"""Finding: which products some words mean, the best first, with bounded work however large the catalogue is.

The engine is asked for the first entries in the order of their keys, which is that of what sells; these are weighed by where
the words stand. BM25 would read every entry that has a word: its cost grows with the catalogue, and it says little of names.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Select, Text, and_, bindparam, cast, func, literal_column, or_, select, true
from sqlalchemy.dialects.postgresql import TSQUERY
from sqlalchemy.engine import Row

from ecomkit.storage.database import Rows
from ecomkit.storage.search.asking import Choice, Group, corrected, for_fts5, for_tsquery, groups_of, joined
from ecomkit.storage.search.index import name_of, span
from ecomkit.storage.search.spelling import meant_by
from ecomkit.storage.search.synonyms import NO_SYNONYMS, Synonyms
from ecomkit.storage.search.tables import entry, fts
from ecomkit.storage.search.tokens import code
from ecomkit.storage.tables import product

__all__ = ["Hits", "best_sellers", "find", "names_of"]

_WEIGHED = 72
_MOST = 240
_RANKS = 0xF
_NAME, _CODE, _KIND, _TEXT = 8.0, 10.0, 4.0, 1.0
_WHOLE_CODE, _WHOLE_NAME, _FULL_NAME, _SOLD_OUT = 1000.0, 20.0, 4.0, 6.0
Where = Literal["name code", ""]


@dataclass(frozen=True, slots=True)
class Hits:
    """Products found, the best first. `many` says that there are more; `meant` are the words that were looked for instead;
    `partly` says that no product has all of the words.
    """

    slugs: tuple[str, ...]
    many: bool = False
    meant: str | None = None
    partly: bool = False


def _shown(*, hidden: bool) -> Any:
    if hidden:
        return true()
    now: Any = bindparam("now")
    begun = or_(entry.c.publish_at.is_(None), entry.c.publish_at <= now)
    return and_(entry.c.published, begun, or_(entry.c.withdraw_at.is_(None), entry.c.withdraw_at > now))


_COLUMNS = (entry.c.id, entry.c.product, entry.c.name, entry.c.kind, entry.c.code, entry.c.available)
_BOUNDS = entry.c.id.between(bindparam("low"), bindparam("high"))
_ASKED = cast(bindparam("asked", type_=Text), TSQUERY)


def _on_sqlite(*columns: Any, hidden: bool) -> Select[Any]:
    within = fts.c.rowid.between(bindparam("low"), bindparam("high"))
    return (
        select(*columns)
        .select_from(fts.join(entry, entry.c.id == fts.c.rowid))
        .where(fts.c.search_words.op("MATCH")(bindparam("asked")), within, _shown(hidden=hidden))
        .order_by(fts.c.rowid)
        .limit(bindparam("most"))
    )


def _on_server(*columns: Any, where: Where, hidden: bool) -> Select[Any]:
    words = "name || ' ' || code" if where else "name || ' ' || kind || ' ' || code || ' ' || text"
    lexemes = func.search_lexemes(literal_column(words))
    return (
        select(*columns)
        .where(lexemes.op("@@")(_ASKED), _BOUNDS, _shown(hidden=hidden))
        .order_by(entry.c.id)
        .limit(bindparam("most"))
    )


_BOTH = (False, True)
_SQLITE = {hidden: _on_sqlite(*_COLUMNS, hidden=hidden) for hidden in _BOTH}
_SQLITE_TEXT = {hidden: _on_sqlite(*_COLUMNS, entry.c.text, hidden=hidden) for hidden in _BOTH}
_SQLITE_KEYS = {hidden: _on_sqlite(entry.c.product, hidden=hidden) for hidden in _BOTH}
_PLACES: tuple[Where, ...] = ("name code", "")
_SERVER = {(place, h): _on_server(*_COLUMNS, entry.c.text, where=place, hidden=h) for place in _PLACES for h in _BOTH}
_NAMES = select(product.c.slug, product.c.name, product.c.words).where(
    product.c.slug.in_(bindparam("slugs", expanding=True))
)
_SELLERS = (
    select(entry.c.product)
    .where(_BOUNDS, entry.c.available, _shown(hidden=False))
    .order_by(entry.c.id)
    .limit(bindparam("most"))
)


def best_sellers(rows: Rows, language: str, now: datetime, most: int) -> tuple[str, ...]:
    """Slugs of what sold best in the last 90 days and can be had."""
    low, high = span(language)
    return tuple(row.product for row in rows.all(_SELLERS, low=low, high=high, now=now, most=most))


def names_of(rows: Rows, slugs: Sequence[str], language: str) -> tuple[tuple[str, str], ...]:
    """What some products are called in a language, in the order that they were asked in."""
    named = {row.slug: name_of(row, language) for row in rows.all(_NAMES, slugs=list(slugs))} if slugs else {}
    return tuple((slug, named[slug]) for slug in slugs if slug in named)


def find(
    rows: Rows, words: str, language: str, now: datetime, *, synonyms: Synonyms = NO_SYNONYMS, hidden: bool = False,
    unfinished: bool = True,
) -> Hits:  # fmt: skip
    """Products that words mean, in a language. `hidden` finds drafts, too; `unfinished` takes the last word for a beginning."""
    groups = groups_of(language, words, synonyms, unfinished=unfinished)
    if not groups:
        return Hits(())
    search = _Search(rows, language, now, hidden)
    found = search.all_of(groups, whole=code(words))
    return found if found.slugs else search.nearest(groups)


@dataclass(frozen=True, slots=True)
class _Search:
    rows: Rows
    language: str
    now: datetime
    hidden: bool

    def all_of(self, groups: Sequence[Group], whole: str = "") -> Hits:
        """Products with all of the words: those that are called so first."""
        named = self._ask(groups, "name code", whole=whole, most=_WEIGHED)
        found = {row.product: row for row in named}
        many = len(named) == _WEIGHED
        if not many:
            more = self._ask(groups, "", whole=whole, most=_WEIGHED)
            found |= {row.product: row for row in more if row.product not in found}
            many = len(more) == _WEIGHED
        scale = _Scale(groups, whole)
        ranked = sorted(found.values(), key=lambda row: (-scale.weight(row), row[0]))
        slugs = [row.product for row in ranked]
        if many:
            keys = (row.product for row in self._ask(groups, "", whole=whole, most=_MOST, keys=True))
            slugs += [key for key in keys if key not in found]
        return Hits(tuple(slugs[:_MOST]), many=len(slugs) >= _MOST)

    def nearest(self, groups: Sequence[Group]) -> Hits:
        """What helps where nothing has all of the words: spelt otherwise, without unknown words, or most of them."""
        for at in range(len(groups) - 1):
            one = joined(self.language, groups[at], groups[at + 1])
            if (found := self.all_of([*groups[:at], one, *groups[at + 2 :]])).slugs:
                return found
        known = [bool(self._ask([one], "", most=1)) for one in groups]
        mended = [one if there else self._mended(one) for one, there in zip(groups, known, strict=True)]
        meant = " ".join(new.said if new else old.said for old, new in zip(groups, mended, strict=True))
        changed = any(new is not None and new is not old for old, new in zip(groups, mended, strict=True))
        rest = [one for one in mended if one is not None]
        if not rest:
            return Hits(())
        found = self.all_of(rest)
        partly = len(rest) < len(groups)
        if not found.slugs:
            found, partly = self._most_of(rest), True
        return Hits(found.slugs, many=found.many, meant=meant if changed else None, partly=partly)

    def _mended(self, one: Group) -> Group | None:
        for word in meant_by(self.rows, self.language, one.said):
            group = corrected(self.language, one, word)
            if self._ask([group], "", most=1):
                return group
        return None

    def _most_of(self, groups: Sequence[Group]) -> Hits:
        """Products with as many of the words as any has."""
        scale = _Scale(groups, otherwise=0.0)
        found = self._ask(groups, "", most=_WEIGHED, either=True)
        counted = [(-scale.count(row), -scale.weight(row, row.text), row.id, row.product) for row in found]
        most = min((count for count, *_ in counted), default=0)
        return Hits(tuple(product for count, _, _, product in sorted(counted) if count == most))

    def _ask(
        self, groups: Sequence[Group], place: Where, *, most: int, whole: str = "", keys: bool = False, either: bool = False
    ) -> Sequence[Row[Any]]:  # fmt: skip
        low, high = span(self.language)
        bounds: dict[str, object] = {"low": low, "high": high, "most": most}
        if not self.hidden:
            bounds["now"] = self.now
        if self.rows.is_sqlite:
            kind = _SQLITE_KEYS if keys else _SQLITE_TEXT if either else _SQLITE
            asked = for_fts5(groups, columns=place, whole=whole, between="OR" if either else "AND")
            return self.rows.all(kind[self.hidden], asked=asked, **bounds)
        asked = for_tsquery(groups, whole=whole, between="|" if either else "&")
        return self.rows.all(_SERVER[place, self.hidden], asked=asked, **bounds)


Places = tuple[tuple[str, float], ...]
Asked = tuple[tuple[tuple[tuple[str, ...], float], ...], ...]


class _Scale:
    """Weighs entries: where the words stand, how much of the name they are, what it sells, and whether it can be had."""

    __slots__ = ("_asked", "_otherwise", "_stems", "_whole")

    def __init__(self, groups: Sequence[Group], whole: str = "", otherwise: float = _TEXT) -> None:
        self._asked: Asked = tuple(tuple(_sought(choice) for choice in one.choices) for one in groups)
        self._stems = frozenset(one for group in groups for choice in group.choices for one in choice.stems)
        self._whole = f" {whole} " if whole else ""
        self._otherwise = otherwise

    def weight(self, row: Any, text: str | None = None) -> float:
        """What an entry is worth. One whose description was not read was found by all words, so the others stand there."""
        key, _, name, kind, code_, available = row[:6]
        places = _places(code_, name, kind, text)
        names = name.split()
        in_name = sum(map(self._stems.__contains__, names))
        worth = sum(self._worth(places, one) for one in self._asked)
        worth += _FULL_NAME * in_name / max(len(names), 1) + (_WHOLE_NAME if names and in_name == len(names) else 0.0)
        worth += (_RANKS - (key >> 44 & _RANKS)) / 2
        if self._whole and self._whole in places[0][0]:
            worth += _WHOLE_CODE
        return float(worth if available else worth - _SOLD_OUT)

    def count(self, row: Any) -> int:
        """How many of the words an entry has that was read with its description."""
        places = _places(row.code, row.name, row.kind, row.text)
        return sum(self._worth(places, one) > 0 for one in self._asked)

    def _worth(self, places: Places, choices: tuple[tuple[tuple[str, ...], float], ...]) -> float:
        best = 0.0
        for stems, worth in choices:
            if worth * _CODE > best:
                best = max(best, worth * min(self._place(places, one) for one in stems))
        return best

    def _place(self, places: Places, stem: str) -> float:
        for words, weight in places:
            if stem in words:
                return weight
        return self._otherwise


def _sought(choice: Choice) -> tuple[tuple[str, ...], float]:
    end = "" if choice.beginning else " "
    return tuple(f" {one}{end}" for one in choice.stems), choice.worth


def _places(code_: str, name: str, kind: str, text: str | None) -> Places:
    own = ((f" {code_} ", _CODE), (f" {name} ", _NAME), (f" {kind} ", _KIND))
    return own if text is None else (*own, (f" {text} ", _TEXT))
