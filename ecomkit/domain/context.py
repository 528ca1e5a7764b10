"""Context: what every hook is told about the moment it is called in."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol, Self, TypeVar

from ecomkit.domain.command import Command, Event, Query
from ecomkit.domain.law import Imprint
from ecomkit.domain.ledger import Ledger
from ecomkit.domain.market import MAIN_MARKET, Market
from ecomkit.domain.outcome import Done, Outcome, Refuse, Refused
from ecomkit.domain.party import Actor, Buyer, Channel
from ecomkit.domain.text import text
from ecomkit.domain.value import Value, ensure_fits
from ecomkit.kernel import Answer

if TYPE_CHECKING:
    from sqlalchemy import Executable
    from sqlalchemy.sql import Select

__all__ = ["Context", "Door", "Grant", "JobContext", "Letter", "Reads", "ShopFacts", "WriteContext", "Writes"]

T = TypeVar("T")
_LONGEST_KEY, _LONGEST_SERIES, _LONGEST_CODE_KEY = 250, 80, 64
Row = Any  # a SQLAlchemy Row: columns by attribute


class ShopFacts(Value):
    """What hooks may know of the shop's settings. `markets` are those besides the one that `currency` and `countries` make.

    `folder` is where the shop's own files lie, for plugins that keep some.
    """

    name: str
    party: str
    url: str
    currency: str
    country: str
    countries: tuple[str, ...]
    languages: tuple[str, ...]
    timezone: str
    secret: str
    folder: str = ""
    imprint: Imprint = Imprint()
    markets: tuple[Market, ...] = ()

    @property
    def currencies(self) -> tuple[str, ...]:
        """All that the shop sells in, its own first."""
        return tuple(dict.fromkeys((self.currency, *(one.currency for one in self.markets))))

    @property
    def foreign(self) -> tuple[str, ...]:
        """The currencies besides its own: articles have prices of their own in each."""
        return self.currencies[1:]

    @property
    def served(self) -> tuple[str, ...]:
        """All countries that it delivers to, in whichever market."""
        return tuple(dict.fromkeys((*self.countries, *(country for one in self.markets for country in one.countries))))

    def market(self, key: str) -> Market | None:
        """The market of that key; None for the main one, and for one that is not there."""
        return next((one for one in self.markets if one.key == key), None) if key != MAIN_MARKET else None

    def market_in(self, currency: str) -> Market | None:
        """The first market in a currency; None where it is the main one's."""
        return None if currency == self.currency else next((m for m in self.markets if m.currency == currency), None)


class Reads(Protocol):
    """The running unit of work, read-only. There is no other way to the database inside a hook."""

    def all(self, statement: Select[Any], /, **values: object) -> Sequence[Row]:
        """All rows of a SELECT."""

    def first(self, statement: Select[Any], /, **values: object) -> Row | None:
        """The first row, or None."""

    def scalar(self, statement: Select[Any], /, **values: object) -> Any:
        """The first column of the first row, or None."""


class Writes(Reads, Protocol):
    """The running unit of work in `apply` and `record_*`: a plugin may write its own tables, and no others."""

    def write(self, statement: Executable, /, **values: object) -> int:
        """Run an INSERT, UPDATE or DELETE; gives how many rows it touched, so that a guard can be checked."""

    def touch(self, topic: str) -> None:
        """Say that something shown or priced changed: pages and quotes that read the topic are stale from the commit on."""


class Grant(Value):
    """An approval given: the held command it lets through, and the codes of the rules that it answers."""

    held: str
    codes: frozenset[str]
    decided_by: str


class Door(Protocol):
    """What a context asks of the shop around it."""

    def ask(self, ctx: Context, query: Query[T]) -> T:
        """Answer a query as this actor and buyer, reading the running unit of work."""

    def call(self, ctx: Context, hook: str, key: str | None, arguments: Mapping[str, object]) -> Any:
        """Call a hook that a plugin declared."""

    def run_nested(self, ctx: WriteContext, command: Command[T]) -> T:
        """Run a command in the running transaction."""

    def run(self, ctx: Context, command: Command[T], key: str | None) -> Outcome[T]:
        """Run a command in a transaction of its own."""

    def emit(self, ctx: WriteContext, event: Event) -> None:
        """Write an event."""

    def enqueue(
        self, ctx: WriteContext, job: str, payload: Mapping[str, str], key: str, run_at: datetime | None
    ) -> None:
        """Write a job."""

    def next_in(self, ctx: WriteContext, series: str) -> int:
        """Count a series on."""

    def keep_codes(self, ctx: WriteContext, cart: str, keys: Sequence[str]) -> None:
        """Write the codes of a plugin into a cart."""

    def send(self, ctx: Context, letter: Letter) -> None:
        """Send a mail."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """One moment: how (`channel`), who (`actor`), for whom and as what (`buyer`), and when (`now`, UTC, taken once).

    `buyer` is None where nobody can buy: no plugin declares a capacity that fits. `proofs` are resources opened with an
    unguessable token, such as `order/<id>`. `currency` is that of every price asked for; `locale` that of the texts. `market` is
    None in the main one.
    """

    shop: ShopFacts
    channel: Channel
    actor: Actor
    buyer: Buyer | None
    locale: str
    currency: str
    now: datetime
    db: Reads
    door: Door
    proofs: frozenset[str] = frozenset()
    grant: Grant | None = None
    market: Market | None = None

    @property
    def countries(self) -> tuple[str, ...]:
        """Where this market delivers."""
        return self.shop.countries if self.market is None else self.market.countries

    @property
    def country(self) -> str:
        """Where delivery is assumed to go until the customer says it."""
        return self.shop.country if self.market is None else self.market.country

    @property
    def foreign(self) -> str | None:
        """The currency, where it is not the shop's own."""
        return None if self.currency == self.shop.currency else self.currency

    def trading_in(self, currency: str) -> Self:
        """The same moment in a currency of the shop: that of what is asked about, whatever the visitor looks around in."""
        return (
            self
            if currency == self.currency
            else replace(self, currency=currency, market=self.shop.market_in(currency))
        )

    @property
    def cart(self) -> str | None:
        """The cart that the visitor holds; None where they hold none."""
        return next((proof.removeprefix("cart/") for proof in sorted(self.proofs) if proof.startswith("cart/")), None)

    def ask(self, query: Query[T]) -> T:
        """Ask the shop; rows come limited to this actor and buyer. Raises `NotFound`."""
        return self.door.ask(self, query)

    def gather(self, hook: str, **arguments: object) -> tuple[Answer[Any], ...]:
        """What the plugins say to a `register_*`, `contribute_*`, `check_*` or `ask_*` hook that a plugin declared (F4).

        Each answer says whose it is. Hooks of core are called by core. Raises `PluginError` by the rule of the verb, and
        `PermissionError` for an `ask_*` hook inside a transaction: it may wait for the network.
        """
        answers: tuple[Answer[Any], ...] = self.door.call(self, hook, None, arguments)
        return answers

    def resolve(self, hook: str, key: str, **arguments: object) -> object:
        """What the owner of the key says to a `resolve_*` hook that a plugin declared. Raises `NotFound`, `PluginError`."""
        found: object = self.door.call(self, hook, key, arguments)
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteContext(Context):
    """A context inside a write transaction, in `apply` and `record_*`.

    `plugin` is whose code runs; it may write the tables and touch the accounts of that plugin.
    """

    db: Writes
    ledger: Ledger
    plugin: str

    def run(self, command: Command[T]) -> T:
        """Put another command through the gate, in this transaction, as the same actor, recorded as caused by this one.

        Where it is refused, the whole transaction is.
        """
        return self.door.run_nested(self, command)

    def emit(self, event: Event) -> None:
        """Write an event that the command declares in `emits`."""
        self.door.emit(self, event)

    def enqueue(self, job: str, payload: Mapping[str, str], *, key: str, run_at: datetime | None = None) -> None:
        """Leave a durable job of this plugin behind; a second one with the same key is the same job."""
        ensure_fits("the key of a job", f"{self.plugin}/{job}/{key}", _LONGEST_KEY)
        self.door.enqueue(self, job, payload, key, run_at)

    def next_in(self, series: str) -> int:
        """The next number of a series without gaps; taken back with the transaction."""
        ensure_fits("the name of a series", series, _LONGEST_SERIES)
        return self.door.next_in(self, series)

    def keep_codes(self, cart: str, keys: Sequence[str]) -> None:
        """Which codes of this plugin lie in a cart, by keys of its own, instead of those that lay there: `Cart.entered` gives them back.

        Keep a key by which the code is known again, such as its digest, never the code itself.
        """
        for key in keys:
            ensure_fits("the key of a code", key, _LONGEST_CODE_KEY)
        self.door.keep_codes(self, cart, keys)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobContext(Context):
    """A context outside any transaction, in `on_*` and jobs: the plugin is the actor, and the network is allowed.

    `key` is the same at every repeat of the same work: give it to whoever outside can drop doubles.
    """

    plugin: str
    key: str

    def run(self, command: Command[T], *, key: str | None = None) -> T:
        """Run a command in a transaction of its own. With a key of this plugin's, it happens once however often this runs.

        Raises `Refuse` where it is refused or held: work that was refused is not done, so the job is tried again and then
        parked in sight. Catch it where a refusal is expected.
        """
        outcome = self.door.run(self, command, key)
        if isinstance(outcome, Done):
            return outcome.result
        if isinstance(outcome, Refused):
            raise Refuse(*outcome.refusals)
        raise Refuse.because("held", text("It waits for approval."), rule="approvals")

    def send(self, letter: Letter) -> None:
        """Send a mail. Its Message-ID is made from the letter's key, so that a repeat can be told from a second letter."""
        self.door.send(self, letter)


class Letter(Value):
    """A mail to be written from templates `<template>.txt` and `<template>.html` with a model of plain values."""

    key: str
    to: str
    subject: str
    template: str
    model: Any
    locale: str
