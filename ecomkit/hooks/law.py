"""Hooks of the law: duties with their articles, and who takes complaints (C8, C8b)."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.domain import Authority, Duty
from ecomkit.kernel import hookspec

__all__ = ["register_authorities", "register_duties"]


@hookspec
def register_duties() -> Sequence[Duty]:
    """What the law of a country asks of a shop, where the plugin meets it, and which audit check looks for it. A key has one owner."""
    raise NotImplementedError


@hookspec
def register_authorities() -> Sequence[Authority]:
    """Who takes a consumer's complaint in a country. They are named on the pages about complaints and safe buying."""
    raise NotImplementedError
