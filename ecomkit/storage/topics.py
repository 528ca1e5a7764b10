"""Topics: what pages and quotes were made from, with the version of each."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, select

from ecomkit.storage.database import Rows
from ecomkit.storage.tables import change

__all__ = ["changed_since", "versions"]

_VERSIONS = select(change).where(change.c.topic.in_(bindparam("topics", expanding=True)))
_SINCE = select(change).where(change.c.version > bindparam("version"))


def versions(rows: Rows, topics: Iterable[str]) -> tuple[tuple[str, str], ...]:
    """The version of each topic; one that was never touched has the version ""."""
    wanted = sorted(set(topics))
    found = {row.topic: row.version for row in rows.all(_VERSIONS, topics=wanted)} if wanted else {}
    return tuple((topic, found.get(topic, "")) for topic in wanted)


def changed_since(rows: Rows, version: str) -> tuple[tuple[str, str], ...]:
    """Topics touched after a version, with their new ones."""
    return tuple((row.topic, row.version) for row in rows.all(_SINCE, version=version))
