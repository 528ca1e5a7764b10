"""What a product's page says beforehand: promotions that will lower its price in anybody's cart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import bindparam, select

from ecomkit.plugins.promotions.reading import ACTIVE, above_of
from ecomkit.plugins.promotions.rules import Promotion, name_in, read_promotion, standing
from ecomkit.plugins.promotions.tables import rule
from ecomkit.sdk import Block, Context, Utc

__all__ = ["TOPIC", "announced"]

TOPIC = "promotions"
"""What a page that announces promotions is made of."""
_NOT_OVER = (
    select(rule)
    .where(rule.c.state == ACTIVE, rule.c.ends.is_(None) | (rule.c.ends > bindparam("now", type_=Utc)))
    .order_by(rule.c.id)
)


@dataclass(frozen=True, slots=True)
class Announced:
    """The names of promotions, as the customer reads them."""

    names: tuple[str, ...]


def announced(ctx: Context, product: str) -> Block:
    """The promotions of a product, in one query; also where there is none the page learns when that changes.

    Said are those that hold for everybody without more ado: no code, no counting, no worth to reach, in the currency of the page.
    """
    found = [(read_promotion(row.rule), row.most) for row in ctx.db.all(_NOT_OVER, now=ctx.now)]
    now = [one for one, most in found if most is None and _holds(ctx, one)]
    shelves = above_of(ctx, product) if any(one.categories for one in now) else frozenset()
    for_it = [one for one in now if _is_for(one, product, shelves)]
    names = tuple(name_in(one, ctx.locale) for one in standing(for_it))
    until = _next_change(ctx, [one for one, _ in found])
    return Block(
        slot="product.after_price", template="promotions/product.html", model=Announced(names), reads=(TOPIC,), until=until
    )  # fmt: skip


def _holds(ctx: Context, one: Promotion) -> bool:
    begun = one.begins <= ctx.now and (one.ends is None or one.ends > ctx.now)
    to_all = not (one.needs_code or one.personal or one.minimum or one.kind == "shipping")
    capacity = ctx.buyer.capacity if ctx.buyer else ""
    mine = not one.capacities or capacity in one.capacities
    return begun and to_all and mine and (one.amount is None or one.amount.currency == ctx.currency)


def _is_for(one: Promotion, product: str, shelves: frozenset[str]) -> bool:
    everything = not (one.products or one.categories)
    return everything or product in one.products or not shelves.isdisjoint(one.categories)


def _next_change(ctx: Context, promotions: Sequence[Promotion]) -> datetime | None:
    moments = (moment for one in promotions for moment in (one.begins, one.ends))
    return min((moment for moment in moments if moment is not None and moment > ctx.now), default=None)
