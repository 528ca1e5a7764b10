"""The demo catalogue in a shop's first language: what the scaffold says in English is said in that one, and the other way round."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

__all__ = ["speak"]

SOURCE: Final = "en"
"""The language of the scaffold's plain columns."""

_OPTIONS: Final = ("option1_name", "option1_value", "option2_name", "option2_value")
_PRODUCTS: Final = ("products.csv", "earlier.csv")
Row = dict[str, str]


def speak(folder: Path, language: str) -> None:
    """Write the files of a catalogue in the first language of a shop, where the scaffold knows it.

    Staff then edit the words that customers read, and a shop in that language alone needs no terms. English moves into
    `name:en` and the terms. A language that the scaffold does not know leaves the files as they are.
    """
    main = language.partition("-")[0]
    header, terms = _read(folder / "terms.csv")
    said = {row["term"]: row["said"] for row in terms if row["language"] == main}
    if main == SOURCE or not said:
        return
    turn = _Turn(main, said)
    for name in ("categories.csv", *_PRODUCTS):
        columns, rows = _read(folder / name)
        _write(folder / name, [turn.column(one) for one in columns], (turn.row(row) for row in rows))
    _write(folder / "terms.csv", header, (turn.term(row) for row in terms))


@dataclass(frozen=True, slots=True)
class _Turn:
    main: str
    said: Mapping[str, str]

    def column(self, column: str) -> str:
        base, _, language = column.partition(":")
        return f"{base}:{SOURCE}" if language == self.main else column

    def row(self, row: Row) -> Row:
        """A product or category: what is said in both languages changes places, what is said by terms is said by them."""
        turned = dict(row)
        for column in row:
            base, _, language = column.partition(":")
            if language == self.main and turned.pop(column):
                turned |= {base: row[column], f"{base}:{SOURCE}": row[base]}
        for column in _OPTIONS:
            if row.get(column):
                turned[column] = self._say(row[column])
        if row.get("attributes"):
            facts = json.loads(row["attributes"]).items()
            turned["attributes"] = json.dumps({self._say(a): self._say(b) for a, b in facts}, ensure_ascii=False)
        return turned

    def term(self, row: Row) -> Row:
        if row["language"] == self.main:
            return {"language": SOURCE, "term": row["said"], "said": row["term"]}
        return row | {"term": self._say(row["term"])}

    def _say(self, words: str) -> str:
        return self.said.get(words, words)


def _read(path: Path) -> tuple[list[str], list[Row]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def _write(path: Path, columns: list[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
