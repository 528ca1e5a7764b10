"""`[plugins.loyalty]`, and the arithmetic that follows from it. All of it in whole points and minor units."""

from __future__ import annotations

from calendar import monthrange
from datetime import datetime
from typing import Annotated

from pydantic import Field

from ecomkit.domain import Money, decimals_of
from ecomkit.sdk import Value

__all__ = ["LoyaltySettings", "months_before"]


class LoyaltySettings(Value):
    """Points for each whole major unit paid, what one point is worth in minor units, and after how many silent months it lapses."""

    points_per_unit: Annotated[int, Field(ge=0, le=1000)] = 1
    point_value: Annotated[int, Field(ge=1, le=100_000)] = 1
    lapse_months: Annotated[int, Field(ge=0, le=120)] = 24

    def earned(self, paid: Money) -> int:
        """The points for an amount, rounded down."""
        whole: int = 10 ** decimals_of(paid.currency)
        return max(0, paid.amount) * self.points_per_unit // whole

    def points(self, money: Money) -> int:
        """How many whole points an amount is."""
        return max(0, money.amount) // self.point_value

    def worth(self, points: int, currency: str) -> Money:
        """What so many points pay."""
        return Money(amount=points * self.point_value, currency=currency)


def months_before(now: datetime, months: int) -> datetime:
    """The same moment so many months ago; the 31st becomes the last of a shorter month."""
    years, month = divmod(now.year * 12 + now.month - 1 - months, 12)
    return now.replace(year=years, month=month + 1, day=min(now.day, monthrange(years, month + 1)[1]))
