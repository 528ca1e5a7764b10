"""Bills as shops word them are read right, and only a wrong sum is a finding."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomkit.audit.check import Status
from ecomkit.audit.checks import BUILT_IN, chosen
from ecomkit.audit.checks.totals import read_sum
from ecomkit.audit.evidence import Evidence, Stage
from ecomkit.audit.recipe import Recipe
from ecomkit.audit.run import judge
from tests.audit.samples import a_page, evidence, facts
from tests.audit.test_checks import TODAY


def _status(check: str, seen: Evidence) -> Status:
    return judge(chosen([check], BUILT_IN)[0], seen, Recipe(), TODAY).status


def _cart(text: str, stage: Stage = Stage.CART) -> Evidence:
    return evidence(a_page(stage, facts(text=text)))


@pytest.mark.parametrize(
    ("text", "subtotal", "total"),
    [
        ("Subtotal 34,50 €\nEnvío 4,95 €\nTotal 39,45 €", "34.50", "39.45"),
        ("Subtotal\n34,50 €\nTotal (IVA incluido)\n34,50 €", "34.50", "34.50"),
        ("Items: EUR 10.00\nOrder total: EUR 12.10", "10.00", "12.10"),
    ],
)
def test_labels_stand_on_the_line_or_above_it(text: str, subtotal: str, total: str) -> None:
    read = read_sum(text)
    assert (read.subtotal, read.total) == (Decimal(subtotal), Decimal(total))


@pytest.mark.parametrize(
    ("text", "status"),
    [
        ("Subtotal 34,50 €\nEnvío 4,95 €\nTotal 39,45 €", Status.PASS),
        ("Subtotal 34,50 €\nIVA incluido 5,99 €\nTotal 34,50 €", Status.PASS),
        ("Subtotal 34,50 €\nEnvío 4,95 €, gratis desde 50 €\nTotal 34,50 €", Status.PASS),
        ("Subtotal 100.00 $\nDiscount -10.00 $\nTax 18.90 $\nTotal 108.90 $", Status.PASS),
        ("Subtotal 34,50 €\nEnvío 4,95 €\nTotal 41,45 €", Status.FAIL),
    ],
)
def test_only_a_sum_that_no_lines_make_is_wrong(text: str, status: Status) -> None:
    assert _status("CHK-03", _cart(text)) is status


@given(st.integers(1, 10**6), st.integers(0, 10**4))
def test_goods_and_shipping_always_make_their_sum(goods: int, shipping: int) -> None:
    def said(cents: int) -> str:
        return f"{cents // 100},{cents % 100:02} €"

    text = f"Subtotal {said(goods)}\nEnvío {said(shipping)}\nTotal {said(goods + shipping)}"
    assert _status("CHK-03", _cart(text)) is Status.PASS


@pytest.mark.parametrize(
    ("last", "status"),
    [
        ("Total 34,50 €", Status.PASS),
        ("Envío 4,95 €\nTotal 39,45 €", Status.PASS),
        ("Gestión 3,99 €\nTotal 38,49 €", Status.FAIL),
        ("Total 30,00 €", Status.REVIEW),
    ],
)
def test_only_what_was_shown_before_may_be_added_at_the_end(last: str, status: Status) -> None:
    before = a_page(Stage.CART, facts(text="Envío 4,95 €\nTotal 34,50 €"))
    assert _status("CHK-06", evidence(before, a_page(Stage.PAYMENT, facts(text=last)))) is status


@pytest.mark.parametrize(("clicks", "status"), [(3, Status.PASS), (4, Status.FAIL)])
def test_a_product_is_three_clicks_away_at_most(clicks: int, status: Status) -> None:
    assert _status("FND-05", evidence(a_page(Stage.PRODUCT, clicks=clicks))) is status
