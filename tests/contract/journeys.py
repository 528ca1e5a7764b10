"""The main journey of each business model through the services, in a shop with every plugin that comes along.

Letters go to a real SMTP server and cards are charged by the real demo gateway, so there is a network to reach for.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

from ecomkit.domain import (
    Actor,
    ActorKind,
    AddMembership,
    Channel,
    DecideApproval,
    DeliverOrder,
    DispatchOrder,
    Done,
    FillCheckout,
    Held,
    MarkPaid,
    Order,
    OrderById,
    Outcome,
    PaymentPart,
    PaymentPlan,
    PaymentState,
    PlaceOrder,
    Product,
    RefundOrder,
    RegisterPerson,
    SaveProducts,
    StartPayment,
    UnitPrice,
    Variant,
    new_id,
)
from ecomkit.plugins.b2b import api as b2b
from ecomkit.plugins.b2e import api as b2e
from ecomkit.plugins.b2g import api as b2g
from ecomkit.sdk import Command, Plugin
from ecomkit.shop import Shop
from ecomkit.testing import PASSWORD, Clock, Till, make_shop, run_jobs, settings_for, signed_in, staff
from tests.plugins.b2g_scene import Scene
from tests.plugins.companies import Firm
from tests.plugins.employees import EMPLOYER, employed, eur, plan
from tools.pages import bundled

__all__ = ["JOURNEYS", "SECRET", "World", "open_world"]

SECRET = "gateway-secret-for-tests"
DELIVERY = {
    "email": "xenia.quiroga@example.org", "name": "Xenia Quiroga", "phone": "+34 611 222 333", "country": "ES",
    "line1": "Calle del Olmo 77", "postcode": "28013", "city": "Madrid",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class World:
    """A shop, its clock, and the gateway that it charges by."""

    shop: Shop
    clock: Clock
    gateway: str

    def staff(self, command: Command[Any]) -> Any:
        """Something that staff do."""
        return done(self.shop.run(staff(self.shop)(), command))

    def order(self, key: str) -> Order:
        """An order as it stands."""
        return self.shop.ask(self.shop.system(), OrderById(order=key))

    def buys(self, till: Till, sku: str, quantity: int, payment: str, *, shipping: str = "parcel") -> Till:
        """A cart with its checkout filled in."""
        done(till.put(sku, quantity))
        steps = {"delivery": DELIVERY, "shipping": {"shipping": shipping}, "payment": {"payment": payment}}
        done(self.shop.run(till.moment, FillCheckout(cart=till.cart, steps=steps)))
        return till

    def fulfils(self, order: str) -> None:
        """It leaves and arrives; letters are sent."""
        self.staff(DispatchOrder(order=order, tracking="TRACK-1"))
        self.staff(DeliverOrder(order=order))
        run_jobs(self.shop)


def done(outcome: Outcome[Any]) -> Any:
    """The result of what has to be done."""
    assert isinstance(outcome, Done), outcome
    return outcome.result


def open_world(folder: Path, *, smtp: str, gateway: str, also: tuple[type[Plugin], ...] = ()) -> World:
    """A shop with every plugin that comes along, and others."""
    clock = Clock()
    own: Mapping[str, Mapping[str, Any]] = {
        "b2g": {"work": 14},
        "demo_payments": {"gateway": gateway, "secret": SECRET},
    }
    settings = settings_for(folder, plugins=own, mail=smtp)
    shop = make_shop(folder, use=(*bundled(), *also), clock=clock, settings=settings)
    box = Variant(sku="BOX", price=UnitPrice(money=eur(2000)), stock=500)
    done(shop.run(shop.system(), SaveProducts(products=(Product(slug="box", name="Box", variants=(box,)),))))
    return World(shop, clock, gateway)


def consumer(world: World) -> None:
    """A guest pays by card at the gateway and gets a part back; a person with an account pays by transfer."""
    shop = world.shop
    till = world.buys(Till.for_guest(shop), "LAMP", 1, "card")
    order = world.order(done(till.place()))
    (payment,) = order.payments
    provider = shop.core.methods["card"].provider
    assert provider is not None
    page = f"{shop.settings.shop.url}/orders/{order.token}"
    started = provider.start(payment, description="x", back=page, cancelled=page, webhook=f"{world.gateway}/nowhere")
    as_gateway = shop.context(channel=Channel.API, actor=Actor(kind=ActorKind.PROVIDER, key="demo_payments"))
    done(shop.run(as_gateway, StartPayment(payment=payment.id, reference=started.reference)))
    _pay(world.gateway, started.reference)
    world.clock.forward(minutes=2)
    run_jobs(shop)
    assert world.order(order.id).payment is PaymentState.PAID
    world.fulfils(order.id)
    world.staff(RefundOrder(order=order.id, money=eur(1000), reason="a scratch", key=new_id()))
    run_jobs(shop)
    assert world.order(order.id).payment is PaymentState.PARTLY_REFUNDED
    person = signed_in(shop, "Ximena Brandariz", email="ximena.brandariz@example.org")
    second = world.order(done(world.buys(person, "MUG-BONE", 2, "transfer").place()))
    run_jobs(shop)
    world.staff(MarkPaid(payment=second.payments[0].id))
    world.fulfils(second.id)


def _pay(gateway: str, payment: str) -> None:
    body = json.dumps({"payment": payment, "outcome": "succeed"}).encode()
    headers = {"Authorization": f"Bearer {SECRET}", "Content-Type": "application/json"}
    with urlopen(Request(f"{gateway}/v1/test/pay", body, headers), timeout=10) as answer:
        assert answer.status == 200


def company(world: World) -> None:
    """A buyer orders above the limit, on account; it is held, and another one grants it two days later."""
    shop = world.shop
    opened = b2b.OpenCompany(name="Talleres Ibarra", country="ES", credit="5000", reference_required=False)
    key = world.staff(opened)
    people = []
    for name, role in (("Ulises Montenegro", b2b.BUYER), ("Valeria Cifuentes", b2b.APPROVER)):
        email = f"{name.split()[1].lower()}@example.org"
        person = done(shop.run(shop.system(), RegisterPerson(email=email, name=name, password=PASSWORD)))
        joined = AddMembership(person=person, organisation=key, capacity=b2b.PURCHASER, role=role)
        done(shop.run(shop.system(), joined))
        people.append(person)
    firm = Firm(shop, key, *people)
    world.staff(b2b.SetContractPrice(company=key, contract="2026-IBARRA", sku="BOX", price="18.00"))
    held = world.buys(firm.till(firm.buyer), "BOX", 40, "account").place(reference="PO-77")
    assert isinstance(held, Held), held
    world.clock.forward(days=2)
    decided = DecideApproval(held=held.held, decision="grant", reason="needed")
    done(shop.run(firm.till(firm.approver).moment, decided))
    order = world.order(firm.held(held).result or "")
    run_jobs(shop)
    world.fulfils(order.id)
    world.staff(MarkPaid(payment=order.payments[0].id))


def employee(world: World) -> None:
    """An employee pays a part by allowance and the rest from their pay, and gets a part back in the month after."""
    shop = world.shop
    opened = b2e.OpenEmployer(
        name="Clínica Norte", country="ES", timezone="Europe/Madrid", allowance="60", payroll="200", budget="", employer=EMPLOYER
    )  # fmt: skip
    world.staff(opened)
    run_jobs(shop)
    job = employed(shop, "wenceslao")
    world.buys(job.till, "BOX", 4, "payroll")
    order = world.order(done(job.till.place(plan=plan("payroll", wallet=6000))))
    run_jobs(shop)
    world.fulfils(order.id)
    world.clock.forward(days=10)
    run_jobs(shop)
    world.staff(RefundOrder(order=order.id, money=eur(2000), reason="one was broken", key=new_id()))
    run_jobs(shop)
    world.staff(b2e.SettlePayroll(employer=EMPLOYER, month="2026-11"))
    run_jobs(shop)


def public_buyer(world: World) -> None:
    """An agency publishes; two suppliers bid, one of them twice; two people open; the officer awards and orders."""
    scene = Scene(world.shop, world.clock, {})
    scene.register()
    tender = scene.published()
    scene.bid("olga", tender, "450,1200")
    scene.bid("tomas", tender, "445,1250")
    scene.bid("tomas", tender, "440,1250")
    scene.opened(tender)
    first = world.shop.ask(scene.ctx("sam"), b2g.EvaluationOf(number=tender)).offers[0]
    quote = scene.do("sam", b2g.AwardTender(tender=tender, envelope=first.envelope))
    invoice = PaymentPlan(parts=(PaymentPart(method="invoice"),))
    order = scene.do("sam", PlaceOrder(quote=quote, plan=invoice, key="the-award", reference="T-1001"))
    run_jobs(world.shop)
    world.clock.now += timedelta(days=20)
    world.fulfils(order)
    world.staff(MarkPaid(payment=world.order(order).payments[0].id))
    run_jobs(world.shop)


JOURNEYS = {"b2c": consumer, "b2b": company, "b2e": employee, "b2g": public_buyer}
"""The journey of each plugin that is a model."""
