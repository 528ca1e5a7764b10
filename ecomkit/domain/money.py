"""Money: integer minor units with a currency, and the few sums a shop does with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from functools import lru_cache
from typing import Annotated

from pydantic import Field, StrictInt

from ecomkit.domain.value import Value
from ecomkit.mistakes import Mistake

__all__ = [
    "CurrencyCode",
    "Money",
    "UnitPrice",
    "allocate",
    "decimals_of",
    "parse_amount",
    "share",
    "total",
    "typed_amount",
]

CurrencyCode = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]

# ISO 4217: every other currency has two decimals.
_DECIMALS = {
    **dict.fromkeys(("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV"), 0),
    **dict.fromkeys(("XAF", "XOF", "XPF"), 0),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
}
_LARGEST = 10**15
_AMOUNT = re.compile(r"[+-]?\d{1,15}(\.\d{1,4})?", re.ASCII)


def decimals_of(currency: str) -> int:
    """How many decimals the currency has (ISO 4217): 2 for EUR, 0 for JPY, 3 for KWD."""
    return _DECIMALS.get(currency, 2)


class Money(Value):
    """An amount in minor units (cents) of one currency. Currencies never mix: adding two raises `ValueError`."""

    amount: Annotated[StrictInt, Field(ge=-_LARGEST, le=_LARGEST)]
    currency: CurrencyCode

    @classmethod
    def zero(cls, currency: str) -> Money:
        """Nothing, in that currency."""
        return _nothing(currency)

    def _same(self, other: Money) -> Money:
        if self.currency != other.currency:
            raise ValueError(f"amounts in {self.currency} and {other.currency} cannot be put together")
        return other

    def __add__(self, other: Money) -> Money:
        return Money(amount=self.amount + self._same(other).amount, currency=self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(amount=self.amount - self._same(other).amount, currency=self.currency)

    def __neg__(self) -> Money:
        return Money(amount=-self.amount, currency=self.currency)

    def __mul__(self, factor: int) -> Money:
        return Money(amount=self.amount * factor, currency=self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.amount < self._same(other).amount

    def __le__(self, other: Money) -> bool:
        return self.amount <= self._same(other).amount

    def __gt__(self, other: Money) -> bool:
        return self.amount > self._same(other).amount

    def __ge__(self, other: Money) -> bool:
        return self.amount >= self._same(other).amount

    def __bool__(self) -> bool:
        return self.amount != 0

    def decimal(self) -> Decimal:
        """The amount in major units, exact: 1490 EUR is `Decimal("14.90")`."""
        return Decimal(self.amount).scaleb(-decimals_of(self.currency))

    def __str__(self) -> str:
        return f"{self.decimal():f} {self.currency}"


@lru_cache(maxsize=256)
def _nothing(currency: str) -> Money:
    return Money(amount=0, currency=currency)


class UnitPrice(Value):
    """A price per stated quantity, for things cheaper than the smallest coin: 0.35 EUR per 100 screws.

    `includes_tax` says whether the tax is contained in the amount (consumer prices) or comes on top.
    """

    money: Money
    per: Annotated[StrictInt, Field(ge=1, le=1_000_000_000)] = 1
    includes_tax: bool = True

    def times(self, quantity: int) -> Money:
        """The price of so many, rounded once, half up."""
        return Money(amount=_half_up(self.money.amount * quantity, self.per), currency=self.money.currency)


def _half_up(numerator: int, denominator: int) -> int:
    sign = -1 if numerator < 0 else 1
    return sign * ((2 * abs(numerator) + denominator) // (2 * denominator))


def share(money: Money, numerator: int, denominator: int) -> Money:
    """A part of an amount, rounded half up to the minor unit: `share(m, 21, 121)` is the tax in a gross price."""
    return Money(amount=_half_up(money.amount * numerator, denominator), currency=money.currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """The sum of amounts; of none, nothing in `currency`. Raises `ValueError` where one is in another currency."""
    nothing = Money.zero(currency)
    whole = sum(nothing._same(money).amount for money in amounts)
    return Money(amount=whole, currency=currency) if whole else nothing


def allocate(money: Money, weights: Sequence[int]) -> tuple[Money, ...]:
    """Split an amount in proportion to `weights` without losing a cent (largest remainder, earlier ones first).

    Weights are not negative. Where all are zero, the amount must be zero too (`ValueError` otherwise).
    """
    if any(weight < 0 for weight in weights):
        raise ValueError("weights must not be negative")
    whole = sum(weights)
    if whole == 0:
        if money.amount:
            raise ValueError("an amount cannot be split over nothing")
        return tuple(money for _ in weights)
    sign = -1 if money.amount < 0 else 1
    parts = [abs(money.amount) * weight // whole for weight in weights]
    rests = [abs(money.amount) * weight % whole for weight in weights]
    left = abs(money.amount) - sum(parts)
    for index in sorted(range(len(weights)), key=lambda i: (-rests[i], i))[:left]:
        parts[index] += 1
    return tuple(Money(amount=sign * part, currency=money.currency) for part in parts)


def parse_amount(written: str, currency: str) -> Money:
    """Read a machine's decimal string such as `"14.90"`. No thousands signs, no exponent, no more decimals than there are.

    Raises `ValueError` with a sentence for the person who wrote it.
    """
    if not _AMOUNT.fullmatch(written.strip()):
        raise Mistake(
            "%(written)s is not an amount: write digits and a point, such as 14.90", written=repr(written[:40])
        )
    exact = Decimal(written.strip()).scaleb(decimals_of(currency))
    whole = exact.quantize(Decimal(1), rounding=ROUND_HALF_UP)
    if exact != whole:
        raise Mistake(
            "%(written)s has more decimals than %(currency)s has (%(places)s)",
            written=repr(written[:40]), currency=currency, places=decimals_of(currency),
        )  # fmt: skip
    return Money(amount=int(whole), currency=currency)


def typed_amount(typed: str, currency: str, signs: str = ".,") -> Money:
    """Read an amount as people type it: digits with one of the decimal `signs`, of which the first is the writer's own.

    Behind that one stand as many digits as the currency has, behind another one two at most: three may be thousands.
    Raises `ValueError`.
    """
    plain, places = typed.strip(), decimals_of(currency)
    own, others, few = re.escape(signs[0]), re.escape(signs[1:] or signs), min(places, 2)
    behind = rf"(?:{own}\d{{1,{places}}}|[{others}]\d{{1,{few}}})?" if places else ""
    if not re.fullmatch(rf"\d{{1,12}}{behind}", plain, re.ASCII):
        raise ValueError(f"{typed[:40]!r} is no amount")
    return parse_amount(re.sub(rf"[{own}{others}]", ".", plain), currency)
