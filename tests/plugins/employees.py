"""An employer in a real shop: people with hats, a till for each, and what they do there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ecomkit.domain import (
    AccountByKey,
    Actor,
    ActorKind,
    AddMembership,
    Buyer,
    ChangeCart,
    Channel,
    Context,
    Done,
    FillCheckout,
    Money,
    Order,
    OrderById,
    Outcome,
    Payment,
    PaymentPart,
    PaymentPlan,
    PaymentReport,
    PersonByLogin,
    Product,
    ProviderAnswer,
    Quote,
    RegisterPerson,
    ReportPayment,
    SaveProducts,
    UnitPrice,
    Variant,
    new_id,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.b2e import api
from ecomkit.plugins.b2e.wallets import wallet_account
from ecomkit.sdk import Command
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, make_shop, settings_for

__all__ = [
    "EMPLOYER", "NOVEMBER", "PASSWORD", "Job", "at_work", "balance", "done", "employed", "employer_shop", "eur", "plan", "report", "run",
    "staff", "work",
]  # fmt: skip

PLUGINS = ("b2c", "b2e", "rates", "transfer", "collection", "demo_payments")
EMPLOYER = "clinica-norte"
PASSWORD = "a-good-password"
NOVEMBER = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def eur(cents: int) -> Money:
    """Euros in cents."""
    return Money(amount=cents, currency="EUR")


def done(outcome: Outcome[Any]) -> Any:
    """The result of what has to be done."""
    assert isinstance(outcome, Done), outcome
    return outcome.result


def plan(rest: str, **parts: int) -> PaymentPlan:
    """So many cents by some methods, and the rest by another."""
    fixed = tuple(PaymentPart(method=method, money=eur(cents)) for method, cents in parts.items())
    return PaymentPlan(parts=(*fixed, PaymentPart(method=rest)))


def staff(shop: Shop) -> Context:
    """A clerk with all permissions of the shop."""
    manager = shop.core.roles["staff", "manager"].permissions
    return shop.context(channel=Channel.STAFF, actor=Actor(kind=ActorKind.PERSON, key="clerk", permissions=manager))


def employer_shop(
    folder: Path, *, clock: Clock | None = None, database: str = "", timezone: str = "Europe/Madrid", catalogue: bool = True,
    allowance: str = "60", payroll: str = "200", budget: str = "", use: tuple[str, ...] = PLUGINS,
) -> Shop:  # fmt: skip
    """A shop with a clinic whose people have an allowance, and a thing that costs exactly 20 and travels free."""
    settings = settings_for(folder, database=database) if database else settings_for(folder)
    shop = make_shop(folder, use=use, clock=clock or Clock(NOVEMBER), settings=settings, catalogue=catalogue)
    if catalogue:
        box = Variant(sku="BOX", price=UnitPrice(money=eur(2000)), stock=500)
        done(shop.run(shop.system(), SaveProducts(products=(Product(slug="box", name="Box", variants=(box,)),))))
        opened = api.OpenEmployer(
            name="Clínica Norte", country="ES", timezone=timezone, allowance=allowance, payroll=payroll, budget=budget, employer=EMPLOYER
        )  # fmt: skip
        done(shop.run(shop.system(), opened))
    return shop


@dataclass(frozen=True, slots=True)
class Job:
    """Somebody at work: their key, and a till in their hat."""

    shop: Shop
    person: str
    till: Till

    def ask(self, query: Any) -> Any:
        """Ask as this employee."""
        return self.shop.ask(self.till.moment, query)

    def wallet(self, month: str | None = None) -> api.Wallet:
        """Their wallet."""
        found = self.ask(api.MyWallet(month=month))
        assert isinstance(found, api.Wallet)
        return found

    def account(self, month: str) -> tuple[int, int] | None:
        """Balance and reserved of a month's account, in cents."""
        return balance(self.shop, wallet_account(EMPLOYER, self.person, month))

    def fill(self) -> Outcome[Any]:
        """Fill the checkout in, to be collected."""
        delivery = {
            "email": "ana@example.com", "name": "Ana", "country": "ES", "line1": "Calle Mayor 1", "postcode": "28013", "city": "Madrid",
        }  # fmt: skip
        steps = {"delivery": delivery, "shipping": {"shipping": "collect"}, "payment": {"payment": "transfer"}}
        return self.shop.run(self.till.moment, FillCheckout(cart=self.till.cart, steps=steps))

    def quoted(self, boxes: int) -> Quote:
        """A quote for so many boxes of 20.00, whatever lay in the cart before."""
        done(self.shop.run(self.till.moment, ChangeCart(cart=self.till.cart, sku="BOX", quantity=boxes, how="set")))
        done(self.fill())
        return self.till.quote()

    def buy(self, boxes: int, paid: PaymentPlan) -> Outcome[str]:
        """Order so many boxes and pay by a plan."""
        return self.till.place(self.quoted(boxes), plan=paid)

    def bought(self, boxes: int, paid: PaymentPlan) -> Order:
        """The order that has to come of it."""
        return self.order(done(self.buy(boxes, paid)))

    def order(self, key: str) -> Order:
        """An order as it stands."""
        return self.shop.ask(self.shop.system(), OrderById(order=key))


def balance(shop: Shop, account: str) -> tuple[int, int] | None:
    """Balance and reserved of an account in cents, or None where there is none."""
    try:
        found = shop.ask(shop.system(), AccountByKey(account=account))
    except NotFound:
        return None
    return found.balance.amount, found.reserved.amount


def employed(shop: Shop, name: str = "ana", role: str = api.STAFF, employer: str = EMPLOYER) -> Job:
    """Register somebody and make them an employee."""
    email = f"{name}@example.com"
    person = shop.ask(shop.system(), PersonByLogin(email=email))
    if person is None:
        registered = RegisterPerson(email=email, name=name.capitalize(), password=PASSWORD)
        person = done(shop.run(shop.system(), registered))
        joined = AddMembership(person=person, organisation=employer, capacity=api.EMPLOYEE, role=role)
        done(shop.run(shop.system(), joined))
    return at_work(shop, person, role, employer)


def at_work(shop: Shop, person: str, role: str = api.STAFF, employer: str = EMPLOYER) -> Job:
    """Somebody who is an employee already, in this shop object."""
    permissions = shop.core.capacities[api.EMPLOYEE].permissions | shop.core.roles[api.EMPLOYEE, role].permissions
    return Job(shop, person, Till.for_person(shop, person, Buyer(party=employer, capacity=api.EMPLOYEE), permissions))


def report(shop: Shop, payment: Payment, answer: str = "succeeded") -> Any:
    """The card provider's word, as a verified webhook brings it."""
    said = PaymentReport(
        notice=new_id(), payment=payment.id, reference="pay_1", answer=ProviderAnswer(answer), money=payment.money
    )
    ctx = shop.context(channel=Channel.API, actor=Actor(kind=ActorKind.PROVIDER, key="card"))
    return shop.run(ctx, ReportPayment(report=said))


def work(shop: Shop) -> None:
    """Let the worker do what is due."""
    shop.worker.plan()
    while shop.worker.run_ready():
        pass


def run(shop: Shop, command: Command[Any]) -> Any:
    """Run something as the shop's own staff; it has to be done."""
    return done(shop.run(staff(shop), command))
