"""What the tests do again and again, in the words of the shop."""

from __future__ import annotations

from ecomkit import Shop
from ecomkit.domain import (
    AccountByKey,
    Done,
    MarkPaid,
    Money,
    Order,
    OrderById,
    Outcome,
    PaymentPart,
    PaymentPlan,
    RefundOrder,
    new_id,
)  # fmt: skip
from ecomkit.errors import NotFound
from ecomkit.testing import Till, run_jobs, staff

__all__ = ["buy", "euros", "order_of", "paid_with", "points_of", "refund"]


def euros(cents: int) -> Money:
    return Money(amount=cents, currency="EUR")


def order_of(shop: Shop, placed: Outcome[str]) -> Order:
    assert isinstance(placed, Done), placed
    return shop.ask(shop.system(), OrderById(order=placed.result))


def paid_with(points: int = 0, rest: str = "transfer") -> PaymentPlan:
    """So many cents by points, the rest otherwise; or all by points."""
    part = (PaymentPart(method="points", money=euros(points)),) if points else ()
    return PaymentPlan(parts=(*part, PaymentPart(method=rest)))


def buy(shop: Shop, till: Till, sku: str, quantity: int = 1, *, plan: PaymentPlan | None = None) -> Order:
    """Order, have the transfer arrive, let the jobs run."""
    for outcome in (till.put(sku, quantity), till.fill()):
        assert isinstance(outcome, Done), outcome
    order = order_of(shop, till.place(plan=plan))
    clerk = staff(shop)
    for payment in order.payments:
        if payment.method == "transfer":
            assert isinstance(shop.run(clerk(), MarkPaid(payment=payment.id)), Done)
    run_jobs(shop)
    return order_of(shop, Done(result=order.id))


def refund(shop: Shop, order: Order, cents: int) -> Outcome[str]:
    asked = RefundOrder(order=order.id, money=euros(cents), reason="it broke", key=new_id())
    outcome = shop.run(staff(shop)(), asked)
    run_jobs(shop)
    return outcome


def points_of(shop: Shop, till: Till) -> int:
    """What the ledger holds, in points of five cents."""
    try:
        account = shop.ask(till.moment, AccountByKey(account=f"loyalty.points/{till.ctx.actor.key}"))
    except NotFound:
        return 0
    assert account.free is not None
    return account.free.amount // 5
