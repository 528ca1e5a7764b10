"""One price from many offers, and why."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ecomkit.domain import (
    SHIPPING,
    Adjustment,
    Item,
    Money,
    PriceOffer,
    Reach,
    TaxableLine,
    UnitPrice,
    adjust_shipping,
    choose_price,
    fold_adjustments,
    tax_on,
    text,
)


def euro(cents: int) -> Money:
    return Money(amount=cents, currency="EUR")


def price(cents: int) -> UnitPrice:
    return UnitPrice(money=euro(cents))


ITEM = Item(key="a", sku="A", product="a", quantity=1, price=price(1000), tax_class="standard", weight_g=0)


def offer(cents: int, reach: Reach) -> PriceOffer:
    return PriceOffer(sku="A", price=price(cents), reach=reach, reason=text("Your price"))


def test_the_most_specific_offer_wins_then_the_shops_order() -> None:
    offers = [
        ("one", offer(900, Reach.ORGANISATION)),
        ("two", offer(800, Reach.ORGANISATION)),
        ("three", offer(700, Reach.EVERYONE)),
    ]
    best, trace = choose_price(ITEM, offers)
    assert best is not None
    assert best[0] == "one"
    assert [(step.plugin, step.chosen) for step in trace] == [
        ("catalogue", False),
        ("one", True),
        ("two", False),
        ("three", False),
    ]


def test_without_offers_the_list_price_stands() -> None:
    best, trace = choose_price(ITEM, [])
    assert best is None
    assert trace[0].chosen


def adjustment(cents: int, line: str | None = "a", *, stacks: bool = True) -> Adjustment:
    return Adjustment(code="promo", line=line, amount=euro(cents), reason=text("Promotion"), stacks=stacks)


def test_one_that_does_not_stack_lets_nothing_after_it() -> None:
    goods, trace = fold_adjustments(
        {"a": euro(1000)},
        [("x", adjustment(-100, stacks=False)), ("y", adjustment(-50)), ("z", adjustment(-25, stacks=False))],
    )
    assert goods["a"] == euro(900)
    assert [step.chosen for step in trace] == [True, False, False]


@given(st.lists(st.integers(0, 10**6), min_size=1, max_size=6), st.lists(st.integers(-(10**6), 10**5), max_size=5))
def test_no_line_falls_below_nothing(goods: list[int], changes: list[int]) -> None:
    before = {f"l{i}": euro(cents) for i, cents in enumerate(goods)}
    after, _ = fold_adjustments(before, [("p", adjustment(change, None)) for change in changes])
    assert all(money.amount >= 0 for money in after.values())


@given(st.integers(0, 10**8), st.integers(0, 50_000))
def test_a_contained_tax_and_its_base_make_the_price(cents: int, rate: int) -> None:
    line = TaxableLine(key="a", amount=euro(cents), tax_class="standard", contained=True)
    tax = tax_on(line, code="T", label=text("Tax"), rate=rate)
    assert tax.base.amount + tax.amount.amount == cents
    on_top = tax_on(
        line.model_copy(update={"contained": False, "amount": tax.base}), code="T", label=text("Tax"), rate=rate
    )
    assert abs(on_top.amount.amount - tax.amount.amount) <= 1


def test_an_adjustment_without_amount_takes_all_that_is_left() -> None:
    goods, trace = fold_adjustments(
        {"a": euro(1000), "b": euro(500)},
        [("p", adjustment(-400, "a")), ("p", Adjustment(code="gift", line=None, amount=None, reason=text("A gift")))],
    )
    assert goods == {"a": euro(0), "b": euro(0)}
    assert [step.amount for step in trace] == [euro(-400), euro(-1100)]


def test_what_did_not_apply_has_no_amount() -> None:
    _, trace = fold_adjustments({"a": euro(0)}, [("p", adjustment(-400, "a")), ("p", adjustment(-1, "elsewhere"))])
    assert [(step.chosen, step.amount, step.effect) for step in trace] == [(False, None, "0")] * 2


def test_delivery_is_adjusted_by_way_and_never_below_nothing() -> None:
    def off(cents: int | None, line: str) -> tuple[str, Adjustment]:
        amount = None if cents is None else euro(cents)
        return "p", Adjustment(code="free", line=line, amount=amount, reason=text("Free delivery"))

    assert adjust_shipping(euro(395), "parcel", [off(-100, SHIPPING)])[0] == euro(295)
    assert adjust_shipping(euro(395), "parcel", [off(None, f"{SHIPPING}parcel")])[0] == euro(0)
    assert adjust_shipping(euro(395), "express", [off(None, f"{SHIPPING}parcel"), off(-50, "a")])[0] == euro(395)
    price, (step,) = adjust_shipping(euro(395), "parcel", [off(-1000, SHIPPING)])
    assert (price, step.subject, step.amount) == (euro(0), "shipping/parcel", euro(-395))
