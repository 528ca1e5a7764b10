"""Applying: what the promotions of this moment make of a cart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ecomkit.domain import Adjustment, Cart, Item
from ecomkit.plugins.promotions.reading import Entered, basket_of, entered_in, in_the_way, items_in, live_at
from ecomkit.plugins.promotions.rules import Basket, Promotion, adjustments, chosen, why_not
from ecomkit.sdk import Context, Text

__all__ = ["EnteredCode", "adjustments_of", "codes_of"]


@dataclass(frozen=True, slots=True)
class EnteredCode:
    """A code in a cart, and why it lowers nothing; None where it does."""

    entered: Entered
    refusal: Text | None


def _promotions(ctx: Context, entered: Sequence[Entered]) -> tuple[list[Promotion], dict[str, str]]:
    """The promotions that may apply, and which code each has."""
    promotions = [live.promotion for live in live_at(ctx) if not live.used_up]
    codes: dict[str, str] = {}
    for one in entered:
        if one.refusal is None:
            codes.setdefault(one.promotion.id, one.coupon)
    return promotions, codes


def adjustments_of(ctx: Context, items: tuple[Item, ...], cart: Cart) -> list[Adjustment]:
    """What lowers the prices of a cart."""
    promotions, codes = _promotions(ctx, entered_in(ctx, cart))
    open_ones = [one for one in promotions if not one.needs_code or one.id in codes]
    return adjustments(open_ones, basket_of(ctx, items, open_ones, codes), ctx.locale) if open_ones else []


def codes_of(ctx: Context, cart: Cart) -> list[EnteredCode]:
    """The codes of a cart with what is in the way of each. Prices are looked at only where there is a code."""
    entered = entered_in(ctx, cart)
    if not entered:
        return []
    promotions, codes = _promotions(ctx, entered)
    open_ones = [one for one in promotions if not one.needs_code or one.id in codes]
    basket = basket_of(ctx, items_in(ctx, cart.id), open_ones, codes)
    applied = chosen(open_ones, basket)
    return [EnteredCode(one, _refusal(one, basket, applied)) for one in entered]


def _refusal(one: Entered, basket: Basket, applied: Sequence[Promotion]) -> Text | None:
    if one.refusal is not None:
        return one.refusal[1]
    said = why_not(one.promotion, basket)
    if said is not None:
        return said
    return None if any(other.id == one.promotion.id for other in applied) else in_the_way(one, applied)
