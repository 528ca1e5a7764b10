"""Amounts as staff write them."""

from __future__ import annotations

from ecomkit.domain import Money, parse_amount
from ecomkit.sdk import Mistake, Refuse, text_of

__all__ = ["amount_of"]


def amount_of(written: str, currency: str, field: str) -> Money:
    """Read an amount in major units. Raises `Refuse` where it has more decimals than the currency."""
    try:
        return parse_amount(written, currency)
    except Mistake as error:
        raise Refuse.because("amount", text_of(error), rule="b2e", field=field) from error
