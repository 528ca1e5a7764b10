"""The plugin: one manual payment method with a term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated

from pydantic import Field, field_validator
from stdnum import iban

from ecomkit.domain import PaymentMethod
from ecomkit.sdk import Plugin, Value, hookimpl, text

__all__ = ["Transfer", "TransferSettings"]


class TransferSettings(Value):
    """`[plugins.transfer]`: where to send the money, and for how many days an order waits for it."""

    iban: Annotated[str, Field(description="The account that the money goes to; its check digits have to fit")]
    holder: Annotated[str, Field(min_length=2, max_length=70, description="Whose account it is")]
    days: Annotated[
        int, Field(ge=1, le=30, description="How long an order waits for the money before it is let go")
    ] = 7

    @field_validator("iban")
    @classmethod
    def _real(cls, value: str) -> str:
        if not iban.is_valid(value):
            raise ValueError(f"{value!r} is no IBAN: its check digits do not fit")
        return str(iban.format(value))


class Transfer(Plugin[TransferSettings]):
    """Paid by bank transfer before the order leaves."""

    name = "transfer"
    hook_api = 1
    kind = "payment"
    title = "Bank transfer"

    @hookimpl
    def register_payment_methods(self) -> Sequence[PaymentMethod]:
        """One method: pending until staff mark it as paid, and let go after the term."""
        own = self.settings
        return [
            PaymentMethod(
                key="transfer", label=text("Bank transfer"), term=timedelta(days=own.days),
                note=text("We send the order when the money is there, within %(days)s days.", days=own.days),
                instructions=text(
                    "Send the amount to %(holder)s, IBAN %(iban)s, and write the order number as reference.",
                    holder=own.holder, iban=own.iban,
                ),
            )
        ]  # fmt: skip
