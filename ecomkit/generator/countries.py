"""What a country brings to a new shop: currency, time zone, tax. Figures for a start, to be checked by the shop."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import resources

__all__ = [
    "EEA",
    "EU",
    "Country",
    "OUTSIDE",
    "REMOTE",
    "SAMPLES",
    "country_names",
    "country_of",
    "currency_codes",
    "timezone_of",
]


@dataclass(frozen=True, slots=True)
class Country:
    """Currency, standard and reduced rate in percent (None: to be filled in), and what the tax is called there."""

    currency: str
    standard: str = "0"
    reduced: str = "0"
    label: str = "VAT"


# Member states of the EU. A first guess at today's rates: shop.toml tells its owner to check them.
EU = {
    "AT": Country("EUR", "20", "10", "USt"), "BE": Country("EUR", "21", "6", "BTW"), "BG": Country("EUR", "20", "9"),
    "HR": Country("EUR", "25", "13", "PDV"), "CY": Country("EUR", "19", "9"), "CZ": Country("CZK", "21", "12", "DPH"),
    "DK": Country("DKK", "25", "25", "moms"), "EE": Country("EUR", "24", "9", "KM"), "FI": Country("EUR", "25.5", "13.5", "ALV"),
    "FR": Country("EUR", "20", "5.5", "TVA"), "DE": Country("EUR", "19", "7", "MwSt."), "GR": Country("EUR", "24", "13"),
    "HU": Country("HUF", "27", "18", "ÁFA"), "IE": Country("EUR", "23", "13.5"), "IT": Country("EUR", "22", "10", "IVA"),
    "LV": Country("EUR", "21", "12", "PVN"), "LT": Country("EUR", "21", "12", "PVM"), "LU": Country("EUR", "17", "8", "TVA"),
    "MT": Country("EUR", "18", "7"), "NL": Country("EUR", "21", "9", "btw"), "PL": Country("PLN", "23", "8"),
    "PT": Country("EUR", "23", "13", "IVA"), "RO": Country("RON", "21", "11", "TVA"), "SK": Country("EUR", "23", "19", "DPH"),
    "SI": Country("EUR", "22", "9.5", "DDV"), "ES": Country("EUR", "21", "10", "IVA"), "SE": Country("SEK", "25", "12", "moms"),
}  # fmt: skip

EEA = frozenset((*EU, "IS", "LI", "NO"))
"""Where the consumer and product law of the Union applies."""

_OTHERS = {
    "US": Country("USD", label="Sales tax"), "GB": Country("GBP", "20", "5"), "CH": Country("CHF", "8.1", "2.6", "MWST"),
    "NO": Country("NOK", "25", "15", "MVA"), "MX": Country("MXN", "16", "0", "IVA"), "CA": Country("CAD", "5", "0", "GST"),
    "AU": Country("AUD", "10", "0", "GST"), "NZ": Country("NZD", "15", "15", "GST"), "JP": Country("JPY", "10", "8"),
    "AR": Country("ARS", "21", "10.5", "IVA"), "CL": Country("CLP", "19", "19", "IVA"), "CO": Country("COP", "19", "5", "IVA"),
    "IN": Country("INR", "18", "5", "GST"), "BR": Country("BRL"), "CN": Country("CNY", "13", "9"),
}  # fmt: skip

SAMPLES = {"US": {"NY": "8.875", "CA": "7.25", "TX": "6.25"}}
"""Regions with a rate of their own, as examples to go on from."""


OUTSIDE = {
    "ES": ("35", "38", "51", "52"), "FR": ("97", "986", "987", "988"), "DE": ("27498", "78266"), "IT": ("22061", "23041"), "FI": ("22",),
    "GR": ("63086",),
}  # fmt: skip
"""How postcodes begin where the Union's VAT ends: Canary Islands, Ceuta, Melilla, overseas, Büsingen, … (Directive 2006/112/EC art. 6)."""

REMOTE = {"ES": "Parcel to the Canary Islands, Ceuta and Melilla", "FR": "Parcel overseas"}
"""Where those places are far, so that a parcel there has a price and a time of its own: what it is called."""


def country_of(code: str) -> Country | None:
    """What is known of a country, or None."""
    return EU.get(code) or _OTHERS.get(code)


def country_names() -> dict[str, str]:
    """Code and name of every country (ISO 3166)."""
    return dict(line.split("\t", 1) for line in _lines("iso3166.tab"))


def timezone_of(country: str) -> str:
    """The zone of the country's largest place, or UTC."""
    for line in _lines("zone.tab"):
        code, _, zone, *_ = line.split("\t")
        if code == country:
            return zone
    return "UTC"


def currency_codes() -> frozenset[str]:
    """The currencies that are money today (ISO 4217)."""
    from babel.core import get_global

    used = get_global("territory_currencies")
    return frozenset(code for uses in used.values() for code, _, end, tender in uses if end is None and tender)


def _lines(name: str) -> list[str]:
    text = resources.files("tzdata").joinpath("zoneinfo", name).read_text("utf-8")
    return [line for line in text.splitlines() if line and not line.startswith("#")]
