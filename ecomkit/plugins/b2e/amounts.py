"""Amounts as staff write them."""

from __future__ import annotations

from ecomkit.domain import Money, parse_amount
from ecomkit.sdk import Refuse, Text

__all__ = ["amount_of"]


def amount_of(written: str, currency: str, field: str) -> Money:
    """Read an amount in major units. Raises `Refuse` where it has more decimals than the currency."""
    try:
        return parse_amount(written, currency)
    except ValueError as error:
        raise Refuse.because("amount", Text(msgid=str(error)), rule="b2e", field=field) from error
