"""The gate: the only door to change. Idempotency, one transaction, and what becomes of the outcome."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import lru_cache
from typing import Any, TypeVar

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import bindparam, insert, select

from ecomkit.domain import (
    Command,
    Context,
    Done,
    Event,
    Held,
    Letter,
    Outcome,
    Query,
    Refusal,
    Refuse,
    Refused,
    WriteContext,
    hook_name,
    text,
)
from ecomkit.domain.value import ensure_fits
from ecomkit.hooks import Operation
from ecomkit.services.admission import admit
from ecomkit.services.core import Core
from ecomkit.services.holding import hold
from ecomkit.services.reading import answer, plain
from ecomkit.services.transaction import MoreThanDraft, NeedsApproval, Transaction
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import idempotency

__all__ = ["Gate"]

T = TypeVar("T")
_PLAIN: TypeAdapter[Done[Any] | Held] = TypeAdapter(Done[Any] | Held)
_KNOWN = select(idempotency).where(idempotency.c.key == bindparam("key"))
_LONGEST_KEY = 250
_KEY_REUSED = Refused(
    refusals=(
        Refusal(code="key_reused", text=text("This request was sent before with other content."), rule="idempotency"),
    )
)


class Gate:
    """Runs commands and answers queries for one shop. It is the door of contexts outside transactions."""

    def __init__(self, core: Core) -> None:
        self._core = core

    def run(self, ctx: Context, command: Command[T], key: str | None = None) -> Outcome[T]:
        """Run a command in one durable transaction.

        With a `key`, the same command again gives the same outcome and happens once; a command that carries a key of its
        own (placing, paying, refunding) uses that one. Raises `PluginError` where a plugin breaks its contract; then
        nothing was written.
        """
        given = key or getattr(command, "key", None)
        _, operation = self._core.operation(type(command))
        scoped = _scoped(ctx, operation, given) if given else None
        prepared = None
        try:
            if operation.prepare is not None:
                with self._core.database.read() as rows:
                    reading = plain(ctx, db=rows, door=_Reader(self, rows))
                    refusal = admit(reading, operation.policy, command, personal=self._core.personal)
                    if refusal is not None:  # slow work is for those who may ask for it
                        return Refused(refusals=(refusal,))
                    prepared = operation.prepare(reading, command)
            return self._perform_or_hold(ctx, command, prepared, scoped)
        except Refuse as refuse:
            return Refused(refusals=refuse.refusals)

    def _perform_or_hold(self, ctx: Context, command: Command[T], prepared: Any, key: str | None) -> Outcome[T]:
        """Hold in a transaction of its own: what was written on the way to a nested command that waits is taken back."""

        def perform(transaction: Transaction) -> Done[T] | Held:
            return Done(result=transaction.perform(ctx, command, prepared))

        try:
            try:
                return self._write(ctx, command, key, perform, durable=not self._core.is_draft(type(command)))
            except MoreThanDraft:
                return self._write(ctx, command, key, perform)
        except NeedsApproval as needed:
            needs = needed.needs
        return self._write(ctx, command, key, lambda transaction: hold(self._core, transaction, ctx, command, needs))

    def _write(
        self,
        ctx: Context,
        command: Command[T],
        key: str | None,
        work: Callable[[Transaction], Done[T] | Held],
        *,
        durable: bool = True,
    ) -> Outcome[T]:
        """Do the work in one write transaction, once a key."""

        def attempt(rows: Rows) -> Outcome[T]:
            known = rows.first(_KNOWN, key=key) if key is not None else None
            if known is not None:
                same = known.digest == _digest(ctx, command)
                return _read_back(type(command), known.outcome) if same else _KEY_REUSED
            transaction = Transaction(self._core, rows, caused_by=getattr(ctx, "key", None), durable=durable)
            outcome = work(transaction)
            transaction.ensure_whole()
            if key is not None:
                rows.write(
                    insert(idempotency), key=key, command=hook_name(type(command)), digest=_digest(ctx, command),
                    outcome=outcome.model_dump_json(), at=ctx.now,
                )  # fmt: skip
            return outcome

        return self._core.database.write(attempt, durable=durable)

    def ask(self, ctx: Context, query: Query[T]) -> T:
        """Answer a query in a read of its own. Raises `NotFound`."""
        with self._core.database.read() as rows:
            return answer(self._core, plain(ctx, db=rows, door=_Reader(self, rows)), query)

    def call(self, ctx: Context, hook: str, key: str | None, arguments: Mapping[str, object]) -> Any:
        """Call a hook that a plugin declared."""
        return self._core.hooks.declared_by_plugin(plain(ctx), hook, key, arguments)

    def send(self, ctx: Context, letter: Letter) -> None:
        """Send a mail."""
        self._core.post(letter)

    def run_nested(self, ctx: WriteContext, command: Command[T]) -> T:
        """There is no transaction to nest in."""
        raise PermissionError("no transaction is running here")

    def emit(self, ctx: WriteContext, event: Event) -> None:
        """Events are written by commands."""
        raise PermissionError("only a command's body emits events")

    def enqueue(
        self, ctx: WriteContext, job: str, payload: Mapping[str, str], key: str, run_at: datetime | None
    ) -> None:
        """Jobs are written by commands."""
        raise PermissionError("only a command's body leaves a job behind")

    def next_in(self, ctx: WriteContext, series: str) -> int:
        """Series are counted by commands."""
        raise PermissionError("only a command's body takes a number")

    def keep_codes(self, ctx: WriteContext, cart: str, keys: Sequence[str]) -> None:
        """Carts are written by commands."""
        raise PermissionError("only a command's body keeps codes")


class _Reader(Gate):
    """The gate while one read is open: further questions are answered from the same state."""

    def __init__(self, gate: Gate, rows: Rows) -> None:
        super().__init__(gate._core)
        self._rows = rows

    def ask(self, ctx: Context, query: Query[T]) -> T:
        return answer(self._core, ctx, query)


def _scoped(ctx: Context, operation: Operation[Any], key: str) -> str:
    """An actor's own key; for a command that is logged without saying who, a keyed digest instead of the actor."""
    who = f"{ctx.actor.key}/{key}"
    if any(event.anonymous for event in operation.emits):
        who = hmac.new(ctx.shop.secret.encode(), f"idempotency/{who}".encode(), hashlib.sha256).hexdigest()
    scoped = f"{hook_name(operation.command)}/{who}"
    ensure_fits("the key of a request", scoped, _LONGEST_KEY)
    return scoped


def _digest(ctx: Context, command: Command[Any]) -> str:
    """What tells one request from another, keyed: an address or a password is not found by trying against it."""
    return hmac.new(ctx.shop.secret.encode(), command.model_dump_json().encode(), hashlib.sha256).hexdigest()


def _read_back(command: type[Command[Any]], written: str) -> Outcome[Any]:
    """A kept outcome. One that is not of the kind its command declares is still the answer that was given: plain data then."""
    try:
        read: Outcome[Any] = _outcomes(command).validate_json(written)
    except ValidationError:
        read = _PLAIN.validate_json(written)
    return read


@lru_cache(maxsize=512)
def _outcomes(command: type[Command[Any]]) -> TypeAdapter[Any]:
    """Reads a kept outcome back as what the command gives: a value comes back as that value, not as a dictionary."""
    stated = (base.__pydantic_generic_metadata__["args"] for base in command.__mro__ if issubclass(base, Command))
    result: Any = next((args[0] for args in stated if args), Any)
    return TypeAdapter(Done[result] | Held)
