"""Quick order: a pasted list of SKUs and quantities, read line by line."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import TypeAdapter, ValidationError

from ecomkit.domain import MAX_LINES, MAX_QUANTITY, Sku
from ecomkit.sdk import Text, text

__all__ = ["MAX_TEXT", "Wanted", "Wrong", "read_list"]

MAX_TEXT = 20_000
_NUMBER = re.compile(r"[0-9]{1,4}", re.ASCII)
_SKU: TypeAdapter[str] = TypeAdapter(Sku)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A row that can be read: so many of a SKU. `row` counts from 1, empty lines too; `written` is the row as it was pasted."""

    row: int
    written: str
    sku: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Wrong:
    """A row that cannot be bought as it stands, and what to do."""

    row: int
    written: str
    words: Text


def read_list(pasted: str) -> tuple[list[Wanted], list[Wrong]]:
    """Read rows such as `SKU;12`, with a semicolon, tab, comma or spaces between; a SKU alone is one piece."""
    wanted: list[Wanted] = []
    wrong: list[Wrong] = []
    lines = [(row, line.strip()) for row, line in enumerate(pasted[:MAX_TEXT].splitlines(), 1)]
    for row, line in lines:
        if not line or (row == 1 and line.lower().startswith("sku") and not _NUMBER.search(line)):
            continue
        read = _read(row, line)
        if isinstance(read, Wanted) and len(wanted) >= MAX_LINES:
            read = Wrong(
                row, line, text("At most %(most)s rows at a time. Send the rest in a second list.", most=MAX_LINES)
            )
        (wanted if isinstance(read, Wanted) else wrong).append(read)  # type: ignore[arg-type]
    return wanted, wrong


def _read(row: int, line: str) -> Wanted | Wrong:
    sku, quantity = _split(line)
    try:
        _SKU.validate_python(sku)
    except ValidationError:
        return Wrong(row, line, text("This is not an article number. Write one row for each, for example MUG-1;12."))
    if not _NUMBER.fullmatch(quantity) or not 1 <= int(quantity) <= MAX_QUANTITY:
        words = text(
            "“%(given)s” is not a quantity. Write a whole number from 1 to %(most)s.",
            given=quantity[:20],
            most=MAX_QUANTITY,
        )
        return Wrong(row, line, words)
    return Wanted(row, line, sku, int(quantity))


def _split(line: str) -> tuple[str, str]:
    for separator in (";", "\t", ","):
        if separator in line:
            sku, _, quantity = line.rpartition(separator)
            return sku.strip(), quantity.strip()
    parts = line.rsplit(maxsplit=1)
    return (parts[0], parts[1]) if len(parts) == 2 else (line, "1")
