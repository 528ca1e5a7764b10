"""What a shop decides about companies in general; each company, role and member may have its own limits."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ecomkit.plugins.b2b.api import Written
from ecomkit.sdk import Value

__all__ = ["B2BSettings"]


Limit = Written | Annotated[str, Field(pattern="^none$")]


class B2BSettings(Value):
    """`[plugins.b2b]`: limits of a member who has none of their own, in major units of the shop's currency.

    `order_limit` is for one order, `day_limit` for what somebody orders on their own within 24 hours; without one ("none")
    there is no limit. `approval_days` is how long a held order waits, `term_days` the payment term printed with the account.
    """

    order_limit: Limit = Field(
        default="500", description="What a member may order at once without approval; `none` for no limit"
    )
    day_limit: Limit = Field(
        default="1000", description="What a member may order alone within 24 hours; `none` for no limit"
    )
    approval_days: Annotated[
        int, Field(ge=1, le=60, description="How long a held order waits, with its prices and its stock")
    ] = 7
    term_days: Annotated[int, Field(ge=0, le=120, description="The payment term printed with the account")] = 30
