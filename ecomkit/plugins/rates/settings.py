"""`[plugins.rates]`: what is written in `shop.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field, field_validator

from ecomkit.domain import Value

__all__ = ["RatesSettings", "ShippingRate", "TaxRates", "basis_points"]

Percent = Annotated[str, Field(pattern=r"^\d{1,2}(\.\d{1,3})?$")]


def basis_points(percent: str) -> int:
    """`"8.875"` is 888 hundredths of a percent, rounded half up: taxes are kept in basis points."""
    return int((Decimal(percent) * 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


class ShippingRate(Value):
    """One way to deliver: where to, what it costs (decimal, tax as the shop's prices), and in how many working days."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
    label: Annotated[str, Field(min_length=1, max_length=80)]
    countries: tuple[str, ...] = ()
    price: str
    free_from: str | None = None
    max_weight_g: Annotated[int, Field(ge=1)] | None = None
    min_days: Annotated[int, Field(ge=0, le=90)] = 1
    max_days: Annotated[int, Field(ge=0, le=90)] = 3
    collected: bool = False

    @field_validator("price", "free_from")
    @classmethod
    def _amount(cls, value: str | None) -> str | None:
        if value is not None and Decimal(value) < 0:
            raise ValueError('write an amount of zero or more, such as "3.95"')
        return value


class TaxRates(Value):
    """The rates of one country in percent, and those of its regions where they differ."""

    standard: Percent = "0"
    reduced: Percent = "0"
    label: str = "VAT"
    regions: Mapping[str, Percent] = {}

    def rate(self, tax_class: str, region: str) -> int:
        """Basis points for a class of goods in a region. A class that nobody declared is taxed as standard."""
        if region in self.regions:
            return basis_points(self.regions[region])
        return basis_points(self.reduced if tax_class == "reduced" else self.standard)


class RatesSettings(Value):
    """All of it. `cut_off` is the hour (shop's time) until which an order still leaves today."""

    shipping: tuple[ShippingRate, ...] = ()
    tax: Mapping[str, TaxRates] = {}
    prices_include_tax: bool = True
    cut_off: Annotated[int, Field(ge=0, le=23)] = 15
