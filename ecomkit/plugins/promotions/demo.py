"""Demonstration: three for two on mugs, a code for ten percent, and free delivery for a first order."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import bindparam, select

from ecomkit.domain import ProductsBySlug
from ecomkit.plugins.promotions.api import AddCode, SavePromotion
from ecomkit.plugins.promotions.tables import rule
from ecomkit.sdk import JobContext, Principal

__all__ = ["plant"]

_NAMED = select(rule.c.id).where(rule.c.name == bindparam("of"))
_CODE = "WELCOME10"
_SAID = {
    "en": ("Welcome: 10 % off", "Three for two: mugs"),
    "es": ("Bienvenida: 10\u00a0% menos", "3 × 2 en tazas"),
}
"""What they are called; in the shop's first language, and in the other one."""


def plant(ctx: JobContext) -> Sequence[Principal]:
    """Two promotions, once; that on mugs where they are sold."""
    main = ctx.shop.languages[0].partition("-")[0]
    said = _SAID.get(main, _SAID["en"])
    welcome, more = (
        SavePromotion(name=said[0], words=_words(said, 0), kind="percent", percent="10", needs_code=True),
        SavePromotion(
            name=said[1], words=_words(said, 1), kind="buy_get", buy=2, get=1, percent="100", products="loma-mug"
        ),
    )
    if ctx.db.first(_NAMED, of=welcome.name) is None:
        ctx.run(AddCode(promotion=ctx.run(welcome), code=_CODE))
    mugs = ctx.ask(ProductsBySlug(slugs=(more.products,)))
    if mugs and ctx.db.first(_NAMED, of=more.name) is None:
        ctx.run(more)
    return []


def _words(said: tuple[str, str], which: int) -> str:
    return "; ".join(f"{language}={names[which]}" for language, names in _SAID.items() if names != said)
