"""Rows as values, and the guards that several commands share."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Row, bindparam, select, update

from ecomkit.domain import Hats, Money
from ecomkit.plugins.b2g.api import AGENCY, STAFF, SUPPLIER
from ecomkit.plugins.b2g.tables import offer, opener, tender
from ecomkit.plugins.b2g.values import LotLine, Tender, TenderState
from ecomkit.sdk import Context, Refuse, WriteContext, new_id, text

__all__ = [
    "LINES", "about_envelope", "agency_of", "as_agency", "lines_of", "move", "openers_of", "row_of", "seen_tender", "supplier_name",
    "tender_of", "write_lines",
]  # fmt: skip

LINES: TypeAdapter[tuple[LotLine, ...]] = TypeAdapter(tuple[LotLine, ...])
_BY_KEY = select(tender).where((tender.c.id == bindparam("of")) | (tender.c.number == bindparam("of")))
_OPENERS = select(opener).where(opener.c.tender == bindparam("of")).order_by(opener.c.position)
_WINNER = select(offer).where(offer.c.envelope == bindparam("of"))
_MOVE = (
    update(tender)
    .where(tender.c.id == bindparam("of"), tender.c.state.in_(bindparam("before", expanding=True)))
    .values(turn=bindparam("now_turn"))
)


def row_of(ctx: Context, key: str) -> Row[Any]:
    """A tender's row by key or number. Raises `Refuse` where there is none."""
    row: Row[Any] | None = ctx.db.first(_BY_KEY, of=key)
    if row is None:
        raise Refuse.because("not_found", text("There is no such tender."), rule="b2g")
    return row


def openers_of(ctx: Context, key: str) -> list[Any]:
    """The rows of a tender's openers, in the order they were named."""
    return list(ctx.db.all(_OPENERS, of=key))


def lines_of(row: Any) -> tuple[LotLine, ...]:
    """What a tender asks for."""
    return LINES.validate_json(row.lines)


def write_lines(lines: tuple[LotLine, ...]) -> str:
    """Lines as stored, the same text for the same lines."""
    return json.dumps([line.model_dump() for line in lines], ensure_ascii=False, sort_keys=True)


def tender_of(ctx: Context, row: Any) -> Tender:
    """A row as a value. The winner is named once there is one."""
    won = ctx.db.first(_WINNER, of=row.envelope) if row.state == TenderState.AWARDED and row.envelope else None
    return Tender(
        id=row.id, number=row.number, agency=row.agency, agency_name=row.agency_name, title=row.title, summary=row.summary,
        lines=lines_of(row), currency=row.currency, postcode=row.postcode, state=TenderState(row.state), deadline=row.deadline,
        published_at=row.published_at, closed_at=row.closed_at, opened_at=row.opened_at, awarded_at=row.awarded_at,
        openers=tuple(one.person for one in openers_of(ctx, row.id)), public_key=row.public_key, reason=row.reason,
        winner=won.supplier_name if won else "", winner_total=Money(amount=won.total, currency=row.currency) if won else None,
    )  # fmt: skip


def seen_tender(ctx: Context, key: str) -> Row[Any] | None:
    """A tender's row, where this visitor may know of it: a draft is its agency's own."""
    row: Row[Any] | None = ctx.db.first(_BY_KEY, of=key)
    if row is None or (
        row.state == TenderState.DRAFT and agency_of(ctx) != row.agency and STAFF not in ctx.actor.permissions
    ):
        return None
    return row


def agency_of(ctx: Context) -> str | None:
    """The agency that the actor acts for, or None."""
    return ctx.buyer.party if ctx.buyer is not None and ctx.buyer.capacity == AGENCY else None


def as_agency(ctx: Context, row: Any | None = None) -> str:
    """The agency that the actor acts for. Raises `Refuse` where there is none, or where the tender is another one's."""
    agency = agency_of(ctx)
    if agency is None or (row is not None and row.agency != agency):
        raise Refuse.because("not_found", text("There is no such tender, or it is not your agency's."), rule="b2g")
    return agency


def supplier_name(ctx: Context) -> tuple[str, str]:
    """Key and name of the supplier that the actor acts for. Raises `Refuse` where there is none."""
    buyer = ctx.buyer
    if buyer is not None and buyer.capacity == SUPPLIER:
        for hat in ctx.ask(Hats()):
            if hat.buyer == buyer:
                return buyer.party, hat.label
    raise Refuse.because("not_supplier", text("Only a supplier sends a bid: change what you act as."), rule="b2g")


def about_envelope(key: str, envelope: str, arrived_at: datetime) -> str:
    """What a box is bound to: taken out of its tender, its row or its moment it does not open."""
    return f"envelope {key} {envelope} {arrived_at.isoformat(timespec='microseconds')}"


def move(ctx: WriteContext, key: str, *before: TenderState, **values: object) -> bool:
    """Change a tender that is in one of these states; false where it no longer is. The guard of every step."""
    return bool(ctx.db.write(_MOVE.values(**values), of=key, before=[one.value for one in before], now_turn=new_id()))
