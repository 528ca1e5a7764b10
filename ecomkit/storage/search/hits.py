"""Hits: what a search found."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Hits"]


@dataclass(frozen=True, slots=True)
class Hits:
    """Products found, the best first. `many` says that there are more; `meant` are the words that were looked for instead;
    `partly` says that no product has all of the words.
    """

    slugs: tuple[str, ...]
    many: bool = False
    meant: str | None = None
    partly: bool = False
