"""Reading outside a transaction: each question is a read of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select
from sqlalchemy.engine import Row

from ecomkit.storage.database import Database

__all__ = ["Outside"]


class Outside:
    """The database as jobs see it: they read, and change through `ctx.run`."""

    __slots__ = ("_database",)

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self, statement: Select[Any], /, **values: object) -> Sequence[Row[Any]]:
        """All rows of a SELECT."""
        with self._database.read() as rows:
            return rows.all(statement, **values)

    def first(self, statement: Select[Any], /, **values: object) -> Row[Any] | None:
        """The first row, or None."""
        with self._database.read() as rows:
            return rows.first(statement, **values)

    def scalar(self, statement: Select[Any], /, **values: object) -> Any:
        """The first column of the first row, or None."""
        with self._database.read() as rows:
            return rows.scalar(statement, **values)
