"""Synonyms: words that a shop holds to be the same, from its file `catalogue/synonyms.csv`."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from ecomkit.errors import UserError
from ecomkit.storage.search.stems import stem
from ecomkit.storage.search.tokens import cut

__all__ = ["NO_SYNONYMS", "Synonyms", "read_synonyms"]

Stems = tuple[str, ...]
_ANY = "*"


@dataclass(frozen=True, slots=True, eq=False)
class Synonyms:
    """Groups of words that mean the same, by language (`*` for all). Those of one reading of the file are one value."""

    groups: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    _known: dict[str, Mapping[Stems, tuple[Stems, ...]]] = field(default_factory=dict)

    def of(self, language: str, words: Stems) -> tuple[Stems, ...]:
        """Others that stand for some stems."""
        if language not in self._known:
            self._known[language] = _by_stems(language, self.groups)
        return self._known[language].get(words, ())


NO_SYNONYMS = Synonyms()
"""Nothing means the same."""


def _by_stems(language: str, groups: Mapping[str, Sequence[Sequence[str]]]) -> Mapping[Stems, tuple[Stems, ...]]:
    found: dict[Stems, tuple[Stems, ...]] = {}
    spoken = dict.fromkeys((_ANY, language[:2], language))
    for group in (group for name in spoken for group in groups.get(name, ())):
        said = [_stems(language, words) for words in group]
        for one in said:
            found[one] = (*found.get(one, ()), *(other for other in said if other != one))
    return found


def _stems(language: str, words: str) -> Stems:
    return tuple(stem(language, part) for word in cut(words) for part in word.split("-"))


def read_synonyms(path: Path) -> Synonyms:
    """Those of a file: a row for each group, its language first (`*` for all), then words that mean the same.

    A file that is not there says nothing; it is read again when it changes. Raises `UserError` for a row without two words.
    """
    try:
        changed = path.stat().st_mtime_ns
    except OSError:
        return NO_SYNONYMS
    return _read(path, changed)


@lru_cache(maxsize=8)
def _read(path: Path, _changed: int) -> Synonyms:
    groups: dict[str, tuple[tuple[str, ...], ...]] = {}
    try:
        lines = path.read_text("utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise UserError(f"{path} is not UTF-8 text: {error.reason} at byte {error.start}; save it as UTF-8") from error
    for line, row in enumerate(csv.reader(lines), 1):
        cells = [" ".join(cell.split()) for cell in row if cell.strip()]
        if not cells or (line == 1 and cells[0].casefold() == "language"):
            continue
        if len(cells) < 3:
            raise UserError(f"{path}, line {line}: write a language and at least two words, such as en,mug,cup")
        groups[cells[0]] = (*groups.get(cells[0], ()), tuple(cells[1:]))
    return Synonyms(groups)
