"""How tenders are shown: moments with their zone, states in words, lots as tables."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from babel.numbers import format_decimal

from ecomkit.domain import Money, Refused
from ecomkit.plugins.b2g.values import BidReceipt, EnvelopeState, LotLine, Tender, TenderState
from ecomkit.sdk import PageRequest, Text, pages, text, text_count, text_in

__all__ = [
    "AGENCY_LIST", "BIDS", "TENDERS", "crumbs", "days_left", "envelope_tag", "lot_table", "office_path", "said", "state_tag", "tender_path",
    "timeline", "when",
]  # fmt: skip

TENDERS = "/tenders"
BIDS = "/bids"
AGENCY_LIST = "/agency/tenders"
_STATES: dict[TenderState, tuple[Text, pages.Tone]] = {
    TenderState.DRAFT: (text("Draft"), pages.Tone.PLAIN),
    TenderState.PUBLISHED: (text("Takes bids"), pages.Tone.OK),
    TenderState.CLOSED: (text("Being opened"), pages.Tone.INFO),
    TenderState.OPENED: (text("Opened"), pages.Tone.INFO),
    TenderState.AWARDED: (text("Awarded"), pages.Tone.OK),
    TenderState.CANCELLED: (text_in("tender", "Cancelled"), pages.Tone.WARN),
}
_ENVELOPES: dict[EnvelopeState, tuple[Text, pages.Tone]] = {
    EnvelopeState.SEALED: (text("Sealed"), pages.Tone.OK),
    EnvelopeState.REPLACED: (text("Replaced by a later one"), pages.Tone.PLAIN),
    EnvelopeState.WITHDRAWN: (text("Withdrawn"), pages.Tone.WARN),
}


def tender_path(number: str, more: str = "") -> str:
    """The public page of a tender, or one below it."""
    return f"{TENDERS}/{number}{more}"


def office_path(number: str, more: str) -> str:
    """A page of the agency about a tender."""
    return f"{AGENCY_LIST}/{number}/{more}"


def when(request: PageRequest, moment: datetime, *, seconds: bool = False) -> str:
    """A moment in the shop's time zone, with the zone named: deadlines are never relative."""
    zone = request.ctx.shop.timezone
    pattern = "EEE d MMM yyyy, HH:mm:ss" if seconds else "EEE d MMM yyyy, HH:mm"
    local = moment.astimezone(ZoneInfo(zone))
    return f"{format_datetime(local, pattern, locale=request.ctx.locale.replace('-', '_'))} ({zone})"


def days_left(request: PageRequest, deadline: datetime) -> str:
    """How long there is: whole days, and hours on the last one."""
    left = deadline - request.ctx.now
    if left <= timedelta(0):
        return request.say(text("Deadline passed"))
    if left.days == 0:
        return request.say(text("%(n)s h left", n=left.seconds // 3600))
    return request.say(text_count("%(number)s day left", "%(number)s days left", left.days))


def state_tag(request: PageRequest, tender: Tender) -> pages.Tag:
    """The state in a word. After the deadline a published tender waits for its openers."""
    if tender.state is TenderState.PUBLISHED and not tender.takes_bids(request.ctx.now):
        return pages.Tag(request.say(text("Deadline passed")), pages.Tone.INFO)
    words, tone = _STATES[tender.state]
    return pages.Tag(request.say(words), tone)


def envelope_tag(request: PageRequest, receipt: BidReceipt) -> pages.Tag:
    """The state of a bid in a word: one that has a rank is no longer sealed."""
    words, tone = _ENVELOPES[receipt.state] if receipt.rank is None else (text("Opened"), pages.Tone.INFO)
    return pages.Tag(request.say(words), tone)


def said(request: PageRequest, refused: Refused) -> str:
    """What a refusal says."""
    return " ".join(request.say(one.text) for one in refused.refusals)


def crumbs(request: PageRequest, *more: pages.Link) -> tuple[pages.Link, ...]:
    """The way back to the list."""
    return (pages.Link(request.say(text("Tenders")), TENDERS), *more)


def lot_table(
    request: PageRequest, lines: tuple[LotLine, ...], prices: tuple[int, ...] = (), currency: str = ""
) -> pages.Table:
    """The lot, line by line; with unit prices where a bid is shown."""
    labels = [text("Line"), text("Quantity"), *([text("Price a unit"), text("Sum")] if prices else [])]
    columns = tuple(pages.Column(request.say(label), numeric=number > 0) for number, label in enumerate(labels))
    rows = []
    for position, line in enumerate(lines):
        cells = [
            pages.Cell(text=f"{position + 1}. {line.text}"),
            pages.Cell(text=_number(request, line.quantity), note=line.unit),
        ]
        if prices:
            price = Money(amount=prices[position], currency=currency)
            cells += [pages.Cell(text=request.money(one)) for one in (price, price * line.quantity)]
        rows.append(pages.Row(tuple(cells)))
    return pages.Table(
        caption=request.say(text("What is asked for")),
        columns=columns,
        rows=tuple(rows),
        caption_hidden=True,
        fits=True,
    )


def _number(request: PageRequest, value: int) -> str:
    return str(format_decimal(value, locale=request.ctx.locale.replace("-", "_")))


def timeline(request: PageRequest, tender: Tender) -> tuple[pages.Entry, ...]:
    """What happened and what will, with times."""
    moments = (
        (tender.published_at, text("Published")),
        (tender.deadline, text("Deadline for bids")),
        (tender.closed_at, text("Closed by the first opener")),
        (tender.opened_at, text("Bids opened by two openers")),
        (tender.awarded_at, text("Awarded")),
    )
    return tuple(
        pages.Entry(when=when(request, moment), text=request.say(words), stamp=moment.isoformat(timespec="seconds"))
        for moment, words in moments
        if moment is not None
    )
