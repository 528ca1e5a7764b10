"""Weighing: what a found entry is worth, by where the words stand in it, what it sells and whether it can be had."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ecomkit.storage.search.asking import Choice, Group
from ecomkit.storage.search.postings import RANKS

__all__ = ["Scale"]

_NAME, _CODE, _KIND, _TEXT = 8.0, 10.0, 4.0, 1.0
_WHOLE_CODE, _WHOLE_NAME, _FULL_NAME, _SOLD_OUT = 1000.0, 20.0, 4.0, 6.0
Places = tuple[tuple[str, float], ...]
Asked = tuple[tuple[tuple[tuple[str, ...], float], ...], ...]


class Scale:
    """Weighs entries: where the words stand, how much of the name they are, what it sells, and whether it can be had.

    Of entries that are `described` the texts are given, too: a word that stands nowhere in one counts nothing.
    """

    __slots__ = ("_asked", "_otherwise", "_stems", "_whole")

    def __init__(self, groups: Sequence[Group], whole: str = "", *, described: bool = False) -> None:
        self._asked: Asked = tuple(tuple(_sought(choice) for choice in one.choices) for one in groups)
        self._stems = frozenset(one for group in groups for choice in group.choices for one in choice.stems)
        self._whole = f" {whole} " if whole else ""
        self._otherwise = 0.0 if described else _TEXT

    def weight(self, row: Any, text: str | None = None) -> float:
        """What an entry is worth. One whose description was not read was found by all words, so the others stand there."""
        key, _, name, kind, code_, available = row[:6]
        names = name.split()
        in_name = len(self._stems.intersection(names))
        places: Places = ((f" {code_} ", _CODE), (f" {name} ", _NAME), (f" {kind} ", _KIND))
        if text is not None:
            places = (*places, (f" {text} ", _TEXT))
        worth = (_FULL_NAME * in_name / len(names) if names else 0.0) + (RANKS - (key >> 44 & RANKS)) / 2
        for one in self._asked:
            worth += self._worth(places, one)
        if names and in_name == len(names):
            worth += _WHOLE_NAME
        if self._whole and self._whole in places[0][0]:
            worth += _WHOLE_CODE
        return float(worth if available else worth - _SOLD_OUT)

    def _worth(self, places: Places, choices: tuple[tuple[tuple[str, ...], float], ...]) -> float:
        best = 0.0
        for stems, worth in choices:
            if worth * _CODE > best:
                best = max(best, worth * min([self._place(places, one) for one in stems]))
        return best

    def _place(self, places: Places, stem: str) -> float:
        for words, weight in places:
            if stem in words:
                return weight
        return self._otherwise


def _sought(choice: Choice) -> tuple[tuple[str, ...], float]:
    end = "" if choice.beginning else " "
    return tuple(f" {one}{end}" for one in choice.stems), choice.worth
