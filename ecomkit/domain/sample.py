"""Samples: what a new shop shows until its owner fills it in. Figures of a natural size, and an address that is none."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Final

from ecomkit.domain.money import decimals_of

__all__ = ["SAMPLE_ADDRESSES", "is_sample_address", "sample_address", "sample_price"]

SAMPLE_ADDRESSES: Final[Mapping[str, str]] = {
    "en": "Street and number, postcode, town",
    "es": "Calle y número, código postal, ciudad",
}
"""By language: what stands in `[identity] address` of a new shop."""

# How many of a currency come to about one euro: sample prices are of the right size, not exact. Others count as euros.
_WORTH: Final[Mapping[str, int]] = {
    "AED": 4, "ARS": 1500, "BIF": 3300, "BOB": 8, "BRL": 6, "CLP": 1000, "CNY": 8, "COP": 4500, "CRC": 580, "CZK": 25, "DJF": 200,
    "DKK": 7, "DOP": 70, "EGP": 55, "GNF": 10000, "GTQ": 9, "HKD": 9, "HNL": 30, "HUF": 400, "IDR": 19000, "ILS": 4, "INR": 95,
    "IQD": 1500, "ISK": 140, "JPY": 160, "KES": 150, "KMF": 500, "KRW": 1600, "KZT": 600, "MAD": 11, "MXN": 20, "MYR": 5, "NGN": 1700,
    "NIO": 42, "NOK": 12, "PEN": 4, "PHP": 66, "PLN": 4, "PYG": 8000, "RON": 5, "RSD": 117, "RWF": 1700, "SAR": 4, "SEK": 11,
    "THB": 38, "TND": 3, "TRY": 48, "TWD": 36, "UAH": 48, "UGX": 4200, "UYU": 46, "VND": 29000, "VUV": 140, "XAF": 650, "XOF": 650,
    "XPF": 120, "ZAR": 20,
}  # fmt: skip


def sample_address(language: str) -> str:
    """The example address in a language such as `es` or `es-MX`; in English where it is not written."""
    return SAMPLE_ADDRESSES.get(language.partition("-")[0], SAMPLE_ADDRESSES["en"])


def is_sample_address(written: str) -> bool:
    """Whether an address is still the example, in whichever language the shop was made."""
    return " ".join(written.split()) in SAMPLE_ADDRESSES.values()


def sample_price(euros: str, currency: str) -> str:
    """A figure of a demonstration in another currency: `"14.50"` is `"290"` in MXN, and stays as it is where that is a fair price.

    Rounded as prices are: to a whole unit below a hundred, to ten below a thousand, to a half of the second place above.
    """
    worth = _WORTH.get(currency, 1)
    amount = Decimal(euros) * worth
    if worth == 1:
        return euros if decimals_of(currency) else str(int(amount.quantize(Decimal(1))))
    step = _step(amount)
    return str(int(amount * 2 + step) // (2 * step) * step)


def _step(amount: Decimal) -> int:
    if amount < 100:
        return 1
    if amount < 1000:
        return 10
    places = len(str(int(amount)))
    return int(5 * 10 ** (places - 3))
