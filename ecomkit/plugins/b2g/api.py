"""What other plugins may use of this one: commands, queries, events, and the keys of capacities and roles."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ecomkit.domain import Money
from ecomkit.plugins.b2g.values import MOST_LINES, BidReceipt, Evaluation, LotLine, Opening, Tender
from ecomkit.sdk import Command, Event, Query, Sealed, Value

__all__ = [
    "AGENCY", "AWARD", "BID", "BIDDER", "INVOICE", "OFFICER", "OPEN", "OPENER", "PUBLISH", "SEE", "STAFF", "SUPPLIER",
    "AwardTender", "BidByNumber", "BidSealed", "BidWithdrawn", "CancelTender", "DraftTender", "EvaluationOf", "KeyTurned",
    "OpeningOf", "OwnBids", "PassphraseRefused", "PublishTender", "SubmitBid", "TenderAwarded", "TenderByNumber", "TenderCancelled",
    "TenderClosed", "TenderDrafted", "TenderOpened", "TenderPublished", "Tenders", "TurnKey", "Turned", "WithdrawBid",
]  # fmt: skip

AGENCY = "agency"
SUPPLIER = "supplier"
OFFICER = "officer"
OPENER = "opener"
BIDDER = "bidder"
INVOICE = "invoice"
PUBLISH = "tenders.publish"
AWARD = "tenders.award"
OPEN = "tenders.open"
BID = "tenders.bid"
SEE = "tenders.see"
STAFF = "staff.tenders"

TenderKey = Annotated[str, Field(min_length=1, max_length=64)]
_Line = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]
_Reason = Annotated[str, Field(min_length=3, max_length=300, pattern=r"^[^\x00-\x1f]*$")]


class DraftTender(Command[str]):
    """Draft a tender

    Gives its key. `openers` are two to five people of the agency who may open; nobody else sees a draft.
    """

    subject: _Line
    summary: Annotated[str, Field(max_length=2000)] = ""
    lines: Annotated[tuple[LotLine, ...], Field(min_length=1, max_length=MOST_LINES)]
    deadline: datetime
    postcode: Annotated[str, Field(max_length=16)] = ""
    openers: Annotated[tuple[str, ...], Field(min_length=2, max_length=5)]


class PublishTender(Command[None]):
    """Publish a tender

    `passphrases` are those of the openers, in the order of the draft. The key pair is made here; what is kept of it is the
    public key and the private key wrapped for each pair of openers.
    """

    tender: TenderKey
    passphrases: tuple[Sealed, ...]


class CancelTender(Command[None]):
    """Cancel a tender

    Before the award. Bids that are sealed stay sealed.
    """

    tender: TenderKey
    reason: _Reason


class SubmitBid(Command[BidReceipt]):
    """Submit a bid

    `bid` holds the unit prices in minor units, net of tax, one a line, with commas between them. It is sealed on arrival. A second bid
    of the same supplier takes the place of the first. The same `slip` again is the same bid.
    """

    tender: TenderKey
    bid: Sealed
    slip: Annotated[str, Field(min_length=16, max_length=80)]


class WithdrawBid(Command[None]):
    """Withdraw a bid

    Until the deadline. It stays sealed for good.
    """

    number: Annotated[str, Field(min_length=1, max_length=30)]


class Turned(Value):
    """What an opener's act came to, and how many tries are left after a wrong passphrase."""

    state: Literal["wrong", "waiting", "opened"]
    tries_left: int = 0


class TurnKey(Command[Turned]):
    """Open a tender

    One opener's act, after the deadline. The first closes the tender; the second opens the bids. A wrong passphrase is
    counted against who gave it, and against nobody else.
    """

    tender: TenderKey
    passphrase: Sealed


class AwardTender(Command[str]):
    """Award a tender

    To the first of the ranking, or to another one for a reason that is kept. Gives the key of the quote that can be ordered.
    """

    tender: TenderKey
    envelope: str
    reason: Annotated[str, Field(max_length=300, pattern=r"^[^\x00-\x1f]*$")] = ""


class Tenders(Query[tuple[Tender, ...]]):
    """Tenders by deadline: those that take bids, those that are over, those of one's own agency, or all of them for staff."""

    view: Literal["open", "past", "agency", "to_open", "staff"] = "open"


class TenderByNumber(Query[Tender]):
    """One tender. Raises `NotFound`, also for another agency's draft."""

    number: str


class OwnBids(Query[tuple[BidReceipt, ...]]):
    """The bids of the supplier who asks, newest first."""


class BidByNumber(Query[BidReceipt]):
    """A receipt of the supplier who asks. Raises `NotFound`."""

    number: str


class OpeningOf(Query[Opening]):
    """How far the opening of a tender is, for its openers and its agency's officers. Raises `NotFound`."""

    number: str


class EvaluationOf(Query[Evaluation]):
    """The ranking of an opened tender, for its agency. Raises `NotFound` before the opening."""

    number: str


class _TenderEvent(Event):
    aggregate: ClassVar[str] = "tender"
    tender: str


class TenderDrafted(_TenderEvent):
    """A tender was drafted."""

    number: str
    agency: str


class TenderPublished(_TenderEvent):
    """A tender was published. `content` is a digest of what is asked for."""

    deadline: datetime
    content: str
    public_key: str
    openers: tuple[str, ...]


class BidSealed(_TenderEvent):
    """A sealed bid arrived. Nobody is named; `digest` is that of the ciphertext."""

    anonymous: ClassVar[bool] = True
    envelope: str
    digest: str
    arrived_at: datetime
    replaces: str | None


class BidWithdrawn(_TenderEvent):
    """A sealed bid was taken back. Nobody is named."""

    anonymous: ClassVar[bool] = True
    envelope: str


class TenderClosed(_TenderEvent):
    """The first act of opening closed the tender: no bid is taken any more."""


class KeyTurned(_TenderEvent):
    """An opener gave their passphrase."""

    opener: str


class PassphraseRefused(_TenderEvent):
    """An opener gave a passphrase that is not theirs."""

    opener: str


class TenderOpened(_TenderEvent):
    """Two openers opened the bids. `ranking` holds envelopes from first to last, `totals` theirs in minor units."""

    ranking: tuple[str, ...]
    totals: tuple[int, ...]
    unreadable: tuple[str, ...]


class TenderAwarded(_TenderEvent):
    """The agency chose an offer."""

    envelope: str
    supplier: str
    quote: str
    money: Money
    reason: str


class TenderCancelled(_TenderEvent):
    """The agency called the tender off."""

    reason: str
