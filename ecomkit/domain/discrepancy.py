"""Discrepancies: where a provider's word and our books do not agree, and how staff close them."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from ecomkit.domain.command import Command, Event, Query
from ecomkit.domain.text import Text
from ecomkit.domain.value import Value

__all__ = ["CloseDiscrepancy", "Discrepancies", "Discrepancy", "DiscrepancyClosed"]

DiscrepancyNote = Annotated[
    str,
    Field(
        min_length=3, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*$", title="What you found out and did",
        description="For example: the bank sent the rest on 22 November. It stays in the log, so no names",
        json_schema_extra={"error": "Write what you found out, in three letters or more", "maxlength": 200},
    ),
]  # fmt: skip


class Discrepancy(Value):
    """Something that does not agree. `kind` is a stable code, `about` what it is about (`payment/<key>`).

    `order` is the key of the order and `order_number` its number, where the payment is one of ours. `note` and `closed_by`
    (a person's key) are there once it is closed.
    """

    id: str
    kind: str
    about: str
    message: Text
    at: datetime
    closed_at: datetime | None = None
    order: str | None = None
    order_number: str = ""
    note: str = ""
    closed_by: str | None = None


class Discrepancies(Query[tuple[Discrepancy, ...]]):
    """What does not agree, for staff: open ones, or those that were closed; newest first, paged by key."""

    closed: bool = False
    after: str | None = None
    limit: Annotated[int, Field(ge=1, le=100)] = 25


class CloseDiscrepancy(Command[None]):
    """Close an unclear payment

    Staff found out what happened, and say so. It moves no money: a refund or a payment is a command of its own.
    """

    discrepancy: str
    note: DiscrepancyNote


class DiscrepancyClosed(Event):
    """An unclear payment was closed."""

    aggregate: ClassVar[str] = "discrepancy"
    discrepancy: str
    note: str
