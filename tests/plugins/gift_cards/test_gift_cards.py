"""Gift cards in a real shop: issued, spent in part or whole, refunded to where they were, and over some day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ecomkit.domain import (
    CancelOrder,
    ExpireOrder,
    MarkPaid,
    PaymentPart,
    PaymentPlan,
    PaymentState,
    Product,
    RefundOrder,
    Refused,
    SaveProducts,
    UnitPrice,
    Variant,
    new_id,
)
from ecomkit.plugins.gift_cards import api
from ecomkit.plugins.gift_cards.tables import card
from ecomkit.shop import Shop
from ecomkit.testing import Browser, Clock, Till, findings, no_network_while_writing, run_jobs, signed_in, staff
from tests.plugins.gift_cards.scene import card_shop, done, enter, euros, issue, left, order_of, plan
from tests.servers import taking_letters

ALL = PaymentPlan(parts=(PaymentPart(method=api.METHOD),))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    opened = card_shop(tmp_path, clock=clock)
    with no_network_while_writing(opened):
        yield opened
    assert findings(opened) == ()
    opened.close()


@pytest.fixture
def guest(shop: Shop) -> Till:
    till = Till.for_guest(shop)
    till.put("MUG-BONE")
    till.fill()
    return till


def test_a_code_is_shown_once_and_kept_as_a_digest(shop: Shop) -> None:
    made = done(shop.run(staff(shop)(), api.IssueGiftCard(amount="25"), key="card-1"))
    assert len(made.secret) == 19
    assert str(made) == made.secret
    assert made.secret.encode() not in Path(str(shop.database.engine.url.database)).read_bytes()
    assert left(shop) == 2500


def test_it_pays_all_and_what_is_left_stays(shop: Shop, guest: Till) -> None:
    code = issue(shop, "25")
    answer = enter(guest, code.lower().replace("-", " "))
    assert (answer.code, answer.free) == ("entered", euros(2500))
    order = order_of(shop, guest.place(plan=ALL))
    assert (order.payment, order.quote.totals.payable.amount) == (PaymentState.PAID, 1845)
    assert left(shop) == 655
    assert enter(guest, code, look=True).free == euros(655)


def test_it_pays_a_part_and_is_free_again_when_the_rest_never_comes(shop: Shop, guest: Till, clock: Clock) -> None:
    enter(guest, issue(shop, "10"))
    order = order_of(shop, guest.place(plan=plan(1000)))
    assert left(shop) == 0
    clock.forward(days=8)
    done(shop.run(shop.system(), ExpireOrder(order=order.id)))
    assert left(shop) == 1000


def test_refunds_go_back_to_the_card_that_paid_whatever_card_is_entered_now(shop: Shop, guest: Till) -> None:
    enter(guest, issue(shop, "10"))
    order = order_of(shop, guest.place(plan=plan(1000)))
    transfer = next(one for one in order.payments if one.method == "transfer")
    done(shop.run(staff(shop)(), MarkPaid(payment=transfer.id)))
    enter(guest, issue(shop, "50"))
    done(shop.run(staff(shop)(), RefundOrder(order=order.id, money=euros(922), reason="damaged", key=new_id())))
    assert left(shop) == 500
    done(shop.run(guest.moment, CancelOrder(order=order.id)))
    assert (left(shop), left(shop, 1)) == (1000, 5000)


def test_more_than_is_on_it_is_refused_and_without_a_card_it_is_no_way_to_pay(shop: Shop, guest: Till) -> None:
    for expected in ("method", "too_little"):
        refused = guest.place(plan=ALL)
        assert isinstance(refused, Refused)
        assert refused.refusals[0].code == expected
        enter(guest, issue(shop, "10"))
    assert left(shop) == 1000


def test_one_cart_does_not_spend_anothers_card(shop: Shop, guest: Till) -> None:
    enter(guest, issue(shop, "25"))
    other = Till.for_guest(shop)
    other.put("MUG-BONE")
    other.fill()
    assert isinstance(other.place(plan=ALL), Refused)
    ana = signed_in(shop)
    ana.put("MUG-BONE")
    ana.fill()
    assert isinstance(ana.place(plan=ALL), Refused)
    done(shop.run(guest.moment, api.RemoveGiftCard(cart=guest.cart)))
    assert isinstance(guest.place(plan=ALL), Refused)


def test_after_its_last_day_it_is_no_money_until_a_refund_comes(shop: Shop, guest: Till, clock: Clock) -> None:
    code = issue(shop, "25", until="2026-11-24")
    enter(guest, code)
    order = order_of(shop, guest.place(plan=ALL))
    clock.forward(days=1, hours=13)
    assert enter(guest, code, look=True).code == "found"
    clock.forward(hours=2)
    run_jobs(shop)
    assert left(shop) == 0
    answer = enter(guest, code)
    assert (answer.code, str(answer.text)) == ("over", "This card could be spent until 2026-11-23.")
    done(shop.run(staff(shop)(), CancelOrder(order=order.id)))
    assert enter(guest, code).code == "entered"
    assert left(shop) == 1845
    clock.forward(days=91)
    run_jobs(shop)
    assert left(shop) == 0


def test_a_blocked_card_is_not_spent_and_says_so(shop: Shop, guest: Till) -> None:
    code = issue(shop, "25")
    enter(guest, code)
    with shop.database.read() as rows:
        key = rows.scalar(select(card.c.id))
    done(shop.run(staff(shop)(), api.BlockGiftCard(card=key, reason="lost")))
    assert enter(guest, code).code == "blocked"
    assert isinstance(guest.place(plan=ALL), Refused)
    assert isinstance(shop.run(staff(shop)(), api.BlockGiftCard(card=key, reason="lost")), Refused)


def test_guessing_has_to_wait(shop: Shop, guest: Till, clock: Clock) -> None:
    code = issue(shop, "25")
    for n in range(5):
        assert enter(guest, f"WRONG{n}", look=True).code == "unknown"
    assert enter(guest, code).code == "paused"
    clock.forward(minutes=16)
    assert enter(guest, code).code == "entered"
    for n in range(30):
        assert enter(Till.for_guest(shop), f"WRONG{n}", client="203.0.113.9").code == "unknown"
    assert enter(Till.for_guest(shop), code, client="203.0.113.9").code == "paused"


@pytest.mark.parametrize(
    ("amount", "until", "code"),
    [
        ("0", "", "amount"),
        ("-5", "", "amount"),
        ("5.001", "", "amount"),
        ("ten", "", "amount"),
        ("5", "2026-11-01", "over"),
        ("5", "2026-02-30", "day"),
        ("5", "9999-12-31", "day"),
    ],
)
def test_what_makes_no_sense_is_refused(shop: Shop, amount: str, until: str, code: str) -> None:
    outcome = shop.run(staff(shop)(), api.IssueGiftCard(amount=amount, valid_until=until))
    assert isinstance(outcome, Refused), outcome
    assert outcome.refusals[0].code == code


def test_only_who_may_issues_and_blocks(shop: Shop, guest: Till) -> None:
    for ctx in (guest.moment, staff(shop, "staff.orders")()):
        assert isinstance(shop.run(ctx, api.IssueGiftCard(amount="5")), Refused)
        assert isinstance(shop.run(ctx, api.SellGiftCard(order="x", line="y", piece=1, worth=euros(1))), Refused)


def test_a_sold_card_comes_by_mail_once_and_goes_with_its_order(tmp_path: Path) -> None:
    clock = Clock()
    with taking_letters() as (kept, smtp):
        shop = card_shop(tmp_path, clock=clock, sold={"GIFT-25": "25"}, mail=smtp)
        gift = Variant(sku="GIFT-25", price=UnitPrice(money=euros(2500)), stock=100)
        done(
            shop.run(shop.system(), SaveProducts(products=(Product(slug="gift", name="Gift card", variants=(gift,)),)))
        )
        guest = Till.for_guest(shop)
        order = order_of(shop, guest.buy("GIFT-25", 2, shipping="collect", payment="collection"))
        run_jobs(shop)
        again = api.SellGiftCard(order=order.id, line="GIFT-25", piece=1, worth=euros(2500))
        done(shop.run(shop.system(), again))
    assert [left(shop), left(shop, 1)] == [2500, 2500]
    with shop.database.read() as rows:
        assert len(rows.all(select(card))) == 2
    body = kept.letters[0].get_body(("plain",))
    assert body is not None
    codes = re.findall(r"[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}", str(body.get_content()))
    assert len(set(codes)) == 2
    assert len(kept.letters) == 1
    with Browser(shop) as holder:
        assert holder.get(f"/orders/{order.token}") == 200
        assert all(code in holder.page for code in codes)
    assert enter(guest, codes[0], look=True).free == euros(2500)
    done(shop.run(staff(shop)(), CancelOrder(order=order.id)))
    run_jobs(shop)
    assert enter(guest, codes[0]).code == "blocked"
    assert findings(shop) == ()
    shop.close()
