"""What a worker, the owner and the books say of a shop under test."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from ecomkit.domain import Actor, ActorKind, Buyer, Channel, Context, Done, RegisterPerson
from ecomkit.hooks import Inspection, Principal
from ecomkit.services.core import STAFF
from ecomkit.services.seeding import seed
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.storage.tables import job
from ecomkit.testing.shops import Till

__all__ = ["PASSWORD", "ParkedJob", "findings", "parked_jobs", "plant", "run_jobs", "signed_in", "staff"]

_ROUNDS = 50
PASSWORD = "correct-horse-1"
"""The password of those who `signed_in` registers."""


@dataclass(frozen=True, slots=True)
class ParkedJob:
    """Work that was given up on, as staff see it: whose, which, and why."""

    plugin: str
    name: str
    error: str


def run_jobs(shop: Shop) -> int:
    """Do what a worker would do now: plan periodic jobs and run all that is due, also what that leaves behind.

    Gives how many runs it took. What failed and waits for a later try is not run again before the clock is turned.
    """
    shop.worker.plan()
    done = 0
    for _ in range(_ROUNDS):
        ran = shop.worker.run_ready()
        if not ran:
            return done
        done += ran
    raise AssertionError(f"jobs leave jobs behind without end: {done} have run")


def parked_jobs(shop: Shop) -> tuple[ParkedJob, ...]:
    """Jobs that failed for good, which staff see and may start again."""
    with shop.database.read() as rows:
        found = rows.all(select(job).where(job.c.state == "parked").order_by(job.c.id))
    return tuple(ParkedJob(plugin=row.plugin, name=row.name, error=row.error) for row in found)


def findings(shop: Shop) -> tuple[Inspection, ...]:
    """What `ecomkit verify` finds: empty where stock, money, orders, the log and plugins' own books agree."""
    return verify(shop.core, shop.system())


def plant(shop: Shop) -> tuple[Principal, ...]:
    """Plant the demonstration data of the shop's plugins; gives who may sign in."""
    return seed(shop.core)


def signed_in(shop: Shop, name: str = "Ana Ruiz", *, email: str = "", capacity: str = "consumer") -> Till:
    """A new person with an account, who buys for themselves."""
    asked = RegisterPerson(
        email=email or f"{name.split(maxsplit=1)[0].lower()}@example.com", name=name, password=PASSWORD
    )
    outcome = shop.run(shop.system(), asked)
    assert isinstance(outcome, Done), outcome
    return Till.for_person(shop, outcome.result, Buyer(party=outcome.result, capacity=capacity))


def staff(shop: Shop, *permissions: str) -> Callable[[], Context]:
    """Somebody who works in the shop with these permissions, such as `staff.orders`, or with all that there are.

    Called, it gives the moment in which they act: `shop.run(clerk(), DispatchOrder(order=...))`.
    """
    every = shop.core.roles[STAFF, "manager"].permissions
    actor = Actor(kind=ActorKind.PERSON, key="clerk", permissions=frozenset(permissions) or every)
    return lambda: shop.context(channel=Channel.STAFF, actor=actor)
