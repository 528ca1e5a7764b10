"""Rows of a CSV file: comma, semicolon or tab, whichever its first line uses."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from ecomkit.errors import UserError
from ecomkit.importing.source import RowProblem, SourceRow, too_long
from ecomkit.importing.text_file import LARGEST_PIECE, TextFile
from ecomkit.speech import say, say_count

if TYPE_CHECKING:
    from _csv import Reader

__all__ = ["CsvSource"]

_DELIMITERS = ",;\t|"


class CsvSource:
    """A CSV file whose first row names the columns (RFC 4180)."""

    inner: Mapping[str, tuple[str, ...]] = {}

    def __init__(self, text: TextFile) -> None:
        self._text = text
        self.path: Path = text.path
        self.size = text.size
        first = next((line for line in text.lines() if line.strip()), "")
        self._delimiter = max(_DELIMITERS, key=first.count)
        reader = self._reader()
        header = [name.strip() for name in next(self._records(reader))[1]]
        self.columns = tuple(name or f"column {number}" for number, name in enumerate(header, 1))
        twice = next((name for name in self.columns if self.columns.count(name) > 1), None)
        if twice is not None:
            raise UserError(
                say("%(path)s: two columns are called %(twice)s: rename one of them", path=self.path, twice=repr(twice))
            )

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._text.position

    def digest(self) -> str:
        """SHA-256 of the file's content."""
        return self._text.digest()

    def rows(self) -> Iterator[SourceRow]:
        """All rows behind the header; blank lines are none."""
        records = self._records(self._reader())
        next(records)
        for line, cells in records:
            yield self._row(line, cells)

    def _row(self, line: int, cells: list[str]) -> SourceRow:
        wanted = len(self.columns)
        while len(cells) > wanted and not cells[-1].strip():
            cells.pop()
        found = dict(zip(self.columns, cells, strict=False))
        problem = too_long(found)
        if problem is None and len(cells) != wanted:
            problem = RowProblem(
                "",
                say_count(
                    "has %(number)s cell where the header has %(wanted)s: look for a stray quote or comma",
                    "has %(number)s cells where the header has %(wanted)s: look for a stray quote or comma",
                    len(cells),
                    wanted=wanted,
                ),
            )
        return SourceRow(line=line, cells=found, problem=problem)

    def _reader(self) -> Reader:
        # The limit is the process's own: raised to what a line may have, so that a long cell is one refused row.
        csv.field_size_limit(LARGEST_PIECE)
        return csv.reader(self._text.lines(), delimiter=self._delimiter)

    def _records(self, reader: Reader) -> Iterator[tuple[int, list[str]]]:
        before = 0
        try:
            for cells in reader:
                if cells:
                    yield before + 1, cells
                before = reader.line_num
        except csv.Error as error:
            raise UserError(
                say(
                    "%(path)s, line %(line)s: cannot be read as CSV (%(error)s): look for a quote that is not closed",
                    path=self.path,
                    line=before + 1,
                    error=error,
                )
            ) from error
