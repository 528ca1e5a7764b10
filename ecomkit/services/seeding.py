"""Seeding: demonstration data of all plugins, planted once."""

from __future__ import annotations

from ecomkit.domain import AddMembership, AddOrganisation, JobContext
from ecomkit.hooks import Principal
from ecomkit.hooks.seeds import demo_password, ensure_person
from ecomkit.services.core import STAFF, Core
from ecomkit.services.worker import job_context

__all__ = ["MANAGER", "seed"]

MANAGER = "staff@example.com"
"""Who is planted for the back office."""


def seed(core: Core) -> tuple[Principal, ...]:
    """Plant what plugins bring, in the shop's order, and somebody for the back office; gives who may sign in.

    Planting again changes nothing.
    """
    found: list[Principal] = []
    for answer in core.hooks.seeds():
        for one in answer.values:
            ctx = job_context(core, plugin=answer.plugin, key=f"seed/{answer.plugin}")
            found += one.plant(ctx)
    return (*found, _plant_manager(core, job_context(core, plugin="core", key="seed/staff")))


def _plant_manager(core: Core, ctx: JobContext) -> Principal:
    """Somebody of the shop's own, who may do all in the back office."""
    facts = core.facts
    person = ensure_person(ctx, name="Vera Sanz", email=MANAGER)
    own = ctx.run(AddOrganisation(name=facts.name, country=facts.country, key=facts.party))
    ctx.run(AddMembership(person=person, organisation=own, capacity=STAFF, role="manager"))
    return Principal(role="staff", email=MANAGER, password=demo_password(ctx, MANAGER), page="/admin")
