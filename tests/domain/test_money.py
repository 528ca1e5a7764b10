"""Sums of money lose nothing and invent nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ecomkit.domain import (
    Money,
    Payment,
    PaymentPart,
    PaymentPlan,
    PaymentState,
    UnitPrice,
    allocate,
    parse_amount,
    share,
    split_plan,
    split_refund,
    typed_amount,
)

amounts = st.integers(-(10**9), 10**9)
weights = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


def euro(cents: int) -> Money:
    return Money(amount=cents, currency="EUR")


@given(amounts, weights)
def test_a_split_adds_up_and_is_fair_to_a_cent(cents: int, shares: list[int]) -> None:
    assume(sum(shares) > 0)
    parts = allocate(euro(cents), shares)
    assert sum(part.amount for part in parts) == cents
    for part, weight in zip(parts, shares, strict=True):
        assert abs(part.amount * sum(shares) - cents * weight) < sum(shares)


def test_a_split_over_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="over nothing"):
        allocate(euro(1), [0, 0])


@given(st.integers(0, 10**9), st.integers(0, 10_000))
def test_a_share_is_rounded_half_up_to_the_cent(cents: int, points: int) -> None:
    exact = Decimal(cents) * points / 10_000
    assert share(euro(cents), points, 10_000).amount == int(exact.quantize(Decimal(1), rounding="ROUND_HALF_UP"))


@given(st.integers(0, 10**6), st.integers(1, 10**4), st.integers(1, 1000))
def test_a_price_per_hundred_is_rounded_once(cents: int, quantity: int, per: int) -> None:
    price = UnitPrice(money=euro(cents), per=per)
    exact = Decimal(cents) * quantity / per
    assert price.times(quantity).amount == int(exact.quantize(Decimal(1), rounding="ROUND_HALF_UP"))


@given(st.integers(-(10**12), 10**12), st.sampled_from(["EUR", "JPY", "KWD"]))
def test_a_written_amount_is_read_back(amount: int, currency: str) -> None:
    money = Money(amount=amount, currency=currency)
    assert parse_amount(f"{money.decimal():f}", currency) == money


@pytest.mark.parametrize(
    "written", ["", "1,50", "1e3", "NaN", "inf", "٣", "1.234", " ", "--1", "0x10", "1_000", "1" * 30]
)
def test_what_is_no_amount_is_refused(written: str) -> None:
    with pytest.raises(ValueError, match=r"amount|decimals"):
        parse_amount(written, "EUR")


def test_currencies_never_mix() -> None:
    with pytest.raises(ValueError, match="EUR and USD"):
        euro(1) + Money(amount=1, currency="USD")


def test_an_amount_is_never_a_float() -> None:
    with pytest.raises(ValueError, match="int"):
        Money(amount=1.5, currency="EUR")


@given(st.integers(1, 10**7), st.integers(0, 10**7))
def test_a_plan_covers_the_total_exactly(total: int, part: int) -> None:
    assume(part <= total)
    first = (PaymentPart(method="wallet", money=euro(part)),) if part else ()
    split = split_plan(PaymentPlan(parts=(*first, PaymentPart(method="card"))), euro(total))
    assert sum(money.amount for _, money in split) == total
    assert all(money.amount > 0 for _, money in split)


@given(st.lists(st.tuples(st.integers(1, 10**6), st.integers(0, 10**6)), min_size=1, max_size=5), st.integers(1, 10**7))
def test_a_refund_goes_back_in_proportion_and_never_beyond(paid: list[tuple[int, int]], wanted: int) -> None:
    payments = [
        Payment(
            id=f"p{i}",
            order="o",
            method="m",
            money=euro(money),
            state=PaymentState.PAID,
            refunded=euro(min(back, money)),
        )
        for i, (money, back) in enumerate(paid)
    ]
    left = sum(payment.left.amount for payment in payments)
    assume(wanted <= left)
    parts = split_refund(euro(wanted), payments)
    assert sum(part.amount for part in parts) == wanted
    assert all(0 <= part.amount <= payment.left.amount for part, payment in zip(parts, payments, strict=True))


def test_more_than_is_left_cannot_go_back() -> None:
    payment = Payment(id="p", order="o", method="m", money=euro(100), state=PaymentState.PAID, refunded=euro(40))
    with pytest.raises(ValueError, match="at most"):
        split_refund(euro(61), [payment])


@pytest.mark.parametrize(
    ("typed", "currency", "signs", "amount"),
    [
        ("5,00", "EUR", ".,", 500),
        (" 12.9 ", "EUR", ".,", 1290),
        ("12", "EUR", ",.", 1200),
        ("5.125", "KWD", ".,", 5125),
        ("5,125", "KWD", ",.", 5125),
        ("1500", "JPY", ".,", 1500),
        ("1.250", "EUR", ".,", None),
        ("1,250", "KWD", ".,", None),
        ("12,50", "EUR", ".", None),
        ("1.250,00", "EUR", ",.", None),
        ("15,0", "JPY", ".,", None),
        ("", "EUR", ".,", None),
    ],
)
def test_an_amount_is_read_with_the_sign_of_who_types_it(
    typed: str, currency: str, signs: str, amount: int | None
) -> None:
    if amount is None:
        with pytest.raises(ValueError, match="is no amount"):
            typed_amount(typed, currency, signs)
    else:
        assert typed_amount(typed, currency, signs) == Money(amount=amount, currency=currency)
