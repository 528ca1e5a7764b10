"""What others may use of the pack: the right of withdrawal of an order as a value, commands, queries and events."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ecomkit.domain import Money
from ecomkit.sdk import Command, Event, Query, Text, Value

__all__ = [
    "STAFF", "AgreeToSupply", "CloseWithdrawal", "NoteAcknowledgement", "RightLine", "RightOfWithdrawal", "Standing", "Statement",
    "StatementState", "Statements", "WithdrawFromContract", "WithdrawalAcknowledged", "WithdrawalClosed", "WithdrawalOf",
    "WithdrawalStated",
]  # fmt: skip

STAFF = "staff.withdrawals"
_Key = Annotated[str, Field(min_length=1, max_length=64)]


class StatementState(StrEnum):
    """A statement of withdrawal: it was made, its acknowledgement went out, and staff are done with it."""

    STATED = "stated"
    ACKNOWLEDGED = "acknowledged"
    SETTLED = "settled"
    REFUSED = "refused"


class Standing(StrEnum):
    """Whether there is a right of withdrawal now."""

    OPEN = "open"
    OVER = "over"
    USED = "used"
    NONE = "none"


class RightLine(Value):
    """A line of the order: how many can still be withdrawn from, and under which condition, or why not at all."""

    key: str
    text: str
    ordered: int
    left: int
    excluded: bool = False
    condition: Text | None = None


class Statement(Value):
    """One statement of withdrawal. `amount` is what has to be given back for it, by `refund_by` at the latest (art. 13).

    `sent` says whether the goods had left by then, so that they come back.
    """

    key: str
    order: str
    number: str
    stated_at: datetime
    refund_by: datetime
    amount: Money
    state: StatementState
    acknowledged_at: datetime | None = None
    note: str = ""
    sent: bool = True
    lines: tuple[tuple[str, int], ...] = ()


class RightOfWithdrawal(Value):
    """The right of withdrawal from one order. `until` is its last day, None while the goods are not delivered."""

    order: str
    number: str
    standing: Standing
    why: Text | None = None
    until: date | None = None
    lines: tuple[RightLine, ...] = ()
    statements: tuple[Statement, ...] = ()


class WithdrawalOf(Query[RightOfWithdrawal]):
    """The right of withdrawal from an order: for its buyer, staff and plugins. Raises `NotFound`."""

    order: _Key


class Statements(Query[tuple[Statement, ...]]):
    """Statements of withdrawal, what is open first, the oldest of it first."""

    limit: Annotated[int, Field(ge=1, le=500)] = 100


class WithdrawFromContract(Command[str]):
    """Withdraw from the contract

    The statement of art. 11a: all of an order or some pieces of it; gives the statement's key. It is acknowledged by letter.
    """

    order: _Key
    lines: Annotated[
        tuple[tuple[Annotated[str, Field(max_length=80)], Annotated[int, Field(ge=1)]], ...],
        Field(min_length=1, max_length=200),
    ]


class AgreeToSupply(Command[None]):
    """Agree to be supplied at once

    Or not to: what the consumer of a cart said of what is not sent, with the moment (art. 16(m)).
    """

    cart: _Key
    agreed: bool


class NoteAcknowledgement(Command[None]):
    """Note that a withdrawal was acknowledged"""

    statement: _Key


class CloseWithdrawal(Command[None]):
    """Close a withdrawal

    After the goods came back and the money was refunded on the order's page, or because there was no right to it.
    """

    statement: Annotated[
        str,
        Field(min_length=1, max_length=64, title="Statement", description="The end of its page's address"),
    ]
    result: Annotated[
        Literal["settled", "refused"],
        Field(
            title="Result",
            json_schema_extra={"options": {"settled": "Settled and refunded", "refused": "No right to it"}},
        ),
    ]
    note: Annotated[str, Field(min_length=3, max_length=200, title="Note", description="For example: refunded 14.50")]


class _WithdrawalEvent(Event):
    aggregate: ClassVar[str] = "withdrawal"
    withdrawal: str
    order: str


class WithdrawalStated(_WithdrawalEvent):
    """A consumer withdrew from an order or a part of it."""

    amount: Money


class WithdrawalAcknowledged(_WithdrawalEvent):
    """The acknowledgement went out by letter."""


class WithdrawalClosed(_WithdrawalEvent):
    """Staff are done with a withdrawal."""

    result: str
