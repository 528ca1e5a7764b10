"""Sources: rows of a CSV or JSON file, one at a time, each with the line it begins on."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from ecomkit.speech import counted, say

__all__ = ["LONGEST_CELL", "RowProblem", "Source", "SourceRow", "too_long"]

LONGEST_CELL = 100_000
"""Characters of the longest cell that is taken."""


@dataclass(frozen=True, slots=True)
class RowProblem:
    """Why a row is no good as it stands, and the column it is about (empty: the row as a whole)."""

    column: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceRow:
    """One row: cells by column, and rows inside it by name (JSON only)."""

    line: int
    cells: Mapping[str, str] = field(default_factory=dict)
    nested: Mapping[str, Sequence[Mapping[str, str]]] = field(default_factory=dict)
    problem: RowProblem | None = None


class Source(Protocol):
    """A file of rows. Reading it again begins at the start."""

    @property
    def path(self) -> Path:
        """Where it lies."""

    @property
    def size(self) -> int:
        """Bytes in all."""

    @property
    def position(self) -> int:
        """Bytes read so far."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Names of its columns."""

    @property
    def inner(self) -> Mapping[str, tuple[str, ...]]:
        """Columns of the rows inside rows, by name."""

    def digest(self) -> str:
        """SHA-256 of the file's content."""

    def rows(self) -> Iterator[SourceRow]:
        """All rows."""


def too_long(cells: Mapping[str, str]) -> RowProblem | None:
    """The cell that is too long to be meant, if there is one."""
    for column, cell in cells.items():
        if len(cell) > LONGEST_CELL:
            words = say(
                "has %(number)s characters, %(most)s at most: is a closing quote missing?",
                number=counted(len(cell)),
                most=counted(LONGEST_CELL),
            )
            return RowProblem(column, words)
    return None
