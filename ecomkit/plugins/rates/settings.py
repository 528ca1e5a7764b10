"""`[plugins.rates]`: what is written in `shop.toml`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import Field

from ecomkit.domain import Value

__all__ = ["RatesSettings", "ShippingRate", "TaxRates", "basis_points"]

Amount = Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,4})?$")]
Percent = Annotated[str, Field(pattern=r"^\d{1,2}(\.\d{1,3})?$")]


def basis_points(percent: str) -> int:
    """`"8.875"` is 888 hundredths of a percent, rounded half up: taxes are kept in basis points."""
    return int((Decimal(percent) * 100).quantize(Decimal(1), rounding="ROUND_HALF_UP"))


class ShippingRate(Value):
    """One way to deliver: where to, what it costs (decimal, tax as the shop's prices), and in how many working days."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$")]
    label: Annotated[str, Field(min_length=1, max_length=80)]
    countries: tuple[str, ...] = ()
    price: Amount
    free_from: Amount | None = None
    max_weight_g: Annotated[int, Field(ge=1)] | None = None
    min_days: Annotated[int, Field(ge=0, le=90)] = 1
    max_days: Annotated[int, Field(ge=0, le=90)] = 3
    collected: bool = False


class TaxRates(Value):
    """The rates of one country in percent, and those of its regions where they differ."""

    standard: Percent = "0"
    reduced: Percent = "0"
    label: str = "VAT"
    regions: Mapping[str, Percent] = {}

    def rate(self, tax_class: str, region: str) -> int:
        """Basis points for a class of goods in a region, however it is written. An undeclared class is taxed as standard."""
        known = {name.casefold(): percent for name, percent in self.regions.items()}
        if region.strip().casefold() in known:
            return basis_points(known[region.strip().casefold()])
        return basis_points(self.reduced if tax_class == "reduced" else self.standard)


class RatesSettings(Value):
    """All of it. `cut_off` is the hour (shop's time) until which an order still leaves today."""

    shipping: tuple[ShippingRate, ...] = ()
    tax: Mapping[str, TaxRates] = {}
    prices_include_tax: bool = True
    cut_off: Annotated[int, Field(ge=0, le=23)] = 15
