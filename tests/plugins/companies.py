"""A company in a real shop: people with hats, a till for each, and what they do there."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ecomkit.domain import (
    Actor,
    ActorKind,
    AddMembership,
    Buyer,
    Channel,
    Context,
    Done,
    FillCheckout,
    Hats,
    Held,
    HeldById,
    HeldCommand,
    HeldState,
    Money,
    Order,
    OrderById,
    Outcome,
    RegisterPerson,
    StockLevels,
)
from ecomkit.plugins.b2b import api
from ecomkit.plugins.b2b.purchases import purchase_of
from ecomkit.sdk import Command
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, make_shop, settings_for

PLUGINS = ("b2c", "b2b", "rates", "transfer", "collection")
DELIVERY = {
    "email": "compras@example.com", "name": "Talleres", "country": "ES", "line1": "Calle Mayor 1", "postcode": "28013",
    "city": "Madrid", "region": "", "phone": "",
}  # fmt: skip


def eur(cents: int) -> Money:
    """Euros in cents."""
    return Money(amount=cents, currency="EUR")


def done(outcome: Outcome[Any]) -> Any:
    """The result of what has to be done."""
    assert isinstance(outcome, Done), outcome
    return outcome.result


def staff(shop: Shop, *permissions: str) -> Context:
    """A clerk with these permissions, or with all that are needed here."""
    given = permissions or ("staff.companies", "staff.payments", "staff.orders", "staff.people", "staff.catalogue")
    return shop.context(
        channel=Channel.STAFF, actor=Actor(kind=ActorKind.PERSON, key="clerk", permissions=frozenset(given))
    )


@dataclass(frozen=True, slots=True)
class Firm:
    """A company with a buyer and an approver."""

    shop: Shop
    key: str
    buyer: str
    approver: str

    def till(self, person: str) -> Till:
        """What somebody buys with, in the company's hat as their membership gives it."""
        buyer = Buyer(party=self.key, capacity=api.PURCHASER)
        actor = Actor(kind=ActorKind.PERSON, key=person)
        hats = self.shop.ask(self.shop.context(channel=Channel.WEB, actor=actor), Hats())
        role = next((hat.role for hat in hats if hat.buyer == buyer), None)
        declared = self.shop.core.roles.get((api.PURCHASER, role or ""))
        permissions = self.shop.core.capacities[api.PURCHASER].permissions | (
            declared.permissions if declared else frozenset()
        )
        return Till.for_person(self.shop, person, buyer, permissions)

    def staff(self, command: Command[Any]) -> Any:
        """Something that staff do."""
        return done(self.shop.run(staff(self.shop), command))

    def ready(self, person: str, sku: str, quantity: int, *, payment: str = "account", **purchase: str) -> Till:
        """A cart with its checkout filled in."""
        till = self.till(person)
        done(till.put(sku, quantity))
        steps = {"delivery": DELIVERY, "shipping": {"shipping": "collect"}, "payment": {"payment": payment}}
        if purchase:
            steps["purchase"] = purchase
        done(self.shop.run(till.moment, FillCheckout(cart=till.cart, steps=steps)))
        return till

    def buy(
        self, person: str, sku: str = "MUG-BONE", quantity: int = 1, *, payment: str = "account", **purchase: str
    ) -> Outcome[str]:
        """All of it; collected, so that prices are goods alone."""
        return self.ready(person, sku, quantity, payment=payment, **purchase).place()

    def order(self, outcome: Outcome[str]) -> Order:
        """The order that was placed."""
        return self.shop.ask(self.shop.system(), OrderById(order=done(outcome)))

    def held(self, outcome: Outcome[str]) -> HeldCommand:
        """The request that waits, as who asked for it sees it."""
        assert isinstance(outcome, Held), outcome
        return self.shop.ask(self.till(self.buyer).moment, HeldById(held=outcome.held))

    def held_state(self, held: str) -> HeldState:
        """Where a request of the buyer stands."""
        return self.shop.ask(self.till(self.buyer).moment, HeldById(held=held)).state

    def purchase(self, order: str) -> tuple[str, str]:
        """Purchase-order number and cost centre of an order."""
        row = purchase_of(self.shop.system(), order)
        return row.reference, row.cost_centre

    def credit_left(self) -> Money:
        """What the company may still owe."""
        company = next(one for one in self.shop.ask(self.shop.system(), api.Companies()) if one.id == self.key)
        return company.credit.left

    def stock(self, sku: str) -> tuple[int, int]:
        """On hand and reserved."""
        (level,) = self.shop.ask(self.shop.system(), StockLevels(skus=(sku,)))
        return level.on_hand, level.reserved


def person(shop: Shop, name: str) -> str:
    """Somebody who registered."""
    email = f"{name.lower()}@example.com"
    return str(done(shop.run(shop.system(), RegisterPerson(email=email, name=name, password="a-long-password"))))


def join(shop: Shop, who: str, company: str, role: str | None) -> None:
    """Give somebody a company's hat."""
    done(shop.run(shop.system(), AddMembership(person=who, organisation=company, capacity=api.PURCHASER, role=role)))


def make_firm(shop: Shop, name: str = "Talleres", *, credit: str = "5000", reference_required: bool = False) -> Firm:
    """Open a company with two people, limits 500 an order and 1,000 in 24 hours."""
    opened = api.OpenCompany(name=name, country="ES", credit=credit, reference_required=reference_required)
    key = done(shop.run(staff(shop), opened))
    buyer, approver = person(shop, f"{name}-buyer"), person(shop, f"{name}-approver")
    join(shop, buyer, key, api.BUYER)
    join(shop, approver, key, api.APPROVER)
    return Firm(shop, key, buyer, approver)


def company_shop(folder: Path, clock: Clock | None = None, *, database: str = "", catalogue: bool = True) -> Shop:
    """A shop with consumers and companies."""
    settings = settings_for(folder, database=database) if database else settings_for(folder)
    return make_shop(folder, use=PLUGINS, clock=clock, settings=settings, catalogue=catalogue)
