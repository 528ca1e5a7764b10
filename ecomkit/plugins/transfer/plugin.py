"""The plugin: one manual payment method with a term."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator
from stdnum import iban

from ecomkit.domain import PaymentDetail, PaymentMethod
from ecomkit.mistakes import Mistake
from ecomkit.sdk import Plugin, Value, hookimpl, text

__all__ = ["Transfer", "TransferSettings"]

_WEIGHTS = (3, 7, 1)


class TransferSettings(Value):
    """`[plugins.transfer]`: where to send the money, and for how many days an order waits for it."""

    iban: Annotated[str, Field(description="The account that the money goes to; its check digits have to fit")] = ""
    clabe: Annotated[str, Field(description="The same in Mexico: 18 digits, of which the last one has to fit")] = ""
    account: Annotated[
        str, Field(max_length=70, description="The same where neither is used, as customers need it written")
    ] = ""
    holder: Annotated[str, Field(min_length=2, max_length=70, description="Whose account it is")]
    days: Annotated[
        int, Field(ge=1, le=30, description="How long an order waits for the money before it is let go")
    ] = 7

    @field_validator("iban")
    @classmethod
    def _real(cls, value: str) -> str:
        if not iban.is_valid(value):
            raise Mistake("%(value)s is no IBAN: its check digits do not fit", value=repr(value))
        return str(iban.format(value))

    @field_validator("clabe")
    @classmethod
    def _adds_up(cls, value: str) -> str:
        digits = value.replace(" ", "")
        if not _is_clabe(digits):
            raise Mistake("%(value)s is no CLABE: it has 18 digits, and the last one has to fit", value=repr(value))
        return f"{digits[:3]} {digits[3:6]} {digits[6:17]} {digits[17]}"

    @model_validator(mode="after")
    def _one(self) -> Self:
        if sum(map(bool, (self.iban, self.clabe, self.account))) != 1:
            raise Mistake("write one of iban, clabe and account: where customers send their money")
        return self

    @property
    def details(self) -> tuple[PaymentDetail, ...]:
        """Whose account it is, and its number as banks of the country know it."""
        number = text("CLABE") if self.clabe else text("IBAN") if self.iban else text("Account")
        return (
            PaymentDetail(label=text("Beneficiary"), value=self.holder),
            PaymentDetail(label=number, value=self.clabe or self.iban or self.account),
        )


def _is_clabe(digits: str) -> bool:
    """Seventeen digits weighed 3, 7, 1 in turn, each product modulo ten, and a last one that fills up the ten (ABM, CLABE)."""
    if len(digits) != 18 or not (digits.isascii() and digits.isdigit()):
        return False
    weighed = sum(int(digit) * _WEIGHTS[place % 3] % 10 for place, digit in enumerate(digits[:17]))
    return -weighed % 10 == int(digits[17])


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
                instructions=text("Send the amount to this account. The order number is the reference by which we know it."),
                details=own.details,
            )
        ]  # fmt: skip
