"""Pricing: what plugins offer, and how core folds their offers into one price with its trace."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import IntEnum

from ecomkit.domain.money import Money, UnitPrice, allocate
from ecomkit.domain.text import Text
from ecomkit.domain.value import Value

__all__ = [
    "SHIPPING",
    "Adjustment",
    "Item",
    "PriceOffer",
    "Reach",
    "TraceStep",
    "adjust_shipping",
    "choose_price",
    "fold_adjustments",
]  # fmt: skip

SHIPPING = "shipping/"
"""How an adjustment names delivery: `shipping/` is every way, `shipping/parcel` one. No SKU holds a slash."""


class Reach(IntEnum):
    """For whom an offer is meant; the most specific one wins."""

    EVERYONE = 0
    SEGMENT = 1
    ORGANISATION = 2
    PERSON = 3


class Item(Value):
    """So many of a SKU. `price` is the list price while base prices are asked for, and the chosen one after that.

    What is not `ships` is not sent: it weighs nothing in a parcel.
    """

    key: str
    sku: str
    product: str
    quantity: int
    price: UnitPrice
    tax_class: str
    weight_g: int
    ships: bool = True


class PriceOffer(Value):
    """A base price that a plugin offers this buyer for a SKU.

    `reason` is what the customer reads ("Your price: framework agreement"). `topics` are what it was read from: when one is
    touched, a quote made with it is asked again. `valid_until` ends it by time alone.
    """

    sku: str
    price: UnitPrice
    reach: Reach
    reason: Text
    valid_until: datetime | None = None
    topics: tuple[str, ...] = ()


class Adjustment(Value):
    """A change to a line, to all goods (`line` is None) or to delivery (`SHIPPING`): negative for a discount.

    An `amount` of None takes all that is left of it. One that does not stack applies only where nothing was adjusted before it,
    and lets nothing after it. `topics` are what it was read from: when one is touched, a quote made with it is asked again.
    `valid_until` ends it by time alone.
    """

    code: str
    line: str | None
    amount: Money | None
    reason: Text
    stacks: bool = True
    topics: tuple[str, ...] = ()
    valid_until: datetime | None = None


class TraceStep(Value):
    """Why: which rule of which plugin, about which line (or the order), with what input and what effect.

    `amount` is the effect of an adjustment: negative for a discount.
    """

    phase: str
    plugin: str
    rule: str
    subject: str
    reason: Text
    effect: str
    chosen: bool = True
    amount: Money | None = None


Offered = tuple[str, PriceOffer]
"""An offer with the name of the plugin that made it."""


def choose_price(item: Item, offers: Sequence[Offered]) -> tuple[Offered | None, tuple[TraceStep, ...]]:
    """Pick the base price of an item: the most specific buyer, then the shop's order.

    None stands for the list price. Every offer that was looked at is in the trace, chosen or not.
    """
    best: Offered | None = None
    for offered in offers:
        if best is None or offered[1].reach > best[1].reach:
            best = offered
    listed = TraceStep(
        phase="base",
        plugin="catalogue",
        rule="list_price",
        subject=item.key,
        reason=Text(msgid="List price"),
        effect=str(item.price.money),
        chosen=best is None,
    )
    steps = [listed]
    for plugin, offer in offers:
        steps.append(
            TraceStep(
                phase="base",
                plugin=plugin,
                rule=offer.reach.name.lower(),
                subject=item.key,
                reason=offer.reason,
                effect=str(offer.price.money),
                chosen=best is not None and offer is best[1],
            )
        )
    return best, tuple(steps)


def fold_adjustments(
    goods: Mapping[str, Money], offered: Sequence[tuple[str, Adjustment]]
) -> tuple[dict[str, Money], tuple[TraceStep, ...]]:
    """Apply adjustments in the shop's order to the amounts of lines. No line falls below nothing.

    One on all goods is split over the lines in proportion to what is left of them.
    """
    amounts = dict(goods)
    adjusted: set[str] = set()
    closed: set[str] = set()
    steps: list[TraceStep] = []
    for plugin, adjustment in offered:
        lines = [adjustment.line] if adjustment.line is not None else list(amounts)
        open_lines = [k for k in lines if k in amounts and k not in closed and (adjustment.stacks or k not in adjusted)]
        if not open_lines or (_lowers(adjustment) and not any(amounts[k].amount for k in open_lines)):
            steps.append(_step(plugin, adjustment, None))
            continue
        steps.append(_step(plugin, adjustment, _apply(amounts, open_lines, adjustment.amount)))
        adjusted.update(open_lines)
        if not adjustment.stacks:
            closed.update(open_lines)
    return amounts, tuple(steps)


def adjust_shipping(
    price: Money, way: str, offered: Sequence[tuple[str, Adjustment]]
) -> tuple[Money, tuple[TraceStep, ...]]:
    """Apply those adjustments that name delivery, or this way of it, to its price. It does not fall below nothing."""
    key = f"{SHIPPING}{way}"
    own = [(plugin, one.model_copy(update={"line": key})) for plugin, one in offered if one.line in (SHIPPING, key)]
    prices, steps = fold_adjustments({key: price}, own)
    return prices[key], steps


def _lowers(adjustment: Adjustment) -> bool:
    return adjustment.amount is None or adjustment.amount.amount < 0


def _apply(amounts: dict[str, Money], lines: Sequence[str], amount: Money | None) -> Money:
    """Change the amounts of these lines; gives what it came to."""
    weights = [amounts[key].amount for key in lines]
    if amount is None:
        parts: tuple[Money, ...] = tuple(-amounts[key] for key in lines)
    else:
        parts = allocate(amount, weights if any(weights) else [1] * len(lines))
    effect = Money.zero(parts[0].currency)
    for key, part in zip(lines, parts, strict=True):
        after = Money(amount=max(0, amounts[key].amount + part.amount), currency=part.currency)
        effect = effect + (after - amounts[key])
        amounts[key] = after
    return effect


def _step(plugin: str, adjustment: Adjustment, effect: Money | None) -> TraceStep:
    """What became of an adjustment; None where it did not apply."""
    return TraceStep(
        phase="adjustment",
        plugin=plugin,
        rule=adjustment.code,
        subject=adjustment.line or "order",
        reason=adjustment.reason,
        effect="0" if effect is None else str(effect),
        chosen=effect is not None,
        amount=effect,
    )
