"""Opening a file of rows: its content says what it is, not its name."""

from __future__ import annotations

from pathlib import Path

from ecomkit.errors import UserError
from ecomkit.importing.csv_source import CsvSource
from ecomkit.importing.json_source import JsonSource
from ecomkit.importing.source import Source
from ecomkit.importing.text_file import TextFile
from ecomkit.speech import say

__all__ = ["open_source"]


def open_source(path: Path) -> Source:
    """Open a file by its content: JSON begins with a bracket, anything else is CSV.

    Raises `UserError` for one that is empty, or not UTF-8 from end to end.
    """
    text = TextFile(path)
    text.digest()
    first = next((piece.strip()[:1] for piece in text.pieces() if piece.strip()), "")
    if not first:
        raise UserError(say("%(path)s is empty: a catalogue file begins with a row of column names", path=path))
    return JsonSource(text) if first in "[{" else CsvSource(text)
