"""Rules: what a promotion is, when it applies, and what it takes off. Pure sums, no database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Final, Literal

from pydantic import Field

from ecomkit.domain import SHIPPING, Adjustment, Item, Money, allocate, share, total
from ecomkit.sdk import Text, Value, text

__all__ = [
    "Basket",
    "Kind",
    "Promotion",
    "adjustments",
    "chosen",
    "matching",
    "name_in",
    "read_promotion",
    "standing",
    "taken_off",
    "why_not",
]

Kind = Literal["percent", "amount", "buy_get", "shipping"]
WHOLE = 10_000
"""All of a price, in hundredths of a percent."""


class Promotion(Value):
    """A rule that lowers prices. Empty conditions hold for everything; `percent` is in hundredths.

    `buy_get` takes `percent` off the `get` cheapest of each `buy + get` pieces. Lower `priority` comes first; an `exclusive`
    one goes with no other. `first_order` and `each` count by person, so they need somebody who is signed in.
    """

    id: str
    name: str
    kind: Kind
    percent: Annotated[int, Field(ge=0, le=WHOLE)] = 0
    amount: Money | None = None
    buy: int = 0
    get: int = 0
    minimum: Money | None = None
    products: tuple[str, ...] = ()
    categories: tuple[str, ...] = ()
    capacities: tuple[str, ...] = ()
    ways: tuple[str, ...] = ()
    first_order: bool = False
    needs_code: bool = False
    begins: datetime
    ends: datetime | None = None
    exclusive: bool = False
    priority: int = 100
    each: int | None = None
    words: tuple[tuple[str, str], ...] = ()

    @property
    def topic(self) -> str:
        """What a quote made with it depends on."""
        return f"promotions/{self.id}"

    @property
    def personal(self) -> int | None:
        """How often one person may use it: a first order happens once."""
        return 1 if self.first_order else self.each


@lru_cache(maxsize=256)
def read_promotion(kept: str) -> Promotion:
    """A promotion as its row keeps it. The same few are read for each quote."""
    return Promotion.model_validate_json(kept)


@dataclass(frozen=True, slots=True, kw_only=True)
class Basket:
    """What is known of a cart and of whose it is. `categories` are those of each product with all above them."""

    items: tuple[Item, ...]
    currency: str
    capacity: str
    person: str | None = None
    ordered: bool = False
    categories: Mapping[str, frozenset[str]] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    used: Mapping[str, int] = field(default_factory=dict)

    @property
    def amounts(self) -> dict[str, Money]:
        """What each line costs before promotions."""
        return {item.key: item.price.times(item.quantity) for item in self.items}


def name_in(promotion: Promotion, locale: str) -> str:
    """What it is called in a language."""
    words = dict(promotion.words)
    return words.get(locale) or words.get(locale.partition("-")[0]) or promotion.name


def matching(promotion: Promotion, basket: Basket) -> tuple[Item, ...]:
    """The lines that it is for."""
    wanted, shelves = set(promotion.products), set(promotion.categories)
    if not wanted and not shelves:
        return basket.items
    return tuple(
        item
        for item in basket.items
        if item.product in wanted or shelves & basket.categories.get(item.product, frozenset())
    )


def why_not(promotion: Promotion, basket: Basket) -> Text | None:
    """What is in its way, in words for who buys; None where it applies."""
    if promotion.needs_code and promotion.id not in basket.codes:
        return text("This needs a code.")
    if promotion.capacities and basket.capacity not in promotion.capacities:
        return text("This is not for the way in which you buy.")
    if promotion.personal is not None:
        if basket.person is None:
            return text("Sign in to use this: it counts by person.")
        if basket.used.get(promotion.id, 0) >= promotion.personal:
            return text("You have used this as often as it may be.")
    if promotion.first_order and basket.ordered:
        return text("This is for a first order only.")
    return _goods_in_the_way(promotion, basket)


def _goods_in_the_way(promotion: Promotion, basket: Basket) -> Text | None:
    lines = matching(promotion, basket)
    if not lines:
        return text("This is not for the goods in your cart.")
    goods = total((item.price.times(item.quantity) for item in lines), basket.currency)
    if promotion.minimum is not None:
        if promotion.minimum.currency != basket.currency:
            return text("This is not for prices in this currency.")
        if goods < promotion.minimum:
            return text("%(money)s more of these goods, and it applies.", money=promotion.minimum - goods)
    if promotion.kind == "amount" and (promotion.amount is None or promotion.amount.currency != basket.currency):
        return text("This is not for prices in this currency.")
    if promotion.kind == "buy_get":
        missing = promotion.buy + promotion.get - sum(item.quantity for item in lines)
        if missing > 0:
            return text("%(n)s more of these goods, and it applies.", n=missing)
    return None


def chosen(promotions: Sequence[Promotion], basket: Basket) -> tuple[Promotion, ...]:
    """Those that apply, in their order. Where the first of them is exclusive, it stands alone; later exclusive ones stand back."""
    return standing([one for one in promotions if why_not(one, basket) is None])


def standing(applying: Sequence[Promotion]) -> tuple[Promotion, ...]:
    """What goes together of promotions that apply, in their order."""
    ready = sorted(applying, key=lambda p: (p.priority, p.begins, p.id))
    if ready and ready[0].exclusive:
        return (ready[0],)
    return tuple(one for one in ready if not one.exclusive)


Left = Mapping[str, Money]


def taken_off(promotion: Promotion, basket: Basket, left: Left) -> dict[str, Money]:
    """What it takes off each line of what is left of it: more than nothing, never more than there is."""
    cuts = _SUMS[promotion.kind](promotion, matching(promotion, basket), left)
    return {key: money for key, money in cuts.items() if money}


def _percent(promotion: Promotion, lines: Sequence[Item], left: Left) -> dict[str, Money]:
    return {item.key: share(left[item.key], promotion.percent, WHOLE) for item in lines}


def _amount(promotion: Promotion, lines: Sequence[Item], left: Left) -> dict[str, Money]:
    if promotion.amount is None or not lines:
        return {}
    most = total((left[item.key] for item in lines), promotion.amount.currency)
    parts = allocate(min(promotion.amount, most), [left[item.key].amount for item in lines])
    return {item.key: part for item, part in zip(lines, parts, strict=True)}


def _buy_get(promotion: Promotion, lines: Sequence[Item], left: Left) -> dict[str, Money]:
    """The cheapest pieces of all of them: two for the price of one is `buy` 1, `get` 1."""
    group = promotion.buy + promotion.get
    free = sum(item.quantity for item in lines) // group * promotion.get if group else 0
    cuts: dict[str, Money] = {}
    for item in sorted(lines, key=lambda one: (Fraction(one.price.money.amount, one.price.per), one.key)):
        pieces = min(free, item.quantity)
        free -= pieces
        whole = item.price.times(item.quantity)
        part = whole - item.price.times(item.quantity - pieces)
        if pieces and whole:
            cuts[item.key] = share(left[item.key], part.amount * promotion.percent, whole.amount * WHOLE)
    return cuts


def _nothing(_promotion: Promotion, _lines: Sequence[Item], _left: Left) -> dict[str, Money]:
    return {}


_SUMS: Final[Mapping[str, Callable[[Promotion, Sequence[Item], Left], dict[str, Money]]]] = {
    "percent": _percent, "amount": _amount, "buy_get": _buy_get, "shipping": _nothing,
}  # fmt: skip


def adjustments(promotions: Sequence[Promotion], basket: Basket, locale: str) -> list[Adjustment]:
    """What the promotions that apply ask of core: each takes off what those before it have left."""
    left = basket.amounts
    made: list[Adjustment] = []
    for one in chosen(promotions, basket):
        coupon = basket.codes.get(one.id)
        code = f"{one.id}/{coupon}" if coupon and one.needs_code else one.id
        said = Text(msgid=name_in(one, locale))
        parts: dict[str, Money | None] = {}
        if one.kind == "shipping":
            parts = {f"{SHIPPING}{way}": None for way in one.ways or ("",)}
        for key, money in taken_off(one, basket, left).items():
            left[key] = left[key] - money
            parts[key] = -money
        made += [
            Adjustment(
                code=code, line=line, amount=money, reason=said, stacks=not one.exclusive, topics=(one.topic,), valid_until=one.ends
            )
            for line, money in parts.items()
        ]  # fmt: skip
    return made
