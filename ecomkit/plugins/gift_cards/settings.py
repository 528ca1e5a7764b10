"""`[plugins.gift_cards]`: what is written in `shop.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from ecomkit.domain import Value

__all__ = ["GiftCardSettings"]

Amount = Annotated[str, Field(pattern=r"^\d{1,9}(\.\d{1,4})?$")]


class GiftCardSettings(Value):
    """How long cards last, and which SKUs are cards."""

    valid_days: Annotated[
        int, Field(ge=1, le=36_500, description="How many days a card can be spent, where nobody says otherwise")
    ] = 1825
    sold: Annotated[
        Mapping[str, Amount],
        Field(description='SKUs that are gift cards, each with what is on it: `GIFT-25 = "25"`; the code goes by mail'),
    ] = {}
