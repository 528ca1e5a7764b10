"""Weighing: what a found entry is worth, by where the words stand in it, what it sells and whether it can be had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from ecomkit.storage.search.asking import Choice, Group
from ecomkit.storage.search.bits import RANKS, rank_of

__all__ = ["Entry", "Scale"]

_NAME, _CODE, _KIND, _TEXT = 8.0, 10.0, 4.0, 1.0
_WHOLE_CODE, _WHOLE_NAME, _FULL_NAME, _SOLD_OUT = 1000.0, 20.0, 4.0, 6.0
Fields = tuple[tuple[str, float], ...]
"""Words with spaces around each, and what one of them is worth."""
Sought = tuple[tuple[str, ...], float]
"""Words with a space before each, and behind it where it is whole; and what a hit counts."""


class Entry:
    """An entry as it is weighed; a process keeps some. Its texts have a space around each word."""

    __slots__ = ("always", "available", "code", "dated", "key", "kind", "name", "shown", "slug")

    def __init__(self, row: Any) -> None:
        """Of a row with these columns in this order."""
        self.key, self.slug, name, kind, code, self.available, *self.shown = row
        self.name, self.kind, self.code = f" {name} ", f" {kind} ", f" {code} "
        published, begins, ends = self.shown
        self.dated = begins is not None or ends is not None
        self.always = published and not self.dated

    def is_shown(self, now: datetime) -> bool:
        """Whether customers see it now; those that they see at any time say so by `always`."""
        published, begins, ends = self.shown
        return published and (begins is None or begins <= now) and (ends is None or ends > now)

    def merit(self) -> float:
        """What it is worth whatever was asked for: what it sells, and whether it can be had."""
        return (RANKS - rank_of(self.key)) / 2 - (0.0 if self.available else _SOLD_OUT)


class Scale:
    """Weighs entries: where the words stand, how much of the name they are, what it sells, and whether it can be had.

    Of entries that are `described` the texts are given, too: a word that stands nowhere in one counts nothing.
    """

    __slots__ = ("_asked", "_otherwise", "_stems", "_whole")

    def __init__(self, groups: Sequence[Group], whole: str = "", *, described: bool = False) -> None:
        self._asked = tuple(tuple(_sought(choice) for choice in one.choices) for one in groups)
        self._stems = {f" {one} " for group in groups for choice in group.choices for one in choice.stems}
        self._whole = f" {whole} " if whole else ""
        self._otherwise = 0.0 if described else _TEXT

    def weight(self, one: Entry, text: str | None = None) -> float:
        """What an entry is worth. One whose description was not read was found by all words, so the others stand there."""
        fields: Fields = ((one.code, _CODE), (one.name, _NAME), (one.kind, _KIND))
        if text is not None:
            fields = (*fields, (f" {text} ", _TEXT))
        names, in_name = one.name.count(" ") - 1, sum(word in one.name for word in self._stems)
        worth = one.merit() + _FULL_NAME * in_name / names
        for choices in self._asked:
            worth += self._worth(fields, choices)
        if in_name == names:
            worth += _WHOLE_NAME
        return worth + _WHOLE_CODE if self._whole and self._whole in one.code else worth

    def calls(self, one: Entry) -> bool:
        """Whether all words stand in the name or the SKUs, or a SKU is all that was typed."""
        called = one.code + one.name
        for choices in self._asked:
            if not _stands(called, choices):
                return bool(self._whole) and self._whole in one.code
        return True

    def _worth(self, fields: Fields, choices: Sequence[Sought]) -> float:
        """The best of all ways to say it; of several words the one that counts least."""
        best = 0.0
        for words, worth in choices:
            if worth * _CODE > best:
                found = worth * (self._place(fields, words[0]) if len(words) == 1 else self._least(fields, words))
                best = found if found > best else best
        return best

    def _least(self, fields: Fields, words: Sequence[str]) -> float:
        return min(self._place(fields, one) for one in words)

    def _place(self, fields: Fields, word: str) -> float:
        for words, worth in fields:
            if word in words:
                return worth
        return self._otherwise


def _stands(called: str, choices: Sequence[Sought]) -> bool:
    for words, _ in choices:
        elsewhere = [word for word in words if word not in called]
        if not elsewhere:
            return True
    return False


def _sought(choice: Choice) -> Sought:
    end = "" if choice.beginning else " "
    return tuple(f" {one}{end}" for one in choice.stems), choice.worth
