"""What a tender is made of: values that pages, queries and the log speak of."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ecomkit.domain import Money
from ecomkit.sdk import Value

__all__ = [
    "BidReceipt", "EnvelopeState", "Evaluation", "LotLine", "Offer", "OpenerSeen", "Opening", "Tender", "TenderState", "MOST_LINES",
]  # fmt: skip

MOST_LINES = 50


class TenderState(StrEnum):
    """Where a tender stands."""

    DRAFT = "draft"
    PUBLISHED = "published"
    CLOSED = "closed"
    OPENED = "opened"
    AWARDED = "awarded"
    CANCELLED = "cancelled"


class EnvelopeState(StrEnum):
    """Where a sealed bid stands: it counts, a later one took its place, or it was taken back."""

    SEALED = "sealed"
    REPLACED = "replaced"
    WITHDRAWN = "withdrawn"


class LotLine(Value):
    """A line of the lot: what is wanted, in which unit, and how many."""

    text: Annotated[str, Field(min_length=2, max_length=300, pattern=r"^[^\x00-\x1f]*$")]
    unit: Annotated[str, Field(min_length=1, max_length=30, pattern=r"^[^\x00-\x1f]*$")]
    quantity: Annotated[int, Field(ge=1, le=10_000_000)]


class Tender(Value):
    """A price contest with one lot. What it says after the opening of prices and suppliers is in `Evaluation`."""

    id: str
    number: str
    agency: str
    agency_name: str
    title: str
    summary: str
    lines: tuple[LotLine, ...]
    currency: str
    postcode: str
    state: TenderState
    deadline: datetime
    published_at: datetime | None = None
    closed_at: datetime | None = None
    opened_at: datetime | None = None
    awarded_at: datetime | None = None
    openers: tuple[str, ...] = ()
    public_key: str = ""
    winner: str = ""
    winner_total: Money | None = None
    reason: str = ""

    def takes_bids(self, now: datetime) -> bool:
        """Whether a bid that arrives now is in time."""
        return self.state is TenderState.PUBLISHED and now < self.deadline


class BidReceipt(Value):
    """What a supplier holds of a sealed bid: its number, the digest of its ciphertext, and when it arrived.

    `rank` and `total` are there for the supplier's own bid once the tender is opened.
    """

    tender: str
    tender_number: str
    tender_title: str
    number: str
    digest: str
    arrived_at: datetime
    state: EnvelopeState
    open_for_change: bool
    rank: int | None = None
    total: Money | None = None


class OpenerSeen(Value):
    """An opener as the opening page shows them."""

    person: str
    name: str
    acted_at: datetime | None


class Opening(Value):
    """What an opener may know before the opening: who has acted, and how many tries they have left themselves."""

    tender: Tender
    openers: tuple[OpenerSeen, ...]
    from_when: datetime
    tries_left: int


class Offer(Value):
    """An opened bid. `rank` is None for one that could not be read. `prices` are unit prices in minor units, by line."""

    envelope: str
    number: str
    digest: str
    supplier: str
    supplier_name: str
    prices: tuple[int, ...]
    total: Money
    arrived_at: datetime
    rank: int | None


class Evaluation(Value):
    """The ranking. `tie_decided` says that arrival decided between equal totals; `quote` is the offer that can be ordered."""

    tender: Tender
    offers: tuple[Offer, ...]
    replaced: int
    withdrawn: int
    tie_decided: bool
    quote: str = ""
    order: str = ""
