"""The demo catalogue as a shop needs it: in its first language, priced in its currency, with what its country asks for."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Final

from ecomkit.domain.sample import sample_price
from ecomkit.generator.countries import EEA

__all__ = ["adapt", "speak"]

SOURCE: Final = "en"
"""The language of the scaffold's plain columns."""

_OPTIONS: Final = ("option1_name", "option1_value", "option2_name", "option2_value")
_PRODUCTS: Final = ("products.csv", "earlier.csv")
_CONTACTS: Final = ("maker_contact", "responsible")
Row = dict[str, str]


def adapt(folder: Path, *, currency: str, country: str) -> None:
    """Price the products in a currency, and name no one responsible in the Union (GPSR, article 16) where the shop is outside of it.

    Files that stay as they are are not written again.
    """
    for name in _PRODUCTS:
        columns, rows = _read(folder / name)
        adapted = [_adapted(row, currency, inside=country in EEA) for row in rows]
        if adapted != rows:
            _write(folder / name, columns, adapted)


def _adapted(row: Row, currency: str, *, inside: bool) -> Row:
    """A row of a product. An option that names its price, as a gift card's does, goes with it."""
    price = sample_price(row["price"], currency)
    named = {
        one: price
        for one in ("option1_value", "option2_value")
        if row[one].isdecimal() and _same(row[one], row["price"])
    }
    return row | {"price": price} | (named if price != row["price"] else {}) | ({} if inside else {"responsible": ""})


def _same(written: str, price: str) -> bool:
    return Decimal(written) == Decimal(price)


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
        for column in _CONTACTS:
            if row.get(column):
                turned[column] = ", ".join(_place_in(self.main, part) for part in row[column].split(", "))
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


@lru_cache(maxsize=256)
def _place_in(language: str, name: str) -> str:
    """A country's English name in another language; other words stay."""
    from babel import Locale

    code = next((code for code, known in Locale(SOURCE).territories.items() if known == name), "")
    return str(Locale(language).territories.get(code, name))


def _read(path: Path) -> tuple[list[str], list[Row]]:
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        return list(reader.fieldnames or ()), list(reader)


def _write(path: Path, columns: list[str], rows: Iterable[Row]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="", lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
