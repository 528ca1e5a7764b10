"""Amounts as people read them."""

from __future__ import annotations

__all__ = ["words"]

NO_DECIMALS = frozenset(
    (
        "BIF",
        "CLP",
        "DJF",
        "GNF",
        "ISK",
        "JPY",
        "KMF",
        "KRW",
        "PYG",
        "RWF",
        "UGX",
        "UYI",
        "VND",
        "VUV",
        "XAF",
        "XOF",
        "XPF",
    )
)
THREE_DECIMALS = frozenset(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"))


def words(amount: int, currency: str) -> str:
    """Return an amount of minor units (ISO 4217) in words, such as `1,490.00 MXN`."""
    decimals = 0 if currency in NO_DECIMALS else 3 if currency in THREE_DECIMALS else 2
    whole, part = divmod(amount, 10**decimals)
    fraction = f".{part:0{decimals}d}" if decimals else ""
    return f"{whole:,}{fraction}\N{NO-BREAK SPACE}{currency}"
