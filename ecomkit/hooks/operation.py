"""Operations and lookups: commands and queries with their bodies, as plugins hand them over."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, TypeVar

from ecomkit.domain import Command, Context, Event, JobContext, Policy, Query, Text, WriteContext

__all__ = ["EVERY_EVENT", "Job", "Lookup", "Operation"]

EVERY_EVENT = "*"
C = TypeVar("C", bound=Command[Any])
Q = TypeVar("Q", bound=Query[Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Generic[C]):
    """A command with its policy, the events it may emit, and its one body.

    `apply(ctx, command)` runs between check and record, in the transaction, and returns the command's result or raises
    `Refuse`. `prepare(ctx, command)` runs before, outside any transaction: slow or outside work such as pricing or sealing;
    what it returns reaches `apply` as third argument. `hold(ctx, command, held, deadline)` makes what is asked for last
    until a decision and gives the key of its subject, `let_go(ctx, command, held)` gives it back.

    `currency(ctx, command)` says in which currency its order or quote is: in a shop of several markets the command runs in it,
    whichever market the actor looks around in. It is asked before the policy, so it gives None for what is not there.

    What a `draft` writes was promised to nobody (a cart, a quote): it does not wait for the disk, and the last seconds of it
    may be lost when the power fails. It emits no events.
    """

    command: type[C]
    policy: Policy
    apply: Callable[..., Any]
    emits: tuple[type[Event], ...] = ()
    prepare: Callable[[Context, C], Any] | None = None
    hold: Callable[[WriteContext, C, str, datetime], str | None] | None = None
    let_go: Callable[[WriteContext, C, str], None] | None = None
    draft: bool = False
    currency: Callable[[Context, C], str | None] | None = None

    def __post_init__(self) -> None:
        if self.draft and self.emits:
            raise ValueError(f"{self.command.__name__} emits events: a draft has none, for they would have to last")


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup(Generic[Q]):
    """A query with its policy and the function that answers it, reading only."""

    query: type[Q]
    policy: Policy
    answer: Callable[[Context, Q], Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """Durable work: run by a worker, at least once, retried, then parked in sight of the staff.

    `work(ctx, payload)`; `every` makes it periodic: one run a period, whichever worker gets to it. `after` names events
    (`order_placed`), or with `"*"` all of them, other plugins' too: then it runs once for each, written with the event and
    begun after its commit; `payload["event"]` is the key of its entry in the log (`EventByKey`).

    `title` is what staff read in the list of jobs: an order, short, such as `text("Give money back")`; else they read its name.
    """

    name: str
    work: Callable[[JobContext, dict[str, str]], None]
    every: timedelta | None = None
    attempts: int = 8
    after: tuple[str, ...] = ()
    title: Text | None = None

    def __post_init__(self) -> None:
        """What a period begins has no event to read, and `on_…` is what listeners are called. Raises `ValueError`."""
        if self.name.startswith("on_"):
            raise ValueError(f"job {self.name!r} is named like a hook: leave the `on_` out")
        if self.after and self.every is not None:
            raise ValueError(f"job {self.name!r} states `every` and `after`: make two jobs of it")

    def follows(self, event: str) -> bool:
        """Whether it runs after events of this name."""
        return event in self.after or EVERY_EVENT in self.after
