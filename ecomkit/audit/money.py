"""Amounts as shops write them: one reader for "12,50 €", "EUR 12.50", "$12.50" and "1.234,50"."""

from __future__ import annotations

import re
from decimal import Decimal

from ecomkit.audit.values import Value

__all__ = ["LOOSE_AMOUNT", "Amount", "amounts", "parse_number"]

_CODES = "EUR|USD|GBP|MXN|ARS|CLP|COP|PEN|CAD|AUD|CHF"
_MARK = rf"€|£|(?:US|MX|AR|CL|CO|CA|AU)?\$|\b(?:{_CODES})\b"
_NUMBER = r"(?<![\d.,])(?:\d{1,3}(?:['’\u00a0\u202f ]\d{3})+(?:[.,]\d{1,2})?|\d(?:[\d.,]*\d)?)"

LOOSE_AMOUNT = rf"(?:€|£|\$|\b(?:{_CODES}))\s?\d|\d\s?(?:€|£|\$|(?:{_CODES})\b)"
"""A pattern that Python and JavaScript read alike: a number beside a currency."""

_AMOUNT = re.compile(
    rf"(?P<before>{_MARK})\s?(?P<first>{_NUMBER})|(?P<second>{_NUMBER})\s?(?P<after>{_MARK})", re.IGNORECASE
)
_SIGNS = {"€": "EUR", "£": "GBP"}


class Amount(Value):
    """A number beside a currency mark. `currency` is a code or "$", which several currencies share."""

    value: Decimal
    currency: str
    start: int
    end: int


def parse_number(text: str) -> Decimal | None:
    """Read a number with either decimal sign; None where it is no number.

    With both signs the last one is the decimal sign. A single sign with exactly three digits after it
    separates thousands, unless the number starts with 0.
    """
    digits = re.sub(r"[\s'’\u00a0\u202f]", "", text)
    if not re.fullmatch(r"\d+(?:[.,]\d+)*", digits):
        return None
    cut = max(digits.rfind("."), digits.rfind(","))
    if cut < 0:
        return Decimal(digits)
    sign, whole, rest = digits[cut], digits[:cut], digits[cut + 1 :]
    other = "," if sign == "." else "."
    grouped = sign in whole or (other not in whole and len(rest) == 3 and not whole.startswith("0"))
    joined = re.sub(r"[.,]", "", whole)
    return Decimal(joined + rest) if grouped else Decimal(f"{joined}.{rest}")


def amounts(text: str) -> tuple[Amount, ...]:
    """Every amount in the text, in reading order."""
    found = []
    for match in _AMOUNT.finditer(text):
        value = parse_number(match["first"] or match["second"])
        mark = (match["before"] or match["after"]).upper()
        if value is not None:
            found.append(Amount(value=value, currency=_SIGNS.get(mark, mark), start=match.start(), end=match.end()))
    return tuple(found)
