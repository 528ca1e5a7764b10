"""The typed facade: one method a hook, so that the type checker sees every call of a plugin."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from ecomkit.domain import (
    Adjustment,
    ApprovalNeeded,
    Authority,
    Capacity,
    Cart,
    Command,
    Context,
    DeliveryWay,
    Destination,
    Duty,
    Event,
    Item,
    Parcel,
    PaymentMethod,
    PriceOffer,
    ProfileField,
    Rating,
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
from ecomkit.kernel import Answer, Implementation, Registry, Verb, ask, check, contribute, register, resolve
from ecomkit.kernel.problems import close_match

__all__ = ["Hooks"]

_GATHERED: Mapping[Verb, Callable[..., tuple[Answer[Any], ...]]] = {
    Verb.REGISTER: register, Verb.CONTRIBUTE: contribute, Verb.CHECK: check, Verb.ASK: ask,
}  # fmt: skip
_WRONG_VERB = (
    "hook %r is a %s_* hook: gather() calls register, contribute, check and ask, resolve() calls resolve; "
    "record and on hooks come with a command or event of your own"
)


class _NoDatabase:
    """There is no database in `ask_*`: it may use the network."""

    def __getattr__(self, name: str) -> Any:
        raise PermissionError("ask_* hooks have no database: they may wait for the network")


_NO_DATABASE: Any = _NoDatabase()


def _without_database(ctx: Context) -> Context:
    return replace(ctx, db=_NO_DATABASE)


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

    def duties(self) -> tuple[Answer[Duty], ...]:
        """What the law asks, and where plugins meet it."""
        return register(self.registry, "register_duties")

    def authorities(self) -> tuple[Answer[Authority], ...]:
        """Who takes complaints."""
        return register(self.registry, "register_authorities")

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
        if self.registry.owner("resolve_step", key) is None:
            return None
        found: Step = resolve(self.registry, "resolve_step", key, ctx=ctx)
        return found

    def segments(self, ctx: Context) -> tuple[Answer[Segment], ...]:
        """Groups that this buyer belongs to."""
        return contribute(self.registry, "contribute_segments", ctx=ctx)

    def prices(self, ctx: Context, items: tuple[Item, ...]) -> tuple[Answer[PriceOffer], ...]:
        """Base prices."""
        return contribute(self.registry, "contribute_prices", ctx=ctx, items=items)

    def adjustments(
        self, ctx: Context, items: tuple[Item, ...], cart: Cart | None = None
    ) -> tuple[Answer[Adjustment], ...]:
        """Discounts and surcharges."""
        return contribute(self.registry, "contribute_adjustments", ctx=ctx, items=items, cart=cart)

    def shipping_waits(self) -> bool:
        """Whether some plugin asks the world for ways to deliver, so that nothing may be held open meanwhile."""
        return not all(one.local for one in self.registry.hook("ask_shipping").implementations)

    def delivery_ways(self) -> tuple[DeliveryWay, ...] | None:
        """The ways to deliver that plugins declare; None where one that delivers declares none."""
        answers = register(self.registry, "register_delivery_ways")
        delivering = {one.plugin for one in self.registry.hook("ask_shipping").implementations}
        unknown = delivering - {one.plugin for one in answers}
        return None if unknown else tuple(way for one in answers for way in one.values)

    def shipping(self, ctx: Context, parcel: Parcel) -> tuple[Answer[ShippingOption], ...]:
        """Ways to deliver; a plugin that fails or is late has an answer that says so."""
        return ask(self.registry, "ask_shipping", ctx=_without_database(ctx), parcel=parcel)

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

    def has_ratings(self) -> bool:
        """Whether any plugin knows ratings at all."""
        return bool(self.registry.hook("contribute_ratings").implementations)

    def ratings(self, ctx: Context, products: tuple[str, ...]) -> tuple[Answer[Rating], ...]:
        """What customers think of products."""
        return contribute(self.registry, "contribute_ratings", ctx=ctx, products=products)

    def declared_by_plugin(self, ctx: Context, hook: str, key: str | None, arguments: Mapping[str, object]) -> Any:
        """Call a hook that a plugin declared, by the rule of its verb. Raises `PermissionError` for any other."""
        declared = {spec.name: spec for answer in self.registry.declared("register_hooks") for spec in answer.values}
        if hook not in declared:
            meant = close_match(hook, declared)
            hint = f"; did you mean {meant!r}?" if meant else ""
            raise PermissionError(f"no enabled plugin declares a hook {hook!r} with register_hooks{hint}")
        verb = declared[hook].verb
        seen = _without_database(ctx) if verb is Verb.ASK else ctx
        given = {"ctx": seen, **arguments} if "ctx" in declared[hook].parameters else dict(arguments)
        if key is not None and verb is Verb.RESOLVE:
            return resolve(self.registry, hook, key, **given)
        if key is not None or verb not in _GATHERED:
            raise PermissionError(_WRONG_VERB % (hook, verb.prefix))
        return _GATHERED[verb](self.registry, hook, **given)

    def check(self, ctx: Context, command: Command[Any]) -> tuple[Answer[Refusal | ApprovalNeeded], ...]:
        """What plugins say before a command."""
        return check(self.registry, f"check_{hook_name(type(command))}", ctx=ctx, command=command)

    def recorders(self, command: type[Command[Any]]) -> tuple[Implementation, ...]:
        """Who writes after a command; each is called with a context of its own."""
        return self.registry.implementations(f"record_{hook_name(command)}")

    def listeners(self, event: type[Event]) -> tuple[Implementation, ...]:
        """Who wants to know of an event after the commit."""
        return self.registry.implementations(f"on_{hook_name(event)}")
