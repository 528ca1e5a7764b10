"""What is interrupted: each scenario prepares a shop, and has an act that can be repeated after a crash."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecomkit.domain import (
    Actor,
    ActorKind,
    CancelOrder,
    Channel,
    Context,
    DispatchOrder,
    MarkPaid,
    Money,
    Order,
    OrderById,
    Orders,
    PaymentPart,
    PaymentPlan,
    PaymentReport,
    PlaceOrder,
    ProviderAnswer,
    RefundOrder,
    ReportPayment,
)
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, make_shop

__all__ = ["SCENARIOS", "Scenario", "only_order", "open_prepared", "staff"]

USE = ("b2c", "rates", "demo_payments", "transfer", "collection")
PERMISSIONS = frozenset({"staff.orders", "staff.payments", "staff.stock"})


def open_prepared(folder: Path) -> Shop:
    """The shop of a scenario, at a fixed time."""
    return make_shop(folder, use=USE, clock=Clock(), catalogue=not (folder / "shop.db").exists())


def _nothing_wrong(_shop: Shop, _noted: str) -> list[str]:
    return []


@dataclass(frozen=True)
class Scenario:
    """`prepare` is done once and survives; `act` is killed somewhere, and done again afterwards.

    `wrong` says what else does not agree in the end, besides the books and the number of orders.
    """

    prepare: Callable[[Shop], str]
    act: Callable[[Shop, str], None]
    orders: int = 1
    open: Callable[[Path], Shop] = open_prepared
    wrong: Callable[[Shop, str], list[str]] = _nothing_wrong


def staff(shop: Shop) -> Context:
    """Somebody who works in the shop."""
    actor = Actor(kind=ActorKind.PERSON, key="clerk", permissions=PERMISSIONS)
    return shop.context(channel=Channel.STAFF, actor=actor)


def _till(shop: Shop, cart: str) -> Till:
    till = Till.for_guest(shop)
    ctx = shop.context(
        channel=Channel.WEB,
        actor=Actor(kind=ActorKind.GUEST, key="guest"),
        buyer=till.ctx.buyer,
        proofs=frozenset({f"cart/{cart}"}),
    )
    return Till(shop, ctx, cart)


def _filled(payment: str, shipping: str = "parcel") -> Callable[[Shop], str]:
    def prepare(shop: Shop) -> str:
        till = _till(shop, "cart-1")
        till.put("LAMP", 2)
        till.put("MUG-BONE", 1)
        till.fill(payment=payment, shipping=shipping)
        return till.quote().id + " " + payment

    return prepare


def _place(shop: Shop, noted: str) -> None:
    quote, payment = noted.split()
    ctx = shop.context(
        channel=Channel.WEB,
        actor=Actor(kind=ActorKind.GUEST, key="guest"),
        proofs=frozenset({f"quote/{quote}", "cart/cart-1"}),
    )
    plan = PaymentPlan(parts=(PaymentPart(method=payment),))
    shop.run(ctx, PlaceOrder(quote=quote, plan=plan, key="the-only-key"))


def _placed(payment: str, shipping: str = "parcel", *, paid: bool = False) -> Callable[[Shop], str]:
    def prepare(shop: Shop) -> str:
        _place(shop, _filled(payment, shipping)(shop))
        order = only_order(shop)
        if paid:
            shop.run(staff(shop), MarkPaid(payment=order.payments[0].id))
        return order.id

    return prepare


def only_order(shop: Shop) -> Order:
    """The one order there is."""
    (summary,) = shop.ask(staff(shop), Orders())
    return shop.ask(shop.system(), OrderById(order=summary.id))


def _report(shop: Shop, key: str) -> None:
    order = shop.ask(shop.system(), OrderById(order=key))
    payment = order.payments[0]
    report = PaymentReport(
        notice="evt_1", payment=payment.id, reference="pay_1", answer=ProviderAnswer.SUCCEEDED, money=payment.money
    )
    shop.run(
        shop.context(channel=Channel.API, actor=Actor(kind=ActorKind.PROVIDER, key="card")),
        ReportPayment(report=report),
    )


def _mark(shop: Shop, key: str) -> None:
    order = shop.ask(shop.system(), OrderById(order=key))
    shop.run(staff(shop), MarkPaid(payment=order.payments[0].id))


def _dispatch(shop: Shop, key: str) -> None:
    shop.run(staff(shop), DispatchOrder(order=key))


def _cancel(shop: Shop, key: str) -> None:
    shop.run(staff(shop), CancelOrder(order=key))


def _refund(shop: Shop, key: str) -> None:
    money = Money(amount=1234, currency="EUR")
    shop.run(staff(shop), RefundOrder(order=key, money=money, reason="scratched", key="refund-once"))


def _expire(shop: Shop, _key: str) -> None:
    clock: Any = shop.clock
    clock.forward(days=8)
    shop.worker.plan()
    shop.worker.run_ready()


SCENARIOS = {
    "place": Scenario(_filled("transfer"), _place),
    "place and confirm": Scenario(_filled("collection", "collect"), _place),
    "webhook": Scenario(_placed("card"), _report),
    "mark paid": Scenario(_placed("transfer"), _mark),
    "dispatch": Scenario(_placed("transfer", paid=True), _dispatch),
    "cancel": Scenario(_placed("transfer", paid=True), _cancel),
    "refund": Scenario(_placed("transfer", paid=True), _refund),
    "expire": Scenario(_placed("transfer"), _expire),
}
