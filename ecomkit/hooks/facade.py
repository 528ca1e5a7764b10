"""The typed facade: one method a hook, so that the type checker sees every call of a plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from ecomkit.domain import (
    Adjustment,
    ApprovalNeeded,
    Capacity,
    Command,
    Context,
    Destination,
    Event,
    Item,
    Parcel,
    PaymentMethod,
    PriceOffer,
    ProfileField,
    Refusal,
    Role,
    Segment,
    ShippingOption,
    TaxableLine,
    TaxLine,
    hook_name,
)
from ecomkit.hooks.objects import BusinessObject, Importer, Inspection
from ecomkit.hooks.operation import Job, Lookup, Operation
from ecomkit.hooks.seeds import Seed
from ecomkit.hooks.web import Block, Link, Route, Screen, ShownPage, Step
from ecomkit.kernel import Answer, Implementation, NoOwner, Registry, ask, check, contribute, register, resolve

__all__ = ["Hooks"]


class Hooks:
    """All hooks of one shop. Answers carry the plugin that gave them; the rules of calling are the kernel's."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def capacities(self) -> tuple[Answer[Capacity], ...]:
        """As what one may deal."""
        return register(self.registry, "register_capacities")

    def roles(self) -> tuple[Answer[Role], ...]:
        """Roles of members."""
        return register(self.registry, "register_roles")

    def profile_fields(self) -> tuple[Answer[ProfileField], ...]:
        """Declared personal data."""
        return register(self.registry, "register_profile_fields")

    def commands(self) -> tuple[Answer[Operation[Any]], ...]:
        """Commands of plugins."""
        return register(self.registry, "register_commands")

    def queries(self) -> tuple[Answer[Lookup[Any]], ...]:
        """Queries of plugins."""
        return register(self.registry, "register_queries")

    def events(self) -> tuple[Answer[type[Event]], ...]:
        """Events of plugins."""
        return register(self.registry, "register_events")

    def jobs(self) -> tuple[Answer[Job], ...]:
        """Jobs of plugins."""
        return register(self.registry, "register_jobs")

    def payment_methods(self) -> tuple[Answer[PaymentMethod], ...]:
        """Ways to pay."""
        return register(self.registry, "register_payment_methods")

    def tables(self) -> tuple[Answer[Any], ...]:
        """Tables of plugins."""
        return register(self.registry, "register_tables")

    def objects(self) -> tuple[Answer[BusinessObject], ...]:
        """Business objects."""
        return register(self.registry, "register_objects")

    def importers(self) -> tuple[Answer[Importer], ...]:
        """Importers."""
        return register(self.registry, "register_importers")

    def inspections(self) -> tuple[Answer[Callable[[Context], Iterator[Inspection]]], ...]:
        """What verify checks of plugins' books."""
        return register(self.registry, "register_inspections")

    def seeds(self) -> tuple[Answer[Seed], ...]:
        """Demonstration data of plugins."""
        return register(self.registry, "register_seeds")

    def routes(self) -> tuple[Answer[Route], ...]:
        """Addresses of plugins."""
        return register(self.registry, "register_routes")

    def screens(self) -> tuple[Answer[Screen], ...]:
        """Back-office screens of plugins."""
        return register(self.registry, "register_screens")

    def steps(self) -> tuple[Answer[Step], ...]:
        """Checkout steps that plugins add."""
        return register(self.registry, "register_steps")

    def step(self, ctx: Context, key: str) -> Step | None:
        """The step that replaces a known one, or None."""
        try:
            found: Step = resolve(self.registry, "resolve_step", key, ctx=ctx)
        except NoOwner:
            return None
        return found

    def segments(self, ctx: Context) -> tuple[Answer[Segment], ...]:
        """Groups that this buyer belongs to."""
        return contribute(self.registry, "contribute_segments", ctx=ctx)

    def prices(self, ctx: Context, items: tuple[Item, ...]) -> tuple[Answer[PriceOffer], ...]:
        """Base prices."""
        return contribute(self.registry, "contribute_prices", ctx=ctx, items=items)

    def adjustments(self, ctx: Context, items: tuple[Item, ...]) -> tuple[Answer[Adjustment], ...]:
        """Discounts and surcharges."""
        return contribute(self.registry, "contribute_adjustments", ctx=ctx, items=items)

    def shipping(self, ctx: Context, parcel: Parcel) -> tuple[Answer[ShippingOption], ...]:
        """Ways to deliver; a plugin that fails or is late has an answer that says so."""
        return ask(self.registry, "ask_shipping", ctx=ctx, parcel=parcel)

    def tax(self, ctx: Context, destination: Destination, lines: tuple[TaxableLine, ...]) -> tuple[TaxLine, ...]:
        """Taxes, by the owner of the country. Raises `NoOwner`."""
        found: tuple[TaxLine, ...] = tuple(
            resolve(self.registry, "resolve_tax", destination.country, ctx=ctx, destination=destination, lines=lines)
        )
        return found

    def navigation(self, ctx: Context) -> tuple[Answer[Link], ...]:
        """Ways to plugins' pages."""
        return contribute(self.registry, "contribute_navigation", ctx=ctx)

    def blocks(self, ctx: Context, page: ShownPage) -> tuple[Answer[Block], ...]:
        """What plugins put into a page."""
        return contribute(self.registry, "contribute_blocks", ctx=ctx, page=page)

    def check(self, ctx: Context, command: Command[Any]) -> tuple[Answer[Refusal | ApprovalNeeded], ...]:
        """What plugins say before a command."""
        return check(self.registry, f"check_{hook_name(type(command))}", ctx=ctx, command=command)

    def recorders(self, command: type[Command[Any]]) -> tuple[Implementation, ...]:
        """Who writes after a command; each is called with a context of its own."""
        return self.registry.implementations(f"record_{hook_name(command)}")

    def listeners(self, event: type[Event]) -> tuple[Implementation, ...]:
        """Who wants to know of an event after the commit."""
        return self.registry.implementations(f"on_{hook_name(event)}")
