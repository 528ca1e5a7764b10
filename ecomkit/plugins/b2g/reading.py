"""Answers: who may know what of a tender, at which time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, bindparam, func, select

from ecomkit.domain import Members, Money
from ecomkit.errors import NotFound
from ecomkit.plugins.b2g import sealing
from ecomkit.plugins.b2g.api import (
    AWARD,
    PUBLISH,
    STAFF,
    SUPPLIER,
    BidByNumber,
    EvaluationOf,
    OpeningOf,
    OwnBids,
    TenderByNumber,
    Tenders,
)
from ecomkit.plugins.b2g.bidding import receipt_of
from ecomkit.plugins.b2g.opening import opens_from, tries_left
from ecomkit.plugins.b2g.rows import agency_of, openers_of, seen_tender, tender_of
from ecomkit.plugins.b2g.settings import B2GSettings
from ecomkit.plugins.b2g.tables import envelope, offer, opener, tender
from ecomkit.plugins.b2g.values import (
    BidReceipt,
    EnvelopeState,
    Evaluation,
    Offer,
    OpenerSeen,
    Opening,
    Tender,
    TenderState,
)
from ecomkit.sdk import Context

__all__ = ["bid_by_number", "evaluation_of", "opening_of", "own_bids", "tender_by_number", "tenders"]

_MOST = 200
_OPENED = (TenderState.OPENED, TenderState.AWARDED)
_TAKES = and_(tender.c.state == TenderState.PUBLISHED.value, tender.c.deadline > bindparam("now"))
_LIST = select(tender).limit(_MOST)
_OPEN = _LIST.where(_TAKES).order_by(tender.c.deadline, tender.c.number)
_PAST = _LIST.where(tender.c.state != TenderState.DRAFT.value, ~_TAKES).order_by(
    tender.c.deadline.desc(), tender.c.number
)
_AGENCY = _LIST.where(tender.c.agency == bindparam("by")).order_by(tender.c.deadline.desc(), tender.c.number)
_ALL = _LIST.order_by(tender.c.deadline.desc(), tender.c.number)
_TO_OPEN = (
    select(tender).join(opener, opener.c.tender == tender.c.id).limit(_MOST)
    .where(opener.c.person == bindparam("who"), tender.c.agency == bindparam("by"), tender.c.state.in_(("published", "closed")))
    .order_by(tender.c.deadline)
)  # fmt: skip
_BY_ID = select(tender).where(tender.c.id == bindparam("of"))
_BIDS = select(envelope).where(envelope.c.mark.in_(bindparam("marks", expanding=True))).order_by(envelope.c.id.desc())
_BY_NUMBER = select(envelope).where(envelope.c.number == bindparam("of"))
_OFFER = select(offer).where(offer.c.envelope == bindparam("of"))
_OFFERS = (
    select(offer, envelope.c.number, envelope.c.digest, envelope.c.arrived_at)
    .join(envelope, envelope.c.id == offer.c.envelope).where(offer.c.tender == bindparam("of"))
    .order_by(func.coalesce(offer.c.rank, 1_000_000))
)  # fmt: skip
_COUNT = select(func.count()).select_from(envelope).where(
    envelope.c.tender == bindparam("of"), envelope.c.state == bindparam("is_state")
)  # fmt: skip
_EVER = select(tender).where(tender.c.published_at.is_not(None)).order_by(tender.c.id.desc()).limit(_MOST)


def tenders(ctx: Context, query: Tenders) -> tuple[Tender, ...]:
    """A list, and nothing in it that depends on bids."""
    agency = agency_of(ctx)
    if query.view == "staff" and STAFF in ctx.actor.permissions:
        rows = ctx.db.all(_ALL)
    elif query.view == "agency" and agency is not None:
        rows = ctx.db.all(_AGENCY, by=agency)
    elif query.view == "to_open" and agency is not None:
        rows = ctx.db.all(_TO_OPEN, who=ctx.actor.key, by=agency)
    elif query.view in ("open", "past"):
        rows = ctx.db.all(_OPEN if query.view == "open" else _PAST, now=ctx.now)
    else:
        rows = ()
    return tuple(tender_of(ctx, row) for row in rows)


def tender_by_number(ctx: Context, query: TenderByNumber) -> Tender:
    """One tender."""
    row = seen_tender(ctx, query.number)
    if row is None:
        raise NotFound("There is no such tender.")
    return tender_of(ctx, row)


def _supplier(ctx: Context) -> str:
    if ctx.buyer is None or ctx.buyer.capacity != SUPPLIER:
        raise NotFound("Bids are seen by the supplier who sent them.")
    return ctx.buyer.party


def own_bids(ctx: Context, _query: OwnBids) -> tuple[BidReceipt, ...]:
    """A supplier's own bids, found by the marks that only the shop and its secret can make."""
    party = _supplier(ctx)
    known = {row.id: row for row in ctx.db.all(_EVER)}
    marks = [sealing.mark_of(ctx.shop.secret, key, party) for key in known]
    return tuple(_own(ctx, known[one.tender], one) for one in ctx.db.all(_BIDS, marks=marks))


def bid_by_number(ctx: Context, query: BidByNumber) -> BidReceipt:
    """One receipt."""
    party = _supplier(ctx)
    found = ctx.db.first(_BY_NUMBER, of=query.number)
    if found is None or found.mark != sealing.mark_of(ctx.shop.secret, found.tender, party):
        raise NotFound("There is no such bid, or it is not yours.")
    return _own(ctx, ctx.db.first(_BY_ID, of=found.tender), found)


def _own(ctx: Context, row: Any, sealed: Any) -> BidReceipt:
    receipt = receipt_of(ctx, row, sealed)
    opened = ctx.db.first(_OFFER, of=sealed.id) if row.state in _OPENED else None
    if opened is None or opened.rank is None:
        return receipt
    total = Money(amount=opened.total, currency=row.currency)
    return receipt.model_copy(update={"rank": opened.rank, "total": total})


def opening_of(settings: B2GSettings, ctx: Context, query: OpeningOf) -> Opening:
    """How far the opening is. It says who has acted, and nothing of bids."""
    row = seen_tender(ctx, query.number)
    if row is None or agency_of(ctx) != row.agency or row.state == TenderState.DRAFT:
        raise NotFound("There is no such tender.")
    people = openers_of(ctx, row.id)
    own = next((one for one in people if one.person == ctx.actor.key), None)
    if own is None and PUBLISH not in ctx.actor.permissions:
        raise NotFound("There is no such tender.")
    names = {one.person: one.name for one in ctx.ask(Members(organisation=row.agency))}
    seen = tuple(
        OpenerSeen(person=one.person, name=names.get(one.person, "–"), acted_at=one.acted_at) for one in people
    )
    left = tries_left(settings, own, ctx.now) if own is not None else 0
    return Opening(
        tender=tender_of(ctx, row), openers=seen, from_when=opens_from(settings, row.deadline), tries_left=left
    )


def evaluation_of(ctx: Context, query: EvaluationOf) -> Evaluation:
    """The ranking, for the agency, from the opening on."""
    row = seen_tender(ctx, query.number)
    if row is None or agency_of(ctx) != row.agency or row.state not in _OPENED:
        raise NotFound("There is no such ranking yet.")
    offers = tuple(_offer(row, one) for one in ctx.db.all(_OFFERS, of=row.id))
    counts = {state: ctx.db.scalar(_COUNT, of=row.id, is_state=state.value) for state in EnvelopeState}
    return Evaluation(
        tender=tender_of(ctx, row), offers=offers, replaced=counts[EnvelopeState.REPLACED], withdrawn=counts[EnvelopeState.WITHDRAWN],
        tie_decided=_tied(offers), quote=(row.quote or "") if AWARD in ctx.actor.permissions else "", order=row.order or "",
    )  # fmt: skip


def _offer(row: Any, one: Any) -> Offer:
    return Offer(
        envelope=one.envelope, number=one.number, digest=one.digest, supplier=one.supplier, supplier_name=one.supplier_name,
        prices=tuple(json.loads(one.prices)), total=Money(amount=one.total, currency=row.currency), arrived_at=one.arrived_at,
        rank=one.rank,
    )  # fmt: skip


def _tied(offers: Sequence[Offer]) -> bool:
    totals = [one.total for one in offers if one.rank is not None]
    return len(set(totals)) != len(totals)
