"""Rows of a JSON file: a list of objects, the list inside an object, or one object a line. Never the whole file at once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from ecomkit.errors import UserError
from ecomkit.importing.source import RowProblem, SourceRow, too_long
from ecomkit.importing.text_file import LARGEST_PIECE, TextFile
from ecomkit.speech import say

__all__ = ["JsonSource"]

_LIST = re.compile(r'\s*(?:\{\s*"[^"\\]{1,80}"\s*:\s*)?\[')
_GAP = re.compile(r"[\s,]*")
_MOST_COLUMNS = 2_000
# Numbers stay as they are written: no price passes through a float.
_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=str)


class JsonSource:
    """A JSON file of objects. Objects inside are flattened to `dimensions.width`; lists of objects are rows inside the row."""

    def __init__(self, text: TextFile) -> None:
        self._text = text
        self.path: Path = text.path
        self.size = text.size
        self.columns, self.inner = self._survey()

    @property
    def position(self) -> int:
        """Bytes read so far."""
        return self._text.position

    def digest(self) -> str:
        """SHA-256 of the file's content."""
        return self._text.digest()

    def rows(self) -> Iterator[SourceRow]:
        """All objects."""
        for line, found in self._objects():
            if not isinstance(found, dict):
                yield SourceRow(line=line, problem=RowProblem("", say("is not an object with named values")))
                continue
            cells, nested = _flatten(found)
            yield SourceRow(line=line, cells=cells, nested=nested, problem=too_long(cells))

    def _survey(self) -> tuple[tuple[str, ...], Mapping[str, tuple[str, ...]]]:
        """Read the file once for its columns: an object may have some that the first one lacks."""
        columns: dict[str, None] = {}
        inner: dict[str, dict[str, None]] = {}
        for row in self.rows():
            columns.update(dict.fromkeys(row.cells))
            for name, rows in row.nested.items():
                for one in rows:
                    inner.setdefault(name, {}).update(dict.fromkeys(one))
            if len(columns) > _MOST_COLUMNS:
                raise UserError(
                    say(
                        "%(path)s has more than %(most_columns)s different keys: it is no list of products",
                        path=self.path,
                        most_columns=_MOST_COLUMNS,
                    )
                )
        return tuple(columns), {name: tuple(found) for name, found in inner.items()}

    def _objects(self) -> Iterator[tuple[int, Any]]:
        window = _Window(self._text)
        opened = window.skip(_LIST)
        while True:
            window.skip(_GAP)
            if window.at_end():
                if opened:
                    raise UserError(
                        say(
                            "%(path)s, line %(line)s: the file ends before its list does",
                            path=self.path,
                            line=window.line,
                        )
                    )
                return
            if opened and window.rest.startswith("]", window.at):
                return
            yield window.line, self._next(window)

    def _next(self, window: _Window) -> Any:
        wanted = 1
        while True:
            try:
                found, end = _DECODER.raw_decode(window.rest, window.at)
            except json.JSONDecodeError as error:
                if len(window.rest) - window.at > LARGEST_PIECE or not window.fill(wanted):
                    raise UserError(
                        say(
                            "%(path)s, line %(line)s: is not JSON: %(msg)s",
                            path=self.path,
                            line=window.line,
                            msg=error.msg,
                        )
                    ) from error
                wanted *= 2
            except RecursionError as error:
                raise UserError(
                    say(
                        "%(path)s, line %(line)s: is nested too deeply to be a product",
                        path=self.path,
                        line=window.line,
                    )
                ) from error
            else:
                window.move(end)
                return found


class _Window:
    """The part of the file that is in memory, and where in it reading stands."""

    def __init__(self, text: TextFile) -> None:
        self._pieces = text.pieces()
        self.rest = ""
        self.at = 0
        self.line = 1
        self.fill(1)

    def fill(self, pieces: int) -> bool:
        """Take in more; gives whether there was any."""
        more = [piece for _, piece in zip(range(pieces), self._pieces, strict=False)]
        self.rest, self.at = self.rest[self.at :] + "".join(more), 0
        return any(more)

    def move(self, end: int) -> None:
        """Go on, counting lines."""
        self.line += self.rest.count("\n", self.at, end)
        self.at = end

    def skip(self, pattern: re.Pattern[str]) -> bool:
        """Go past what fits, over the edge of the window too."""
        found = pattern.match(self.rest, self.at)
        while found is not None and found.end() == len(self.rest) and self.fill(1):
            found = pattern.match(self.rest, self.at)
        if found is not None:
            self.move(found.end())
        return found is not None

    def at_end(self) -> bool:
        """Whether nothing is left."""
        return self.at >= len(self.rest) and not self.fill(1)


def _flatten(found: Mapping[str, Any]) -> tuple[dict[str, str], dict[str, list[dict[str, str]]]]:
    cells: dict[str, str] = {}
    nested: dict[str, list[dict[str, str]]] = {}
    for key, value in found.items():
        if isinstance(value, list) and value and all(isinstance(one, dict) for one in value):
            nested[key] = [dict(_cells(one, "")) for one in value]
        else:
            cells.update(_cells({key: value}, ""))
    return cells, nested


def _cells(found: Mapping[str, Any], prefix: str) -> Iterator[tuple[str, str]]:
    for key, value in found.items():
        if isinstance(value, dict):
            yield from _cells(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", _word(value)


def _word(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "|".join(
            _word(one) if not isinstance(one, dict) else json.dumps(one, ensure_ascii=False) for one in value
        )
    return str(value)
