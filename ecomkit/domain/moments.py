"""Moments as staff type them: a day, with or without an hour, in the time zone of the shop."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

__all__ = ["typed_moment", "written_moment"]

_TYPED = re.compile(r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d)?(Z|[+-]\d\d:\d\d)?)?", re.ASCII)


def typed_moment(typed: str, zone: str) -> datetime | None:
    """What was typed, as a moment in UTC; None where nothing was. A day alone begins at midnight.

    It is meant in `zone`, unless it says its own: 2026-12-24T09:00Z. Raises `ValueError`.
    """
    plain = typed.strip()
    if not plain:
        return None
    if not _TYPED.fullmatch(plain) or plain.startswith("0"):
        raise ValueError(f"{plain[:40]!r} is no day")
    read = datetime.fromisoformat(plain)
    return (read if read.tzinfo else read.replace(tzinfo=ZoneInfo(zone))).astimezone(UTC)


def written_moment(moment: datetime | None, zone: str) -> str:
    """A moment as it is typed."""
    return "" if moment is None else moment.astimezone(ZoneInfo(zone)).strftime("%Y-%m-%d %H:%M")
