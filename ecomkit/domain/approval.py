"""Approvals: a held command, and what people decide about it."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ecomkit.domain.command import Command, Event, Query
from ecomkit.domain.money import Money
from ecomkit.domain.outcome import ApprovalNeeded
from ecomkit.domain.party import Buyer
from ecomkit.domain.value import Value

__all__ = [
    "Approver", "Approvers", "CommandGranted", "CommandHeld", "CommandLetGo", "DecideApproval", "ExpireHeld", "HeldById", "HeldCommand",
    "HeldCommands", "HeldState",
]  # fmt: skip


class HeldState(StrEnum):
    """Where a held command stands."""

    WAITING = "waiting"
    GRANTED = "granted"
    REFUSED = "refused"
    EXPIRED = "expired"


class HeldCommand(Value):
    """A command that waits: what, who asked, for whom, what must be agreed to, and until when.

    `subject` is what it is about (a quote), `result` what came of it (an order) once granted.
    """

    id: str
    number: str
    command: str
    subject: str | None
    payable: Money | None
    asked_by: str
    buyer: Buyer
    state: HeldState
    needs: tuple[ApprovalNeeded, ...]
    held_at: datetime
    deadline: datetime
    decided_by: str | None = None
    reason: str = ""
    result: str | None = None


class HeldById(Query[HeldCommand]):
    """One held command, for who asked and for who may decide. Raises `NotFound`."""

    held: str


class HeldCommands(Query[tuple[HeldCommand, ...]]):
    """Held commands, newest first: one's own (`mine`), or those that one may decide (`to_decide`). Staff who see orders see all, or those
    that the shop itself decides on (`ours`). `after` is the last one of the page before.
    """

    view: Literal["mine", "to_decide", "ours"] = "mine"
    state: HeldState | None = HeldState.WAITING
    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 100


class Approver(Value):
    """Somebody who may decide on a held command, and how staff can reach them."""

    person: str
    name: str
    email: str


class Approvers(Query[tuple[Approver, ...]]):
    """Who may decide on a held command as of now, for staff who are asked why it waits. Raises `NotFound`."""

    held: str


class DecideApproval(Command[str]):
    """Decide

    Grant or refuse a held command. A grant runs it again: stock, limits and credit are checked as of now. Nobody decides
    on what they asked for themselves. Gives what came of it (an order's key), or nothing where it is refused: also where who
    asked no longer acts for whom they asked.
    """

    held: str
    decision: Literal["grant", "refuse"]
    reason: Annotated[str, Field(max_length=200)] = ""


class ExpireHeld(Command[None]):
    """Let a held command go whose deadline has passed"""

    held: str


class CommandHeld(Event):
    """A command waits for approval."""

    aggregate: ClassVar[str] = "held"
    held: str
    number: str
    command: str
    codes: tuple[str, ...]


class CommandGranted(Event):
    """Somebody agreed."""

    aggregate: ClassVar[str] = "held"
    held: str
    result: str


class CommandLetGo(Event):
    """It was refused, or its deadline passed."""

    aggregate: ClassVar[str] = "held"
    held: str
    state: HeldState
    reason: str
