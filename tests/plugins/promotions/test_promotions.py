"""Promotions in a real shop: what a customer pays, what staff may write, what codes do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ecomkit.domain import (
    CancelOrder,
    Category,
    Done,
    ErasePerson,
    ExpireOrder,
    MarkPaid,
    OrderState,
    Refused,
    SaveCategories,
)
from ecomkit.plugins.promotions import api
from ecomkit.plugins.promotions.tables import coupon, each, rule, use
from ecomkit.sdk import Command, Sealed
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, findings, no_network_while_writing, plant, run_jobs, signed_in, staff
from tests.plugins.promotions.scene import coded, done, enter, order_of, promote, promotion_shop


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    opened = promotion_shop(tmp_path, clock=clock)
    with no_network_while_writing(opened):
        yield opened
    assert findings(opened) == ()
    opened.close()


@pytest.fixture
def guest(shop: Shop) -> Till:
    return Till.for_guest(shop)


def cents(till: Till) -> tuple[int, int]:
    """Goods and delivery of the cart as of now."""
    totals = till.quote().totals
    return totals.goods.amount, totals.shipping.amount


def uses(shop: Shop, promotion: str) -> int:
    with shop.database.read() as rows:
        return int(rows.scalar(select(rule.c.uses).where(rule.c.id == promotion)))


def test_a_percentage_lowers_the_goods_and_says_why(shop: Shop, guest: Till) -> None:
    promote(shop, name="Autumn sale", percent="12.5", words="es=Rebajas")
    guest.put("MUG-BONE", 2)
    quote = guest.quote()
    assert (quote.totals.goods.amount, quote.lines[0].goods.amount) == (2537, 2537)
    ((why, money),) = quote.adjusted(shipping=False)
    assert (str(why), money.amount) == ("Autumn sale", -363)


def test_an_amount_is_split_over_the_goods_and_never_more_than_they_cost(shop: Shop, guest: Till) -> None:
    promote(shop, kind="amount", amount="20")
    guest.put("MUG-BONE")
    guest.put("MUG-BRICK")
    assert cents(guest)[0] == 1000
    guest.put("MUG-BRICK", 0)
    promote(shop, name="More", kind="amount", amount="500")
    assert cents(guest)[0] == 0


def test_three_for_two_takes_the_cheapest(shop: Shop, guest: Till) -> None:
    promote(shop, kind="buy_get", buy=2, get=1, percent="100", products="loma-mug")
    guest.put("MUG-BRICK", 2)
    guest.put("LAMP")
    assert cents(guest)[0] == 2 * 1550 + 8900
    guest.put("MUG-BONE")
    assert cents(guest)[0] == 2 * 1550 + 8900


def test_free_delivery_is_of_one_way_and_from_a_worth(shop: Shop, guest: Till) -> None:
    promote(shop, name="On us", kind="shipping", minimum="29", ways="parcel")
    guest.put("MUG-BONE")
    assert cents(guest) == (1450, 395)
    guest.put("MUG-BONE")
    quote = guest.quote()
    assert (quote.totals.shipping.amount, quote.shipping and quote.shipping.price.amount) == (0, 0)
    assert [(str(why), money.amount) for why, money in quote.adjusted(shipping=True)] == [("On us", -395)]


def test_a_category_counts_with_those_below_it(shop: Shop, guest: Till) -> None:
    above = (
        Category(slug="all", name="All"),
        Category(slug="home", name="Home", parent="all"),
        Category(slug="garden", name="Garden"),
    )
    done(shop.run(shop.system(), SaveCategories(categories=above)))
    promote(shop, percent="50", categories="all")
    promote(shop, name="Elsewhere", percent="50", categories="garden")
    guest.put("MUG-BONE")
    assert cents(guest)[0] == 725


def test_capacities_and_times_decide(shop: Shop, guest: Till, clock: Clock) -> None:
    promote(shop, name="Others", percent="50", capacities="purchaser")
    promote(shop, name="Later", percent="10", begins="2026-11-24", ends="2026-11-25T12:00Z")
    guest.put("MUG-BONE", 2)
    assert cents(guest)[0] == 2900
    clock.forward(days=1)
    quote = guest.quote()
    assert quote.totals.goods.amount == 2610
    clock.forward(days=1, hours=2, minutes=50)
    guest.fill()
    late = guest.quote()
    assert late.valid_until == clock() + timedelta(minutes=10)
    clock.forward(minutes=11)
    assert cents(guest)[0] == 2900
    refused = guest.place(late)
    assert isinstance(refused, Refused)
    assert refused.refusals[0].code == "quote_expired"


def test_they_stack_in_their_order_unless_one_stands_alone(shop: Shop, guest: Till) -> None:
    promote(shop, name="First", percent="50", priority=1)
    promote(shop, name="Then", percent="10", priority=2)
    guest.put("LAMP")
    assert cents(guest)[0] == 4005
    alone = promote(shop, name="Alone", percent="20", priority=3, exclusive=True)
    assert cents(guest)[0] == 4005
    promote(shop, promotion=alone, name="Alone", percent="20", priority=0, exclusive=True)
    assert cents(guest)[0] == 7120


def test_what_ends_meanwhile_is_asked_again(shop: Shop, guest: Till) -> None:
    key = promote(shop, percent="10")
    guest.put("MUG-BONE")
    guest.fill()
    quote = guest.quote()
    done(shop.run(staff(shop)(), api.EndPromotion(promotion=key)))
    refused = guest.place(quote)
    assert isinstance(refused, Refused)
    assert refused.refusals[0].code == "quote_changed"
    assert cents(guest)[0] == 1450


def test_a_code_is_taken_however_it_is_typed_and_kept_only_as_a_digest(shop: Shop, guest: Till) -> None:
    coded(shop, "SUMMER-10")
    guest.put("MUG-BONE", 2)
    assert cents(guest)[0] == 2900
    assert enter(guest, " summer 1O ") == "entered"
    assert enter(guest, "SUMMER10") == "known"
    assert cents(guest)[0] == 2610
    with shop.database.read() as rows:
        (kept,) = rows.all(select(coupon))
    assert "SUMMER" not in str(kept).upper()
    done(shop.run(guest.moment, api.RemoveCode(cart=guest.cart, coupon=kept.digest)))
    assert cents(guest)[0] == 2900


def test_made_codes_work_once_each_and_are_written_nowhere(shop: Shop, clock: Clock) -> None:
    key = promote(shop, percent="10", needs_code=True)
    made = done(shop.run(staff(shop)(), api.MakeCodes(promotion=key, count=3), key="batch-1"))
    codes = made.secret.splitlines()
    assert len(set(codes)) == 3
    assert all(len(code) == 14 for code in codes)
    with shop.database.read() as rows:
        (kept,) = rows.all(select(coupon.c.batch).distinct())
    data = Path(str(shop.database.engine.url.database)).read_bytes()
    assert not any(code.encode() in data for code in codes)
    guest = Till.for_guest(shop)
    guest.put("MUG-BONE")
    assert enter(guest, codes[0]) == "entered"
    guest.fill()
    order_of(shop, guest.place())
    other = Till.for_guest(shop)
    other.put("MUG-BONE")
    assert enter(other, codes[0]) == "used_up"
    assert done(shop.run(staff(shop)(), api.EndCodes(batch=kept.batch))) == 3
    assert enter(other, codes[1]) == "over"


def test_each_refusal_has_words(shop: Shop, guest: Till, clock: Clock) -> None:
    coded(shop, "LATER10", begins="2026-12-01")
    ended = coded(shop, "ENDED10")
    done(shop.run(staff(shop)(), api.EndPromotion(promotion=ended)))
    answers = {code: enter(guest, code) for code in ("LATER10", "ENDED10", "NOTHING")}
    assert answers == {"LATER10": "not_yet", "ENDED10": "over", "NOTHING": "unknown"}
    for n in range(5):
        coded(shop, f"CODE-{n}", name=f"Code {n}")
        assert enter(guest, f"CODE-{n}") == "entered"
    coded(shop, "CODE-5")
    assert enter(guest, "CODE-5") == "too_many"


def test_guessing_has_to_wait_by_cart_and_by_address(shop: Shop, guest: Till, clock: Clock) -> None:
    coded(shop, "RIGHT-10")
    for n in range(5):
        assert enter(guest, f"WRONG{n}") == "unknown"
    assert enter(guest, "RIGHT-10") == "paused"
    assert enter(Till.for_guest(shop), "RIGHT-10") == "entered"
    clock.forward(minutes=16)
    assert enter(guest, "RIGHT-10") == "entered"
    for n in range(30):
        assert enter(Till.for_guest(shop), f"WRONG{n}", client="203.0.113.9") == "unknown"
    assert enter(Till.for_guest(shop), "RIGHT-10", client="203.0.113.9") == "paused"
    assert enter(Till.for_guest(shop), "RIGHT-10", client="203.0.113.10") == "entered"
    for n in range(30):
        assert enter(Till.for_guest(shop), f"WRONG{n}", client=f"2001:db8::{n + 1}") == "unknown"
    assert enter(Till.for_guest(shop), "RIGHT-10", client="2001:db8::ffff") == "paused"
    assert enter(Till.for_guest(shop), "RIGHT-10", client="2001:db8:0:1::1") == "entered"
    clock.forward(days=1)
    run_jobs(shop)


def test_uses_are_counted_with_the_order_and_given_back_with_it(shop: Shop, clock: Clock) -> None:
    key = coded(shop, "ONCE-ONLY", most=1)
    first, second = Till.for_guest(shop), Till.for_guest(shop)
    for till in (first, second):
        till.put("MUG-BONE")
        till.fill()
        assert enter(till, "ONCE-ONLY") == "entered"
    late = second.quote()
    order = order_of(shop, first.place())
    assert (order.quote.totals.goods.amount, uses(shop, key)) == (1305, 1)
    refused = second.place(late)
    assert isinstance(refused, Refused)
    assert (refused.refusals[0].code, refused.refusals[0].rule) == ("used_up", "promotions")
    assert cents(second)[0] == 1450
    done(shop.run(staff(shop)(), CancelOrder(order=order.id)))
    assert uses(shop, key) == 0
    assert cents(second)[0] == 1305
    assert order_of(shop, second.place()).quote.totals.goods.amount == 1305


def test_money_that_comes_after_the_order_expired_counts_the_use_again(shop: Shop, guest: Till, clock: Clock) -> None:
    key = promote(shop, percent="10", most=1)
    guest.put("MUG-BONE")
    guest.fill()
    order = order_of(shop, guest.place())
    clock.forward(days=8)
    done(shop.run(shop.system(), ExpireOrder(order=order.id)))
    assert uses(shop, key) == 0
    other = Till.for_guest(shop)
    other.buy("MUG-BRICK")
    assert uses(shop, key) == 1
    done(shop.run(staff(shop)(), MarkPaid(payment=order.payments[0].id)))
    assert order_of(shop, Done(result=order.id)).state is OrderState.PLACED
    assert uses(shop, key) == 2


def test_limits_by_person_and_first_orders_need_somebody_signed_in(shop: Shop, guest: Till) -> None:
    promote(shop, name="Hello", percent="10", first_order=True)
    promote(shop, name="Twice", percent="50", each=2, priority=1)
    guest.put("MUG-BONE", 2)
    assert cents(guest)[0] == 2900
    ana = signed_in(shop)
    expected = [1305, 1450, 2900]
    for goods in expected:
        ana.put("MUG-BONE", 2)
        ana.fill()
        assert cents(ana)[0] == goods
        order_of(shop, ana.place())


def test_an_erased_person_is_named_nowhere_and_uses_stay_counted(shop: Shop) -> None:
    key = promote(shop, percent="50", each=5)
    ana = signed_in(shop)
    order_of(shop, ana.buy("MUG-BONE"))
    done(shop.run(ana.moment, ErasePerson(person=ana.ctx.actor.key)))
    run_jobs(shop)
    with shop.database.read() as rows:
        assert [row.person for row in rows.all(select(use))] == [""]
        assert not rows.all(select(each))
    assert uses(shop, key) == 1


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"percent": "0"}, "percent"),
        ({"percent": "100.1"}, "percent"),
        ({"percent": "ten"}, "percent"),
        ({"percent": "NaN"}, "percent"),
        ({"percent": "Infinity"}, "percent"),
        ({"kind": "amount"}, "amount"),
        ({"kind": "amount", "amount": "5.001"}, "amount"),
        ({"kind": "amount", "amount": "-5"}, "amount"),
        ({"kind": "buy_get", "percent": "100"}, "pieces"),
        ({"percent": "10", "begins": "2026-02-30"}, "moment"),
        ({"percent": "10", "begins": "31/12/2026"}, "moment"),
        ({"percent": "10", "minimum": "1.500"}, "amount"),
        ({"percent": "10", "products": "loma-mug, no-such"}, "unknown"),
        ({"percent": "10", "categories": "nada"}, "unknown"),
        ({"percent": "10", "capacities": "cliente"}, "unknown"),
        ({"percent": "10", "capacities": "staff"}, "unknown"),
        ({"kind": "shipping", "ways": "foo"}, "unknown"),
        ({"percent": "10", "begins": "2026-12-02", "ends": "2026-12-01"}, "order"),
        ({"percent": "10", "promotion": "nobody-knows"}, "not_found"),
        ({"percent": "10", "words": "Rebajas"}, "words"),
        ({"percent": "10", "minimum": "0"}, "amount"),
    ],
)
def test_what_makes_no_sense_is_refused(shop: Shop, fields: dict[str, Any], code: str) -> None:
    outcome = shop.run(staff(shop)(), api.SavePromotion(**({"name": "Sale", "kind": "percent"} | fields)))
    assert isinstance(outcome, Refused), outcome
    assert outcome.refusals[0].code == code


def test_codes_belong_to_promotions_that_need_one(shop: Shop) -> None:
    clerk, open_one = staff(shop), promote(shop, percent="10")
    wrong: tuple[Command[Any], ...] = (
        api.AddCode(promotion=open_one, code="SALE10"),
        api.MakeCodes(promotion=open_one, count=2),
        api.AddCode(promotion="nobody-knows", code="SALE10"),
        api.EndCodes(),
    )
    for command in wrong:
        assert isinstance(shop.run(clerk(), command), Refused)
    key = coded(shop, "SALE10")
    assert isinstance(shop.run(clerk(), api.AddCode(promotion=key, code="sale-1o")), Refused)
    assert isinstance(shop.run(clerk(), api.AddCode(promotion=key, code="----a")), Refused)
    assert done(shop.run(clerk(), api.EndCodes(code=Sealed(secret="sale10")))) == 1


def test_only_who_may_writes_promotions(shop: Shop, guest: Till) -> None:
    command = api.SavePromotion(name="Mine", kind="percent", percent="100")
    assert isinstance(shop.run(guest.moment, command), Refused)
    assert isinstance(shop.run(staff(shop, "staff.orders")(), command), Refused)
    other = Till.for_guest(shop)
    mine = api.EnterCode(cart=guest.cart, code=Sealed(secret="SALE10"))
    assert isinstance(shop.run(other.moment, mine), Refused)


def test_planting_twice_is_planting_once(shop: Shop) -> None:
    for _ in range(2):
        plant(shop)
    with shop.database.read() as rows:
        assert len(rows.all(select(rule))) == 2


def test_without_mugs_nothing_is_planted_for_mugs(tmp_path: Path) -> None:
    shop = promotion_shop(tmp_path, catalogue=False)
    plant(shop)
    with shop.database.read() as rows:
        assert [row.id for row in rows.all(select(rule))] == ["welcome-10-off"]
    shop.close()


def test_a_promotion_is_known_by_its_name_and_a_second_one_by_a_number(shop: Shop) -> None:
    first, second = (
        promote(shop, name=name, percent="10") for name in ("Rebajas de Año Nuevo: −10 %", "Rebajas de año nuevo −10 %")
    )
    assert (first, second) == ("rebajas-de-ano-nuevo-10", "rebajas-de-ano-nuevo-10-2")
    assert promote(shop, name="新年", percent="10") == "promotion"
    assert promote(shop, name="x" * 120, percent="10") == "x" * 48
    assert promote(shop, promotion=first, name="New year", percent="10") == first, "a new name keeps the key"
