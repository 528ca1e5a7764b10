"""Awarding: the chosen offer becomes a quote at fixed prices, with the supplier as seller, which the agency orders."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import bindparam, select, update

from ecomkit.domain import (
    Buyer,
    Destination,
    IssuedLine,
    IssueQuote,
    Money,
    OrderPlaced,
    PaymentMethod,
    PlaceOrder,
    QuoteById,
    Refusal,
    Success,
    UnitPrice,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.b2g.api import AGENCY, AWARD, INVOICE, AwardTender, TenderAwarded
from ecomkit.plugins.b2g.rows import as_agency, lines_of, move, row_of
from ecomkit.plugins.b2g.settings import B2GSettings
from ecomkit.plugins.b2g.tables import offer, tender
from ecomkit.plugins.b2g.values import TenderState
from ecomkit.sdk import Context, Event, Refuse, WriteContext, text, text_count

__all__ = ["apply_award", "check_order", "invoice_method", "quote_source", "record_order"]

_OFFER = select(offer).where(offer.c.envelope == bindparam("of"), offer.c.tender == bindparam("within"))
_ORDERED = update(tender).where(tender.c.id == bindparam("of")).values(order=bindparam("placed"))
_SOURCE = "b2g.award/"
_SHORTEST_REASON = 10


def quote_source(key: str) -> str:
    """What a quote says that came of a tender."""
    return f"{_SOURCE}{key}"


def apply_award(settings: B2GSettings, ctx: WriteContext, command: AwardTender) -> str:
    """Award, and issue the quote in the same transaction."""
    row = row_of(ctx, command.tender)
    agency = as_agency(ctx, row)
    chosen = ctx.db.first(_OFFER, of=command.envelope, within=row.id)
    if chosen is None or chosen.rank is None:
        raise Refuse.because("not_found", text("There is no such offer in this tender."), rule="b2g")
    if chosen.rank > 1 and len(command.reason.strip()) < _SHORTEST_REASON:
        words = text("This is not the first of the ranking. Say in a sentence why it is awarded.")
        raise Refuse.because("reason", words, rule="b2g", field="reason")
    awarded = {
        "state": TenderState.AWARDED.value,
        "awarded_at": ctx.now,
        "envelope": chosen.envelope,
        "reason": command.reason,
    }
    if not move(ctx, row.id, TenderState.OPENED, **awarded):
        raise Refuse.because("not_opened", text("Only an opened tender is awarded, and once."), rule="b2g")
    quote = ctx.run(
        IssueQuote(
            buyer=Buyer(party=agency, capacity=AGENCY), seller=chosen.supplier, source=quote_source(row.id), lines=_lines(row, chosen),
            destination=Destination(country=ctx.shop.country, postcode=row.postcode),
            valid_until=ctx.now + timedelta(days=settings.award_days), key=f"b2g/{row.id}",
        )
    )  # fmt: skip
    move(ctx, row.id, TenderState.AWARDED, quote=quote.id)
    money = Money(amount=chosen.total, currency=row.currency)
    ctx.emit(
        TenderAwarded(
            tender=row.id, envelope=chosen.envelope, supplier=chosen.supplier, quote=quote.id, money=money, reason=command.reason
        )
    )  # fmt: skip
    return quote.id


def _lines(row: Any, chosen: Any) -> tuple[IssuedLine, ...]:
    prices = json.loads(chosen.prices)
    return tuple(
        IssuedLine(
            text=line.text, unit=line.unit, quantity=line.quantity,
            unit_price=UnitPrice(money=Money(amount=price, currency=row.currency), includes_tax=False),
        )
        for line, price in zip(lines_of(row), prices, strict=True)
    )  # fmt: skip


def check_order(ctx: Context, command: PlaceOrder) -> Sequence[Refusal]:
    """Only an officer orders what a tender awarded, and once: the invoice goes to the agency."""
    key = _tender_of(ctx, command)
    if key is None:
        return []
    if AWARD not in ctx.actor.permissions:
        return [
            Refusal(code="not_permitted", text=text("An officer of the agency orders what was awarded."), rule="b2g")
        ]
    if row_of(ctx, key).order is not None:
        return [Refusal(code="ordered", text=text("This award was ordered already."), rule="b2g")]
    return []


def record_order(ctx: WriteContext, command: PlaceOrder, events: Sequence[Event]) -> None:
    """Note which order came of the tender."""
    key = _tender_of(ctx, command)
    placed = next((event.order for event in events if isinstance(event, OrderPlaced)), None)
    if key is not None and placed is not None:
        ctx.db.write(_ORDERED, of=key, placed=placed)


def _tender_of(ctx: Context, command: PlaceOrder) -> str | None:
    if ctx.buyer is None or ctx.buyer.capacity != AGENCY:
        return None
    try:
        source = ctx.ask(QuoteById(quote=command.quote)).source
    except NotFound:
        return None
    return source.removeprefix(_SOURCE) if source.startswith(_SOURCE) else None


def invoice_method(days: int) -> PaymentMethod:
    """Payment by invoice: an agency's word, so the order goes on at once."""
    return PaymentMethod(
        key=INVOICE, label=text("Invoice"), success=Success.PROMISED,
        offered=lambda ctx: ctx.buyer is not None and ctx.buyer.capacity == AGENCY,
        note=text_count(
            "The agency is invoiced and pays within %(number)s day.", "The agency is invoiced and pays within %(number)s days.", days
        ),
    )  # fmt: skip
