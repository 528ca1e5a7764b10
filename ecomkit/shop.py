"""The composition root: settings → plugins → storage → services = Shop."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from ecomkit import domain
from ecomkit.domain import (
    Actor,
    ActorKind,
    Buyer,
    Channel,
    Command,
    Context,
    Event,
    Imprint,
    Market,
    Outcome,
    Query,
    Role,
    ShopFacts,
    Text,
    text,
)
from ecomkit.hooks import Hooks, derived_specs, events, law, naming, objects, profile, rules, seeds, web
from ecomkit.kernel import Problem, Registry, Spec, register, specs_from
from ecomkit.services import (
    accounts,
    background,
    carts,
    catalogue,
    discrepancies,
    finding,
    forgotten,
    fulfilling,
    history,
    holding,
    legal,
    listing,
    paying,
    placing,
    profiles,
    quoting,
    searching,
    work,
)
from ecomkit.services.core import STAFF, Core, Owned, tables_of
from ecomkit.services.gate import Gate
from ecomkit.services.post import Post
from ecomkit.services.reader import Outside
from ecomkit.services.words import Words, locale_in, main_locale
from ecomkit.services.worker import Worker
from ecomkit.settings import Settings, market_of, read_settings
from ecomkit.speech import language
from ecomkit.storage import tables
from ecomkit.storage.database import RETRIED, Database, open_database
from ecomkit.storage.migrate import CORE_MIGRATIONS, Migration, migrate

__all__ = ["Shop", "core_names", "core_specs", "examine_plugins", "open_shop", "terminal_words"]

T = TypeVar("T")
SHOP_PARTY = "shop"
"""The key of the shop's own party: seller of its orders, employer of its staff."""

_CORE: tuple[Any, ...] = tuple(value for name in domain.__all__ if isinstance(value := getattr(domain, name), type))
_CORE_COMMANDS, _CORE_EVENTS, _CORE_QUERIES = (
    tuple(one for one in _CORE if issubclass(one, kind) and one is not kind) for kind in (Command, Event, Query)
)


def core_specs() -> tuple[Spec, ...]:
    """The subject hooks, written by hand."""
    return tuple(spec for module in (profile, rules, events, objects, web, law, seeds) for spec in specs_from(module))


def _derive(registry: Registry) -> Iterable[Spec]:
    """The hooks of all commands and events, and those that plugins declare for each other. Of two with one name, the first."""
    commands = [*_CORE_COMMANDS, *(o.command for a in register(registry, "register_commands") for o in a.values)]
    known = [*_CORE_EVENTS, *(event for a in register(registry, "register_events") for event in a.values)]
    declared = [spec for answer in register(registry, "register_hooks") for spec in answer.values]
    return (*derived_specs(_by_name(commands), _by_name(known)), *declared)


def _by_name(classes: Iterable[Any]) -> tuple[Any, ...]:
    return tuple({domain.hook_name(cls): cls for cls in reversed(list(classes))}.values())[::-1]


def core_names() -> Mapping[str, frozenset[str]]:
    """The names that core has taken, by the hook with which a plugin would declare the same."""
    return {
        "register_capacities": frozenset({STAFF}), "register_roles": frozenset({f"{STAFF}/manager"}),
        "register_commands": frozenset(map(domain.hook_name, _CORE_COMMANDS)),
        "register_queries": frozenset(f"{query.__module__}.{query.__qualname__}" for query in _CORE_QUERIES),
        "register_events": frozenset(map(domain.hook_name, _CORE_EVENTS)),
        "register_tables": frozenset(tables.metadata.tables), "register_steps": frozenset({"contact", "delivery", "shipping", "payment"}),
        "register_importers": frozenset({"products", "categories", "terms"}),
    }  # fmt: skip


def _agree(registry: Registry) -> Iterable[Problem]:
    yield from naming.clashes(registry, core_names(), frozenset(event.aggregate for event in _CORE_EVENTS))
    yield from events.unheard(registry, map(domain.hook_name, _CORE_EVENTS))


def examine_plugins(settings: Settings, folder: Path | None = None) -> tuple[Registry, list[Problem]]:
    """Start the plugins as far as they go, and tell everything that is wrong: for `doctor`."""
    return Registry.examine(
        specs=core_specs(), plugins=settings.shop.plugins, settings=settings.plugins, picks=settings.picks, derive=_derive,
        agree=_agree, local=folder / "plugins" if folder else None, passing=RETRIED,
    )  # fmt: skip


def terminal_words(settings: Settings, registry: Registry, folder: Path) -> Callable[[Text], str]:
    """What says texts of core, of the plugins and of the shop in the language of the terminal: English until it `speak`s."""
    if language() == "en":
        return str
    return Words(registry, locale_in(_facts(settings, folder), language()), folder).say


class Shop:
    """One shop: everything is reached from here, and two shops in one process share nothing.

    `run` is the only door to change, `ask` the only door to knowledge.
    """

    def __init__(
        self, settings: Settings, registry: Registry, database: Database, *, folder: Path, clock: Callable[[], datetime]
    ) -> None:
        self.settings = settings
        self.folder = folder
        self.database = database
        self.registry = registry
        self.clock = clock
        self.hooks = Hooks(registry)
        self.core = _assemble(settings, self.hooks, database, folder, clock)
        self._gate = Gate(self.core)

    def run(self, ctx: Context, command: Command[T], *, key: str | None = None) -> Outcome[T]:
        """Run a command as who `ctx` says: `Done`, `Refused` or `Held`. With a key, it happens once."""
        return self._gate.run(ctx, command, key)

    def ask(self, ctx: Context, query: Query[T]) -> T:
        """Answer a query. Raises `NotFound`."""
        return self._gate.ask(ctx, query)

    def context(
        self, *, channel: Channel, actor: Actor, buyer: Buyer | None = None, locale: str | None = None,
        proofs: frozenset[str] = frozenset(), market: Market | None = None,
    ) -> Context:  # fmt: skip
        """A moment: now, for this actor and buyer, in the currency of a market; without one in the shop's own."""
        facts = self.core.facts
        return Context(
            shop=facts, channel=channel, actor=actor, buyer=buyer, locale=locale or main_locale(facts),
            currency=market.currency if market else facts.currency, now=self.clock(), db=Outside(self.database), door=self._gate,
            proofs=proofs, market=market,
        )  # fmt: skip

    def system(self, plugin: str = "core", channel: Channel = Channel.CLI) -> Context:
        """A moment in which the shop itself acts: seeding, importing, the command line of whoever owns the machine."""
        return self.context(channel=channel, actor=Actor(kind=ActorKind.SYSTEM, key=plugin))

    def say(self, words: Text) -> str:
        """A text of the shop or of its plugins, in the language of the terminal."""
        return terminal_words(self.settings, self.registry, self.folder)(words)

    @cached_property
    def worker(self) -> Worker:
        """Runs this shop's jobs."""
        return Worker(self.core)

    @property
    def migrations(self) -> dict[str, Path]:
        """Where migrations lie, by owner: core, then the plugins in their order."""
        own = {p.name: path for p in self.registry.plugins if (path := p.resource("migrations")) is not None}
        return {"core": CORE_MIGRATIONS, **own}

    def migrate(self) -> tuple[Migration, ...]:
        """Bring the database up to date; gives what ran."""
        return migrate(self.database, self.migrations)

    def close(self) -> None:
        """Give all connections back."""
        self.core.post.hang_up()
        self.database.close()


def _facts(settings: Settings, folder: Path) -> ShopFacts:
    shop = settings.shop
    countries = shop.countries if shop.country in shop.countries else (shop.country, *shop.countries)
    return ShopFacts(
        name=shop.name, party=SHOP_PARTY, url=shop.url, currency=shop.currency, country=shop.country, countries=countries,
        languages=shop.languages, timezone=shop.timezone, secret=shop.secret,
        folder=str(folder), imprint=Imprint(**settings.identity.model_dump()),
        markets=tuple(market_of(key, one, settings.rules) for key, one in settings.markets.items()),
    )  # fmt: skip


def _assemble(
    settings: Settings, hooks: Hooks, database: Database, folder: Path, clock: Callable[[], datetime]
) -> Core:
    """Put together what plugins declared. Core is known to its own operations, so they are filled in behind it."""
    operations: dict[type[Command[Any]], Owned] = {}
    lookups: dict[type[Query[Any]], Owned] = {}
    jobs: dict[tuple[str, str], Any] = {}
    methods = {m.key: (a.plugin, m) for a in hooks.payment_methods() for m in a.values}
    roles = {(r.capacity, r.key): r for a in hooks.roles() for r in a.values}
    facts = _facts(settings, folder)
    core = Core(
        facts=facts, rules=settings.rules, hooks=hooks, database=database,
        post=Post(settings, folder, hooks.registry), clock=clock, folder=folder, operations=operations, lookups=lookups, jobs=jobs,
        roles=roles,
        events={domain.hook_name(e): e for e in (*_CORE_EVENTS, *(e for a in hooks.events() for e in a.values))},
        methods={key: method for key, (_, method) in methods.items()},
        method_owners={key: plugin for key, (plugin, _) in methods.items()},
        capacities={c.key: c for a in hooks.capacities() for c in a.values},
        objects={o.key: o for a in hooks.objects() for o in a.values},
        tables=tables_of([(a.plugin, table) for a in hooks.tables() for table in a.values]),
        plugin_steps=tuple(step for a in hooks.steps() for step in a.values),
    )  # fmt: skip
    _fill(core, operations, lookups, jobs)
    roles[STAFF, "manager"] = Role(
        key="manager", capacity=STAFF, label=text("Manager"), permissions=_staff_permissions(core)
    )
    return core


def _fill(
    core: Core, operations: dict[Any, Owned], lookups: dict[Any, Owned], jobs: dict[tuple[str, str], Any]
) -> None:
    own = (
        *catalogue.operations(), *carts.operations(core), *quoting.operations(core), *placing.operations(core),
        *paying.operations(core), *fulfilling.operations(core), *holding.operations(core), *profiles.operations(core),
        *forgotten.operations(), *work.operations(), *discrepancies.operations(), *searching.operations(), *finding.operations(core),
    )  # fmt: skip
    asked = (
        *catalogue.lookups(), *listing.lookups(core), *carts.lookups(), *quoting.lookups(core), *placing.lookups(core),
        *holding.lookups(core), *profiles.lookups(core),
        *accounts.lookups(), *history.lookups(), *discrepancies.lookups(), *legal.lookups(core), *searching.lookups(core),
        *finding.lookups(),
    )  # fmt: skip
    operations.update({operation.command: Owned("core", operation) for operation in own})
    lookups.update({lookup.query: Owned("core", lookup) for lookup in asked})
    jobs.update({("core", job.name): job for job in (*background.jobs(core), *searching.jobs(), *forgotten.jobs(core))})
    for given in core.hooks.commands():
        operations.update({operation.command: Owned(given.plugin, operation) for operation in given.values})
    for answer in core.hooks.queries():
        lookups.update({lookup.query: Owned(answer.plugin, lookup) for lookup in answer.values})
    for declared in core.hooks.jobs():
        jobs.update({(declared.plugin, job.name): job for job in declared.values})


def _staff_permissions(core: Core) -> frozenset[str]:
    """All that staff may be allowed: every permission that a policy or screen names and that starts with `staff.`"""
    named = {owned.value.policy.permission for owned in (*core.operations.values(), *core.lookups.values())}
    named |= {screen.permission for answer in core.hooks.screens() for screen in answer.values}
    named |= {thing.permission for thing in core.objects.values()}
    return frozenset(name for name in named if name.startswith("staff.")) | {"staff.jobs"}


def open_shop(
    where: Path | str | Settings, *, folder: Path | None = None, plugins: Sequence[Any] | None = None,
    clock: Callable[[], datetime] = lambda: datetime.now(UTC),
) -> Shop:  # fmt: skip
    """Open the shop in a folder, or one made of settings.

    `plugins` (names or classes) stands in for the settings' list, for tests. Raises `UserError` for wrong settings and
    `StartError` with everything that is wrong with plugins. The database is opened, not migrated.
    """
    if isinstance(where, Settings):
        settings, home = where, folder or Path.cwd()
    else:
        home = Path(where)
        settings = read_settings(home)
    registry = Registry.build(
        specs=core_specs(), plugins=plugins if plugins is not None else settings.shop.plugins, settings=settings.plugins,
        picks=settings.picks, local=home / "plugins", derive=_derive, agree=_agree, passing=RETRIED,
    )  # fmt: skip
    return Shop(settings, registry, open_database(_absolute(settings.shop.database, home)), folder=home, clock=clock)


def _absolute(url: str, home: Path) -> str:
    prefix = "sqlite:///"
    if url.startswith(prefix) and not url.startswith(prefix + "/"):
        return prefix + str((home / url.removeprefix(prefix)).resolve())
    return url
