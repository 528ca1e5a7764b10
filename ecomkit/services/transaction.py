"""The transaction: one write in progress, and the door of every context inside it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import bindparam, insert, select, update

from ecomkit.domain import (
    ApprovalNeeded,
    CartCode,
    Command,
    Context,
    Event,
    Letter,
    Outcome,
    Query,
    Refusal,
    Refuse,
    Shortage,
    WriteContext,
    hook_name,
    new_id,
    text,
)
from ecomkit.errors import PluginError
from ecomkit.hooks import Operation
from ecomkit.jobs import queue
from ecomkit.kernel import Implementation, Verb
from ecomkit.services.admission import admit
from ecomkit.services.core import Core
from ecomkit.services.reading import answer, plain, said_of
from ecomkit.storage import carts, log
from ecomkit.storage.database import RETRIED, Rows
from ecomkit.storage.ledger import TableLedger
from ecomkit.storage.tables import series

__all__ = ["MoreThanDraft", "NeedsApproval", "Transaction"]

T = TypeVar("T")
_NEXT = update(series).where(series.c.name == bindparam("of")).values(value=series.c.value + 1)
_VALUE = select(series.c.value).where(series.c.name == bindparam("of"))


class NeedsApproval(Exception):
    """Checks let the command through only when somebody agrees. Caught by the gate, which holds the command."""

    def __init__(self, needs: tuple[ApprovalNeeded, ...]) -> None:
        self.needs = needs
        super().__init__(", ".join(need.code for need in needs))


class MoreThanDraft(Exception):
    """Something that must last runs inside a draft. Caught by the gate, which begins again and waits for the disk."""


@dataclass(slots=True)
class _Frame:
    """One command that is running: its events so far, and what caused it."""

    plugin: str
    operation: Operation[Any]
    caused_by: str | None
    key: str = field(default_factory=new_id)
    events: list[Event] = field(default_factory=list)


class Transaction:
    """One write transaction. Commands run inside it one in another; all of them are kept, or none.

    One that is not `durable` takes drafts alone: any other command in it raises `MoreThanDraft`.
    """

    def __init__(self, core: Core, rows: Rows, *, caused_by: str | None = None, durable: bool = True) -> None:
        self._core = core
        self._rows = rows
        self._frames: list[_Frame] = []
        self._caused_by = caused_by
        self._broken: BaseException | None = None
        self._durable = durable

    def perform(self, ctx: Context, command: Command[T], prepared: Any = None, *, nested: bool = False) -> T:
        """Admit, check, apply, record. Raises `Refuse`, `NeedsApproval` or `MoreThanDraft`: the gate rolls back."""
        if not self._durable and not self._core.is_draft(type(command)):
            raise MoreThanDraft
        plugin, operation = self._core.operation(type(command))
        reading = self.reading(ctx)
        if ctx.shop.markets and operation.currency is not None:
            currency = operation.currency(reading, command) or ctx.currency
            ctx, reading = ctx.trading_in(currency), reading.trading_in(currency)
        refusal = admit(reading, operation.policy, command, nested=nested, personal=self._core.personal)
        if refusal is not None:
            raise Refuse(refusal)
        self._check(reading, command)
        with self._running(plugin, operation) as frame:
            writing = self.writing(ctx, plugin)
            extra = () if operation.prepare is None else (prepared,)
            result: T = self._apply(frame, writing, command, extra)
            for recorder in self._core.hooks.recorders(type(command)):
                self._record(recorder, self.writing(ctx, recorder.plugin), command, tuple(frame.events))
        return result

    def ensure_whole(self) -> None:
        """Raise what ended a nested command, where a body caught it: half of that command must not be kept."""
        if self._broken is not None:
            raise self._broken

    def _record(
        self, recorder: Implementation, ctx: WriteContext, command: Command[Any], events: tuple[Event, ...]
    ) -> None:
        """Let a plugin write after the write. What it refuses, or a ledger's guard does, refuses the whole command."""
        try:
            recorder.call(ctx=ctx, command=command, events=events)
        except PluginError as error:
            if isinstance(error.__cause__, Shortage):
                raise Refuse(_shortage(error.__cause__)) from error
            if isinstance(error.__cause__, Refuse | NeedsApproval):
                raise error.__cause__ from None
            raise

    def perform_own(self, ctx: Context, command: Command[T], operation: Operation[Any]) -> T:
        """Run something of core's that nobody outside can ask for: no policy, no checks, but logged like all else."""
        with self._running("core", operation) as frame:
            return self._apply(frame, self.writing(ctx, "core"), command, ())

    def _apply(self, frame: _Frame, ctx: WriteContext, command: Command[T], extra: tuple[Any, ...]) -> T:
        try:
            result: T = frame.operation.apply(ctx, command, *extra)
            return result
        except Shortage as shortage:
            raise Refuse(_shortage(shortage)) from shortage
        except (Refuse, NeedsApproval, MoreThanDraft, PluginError, *RETRIED):
            raise
        except Exception as error:
            if frame.plugin == "core":
                raise
            where = f"{type(error).__name__}: {error}"
            raise PluginError(frame.plugin, hook_name(type(command)), "apply", where) from error

    def _check(self, ctx: Context, command: Command[Any]) -> None:
        refusals: list[Refusal] = []
        needs: list[ApprovalNeeded] = []
        for given in self._core.hooks.check(ctx, command):
            for said in given.values:
                named = said if said.rule else said.model_copy(update={"rule": given.plugin})
                if isinstance(named, Refusal):
                    refusals.append(named)
                elif ctx.grant is None or named.code not in ctx.grant.codes:
                    needs.append(named)
        if refusals:
            raise Refuse(*refusals)
        if needs:
            raise NeedsApproval(tuple(needs))

    @contextmanager
    def _running(self, plugin: str, operation: Operation[Any]) -> Iterator[_Frame]:
        outer = self._frames[-1].key if self._frames else self._caused_by
        frame = _Frame(plugin, operation, outer)
        self._frames.append(frame)
        try:
            yield frame
        finally:
            self._frames.pop()

    def reading(self, ctx: Context) -> Context:
        """A context of this transaction that can only read."""
        return plain(ctx, db=self._rows.narrowed(frozenset()), door=self)

    def writing(self, ctx: Context, plugin: str) -> WriteContext:
        """A context for a plugin's own tables and accounts; core writes all of its own."""
        rows = self._rows if plugin == "core" else self._rows.narrowed(self._core.writable(plugin))
        ledger = TableLedger(self._rows, plugin, ctx.now)
        return WriteContext(**(said_of(ctx) | {"db": rows, "door": self, "ledger": ledger, "plugin": plugin}))

    def ask(self, ctx: Context, query: Query[T]) -> T:
        """Answer a query from the running transaction."""
        return answer(self._core, self.reading(ctx), query)

    def call(self, ctx: Context, hook: str, key: str | None, arguments: Mapping[str, object]) -> Any:
        """Call a hook that a plugin declared; who answers reads the running transaction."""
        if hook.startswith(f"{Verb.ASK.prefix}_"):
            raise PermissionError(f"{hook!r} may wait for the network, so no transaction waits for it: ask before")
        return self._core.hooks.declared_by_plugin(self.reading(ctx), hook, key, arguments)

    def run_nested(self, ctx: WriteContext, command: Command[T]) -> T:
        """Run a command inside the running one, after its slow part. The body that runs it vouches for it."""
        return self._inside(ctx, command, nested=True)

    def run_granted(self, ctx: WriteContext, command: Command[T]) -> T:
        """Run a held command that somebody agreed to. Nobody vouches for it: who asked for it must be let in as of now."""
        return self._inside(ctx, command, nested=False)

    def _inside(self, ctx: WriteContext, command: Command[T], *, nested: bool) -> T:
        _, operation = self._core.operation(type(command))
        try:
            prepared = operation.prepare(self.reading(ctx), command) if operation.prepare else None
            return self.perform(ctx, command, prepared, nested=nested)
        except BaseException as error:
            self._broken = self._broken or error
            raise

    def run(self, ctx: Context, command: Command[T], key: str | None) -> Outcome[T]:
        """Not inside a transaction: that would be two."""
        raise PermissionError("a running transaction has no second one: use ctx.run(command) in apply or record")

    def emit(self, ctx: WriteContext, event: Event) -> None:
        """Write an event, with a job for each plugin that wants to know, and the jobs that come after it."""
        frame = self._frames[-1]
        command, said = frame.operation.command.__name__, type(event).__name__
        if ctx.plugin != frame.plugin:
            raise PermissionError(
                f"plugin {ctx.plugin!r} does not emit {said} for {command}: run a command of your own that declares it"
            )
        if type(event) not in frame.operation.emits:
            raise PermissionError(f"{command} emits {said} without declaring it in its Operation's emits")
        name = hook_name(frame.operation.command)
        key = log.append(self._rows, ctx, event, command=name, caused_by=frame.caused_by)
        frame.events.append(event)
        told = [
            (one.plugin, one.hook, one.plugin) for one in self._core.hooks.listeners(type(event)) if one.wants(event)
        ]
        jobs = [(plugin, job, f"{plugin}/{job}") for plugin, job in self._core.followers(hook_name(type(event)))]
        queue.put_after(self._rows, key, (*told, *jobs), ctx.now)

    def enqueue(
        self, ctx: WriteContext, job: str, payload: Mapping[str, str], key: str, run_at: datetime | None
    ) -> None:
        """Leave a job behind."""
        if (ctx.plugin, job) not in self._core.jobs:
            raise LookupError(f"plugin {ctx.plugin!r} has no job {job!r}: return it from register_jobs")
        queue.put(
            self._rows,
            plugin=ctx.plugin,
            name=job,
            payload=payload,
            key=f"{ctx.plugin}/{job}/{key}",
            run_at=run_at or ctx.now,
        )

    def next_in(self, ctx: WriteContext, name: str) -> int:
        """Count a series on; the row is locked until the commit, so no number is left out."""
        if not self._rows.write(_NEXT, of=name):
            self._rows.write(insert(series), name=name, value=1)
        return int(self._rows.scalar(_VALUE, of=name))

    def keep_codes(self, ctx: WriteContext, cart: str, keys: Sequence[str]) -> None:
        """Keep what the plugin says of its codes; those of others stay."""
        before = carts.cart_by(self._rows, cart)
        known = before.codes if before is not None else ()
        others = tuple(code for code in known if code.plugin != ctx.plugin)
        codes = (*others, *(CartCode(plugin=ctx.plugin, key=key) for key in keys))
        if codes != known:
            written = carts.written_codes(codes)
            carts.ensure(self._rows, cart, ctx.buyer, ctx.now, there=before is not None, codes=written)

    def send(self, ctx: Context, letter: Letter) -> None:
        """Not inside a transaction: no network."""
        raise PermissionError("no mail is sent inside a transaction: do it in a job or an on_* hook")


def _shortage(shortage: Shortage) -> Refusal:
    return Refusal(
        code="too_little",
        text=text("There is less than %(amount)s left to pay with.", amount=shortage.amount),
        rule="ledger",
    )
