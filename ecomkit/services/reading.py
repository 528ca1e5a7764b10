"""Reading: the gate of queries, and the contexts that it is asked with."""

from __future__ import annotations

from dataclasses import fields
from typing import Any, TypeVar

from ecomkit.domain import Context, Query
from ecomkit.errors import NotFound
from ecomkit.services.admission import admit
from ecomkit.services.core import Core

__all__ = ["answer", "plain", "said_of"]

T = TypeVar("T")
_FIELDS = tuple(field.name for field in fields(Context))


def answer(core: Core, ctx: Context, query: Query[T]) -> T:
    """Answer a query as this actor and buyer. What they may not see is `NotFound`, like what is not there."""
    lookup = core.lookup(type(query))
    refusal = admit(ctx, lookup.policy, query, personal=core.personal)
    if refusal is not None:
        raise NotFound(str(refusal.text))
    found: T = lookup.answer(ctx, query)
    return found


def plain(ctx: Context, **changes: Any) -> Context:
    """The same moment as a bare context, whatever it was before: what can write, or names a plugin, is left behind."""
    return Context(**(said_of(ctx) | changes))


def said_of(ctx: Context) -> dict[str, Any]:
    """What every context says, by name."""
    return {name: getattr(ctx, name) for name in _FIELDS}
