"""A small shop around one plugin, and people in it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ecomkit.domain import AddMembership, AddOrganisation, Done, Outcome, RegisterPerson
from ecomkit.sdk import Plugin, Policy, Who
from ecomkit.services.core import STAFF
from ecomkit.shop import Shop
from ecomkit.testing import PASSWORD, Browser, make_shop
from tests.shops import CONSUMERS

__all__ = ["ANYONE", "done", "member", "shop_with", "sign_in_as_clerk"]

ANYONE = Policy(permission="club.see", who=frozenset({Who.ANYONE}))


def shop_with(folder: Path, *plugins: type[Plugin], **given: Any) -> Shop:
    """A shop for consumers with these plugins."""
    return make_shop(folder, use=(*CONSUMERS, *plugins), **given)


def done(outcome: Outcome[Any]) -> Any:
    """The result of what has to be done."""
    assert isinstance(outcome, Done), outcome
    return outcome.result


def member(shop: Shop, name: str, organisation: str, capacity: str, role: str | None) -> Outcome[str]:
    """Register somebody and let them act for an organisation."""
    system = shop.system()
    registered = RegisterPerson(email=f"{name}@example.com", name=name.capitalize(), password=PASSWORD)
    person = done(shop.run(system, registered))
    done(shop.run(system, AddOrganisation(name=organisation.capitalize(), country="ES", key=organisation)))
    joined = AddMembership(person=person, organisation=organisation, capacity=capacity, role=role)
    return shop.run(system, joined)


def sign_in_as_clerk(shop: Shop, browser: Browser) -> None:
    """Somebody who may do everything in the back office."""
    done(member(shop, "clara", "shop", STAFF, "manager"))
    browser.sign_in("clara@example.com", PASSWORD, page="/admin/sign-in")
