"""The sums of promotions: nothing falls below zero, parts come to the whole, order decides."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ecomkit.domain import Adjustment, Item, Money, UnitPrice, fold_adjustments, total
from ecomkit.plugins.promotions.rules import Basket, Promotion, adjustments, chosen, taken_off, why_not

START = datetime(2026, 11, 1, tzinfo=UTC)


def euros(cents: int) -> Money:
    return Money(amount=cents, currency="EUR")


def promotion(key: str = "p", **fields: Any) -> Promotion:
    return Promotion(**({"id": key, "name": key, "kind": "percent", "percent": 1000, "begins": START} | fields))


def item(key: str, cents: int, quantity: int, per: int = 1) -> Item:
    price = UnitPrice(money=euros(cents), per=per)
    return Item(key=key, sku=key, product=key, quantity=quantity, price=price, tax_class="standard", weight_g=0)


def basket(*items: Item) -> Basket:
    return Basket(items=items, currency="EUR", capacity="consumer")


def folded(promotions: list[Promotion], of: Basket) -> tuple[dict[str, Money], list[Adjustment]]:
    made = adjustments(promotions, of, "en-GB")
    goods, _ = fold_adjustments(of.amounts, [("promotions", one) for one in made])
    return goods, made


ITEMS = st.lists(
    st.tuples(st.integers(0, 100_000), st.integers(1, 40), st.sampled_from([1, 1, 7, 100])), min_size=1, max_size=6
).map(lambda rows: [item(f"s{n}", *row) for n, row in enumerate(rows)])
PROMOTIONS = st.lists(
    st.one_of(
        st.builds(lambda n, p: {"kind": "percent", "percent": n, "priority": p}, st.integers(1, 10_000), st.integers(0, 3)),
        st.builds(lambda n, p: {"kind": "amount", "amount": euros(n), "priority": p}, st.integers(1, 500_000), st.integers(0, 3)),
        st.builds(
            lambda b, g, n, x: {"kind": "buy_get", "buy": b, "get": g, "percent": n, "exclusive": x},
            st.integers(1, 4), st.integers(1, 3), st.integers(1, 10_000), st.booleans(),
        ),
    ),
    max_size=4,
).map(lambda rows: [promotion(f"p{n}", **fields) for n, fields in enumerate(rows)])  # fmt: skip


@given(ITEMS, PROMOTIONS)
def test_no_line_falls_below_nothing_and_what_is_asked_for_is_what_happens(
    items: list[Item], promotions: list[Promotion]
) -> None:
    before = basket(*items).amounts
    goods, made = folded(promotions, basket(*items))
    assert all(0 <= goods[key].amount <= before[key].amount for key in before)
    asked = total((one.amount for one in made if one.amount is not None), "EUR")
    assert total(goods.values(), "EUR") - total(before.values(), "EUR") == asked


@given(ITEMS, st.integers(1, 500_000))
def test_an_amount_takes_off_exactly_itself_or_all_there_is(items: list[Item], cents: int) -> None:
    of = basket(*items)
    cuts = taken_off(promotion(kind="amount", amount=euros(cents)), of, of.amounts)
    assert total(cuts.values(), "EUR") == min(euros(cents), total(of.amounts.values(), "EUR"))


@given(ITEMS, PROMOTIONS)
def test_the_order_of_writing_changes_nothing(items: list[Item], promotions: list[Promotion]) -> None:
    assert folded(promotions, basket(*items)) == folded(promotions[::-1], basket(*items))


@given(ITEMS, PROMOTIONS)
def test_an_exclusive_one_stands_alone(items: list[Item], promotions: list[Promotion]) -> None:
    applied = chosen(promotions, basket(*items))
    assert len(applied) <= 1 or not any(one.exclusive for one in applied)


@given(st.integers(1, 5000), st.integers(1, 5000), st.integers(1, 30), st.integers(1, 30))
def test_two_for_one_never_gives_the_dearer_piece(low: int, more: int, cheap: int, dear: int) -> None:
    of = basket(item("dear", low + more, dear), item("cheap", low, cheap))
    cuts = taken_off(promotion(kind="buy_get", buy=1, get=1, percent=10_000), of, of.amounts)
    free = (cheap + dear) // 2
    expected = euros(low * min(free, cheap) + (low + more) * max(0, free - cheap))
    assert total(cuts.values(), "EUR") == expected


def test_percentages_are_of_what_those_before_them_left() -> None:
    of = basket(item("a", 10_000, 1))
    first, then = promotion("a", percent=5000, priority=1), promotion("b", percent=1000, priority=2)
    assert [one.amount for one in folded([then, first], of)[1]] == [euros(-5000), euros(-500)]


def test_what_is_missing_is_said() -> None:
    of = basket(item("a", 1000, 2))
    assert str(why_not(promotion(minimum=euros(2500)), of)) == "5.00 EUR more of these goods, and it applies."
    assert str(why_not(promotion(kind="buy_get", buy=2, get=1), of)) == "1 more of these goods, and it applies."
    assert why_not(promotion(products=("b",)), of) is not None
    assert why_not(promotion(minimum=Money(amount=1, currency="USD")), of) is not None
    assert why_not(promotion(minimum=euros(2000)), of) is None


def test_a_promotion_of_all_goods_and_one_that_takes_everything() -> None:
    of = basket(item("a", 1000, 1), item("b", 500, 1))
    assert folded([promotion(percent=10_000)], of)[0] == {"a": euros(0), "b": euros(0)}
