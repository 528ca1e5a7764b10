"""What one still life is: a paper, parts, and the pictures that are taken of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from tools.clay.scene import Part

__all__ = ["Still"]


class Still(NamedTuple):
    """One scene: its paper, its parts, and for each picture name what its colour slots hold."""

    tint: str
    parts: Callable[[], Sequence[Part]]
    pictures: Mapping[str, Mapping[str, str]]
