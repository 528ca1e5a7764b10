"""Reading: the gate of queries."""

from __future__ import annotations

from typing import TypeVar

from ecomkit.domain import Context, Query
from ecomkit.errors import NotFound
from ecomkit.services.admission import admit
from ecomkit.services.core import Core

__all__ = ["answer"]

T = TypeVar("T")


def answer(core: Core, ctx: Context, query: Query[T]) -> T:
    """Answer a query as this actor and buyer. What they may not see is `NotFound`, like what is not there."""
    lookup = core.lookup(type(query))
    refusal = admit(ctx, lookup.policy, query, personal=core.personal)
    if refusal is not None:
        raise NotFound(str(refusal.text))
    found: T = lookup.answer(ctx, query)
    return found
