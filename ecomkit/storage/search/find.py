"""Finding: which products some words mean, the best first.

Which entries have the words is worked out in bits (`postings`), whatever the size of the catalogue; the first of them, in the order
of their keys, which is that of what sells, are read and weighed by where the words stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import reduce
from itertools import islice
from typing import Any

from sqlalchemy import ARRAY, BigInteger, Select, Text, and_, any_, bindparam, cast, func, or_, select, true
from sqlalchemy.engine import Row

from ecomkit.storage.database import Rows
from ecomkit.storage.search.asking import Group, Where, corrected, groups_of, joined, whole_code
from ecomkit.storage.search.index import name_of
from ecomkit.storage.search.postings import NONE, Bits, Postings, both, count, either, keys_in, span
from ecomkit.storage.search.spelling import meant_by
from ecomkit.storage.search.synonyms import NO_SYNONYMS, Synonyms
from ecomkit.storage.search.tables import entry
from ecomkit.storage.search.tokens import code
from ecomkit.storage.search.weighing import Scale
from ecomkit.storage.tables import product

__all__ = ["Hits", "best_sellers", "find", "names_of"]

_WEIGHED = 48
_MOST = 240
_AT_ONCE = 2_000


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


def _given(*, on_server: bool) -> Any:
    """Keys as one parameter: hundreds of them would cost more than the entries."""
    keys: Any = bindparam("keys", type_=Text)
    if on_server:
        return entry.c.id == any_(cast(func.string_to_array(keys, ","), ARRAY(BigInteger)))
    return entry.c.id.in_(select(func.json_each("[" + keys + "]").table_valued("value").c.value))


def _entries(*, hidden: bool, on_server: bool) -> Select[Any]:
    columns = (entry.c.id, entry.c.product, entry.c.name, entry.c.kind, entry.c.code, entry.c.available)
    return select(*columns).where(_given(on_server=on_server), _shown(hidden=hidden))


_BOTH = (False, True)
_ENTRIES = {(one, where): _entries(hidden=one, on_server=where) for one in _BOTH for where in _BOTH}
_TEXTS = {where: select(entry.c.id, entry.c.text).where(_given(on_server=where)) for where in _BOTH}
_NAMES = select(product.c.slug, product.c.name, product.c.words).where(
    product.c.slug.in_(bindparam("slugs", expanding=True))
)
_SELLERS = (
    select(entry.c.product)
    .where(entry.c.id.between(bindparam("low"), bindparam("high")), entry.c.available, _shown(hidden=False))
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
    rows: Rows, words: str, language: str, now: datetime, *, postings: Postings, synonyms: Synonyms = NO_SYNONYMS,
    hidden: bool = False, unfinished: bool = True, most: int = _MOST,
) -> Hits:  # fmt: skip
    """Products that words mean, in a language, `most` of them. `hidden` finds drafts, too; `unfinished` takes the last word for a
    beginning.
    """
    groups = groups_of(language, words, synonyms, unfinished=unfinished)
    if not groups:
        return Hits(())
    search = _Search(rows, postings, language, now, hidden, most)
    found = search.all_of(groups, whole=code(words))
    return found if found.slugs else search.nearest(groups)


@dataclass(frozen=True, slots=True)
class _Search:
    rows: Rows
    postings: Postings
    language: str
    now: datetime
    hidden: bool
    most: int
    looked: dict[int, Row[Any] | None] = field(default_factory=dict)
    """Entries that were read, by key; None for one that is not shown."""

    def all_of(self, groups: Sequence[Group], whole: str = "") -> Hits:
        """Products with all of the words: those that are called so first. Where all are weighed, that is not asked for."""
        every = self._with_all(groups, "", whole)
        named = self._with_all(groups, "name code", whole) if count(every) > _WEIGHED else NONE
        return self._ranked(named, every, Scale(groups, whole))

    def nearest(self, groups: Sequence[Group]) -> Hits:
        """What helps where nothing has all of the words: spelt otherwise, without unknown words, or most of them."""
        for at in range(len(groups) - 1):
            one = joined(self.language, groups[at], groups[at + 1])
            if (found := self.all_of([*groups[:at], one, *groups[at + 2 :]])).slugs:
                return found
        mended = [one if self._says(one) else self._mended(one) for one in groups]
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
        meant = (corrected(self.language, one, word) for word in meant_by(self.rows, self.language, one.said))
        return next((group for group in meant if self._says(group)), None)

    def _says(self, one: Group) -> bool:
        return bool(self._first(self._where(one, ""), 1))

    def _most_of(self, groups: Sequence[Group]) -> Hits:
        """Products with as many of the words as any has."""
        having: list[Bits] = []
        for bits in (self._where(one, "") for one in groups):
            more = [both(known, bits) for known in having]
            having = [either(old, new) for old, new in zip([*having, NONE], [bits, *more], strict=True)]
        most = next((bits for bits in reversed(having) if self._first(bits, 1)), NONE)
        return self._ranked(NONE, most, Scale(groups, described=True), described=True)

    def _ranked(self, named: Bits, every: Bits, scale: Scale, *, described: bool = False) -> Hits:
        """The first that are called so and, where those are few, the first of all are weighed; the rest follows by its keys.
        Where texts do not all have the words, those are weighed, too.
        """
        first, listed = self._keys(named, _WEIGHED), self._keys(every, self.most)
        self._look((*first, *listed))
        found = self._shown(named, first, _WEIGHED)
        others = self._shown(every, listed, self.most)
        for key, row in others.items():
            if len(found) >= _WEIGHED:
                break
            found[key] = row
        texts = self._texts(found) if described else {}
        ranked = sorted((-scale.weight(row, texts.get(key)), key, row.product) for key, row in found.items())
        slugs = [slug for _, _, slug in ranked] + [row.product for key, row in others.items() if key not in found]
        return Hits(tuple(slugs[: self.most]), many=len(others) == self.most and count(every) > self.most)

    def _with_all(self, groups: Sequence[Group], where: Where, whole: str) -> Bits:
        bits = reduce(both, (self._where(one, where) for one in groups))
        return either(bits, self._where(whole_code(whole), "code")) if whole else bits

    def _where(self, one: Group, where: Where) -> Bits:
        return self.postings.of(self.rows, self.language, one, where)

    def _keys(self, bits: Bits, most: int) -> tuple[int, ...]:
        return tuple(islice(keys_in(bits, self.language), most))

    def _first(self, bits: Bits, most: int) -> dict[int, Row[Any]]:
        return self._shown(bits, self._keys(bits, most), most)

    def _shown(self, bits: Bits, first: Sequence[int], most: int) -> dict[int, Row[Any]]:
        """The first entries of these that are shown, by key; `first` are as many, shown or not."""
        found, at = self._there(first), len(first)
        while at >= most > len(found):
            part = tuple(islice(keys_in(bits, self.language), at, at + _AT_ONCE))
            if not part:
                break
            found, at = found | self._there(part), at + len(part)
        return dict(islice(found.items(), most))

    def _there(self, keys: Sequence[int]) -> dict[int, Row[Any]]:
        self._look(keys)
        return {key: row for key in keys if (row := self.looked[key]) is not None}

    def _look(self, keys: Iterable[int]) -> None:
        """Read entries that were not read yet, all at once."""
        asked = [key for key in dict.fromkeys(keys) if key not in self.looked]
        if asked:
            named: dict[str, object] = {} if self.hidden else {"now": self.now}
            statement = _ENTRIES[self.hidden, not self.rows.is_sqlite]
            self.looked.update(dict.fromkeys(asked))
            self.looked.update({row[0]: row for row in self.rows.all(statement, keys=_joined(asked), **named)})

    def _texts(self, found: Iterable[int]) -> dict[int, str]:
        statement = _TEXTS[not self.rows.is_sqlite]
        return {row.id: row.text for row in self.rows.all(statement, keys=_joined(found))} if found else {}


def _joined(keys: Iterable[int]) -> str:
    return ",".join(map(str, keys))
