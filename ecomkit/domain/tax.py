"""Tax: found per line by whoever owns the jurisdiction."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ecomkit.domain.money import Money, share
from ecomkit.domain.text import Text
from ecomkit.domain.value import Value

__all__ = ["Destination", "TaxLine", "TaxableLine", "tax_on"]


_WHOLE = 100_000


class Destination(Value):
    """Where goods go, as far as tax and shipping must know: never a name or a street."""

    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    region: Annotated[str, Field(max_length=20)] = ""
    postcode: Annotated[str, Field(max_length=16)] = ""


class TaxableLine(Value):
    """An amount to be taxed. `contained` says that the tax is already inside it."""

    key: str
    amount: Money
    tax_class: str
    contained: bool


class TaxLine(Value):
    """One tax on one line. `rate` is in thousandths of a percent (21000 is 21 %, 8875 is 8.875 %); a withheld tax lowers what is paid."""

    key: str
    code: str
    label: Text
    rate: Annotated[int, Field(ge=0, le=1_000_000)]
    base: Money
    amount: Money
    contained: bool
    withheld: bool = False


def tax_on(line: TaxableLine, *, code: str, label: Text, rate: int) -> TaxLine:
    """One tax of `rate` thousandths of a percent on a line, contained in it or on top, rounded once, half up."""
    if line.contained:
        tax = share(line.amount, rate, _WHOLE + rate)
        base = line.amount - tax
    else:
        tax, base = share(line.amount, rate, _WHOLE), line.amount
    return TaxLine(key=line.key, code=code, label=label, rate=rate, base=base, amount=tax, contained=line.contained)
