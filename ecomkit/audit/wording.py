"""Numbers with their nouns and lists, as sentences need them."""

from __future__ import annotations

from collections.abc import Sequence

__all__ = ["counted", "listed"]


def counted(number: int, noun: str, many: str = "") -> str:
    """A number with its noun: "1 page", "2 pages"; `many` where the plural is not the noun with an s."""
    return f"{number} {noun if number == 1 else many or noun + 's'}"


def listed(parts: Sequence[str]) -> str:
    """The parts as a sentence lists them: "a, b and c"."""
    return " and ".join(filter(None, (", ".join(parts[:-1]), *parts[-1:])))
