"""Column types that mean the same on SQLite and PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import BigInteger, Column, DateTime, Dialect, ForeignKey, Integer, String, Text
from sqlalchemy.types import TypeDecorator

__all__ = ["Utc", "amount", "body", "count", "currency", "key", "moment", "name", "reference"]


class Utc(TypeDecorator[datetime]):
    """A moment in UTC. Naive moments are refused, so that no local time slips in."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Store without a zone, which is UTC by agreement."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored: use UTC")
        return value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        """Give it back as UTC."""
        return None if value is None else value.replace(tzinfo=UTC)


def key(column: str, **options: Any) -> Column[str]:
    """A key made by the application."""
    return Column(column, String(64), **({"nullable": False} | options))


def reference(column: str, target: str, **options: Any) -> Column[str]:
    """A key of a row elsewhere."""
    return Column(column, String(64), ForeignKey(target), **({"nullable": False} | options))


def name(column: str, size: int = 255, **options: Any) -> Column[str]:
    """A short text."""
    return Column(column, String(size), **({"nullable": False} | options))


def body(column: str, **options: Any) -> Column[str]:
    """A long text, mostly a value as JSON."""
    return Column(column, Text, **({"nullable": False} | options))


def amount(column: str, **options: Any) -> Column[int]:
    """An amount in minor units."""
    return Column(column, BigInteger, **({"nullable": False} | options))


def currency(column: str = "currency", **options: Any) -> Column[str]:
    """An ISO 4217 code."""
    return Column(column, String(3), **({"nullable": False} | options))


def count(column: str, **options: Any) -> Column[int]:
    """A whole number."""
    return Column(column, Integer, **({"nullable": False} | options))


def moment(column: str, **options: Any) -> Column[datetime]:
    """A moment in UTC."""
    return Column(column, Utc, **({"nullable": False} | options))
