"""What an import tells: what it read, what changed, and every row it refused."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ecomkit.domain import Value

__all__ = ["FilePlan", "FileReport", "ImportReport", "PartReport", "Progress", "RefusedRow", "Tell"]


class RefusedRow(Value):
    """A row, or a part of one, that was not taken: where it begins, the column, and why."""

    line: int
    column: str
    reason: str


class FilePlan(Value):
    """How a file is going to be read: field to column for each kind, and what of it is taken for granted."""

    file: str
    kinds: dict[str, dict[str, str]]
    unread: tuple[str, ...]
    assumed: tuple[str, ...] = ()


class PartReport(Value):
    """One kind of row in a file: rows read, things made of them, how many of those were new or different.

    `rows` counts each row once; `refused` may name a row more than once, or only a part of it. `new_categories` are what products
    named and the shop did not have.
    """

    kind: str
    rows: int
    things: int
    changed: int
    refused: tuple[RefusedRow, ...] = ()
    new_categories: tuple[str, ...] = ()

    @property
    def unchanged(self) -> int:
        """Things that the shop had already, just so."""
        return self.things - self.changed


class FileReport(Value):
    """One file. `resumed` when an interrupted import was taken up again."""

    plan: FilePlan
    resumed: bool
    parts: tuple[PartReport, ...]


class ImportReport(Value):
    """All files of one import."""

    version: int = 1
    dry_run: bool
    files: tuple[FileReport, ...]

    @property
    def refused(self) -> int:
        """How many rows or parts of rows were refused."""
        return sum(len(part.refused) for file in self.files for part in file.parts)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far an import is: `reading` counts bytes, `saving` things."""

    file: str
    phase: str
    done: int
    total: int


Tell = Callable[[FilePlan | Progress], None]
