"""Law: which declared duties a shop has, who takes complaints, and how it can be paid."""

from __future__ import annotations

from functools import partial
from typing import Any

from ecomkit.domain import (
    Authorities,
    Authority,
    Context,
    Duties,
    Duty,
    InstructionsOf,
    PaymentInstructions,
    Policy,
    Text,
    WaysToPay,
    Who,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Lookup
from ecomkit.services.core import Core

__all__ = ["duties_of", "lookups"]


def duties_of(core: Core) -> tuple[tuple[str, Duty], ...]:
    """The duties that hold for this shop, each with the plugin that declares it."""
    facts = core.facts
    return tuple(
        (answer.plugin, duty)
        for answer in core.hooks.duties()
        for duty in answer.values
        if duty.holds(facts.country, facts.served)
    )


def _authorities(core: Core, _ctx: Context, _query: Authorities) -> tuple[Authority, ...]:
    served = {core.facts.country, *core.facts.served}
    return tuple(one for answer in core.hooks.authorities() for one in answer.values if one.country in served)


def _ways(core: Core, ctx: Context, _query: WaysToPay) -> tuple[Text, ...]:
    return tuple(method.label for method in core.methods.values() if method.offered(ctx))


def _instructions(core: Core, _ctx: Context, query: InstructionsOf) -> PaymentInstructions:
    method = core.methods.get(query.method)
    if method is None:
        raise NotFound("There is no such way to pay.")
    return PaymentInstructions(label=method.label, words=method.instructions, details=method.details)


def lookups(core: Core) -> tuple[Lookup[Any], ...]:
    """Queries about the law. Anybody may know it."""
    anyone = Policy(permission="law.see", who=frozenset({Who.ANYONE}))
    return (
        Lookup(query=Duties, policy=anyone, answer=lambda _ctx, _query: tuple(duty for _, duty in duties_of(core))),
        Lookup(query=Authorities, policy=anyone, answer=partial(_authorities, core)),
        Lookup(query=WaysToPay, policy=anyone, answer=partial(_ways, core)),
        Lookup(query=InstructionsOf, policy=anyone, answer=partial(_instructions, core)),
    )
