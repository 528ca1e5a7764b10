"""Amounts are read as a shopper reads them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomkit.audit.money import amounts, parse_number


@pytest.mark.parametrize(
    ("text", "value", "currency"),
    [
        ("12,50 €", "12.50", "EUR"),
        ("EUR 12.50", "12.50", "EUR"),
        ("$12.50", "12.50", "$"),
        ("1.234,50 €", "1234.50", "EUR"),
        ("£1,234.50", "1234.50", "GBP"),
        ("1 234,50 €", "1234.50", "EUR"),
        ("CHF 1'234.50", "1234.50", "CHF"),
        ("MX$99", "99", "MX$"),
        ("1.234 €", "1234", "EUR"),
        ("0,500 €", "0.500", "EUR"),
        ("€5", "5", "EUR"),
        ("12.345.678,90 €", "12345678.90", "EUR"),
    ],
)
def test_an_amount_is_read_in_every_usual_form(text: str, value: str, currency: str) -> None:
    (found,) = amounts(text)
    assert (found.value, found.currency) == (Decimal(value), currency)


def test_several_amounts_are_read_in_order() -> None:
    assert [a.value for a in amounts("before 20,00 € now 15,00 €, pack of 2 12,50 €")] == [
        Decimal("20.00"),
        Decimal("15.00"),
        Decimal("12.50"),
    ]


@pytest.mark.parametrize("text", ["", "no price", "call 600 000 000", "2 items", "version 1.2.3"])
def test_a_number_without_a_currency_is_no_amount(text: str) -> None:
    assert amounts(text) == ()


@pytest.mark.parametrize("text", ["", "abc", "1..2", ",5", "1,"])
def test_what_is_no_number_is_refused(text: str) -> None:
    assert parse_number(text) is None


@given(
    st.integers(0, 99_999_999_99),
    st.sampled_from([(",", "."), (".", ","), (" ", ","), ("'", ".")]),
    st.sampled_from(["{} €", "EUR {}", "${}", "{} USD"]),
)
def test_any_amount_survives_writing_and_reading(cents: int, signs: tuple[str, str], form: str) -> None:
    thousands, decimal = signs
    written = f"{cents // 100:,}".replace(",", thousands) + decimal + f"{cents % 100:02}"
    (found,) = amounts(form.format(written))
    assert found.value == Decimal(cents) / 100


@given(st.text(max_size=80))
def test_no_text_breaks_the_reader(text: str) -> None:
    for found in amounts(text):
        assert found.value >= 0
        assert 0 <= found.start < found.end <= len(text)
