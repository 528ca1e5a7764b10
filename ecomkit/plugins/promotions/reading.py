"""Reading: which promotions there are now, which codes a cart has, and what is known of who buys."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, select

from ecomkit.domain import ActorKind, Cart, CartItems, Categories, Item, Orders, OrderState, ProductBySlug
from ecomkit.errors import NotFound
from ecomkit.plugins.promotions.rules import Basket, Promotion, read_promotion
from ecomkit.plugins.promotions.tables import coupon, each, rule
from ecomkit.sdk import Context, Refuse, Text, Utc, text

__all__ = [
    "Entered",
    "Live",
    "above_of",
    "basket_of",
    "entered_in",
    "in_the_way",
    "items_in",
    "live_at",
    "person_of",
    "state_of",
]

ACTIVE, ENDED = "active", "ended"
PLUGIN = "promotions"
_SOME = 100
_NOW = bindparam("now", type_=Utc)
_LIVE = select(rule).where(
    rule.c.state == ACTIVE, rule.c.begins <= _NOW, rule.c.ends.is_(None) | (rule.c.ends > _NOW)
).order_by(rule.c.id)  # fmt: skip
_ENTERED = (
    select(
        coupon.c.digest, coupon.c.promotion, coupon.c.ended, coupon.c.uses, coupon.c.most, rule.c.state, rule.c.rule, rule.c.begins,
        rule.c.ends, rule.c.uses.label("rule_uses"), rule.c.most.label("rule_most"),
    )
    .join(rule, rule.c.id == coupon.c.promotion)
    .where(coupon.c.digest.in_(bindparam("of", expanding=True)))
)  # fmt: skip
_USED = select(each).where(each.c.person == bindparam("who"))


@dataclass(frozen=True, slots=True)
class Live:
    """A promotion with how often it may be used and was."""

    promotion: Promotion
    uses: int
    most: int | None

    @property
    def used_up(self) -> bool:
        """Whether nobody can use it any more."""
        return self.most is not None and self.uses >= self.most


@dataclass(frozen=True, slots=True)
class Entered:
    """A code that lies in a cart, by its digest; `refusal` is why it counts for nothing, whoever buys what."""

    coupon: str
    promotion: Promotion
    refusal: tuple[str, Text] | None


def live_at(ctx: Context) -> list[Live]:
    """The promotions of this moment."""
    return [Live(read_promotion(row.rule), row.uses, row.most) for row in ctx.db.all(_LIVE, now=ctx.now)]


def entered_in(ctx: Context, cart: Cart) -> list[Entered]:
    """The codes of a cart, in the order of entering."""
    digests = cart.entered(PLUGIN)
    found = {row.digest: row for row in ctx.db.all(_ENTERED, of=list(digests))} if digests else {}
    rows = [found[digest] for digest in digests if digest in found]
    return [Entered(row.digest, read_promotion(row.rule), state_of(ctx, row)) for row in rows]


def state_of(ctx: Context, row: Any) -> tuple[str, Text] | None:
    """Why a code counts for nothing, as a code and in words; None where it does count."""
    if row.ended or row.state != ACTIVE or (row.ends is not None and row.ends <= ctx.now):
        return "over", text("This code has ended.")
    if row.begins > ctx.now:
        return "not_yet", text("This code does not count yet.")
    spent = row.most is not None and row.uses >= row.most
    if spent or (row.rule_most is not None and row.rule_uses >= row.rule_most):
        return "used_up", text("This code has been used up.")
    return None


def person_of(ctx: Context) -> str | None:
    """Who buys, as far as uses can be counted by person: somebody who is signed in."""
    return ctx.actor.key if ctx.actor.kind is ActorKind.PERSON else None


def items_in(ctx: Context, cart: str) -> tuple[Item, ...]:
    """What lies in a cart at its prices; nothing where it cannot be sold."""
    try:
        return ctx.ask(CartItems(cart=cart))
    except (NotFound, Refuse):
        return ()


def basket_of(
    ctx: Context, items: tuple[Item, ...], promotions: Sequence[Promotion], codes: Mapping[str, str]
) -> Basket:
    """What the promotions have to know of a cart; asked only what one of them wants to know."""
    person = person_of(ctx)
    counted = person is not None and any(one.personal is not None for one in promotions)
    return Basket(
        items=items, currency=ctx.currency, capacity=ctx.buyer.capacity if ctx.buyer else "", person=person, codes=codes,
        ordered=person is not None and any(one.first_order for one in promotions) and _has_ordered(ctx),
        categories=_categories(ctx, items) if any(one.categories for one in promotions) else {},
        used={row.promotion: row.uses for row in ctx.db.all(_USED, who=person)} if counted else {},
    )  # fmt: skip


def _has_ordered(ctx: Context) -> bool:
    return any(order.state is not OrderState.CANCELLED for order in ctx.ask(Orders(limit=_SOME)))


def above_of(ctx: Context, product: str) -> frozenset[str]:
    """The categories that a product is in, with those above them."""
    return _with_those_above(ctx, product, {one.slug: one.parent for one in ctx.ask(Categories())})


def _categories(ctx: Context, items: tuple[Item, ...]) -> dict[str, frozenset[str]]:
    above = {one.slug: one.parent for one in ctx.ask(Categories())}
    return {product: _with_those_above(ctx, product, above) for product in {item.product for item in items}}


def _with_those_above(ctx: Context, product: str, above: Mapping[str, str | None]) -> frozenset[str]:
    try:
        open_ones = [*ctx.ask(ProductBySlug(slug=product)).categories]
    except NotFound:
        return frozenset()
    found: set[str] = set()
    while open_ones:
        slug = open_ones.pop()
        parent = above.get(slug)
        if slug not in found and parent is not None:
            open_ones.append(parent)
        found.add(slug)
    return frozenset(found)


def in_the_way(entered: Entered, others: Sequence[Promotion]) -> Text | None:
    """Why a promotion that would apply does not: another one stands alone, or it would."""
    alone = next((one for one in others if one.exclusive and one.id != entered.promotion.id), None)
    if alone is not None:
        return text("This does not go with “%(name)s”.", name=alone.name)
    return text("This goes with no other promotion.") if entered.promotion.exclusive else None
