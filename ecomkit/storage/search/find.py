"""Finding: which products some words mean, the best first.

Which entries have the words is worked out in bits (`postings`), whatever the size of the catalogue, or by SQLite itself while the words
are seldom asked for; the first of them, in the order of their keys, which is that of what sells, are weighed by where the words stand.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain, islice
from typing import Any

from sqlalchemy import and_, bindparam, or_, select

from ecomkit.storage.database import Rows
from ecomkit.storage.search.asking import Group, Where, corrected, groups_of, joined
from ecomkit.storage.search.bits import NONE, Bits, both, count, either, keys_in, span
from ecomkit.storage.search.hits import Hits
from ecomkit.storage.search.index import name_of
from ecomkit.storage.search.postings import Postings, Snapshot, first_with_all, given, joined_keys
from ecomkit.storage.search.spelling import meant_by
from ecomkit.storage.search.synonyms import NO_SYNONYMS, Synonyms
from ecomkit.storage.search.tables import entry
from ecomkit.storage.search.tokens import code
from ecomkit.storage.search.weighing import Entry, Scale
from ecomkit.storage.tables import product

__all__ = ["best_sellers", "find", "names_of"]

_WEIGHED = 48
_MOST = 240
_AT_ONCE = 2_000


_NOW: Any = bindparam("now")
_SHOWN = and_(
    entry.c.published,
    or_(entry.c.publish_at.is_(None), entry.c.publish_at <= _NOW),
    or_(entry.c.withdraw_at.is_(None), entry.c.withdraw_at > _NOW),
)
_TEXTS = {where: select(entry.c.id, entry.c.text).where(given(entry.c.id, on_server=where)) for where in (False, True)}
_NAMES = select(product.c.slug, product.c.name, product.c.words).where(
    product.c.slug.in_(bindparam("slugs", expanding=True))
)
_SELLERS = (
    select(entry.c.product)
    .where(entry.c.id.between(bindparam("low"), bindparam("high")), entry.c.available, _SHOWN)
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
    beginning. What was found before is given again, until an entry changes; what depends on the day is not kept.
    """
    seen, question = postings.seen_by(rows), (words, language, synonyms, hidden, unfinished, most)
    known = seen.answers.get(question)
    if known is not None:
        return known
    groups = groups_of(language, words, synonyms, unfinished=unfinished)
    by_engine = rows.is_sqlite and seen.seldom_asked(language, groups)
    search = _Search(rows, seen, language, now, hidden, most, by_engine)
    found = search.all_of(groups, whole=code(words)) if groups else Hits(())
    if groups and not found.slugs:
        found = search.nearest(groups)
    if not search.dated:
        seen.keep_answer(question, found)
    return found


@dataclass(slots=True)
class _Search:
    rows: Rows
    seen: Snapshot
    language: str
    now: datetime
    hidden: bool
    most: int
    by_engine: bool
    """Whether the engine finds what has all words, up to the first entries."""
    dated: bool = False
    """Whether something that was looked at is shown from or until a day."""

    def all_of(self, groups: Sequence[Group], whole: str = "") -> Hits:
        """Products with all of the words: those that are called so first."""
        listed, more = self._with_all(groups, "", whole, self.most)
        named = self._with_all(groups, "name code", whole, _WEIGHED)[0] if more else None
        return self._ranked(listed, Scale(groups, whole), named, many=more and len(listed) == self.most)

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
        return bool(self._with_all([one], "", "", 1)[0])

    def _most_of(self, groups: Sequence[Group]) -> Hits:
        """Products with as many of the words as any has."""
        having: list[Bits] = []
        for bits in (self.seen.of(self.rows, self.language, one, "") for one in groups):
            more = [both(known, bits) for known in having]
            having = [either(old, new) for old, new in zip([*having, NONE], [bits, *more], strict=True)]
        most = next((bits for bits in reversed(having) if self._first(bits, 1)), NONE)
        listed = self._first(most, self.most)
        many = len(listed) == self.most and count(most) > self.most
        return self._ranked(listed, Scale(groups, described=True), (), described=True, many=many)

    def _ranked(
        self, listed: Sequence[Entry], scale: Scale, named: Iterable[Entry] | None, *, many: bool, described: bool = False
    ) -> Hits:  # fmt: skip
        """The first that are called so and, where those are few, the first of all are weighed; the rest follows by its keys.
        Which are `named` so, the entries say themselves where all are listed. Where texts do not all have the words, those are
        weighed, too.
        """
        called = filter(scale.calls, listed) if named is None else named
        weighed = list(islice(dict.fromkeys(chain(islice(called, _WEIGHED), listed)), _WEIGHED))
        texts = self._texts(weighed) if described else {}
        ranked = sorted((-scale.weight(one, texts.get(one.key)), one.key, one) for one in weighed)
        slugs = [one.slug for one in dict.fromkeys(chain((one for *_, one in ranked), listed))]
        return Hits(tuple(slugs[: self.most]), many=many)

    def _with_all(self, groups: Sequence[Group], where: Where, whole: str, most: int) -> tuple[list[Entry], bool]:
        """The first entries with all of the words, of those that are shown, and whether there are more, shown or not."""
        asked = self.rows, self.language, groups, where, whole
        if self.by_engine:
            bits = first_with_all(*asked, most + 1)
            found, more = self._first(bits, most), count(bits) > most
            if len(found) == most or not more:
                return found, more
        bits = self.seen.with_all(*asked)
        return self._first(bits, most), count(bits) > most

    def _first(self, bits: Bits, most: int) -> list[Entry]:
        """The first entries of these that are shown."""
        found: list[Entry] = []
        keys, at_once = keys_in(bits, self.language), most
        while len(found) < most and (part := tuple(islice(keys, at_once))):
            entries, at_once = self.seen.entries(self.rows, part), _AT_ONCE
            self.dated = self.dated or any(one.dated for one in entries)
            found += entries if self.hidden else (one for one in entries if one.always or one.is_shown(self.now))
        return found[:most]

    def _texts(self, found: Iterable[Entry]) -> dict[int, str]:
        keys = joined_keys(one.key for one in found)
        statement = _TEXTS[not self.rows.is_sqlite]
        return {row.id: row.text for row in self.rows.all(statement, keys=keys)} if keys else {}
