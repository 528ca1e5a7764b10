"""Weighing: what a found entry is worth, by where the words stand in it, what it sells and whether it can be had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cached_property
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
    """An entry as it is weighed. A process keeps some; what their weight is made of is worked out when one is first weighed."""

    def __init__(self, row: Any) -> None:
        """Of a row with these columns in this order."""
        self.key, self.slug, self._name, self._kind, self._code, self._available, published, begins, ends = row
        self.dated = begins is not None or ends is not None
        self.always = published and not self.dated
        self._shown = published, begins, ends

    def is_shown(self, now: datetime) -> bool:
        """Whether customers see it now; those that they see at any time say so by `always`."""
        published, begins, ends = self._shown
        return published and (begins is None or begins <= now) and (ends is None or ends > now)

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of its name."""
        return frozenset(self._name.split())

    @cached_property
    def fields(self) -> Fields:
        """Its words but for those of the description, those that count most first."""
        return (f" {self._code} ", _CODE), (f" {self._name} ", _NAME), (f" {self._kind} ", _KIND)

    @cached_property
    def called(self) -> str:
        """Its name and SKUs, with spaces around each word."""
        return f" {self._code}  {self._name} "

    @cached_property
    def merit(self) -> float:
        """What it is worth whatever was asked for: what it sells, and whether it can be had."""
        return (RANKS - rank_of(self.key)) / 2 - (0.0 if self._available else _SOLD_OUT)


class Scale:
    """Weighs entries: where the words stand, how much of the name they are, what it sells, and whether it can be had.

    Of entries that are `described` the texts are given, too: a word that stands nowhere in one counts nothing.
    """

    __slots__ = ("_asked", "_otherwise", "_stems", "_whole")

    def __init__(self, groups: Sequence[Group], whole: str = "", *, described: bool = False) -> None:
        self._asked = tuple(tuple(_sought(choice) for choice in one.choices) for one in groups)
        self._stems = frozenset(one for group in groups for choice in group.choices for one in choice.stems)
        self._whole = f" {whole} " if whole else ""
        self._otherwise = 0.0 if described else _TEXT

    def weight(self, one: Entry, text: str | None = None) -> float:
        """What an entry is worth. One whose description was not read was found by all words, so the others stand there."""
        fields, names = one.fields, one.names
        if text is not None:
            fields = (*fields, (f" {text} ", _TEXT))
        in_name = len(self._stems & names)
        worth = one.merit + (_FULL_NAME * in_name / len(names) if names else 0.0)
        for choices in self._asked:
            worth += self._worth(fields, choices)
        if names and in_name == len(names):
            worth += _WHOLE_NAME
        return worth + _WHOLE_CODE if self._whole and self._whole in fields[0][0] else worth

    def calls(self, one: Entry) -> bool:
        """Whether all words stand in the name or the SKUs, or a SKU is all that was typed."""
        called = one.called
        for choices in self._asked:
            if not _stands(called, choices):
                return bool(self._whole) and self._whole in one.fields[0][0]
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
