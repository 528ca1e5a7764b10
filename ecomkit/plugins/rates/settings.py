"""`[plugins.rates]`: what is written in `shop.toml`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Annotated, Self

from pydantic import Field, field_validator, model_validator

from ecomkit.domain import Destination
from ecomkit.sdk import Mistake, Value

__all__ = ["RatesSettings", "ShippingRate", "TaxRates", "thousandths"]

Amount = Annotated[str, Field(pattern=r"^\d{1,12}(\.\d{1,4})?$")]
Percent = Annotated[str, Field(pattern=r"^\d{1,2}(\.\d{1,3})?$")]
CountryCode = Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
Beginning = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z -]{0,11}$")]
"""How postcodes of a place begin, such as `35`."""


def thousandths(percent: str) -> int:
    """`"8.875"` is 8875 thousandths of a percent."""
    return int(Decimal(percent) * 1000)


def _longest(beginnings: Iterable[str], postcode: str) -> str | None:
    """The longest of some beginnings that a postcode has; None for none, and where no postcode is known."""
    code = _plain(postcode)
    return max((one for one in beginnings if code.startswith(_plain(one))), key=len, default=None)


def _plain(postcode: str) -> str:
    return "".join(filter(str.isalnum, postcode)).casefold()


class ShippingRate(Value):
    """One way to deliver: where to, what it costs (decimal, tax as the shop's prices), and in how many working days."""

    key: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,40}$", description="Its name, such as `parcel`")]
    label: Annotated[str, Field(min_length=1, max_length=80, description="What the customer reads")]
    countries: Annotated[tuple[CountryCode, ...], Field(description="Where to; all, if none is named")] = ()
    postcodes: Annotated[
        tuple[Beginning, ...], Field(description="Where to, by how postcodes begin; all, if none is named")
    ] = ()
    except_postcodes: Annotated[tuple[Beginning, ...], Field(description="Where not to, by how postcodes begin")] = ()
    currency: Annotated[
        str,
        Field(pattern=r"^([A-Z]{3})?$", description="In which currency it is offered; without it in the shop's own"),
    ] = ""
    price: Annotated[Amount, Field(description="What it costs, in major units of that currency")]
    prices_include_tax: Annotated[
        bool | None,
        Field(description="Whether its price contains the tax; without it as `plugins.rates.prices_include_tax`"),
    ] = None
    free_from: Annotated[Amount | None, Field(description="From which worth of goods on it is free")] = None
    goods_from: Annotated[Amount | None, Field(description="From which worth of goods on it is offered")] = None
    goods_below: Annotated[Amount | None, Field(description="Below which worth of goods it is offered")] = None
    min_weight_g: Annotated[int | None, Field(ge=0, description="From which weight in grams on it is offered")] = None
    max_weight_g: Annotated[int | None, Field(ge=1, description="Up to which weight in grams it is offered")] = None
    min_days: Annotated[int, Field(ge=0, le=90, description="Working days until it arrives, at the earliest")] = 1
    max_days: Annotated[int, Field(ge=0, le=90, description="And at the latest: the date that is promised")] = 3
    collected: Annotated[bool, Field(description="Whether the customer comes for it; then no address is needed")] = (
        False
    )

    def goes_to(self, place: Destination) -> bool:
        """Whether it serves a place."""
        in_country = not self.countries or place.country in self.countries
        near = not self.postcodes or _longest(self.postcodes, place.postcode) is not None
        return in_country and near and _longest(self.except_postcodes, place.postcode) is None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if None not in (self.min_weight_g, self.max_weight_g) and (self.min_weight_g or 0) > (self.max_weight_g or 0):
            raise Mistake(
                "'%(key)s' carries from %(least)s g on and up to %(most)s g: nothing",
                key=self.key, least=self.min_weight_g, most=self.max_weight_g,
            )  # fmt: skip
        if (self.postcodes or self.except_postcodes) and len(self.countries) != 1:
            raise Mistake("'%(key)s' names postcodes: name the one country that they are of", key=self.key)
        if self.goods_from and self.goods_below and Decimal(self.goods_from) >= Decimal(self.goods_below):
            raise Mistake(
                "'%(key)s' is for goods from %(least)s on and below %(most)s: none",
                key=self.key, least=self.goods_from, most=self.goods_below,
            )  # fmt: skip
        if self.min_days > self.max_days:
            raise Mistake(
                "'%(key)s' arrives after %(number)s day at the earliest and %(most)s at the latest",
                many="'%(key)s' arrives after %(number)s days at the earliest and %(most)s at the latest",
                number=self.min_days, key=self.key, most=self.max_days,
            )  # fmt: skip
        return self


class TaxRates(Value):
    """The rates of one country in percent, and those of its regions and postcodes where they differ."""

    standard: Annotated[Percent, Field(description="For goods of every class that is not reduced")] = "0"
    reduced: Annotated[Percent, Field(description="For goods of the tax class `reduced`")] = "0"
    label: Annotated[str, Field(description="What the tax is called there")] = "VAT"
    regions: Annotated[
        Mapping[str, Percent], Field(description="Regions with one rate of their own, such as `NY`")
    ] = {}
    postcodes: Annotated[
        Mapping[Beginning, Percent],
        Field(description="How postcodes begin of places with one rate of their own, such as `35`; the longest counts"),
    ] = {}

    def rate(self, tax_class: str, place: Destination) -> int:
        """Thousandths of a percent for a class of goods in a place, however its region is written. An unknown class is taxed as standard.

        What is of the class `none` bears no tax: a voucher is taxed when it is spent (Directive 2006/112/EC art. 30b).
        """
        if tax_class == "none":
            return 0
        beginning = _longest(self.postcodes, place.postcode)
        if beginning is not None:
            return thousandths(self.postcodes[beginning])
        known = {name.casefold(): percent for name, percent in self.regions.items()}
        if place.region.strip().casefold() in known:
            return thousandths(known[place.region.strip().casefold()])
        return thousandths(self.reduced if tax_class == "reduced" else self.standard)


class RatesSettings(Value):
    """`[plugins.rates]`: ways to deliver and taxes by country, as tables."""

    shipping: Annotated[
        tuple[ShippingRate, ...], Field(description="Ways to deliver, in the order in which they are offered")
    ] = ()
    tax: Annotated[
        Mapping[CountryCode, TaxRates],
        Field(description="Rates by country (ISO 3166-1); where none stands, nothing is sold"),
    ] = {}
    prices_include_tax: Annotated[bool, Field(description="Whether the prices of shipping contain the tax")] = True
    cut_off: Annotated[
        int, Field(ge=0, le=23, description="The hour, in the shop's time, until which an order still leaves today")
    ] = 15

    @field_validator("shipping")
    @classmethod
    def _own_keys(cls, value: tuple[ShippingRate, ...]) -> tuple[ShippingRate, ...]:
        keys = [one.key for one in value]
        if twice := next((key for key in keys if keys.count(key) > 1), None):
            raise Mistake("two ways to deliver have the key '%(key)s'", key=twice)
        return value
