"""The core of one shop: what its settings and plugins declare, put in order once at start."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Table

from ecomkit.domain import (
    Capacity,
    Command,
    Context,
    Event,
    Money,
    PaymentMethod,
    Query,
    Role,
    ShopFacts,
    hook_name,
)
from ecomkit.hooks import BusinessObject, Hooks, Job, Lookup, Operation, Step
from ecomkit.services.post import Post
from ecomkit.services.rows import rows_of
from ecomkit.settings import RuleSettings
from ecomkit.storage.database import Database
from ecomkit.storage.ledger import account_row
from ecomkit.storage.search import Postings

__all__ = ["STAFF", "Core", "Owned"]

STAFF = "staff"
"""The capacity of people who work in the shop: members of the shop's own party."""


@dataclass(frozen=True, slots=True)
class Owned:
    """A declared thing with the plugin that declared it ("core" for our own)."""

    plugin: str
    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Core:
    """Everything that commands and queries of core need besides the moment they run in."""

    facts: ShopFacts
    rules: RuleSettings
    hooks: Hooks
    database: Database
    post: Post
    clock: Callable[[], datetime]
    folder: Path | None = None
    operations: Mapping[type[Command[Any]], Owned] = field(default_factory=dict)
    lookups: Mapping[type[Query[Any]], Owned] = field(default_factory=dict)
    events: Mapping[str, type[Event]] = field(default_factory=dict)
    jobs: Mapping[tuple[str, str], Job] = field(default_factory=dict)
    methods: Mapping[str, PaymentMethod] = field(default_factory=dict)
    method_owners: Mapping[str, str] = field(default_factory=dict)
    capacities: Mapping[str, Capacity] = field(default_factory=dict)
    roles: Mapping[tuple[str, str], Role] = field(default_factory=dict)
    objects: Mapping[str, BusinessObject] = field(default_factory=dict)
    tables: Mapping[str, frozenset[str]] = field(default_factory=dict)
    plugin_steps: tuple[Step, ...] = ()
    postings: Postings = field(default_factory=Postings)

    def operation(self, command: type[Command[Any]]) -> tuple[str, Operation[Any]]:
        """The body of a command, and whose it is. `LookupError` for one that nobody registered."""
        owned = self.operations.get(command)
        if owned is None:
            raise LookupError(
                f"command {command.__name__} is not registered: return its Operation from register_commands"
            )
        return owned.plugin, owned.value

    def is_draft(self, command: type[Command[Any]]) -> bool:
        """Whether it may be lost when the power fails. What a plugin writes with it is more than a draft."""
        return self.operation(command)[1].draft and not self.hooks.recorders(command)

    def lookup(self, query: type[Query[Any]]) -> Lookup[Any]:
        """The body of a query."""
        owned = self.lookups.get(query)
        if owned is None:
            raise LookupError(f"query {query.__name__} is not registered: return its Lookup from register_queries")
        lookup: Lookup[Any] = owned.value
        return lookup

    def command_named(self, name: str) -> type[Command[Any]] | None:
        """The command class of a name such as `place_order`."""
        return next((command for command in self.operations if hook_name(command) == name), None)

    def offered_methods(self, ctx: Context) -> dict[str, PaymentMethod]:
        """The ways to pay that this buyer may use, in the shop's order."""
        found = {key: method for key, method in self.methods.items() if method.offered(ctx)}
        return {key: one for key, one in found.items() if self._pays_here(ctx, one)} if ctx.shop.markets else found

    def _pays_here(self, ctx: Context, method: PaymentMethod) -> bool:
        """Whether what is on a method's account is in the currency of this moment."""
        key = method.account(ctx) if method.account is not None else None
        row = account_row(rows_of(ctx), key) if key is not None else None
        return row is None or row.currency == ctx.currency

    def available(self, ctx: Context, method: PaymentMethod) -> Money | None:
        """What can be paid with a method at most as of now; None where nothing limits it or there is no account yet."""
        if method.available is not None:
            return method.available(ctx)
        key = method.account(ctx) if method.account is not None else None
        row = account_row(rows_of(ctx), key) if key is not None else None
        if row is None or row.floor is None:
            return None
        return Money(amount=row.balance - row.reserved - row.floor, currency=row.currency)

    def followers(self, event: str) -> tuple[tuple[str, str], ...]:
        """The jobs that come after events of this name, as plugin and job."""
        return tuple(key for key, job in self.jobs.items() if job.follows(event))

    def periods(self, now: datetime) -> dict[str, tuple[str, str]]:
        """The keys under which periodic jobs run in the period of this moment, with plugin and job."""
        keys = {}
        for (plugin, name), job in self.jobs.items():
            if job.every is not None:
                keys[f"{plugin}/{name}/{int(now.timestamp() // job.every.total_seconds())}"] = (plugin, name)
        return keys

    @property
    def personal(self) -> frozenset[str]:
        """Capacities in which carts and orders belong to the person who made them."""
        return frozenset(key for key, capacity in self.capacities.items() if capacity.personal)

    def writable(self, plugin: str) -> frozenset[str]:
        """The tables that a plugin may write."""
        return self.tables.get(plugin, frozenset())


def tables_of(declared: list[tuple[str, Table]]) -> dict[str, frozenset[str]]:
    """Table names by plugin."""
    found: dict[str, set[str]] = {}
    for plugin, table in declared:
        found.setdefault(plugin, set()).add(table.name)
    return {plugin: frozenset(names) for plugin, names in found.items()}
