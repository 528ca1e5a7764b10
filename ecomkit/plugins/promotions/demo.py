"""Demonstration: three for two on mugs, a code for ten percent, and free delivery for a first order."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from ecomkit.plugins.promotions.api import AddCode, SavePromotion
from ecomkit.plugins.promotions.tables import rule
from ecomkit.sdk import JobContext, Principal

__all__ = ["plant"]

_NAMED = select(rule.c.id).where(rule.c.name == bindparam("of"))
_CODE = "WELCOME10"


def plant(ctx: JobContext) -> Sequence[Principal]:
    """Two promotions, once."""
    welcome = SavePromotion(
        name="Welcome: 10 % off", kind="percent", percent="10", needs_code=True, words="es=Bienvenida: 10 % menos"
    )
    if ctx.db.first(_NAMED, of=welcome.name) is None:
        ctx.run(AddCode(promotion=ctx.run(welcome), code=_CODE))
    more = SavePromotion(
        name="Three for two: mugs", kind="buy_get", buy=2, get=1, percent="100", products="loma-mug", words="es=3 × 2 en tazas"
    )  # fmt: skip
    if ctx.db.first(_NAMED, of=more.name) is None:
        ctx.run(more)
    return []
