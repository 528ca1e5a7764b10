"""Sample figures are of a natural size in every currency, and the example address is known in every language."""

from __future__ import annotations

from itertools import pairwise

import pytest

from ecomkit.domain import SAMPLE_ADDRESSES, is_sample_address, parse_amount, sample_address, sample_price
from ecomkit.generator.countries import currency_codes

CATALOGUE = ("0.00", "3.95", "14.50", "18.90", "29.50", "89.00", "690.00")


@pytest.mark.parametrize(
    ("currency", "prices"),
    [
        ("EUR", CATALOGUE),
        ("USD", CATALOGUE),
        ("MXN", ("0", "79", "290", "380", "590", "1800", "14000")),
        ("JPY", ("0", "630", "2300", "3000", "4700", "14000", "110000")),
        ("PLN", ("0", "16", "58", "76", "120", "360", "2750")),
    ],
)
def test_a_price_is_what_somebody_there_would_ask(currency: str, prices: tuple[str, ...]) -> None:
    assert tuple(sample_price(euros, currency) for euros in CATALOGUE) == prices


def test_every_currency_can_hold_the_demonstration() -> None:
    for currency in currency_codes():
        found = [parse_amount(sample_price(euros, currency), currency) for euros in CATALOGUE]
        assert all(less < more for less, more in pairwise(found)), currency


def test_the_example_address_is_in_the_language_of_the_shop_and_known_in_all() -> None:
    assert sample_address("es-MX") == "Calle y número, código postal, ciudad"
    assert sample_address("de") == sample_address("en") == "Street and number, postcode, town"
    assert all(is_sample_address(f"  {written} ") for written in SAMPLE_ADDRESSES.values())
    assert not is_sample_address("Calle Mayor 1, 28013 Madrid")
    assert not is_sample_address("")
