"""Files for companies on account: a promise settles the order, and what waits for somebody brings nothing before."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import DecideApproval, FillCheckout, Held, HeldById, OrderById, Outcome, PaymentState
from ecomkit.plugins.b2b import B2B
from ecomkit.testing import findings, parked_jobs, run_jobs
from tests.plugins.companies import Firm, done, make_firm
from tests.plugins.downloads.scene import brought, file_shop

WHO = {"email": "compras@example.com", "name": "Talleres", "country": "ES", "postcode": "28013"}


@pytest.fixture
def firm(tmp_path: Path) -> Iterator[Firm]:
    shop = file_shop(tmp_path, use=(B2B,))
    yield make_firm(shop)
    assert (findings(shop), parked_jobs(shop)) == ((), ())
    shop.close()


def order(firm: Firm, quantity: int) -> Outcome[str]:
    till = firm.till(firm.buyer)
    done(till.put("GUIDE", quantity))
    steps = {"contact": WHO, "payment": {"payment": "account"}}
    done(firm.shop.run(till.moment, FillCheckout(cart=till.cart, steps=steps)))
    return till.place()


def test_a_promise_to_pay_brings_the_files_at_once(firm: Firm) -> None:
    placed = firm.order(order(firm, 4))
    assert placed.payment is PaymentState.PROMISED
    run_jobs(firm.shop)
    (one,) = brought(firm.shop, placed)
    assert one.left == 20
    assert firm.shop.ask(firm.shop.system(), OrderById(order=placed.id)).fulfilment == "delivered"


def test_an_order_above_the_limit_brings_them_when_somebody_agreed(firm: Firm) -> None:
    asked = order(firm, 60)
    assert isinstance(asked, Held), asked
    run_jobs(firm.shop)
    decide = DecideApproval(held=asked.held, decision="grant", reason="for the new workshop")
    done(firm.shop.run(firm.till(firm.approver).moment, decide))
    run_jobs(firm.shop)
    key = firm.shop.ask(firm.till(firm.buyer).moment, HeldById(held=asked.held)).result
    placed = firm.shop.ask(firm.shop.system(), OrderById(order=str(key)))
    assert [one.left for one in brought(firm.shop, placed)] == [300]
