"""Taken away, the plugin leaves the shop as it was, and its past readable. Put back, it goes on where it was."""

from __future__ import annotations

from conftest import WITHOUT, OpenShop
from story import buy, euros, order_of, paid_with, points_of, refund

from ecomkit.domain import Done, PaymentState, Refused
from ecomkit.testing import Clock, Till, findings, parked_jobs, run_jobs, signed_in


def test_the_shop_is_as_before_and_the_past_stays(opened: OpenShop, clock: Clock) -> None:
    before = opened(*WITHOUT)
    guest = Till.for_guest(before)
    guest.put("LAMP")
    guest.fill()
    plain = guest.quote().digest()

    shop = opened()
    ana = signed_in(shop)
    buy(shop, ana, "LAMP")
    spent = buy(shop, ana, "MUG-BONE", plan=paid_with(500))
    points = points_of(shop, ana)
    ana.put("MUG-BRICK")
    ana.fill(payment="collection", shipping="collect")
    order_of(shop, ana.place())  # confirmed, but its points still wait as a job

    shop = opened(*WITHOUT)
    ana, guest = (Till(shop, till.ctx, till.cart) for till in (ana, guest))
    assert guest.quote().digest() == plain
    assert not any(route.name.startswith("loyalty") for answer in shop.hooks.routes() for route in answer.values)
    ana.put("MUG-BRICK")
    ana.fill()
    refused = ana.place(plan=paid_with(rest="points"))
    assert isinstance(refused, Refused)
    assert refused.refusals[0].code == "method"

    read = order_of(shop, Done(result=spent.id))
    assert [payment.method for payment in read.payments] == ["points", "transfer"]
    assert isinstance(refund(shop, read, 1845), Done)
    assert order_of(shop, Done(result=spent.id)).payment is PaymentState.REFUNDED
    run_jobs(shop)
    (parked,) = parked_jobs(shop)
    assert (parked.plugin, parked.name) == ("loyalty", "on_order_confirmed")
    assert "enable it again" in parked.error
    assert findings(shop) == ()

    shop = opened()
    ana = Till(shop, ana.ctx, ana.cart)
    assert points_of(shop, ana) == points + 100
    clock.forward(days=1)
    run_jobs(shop)  # the daily job makes up for the refund that it was not told of
    assert points_of(shop, ana) == points + 100 - 26
    again = buy(shop, ana, "MUG-BONE", plan=paid_with(100))
    assert again.payments[0].money == euros(100)
    assert findings(shop) == ()
