"""`verify` says nothing of a sound shop, and something of each planted corruption (I8)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text as sql

from ecomkit.domain import Actor, ActorKind, Channel, DispatchOrder, Done, MarkPaid, Money, OrderById, RefundOrder
from ecomkit.services.verifying import _CHECKS, verify
from ecomkit.shop import Shop
from ecomkit.testing import Till, make_shop
from tests.shops import CONSUMERS


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    """A shop in which things happened: paid, sent, refunded, waiting, collected."""
    opened = make_shop(tmp_path, use=CONSUMERS)
    clerk = opened.context(
        channel=Channel.STAFF,
        actor=Actor(kind=ActorKind.PERSON, key="clerk", permissions=frozenset({"staff.orders", "staff.payments"})),
    )
    for sku, sent in (("MUG-BONE", True), ("LAMP", False)):
        outcome = Till.for_guest(opened).buy(sku)
        assert isinstance(outcome, Done)
        order = opened.ask(opened.system(), OrderById(order=outcome.result))
        assert isinstance(opened.run(clerk, MarkPaid(payment=order.payments[0].id)), Done)
        if sent:
            assert isinstance(opened.run(clerk, DispatchOrder(order=order.id)), Done)
        refund = RefundOrder(
            order=order.id, money=Money(amount=100, currency="EUR"), reason="scratch", key=f"r-{order.id}"
        )
        assert isinstance(opened.run(clerk, refund), Done)
    assert isinstance(Till.for_guest(opened).buy("LAMP"), Done)
    assert isinstance(Till.for_guest(opened).buy("MUG-BRICK", payment="collection", shipping="collect"), Done)
    yield opened
    opened.close()


def test_a_sound_shop_has_nothing_to_report(shop: Shop) -> None:
    assert verify(shop.core, shop.system()) == ()


@pytest.mark.parametrize(
    ("corruption", "code"),
    [
        ("UPDATE payment SET amount = amount + 1 WHERE state = 'partly_refunded'", "I1.payments"),
        ("UPDATE payment SET refunded = refunded + 1 WHERE state = 'partly_refunded'", "I1.refunds"),
        ("UPDATE orders SET payable = payable + 1", "I1.order"),
        ("DELETE FROM order_line WHERE position = 1", "I1.order"),
        ("DELETE FROM posting WHERE key LIKE 'receipt/%'", "I1.ledger"),
        ("UPDATE posting SET amount = amount + 1 WHERE key LIKE 'refund/%'", "I1.ledger"),
        ("DELETE FROM posting WHERE key LIKE 'refund/%'", "I1.ledger"),
        ("UPDATE stock SET reserved = reserved + 1 WHERE sku = 'LAMP'", "I2.reserved"),
        ("UPDATE stock SET on_hand = on_hand - 1 WHERE sku = 'MUG-BONE'", "I2.flow"),
        ("UPDATE reservation SET owner = 'order/nobody' WHERE sku = 'MUG-BRICK'", "I2.owner"),
        ("UPDATE orders SET confirmed_at = NULL", "I3.confirmation"),
        ("UPDATE account SET balance = balance + 1", "I5.balance"),
        ("UPDATE account SET reserved = reserved + 1, floor = NULL", "I5.reserved"),
        ("UPDATE event SET payload = replace(payload, 'EUR', 'USD') WHERE name = 'order_placed'", "I6.chain"),
        ("DELETE FROM event WHERE name = 'payment_settled'", "I6.chain"),
        ("UPDATE orders SET fulfilment = 'dispatched'", "I6.state"),
        ("UPDATE orders SET state = 'cancelled' WHERE fulfilment = 'dispatched'", "I6.state"),
    ],
)
def test_a_planted_corruption_is_found(shop: Shop, corruption: str, code: str) -> None:
    with shop.database.engine.connect() as connection, connection.begin():
        assert connection.execute(sql(corruption)).rowcount > 0
    assert code in {inspection.code for inspection in verify(shop.core, shop.system())}


def test_no_table_is_kept_in_memory_while_it_is_verified(shop: Shop) -> None:
    with shop.database.read() as rows:
        assert [found for check in _CHECKS for found in check(rows)] == []
        assert not rows._known
