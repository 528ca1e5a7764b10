"""Bidding: sealed before the transaction begins, written only in time, known to nobody until the opening."""

from __future__ import annotations

import json
import re
import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, insert, select, update

from ecomkit.domain import Hats, Members
from ecomkit.plugins.b2g import sealing
from ecomkit.plugins.b2g.api import BID, BidSealed, BidWithdrawn, SubmitBid, WithdrawBid
from ecomkit.plugins.b2g.rows import about_envelope, lines_of, openers_of, row_of, supplier_name
from ecomkit.plugins.b2g.tables import envelope, tender
from ecomkit.plugins.b2g.values import BidReceipt, EnvelopeState, TenderState
from ecomkit.sdk import Context, Refuse, WriteContext, new_id, text

__all__ = ["SealedBid", "apply_submit", "apply_withdraw", "prepare_submit", "receipt_of"]

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
_PRICE = re.compile(r"[1-9]\d{0,11}", re.ASCII)
_IN_TIME = (
    update(tender)
    .where(
        tender.c.id == bindparam("of"),
        tender.c.state == TenderState.PUBLISHED.value,
        tender.c.deadline > bindparam("arrived"),
    )
    .values(turn=bindparam("now_turn"))
)
_BY_SLIP = select(envelope).where(envelope.c.tender == bindparam("of"), envelope.c.slip == bindparam("slip_digest"))
_BY_NUMBER = select(envelope).where(envelope.c.number == bindparam("of"))
_LIVE = select(envelope.c.id).where(
    envelope.c.tender == bindparam("of"),
    envelope.c.mark == bindparam("by"),
    envelope.c.state == EnvelopeState.SEALED.value,
)
_MOVE = (
    update(envelope)
    .where(envelope.c.id == bindparam("of"), envelope.c.state == EnvelopeState.SEALED.value)
    .values(state=bindparam("after"))
)


@dataclass(frozen=True, slots=True)
class SealedBid:
    """A bid as it is written: nothing in it says whose it is or what it offers."""

    id: str
    number: str
    mark: str
    box: str
    digest: str
    arrived_at: datetime


def prepare_submit(ctx: Context, command: SubmitBid) -> SealedBid:
    """Check and seal a bid. What it says leaves this function as ciphertext only."""
    if BID not in ctx.actor.permissions:
        raise Refuse.because("not_permitted", text("Your role does not allow this."), rule="permissions")
    party, name = supplier_name(ctx)
    row = row_of(ctx, command.tender)
    _may_bid(ctx, row, party)
    prices = _prices(command.bid.secret, len(lines_of(row)))
    key = new_id()
    content = json.dumps({"supplier": party, "name": name, "prices": prices}, ensure_ascii=False).encode()
    box = sealing.seal(row.public_key, content, about_envelope(row.id, key, ctx.now))
    number = f"{row.number}-{''.join(secrets.choice(_ALPHABET) for _ in range(8))}"
    mark = sealing.mark_of(ctx.shop.secret, row.id, party)
    return SealedBid(key, number, mark, box, sealing.digest_of_box(box), ctx.now)


def _prices(written: str, lines: int) -> list[int]:
    """Unit prices in minor units. Never quoted in a refusal: refusals are shown, and may be logged."""
    parts = written.split(",")
    if len(parts) != lines or not all(_PRICE.fullmatch(part) for part in parts):
        raise Refuse.because("prices", text("Give a price above zero for each line."), rule="b2g", field="bid")
    return [int(part) for part in parts]


def _may_bid(ctx: Context, row: Any, party: str) -> None:
    """Nobody of the agency or among the openers stands behind the bid. Whether it is in time is for the guard to say: a form
    that is sent twice around the deadline has its receipt from the first time.
    """
    if row.state == TenderState.DRAFT:
        raise Refuse.because("not_found", text("There is no such tender."), rule="b2g")
    if not row.public_key:
        raise _late()
    openers = {one.person for one in openers_of(ctx, row.id)}
    own = {ctx.actor.key} | {member.person for member in ctx.ask(Members(organisation=party))}
    if openers & own or any(hat.buyer.party == row.agency for hat in ctx.ask(Hats())):
        words = text("People who open or decide on this tender do not bid in it, nor does a supplier they act for.")
        raise Refuse.because("conflict", words, rule="b2g")


def _late() -> Refuse:
    return Refuse.because("late", text("The deadline has passed: no bid is taken or changed any more."), rule="b2g")


def apply_submit(ctx: WriteContext, command: SubmitBid, bid: SealedBid) -> BidReceipt:
    """Write a sealed bid, if it arrived in time and nobody has begun to open; it takes the place of an earlier one."""
    row = row_of(ctx, command.tender)
    slip = sealing.slip_of(row.id, command.slip)
    known = ctx.db.first(_BY_SLIP, of=row.id, slip_digest=slip)
    if known is not None:
        if known.mark != bid.mark:
            raise Refuse.because("slip", text("This form was sent before. Open it again."), rule="b2g")
        return receipt_of(ctx, row, known)
    _guard(ctx, row.id, bid.arrived_at)
    before = ctx.db.scalar(_LIVE, of=row.id, by=bid.mark)
    if before is not None:
        ctx.db.write(_MOVE, of=before, after=EnvelopeState.REPLACED.value)
    ctx.db.write(
        insert(envelope), id=bid.id, tender=row.id, number=bid.number, mark=bid.mark, slip=slip, box=bid.box, digest=bid.digest,
        arrived_at=bid.arrived_at, state=EnvelopeState.SEALED.value,
    )  # fmt: skip
    ctx.emit(BidSealed(tender=row.id, envelope=bid.id, digest=bid.digest, arrived_at=bid.arrived_at, replaces=before))
    written = ctx.db.first(_BY_NUMBER, of=bid.number)
    return receipt_of(ctx, row, written)


def _guard(ctx: WriteContext, key: str, arrived_at: datetime) -> None:
    """The deadline is held against the arrival, the state against now. It writes the tender, so that an opener at the same
    moment waits or has come first.
    """
    if not ctx.db.write(_IN_TIME, of=key, arrived=arrived_at, now_turn=new_id()):
        raise _late()


def apply_withdraw(ctx: WriteContext, command: WithdrawBid) -> None:
    """Take one's bid back. Nobody but the supplier learns that there was one."""
    party, _ = supplier_name(ctx)
    found = ctx.db.first(_BY_NUMBER, of=command.number)
    if found is None or found.mark != sealing.mark_of(ctx.shop.secret, found.tender, party):
        raise Refuse.because("not_found", text("There is no such bid, or it is not yours."), rule="b2g")
    _guard(ctx, found.tender, ctx.now)
    if not ctx.db.write(_MOVE, of=found.id, after=EnvelopeState.WITHDRAWN.value):
        raise Refuse.because("not_live", text("This bid does not count any more."), rule="b2g")
    ctx.emit(BidWithdrawn(tender=found.tender, envelope=found.id))


def receipt_of(ctx: Context, row: Any, sealed: Any) -> BidReceipt:
    """What a supplier holds of a bid. It does not say whose it is: it may be kept with the request that it answers."""
    change = sealed.state == EnvelopeState.SEALED and row.state == TenderState.PUBLISHED and ctx.now < row.deadline
    return BidReceipt(
        tender=row.id, tender_number=row.number, tender_title=row.title, number=sealed.number, digest=sealed.digest,
        arrived_at=sealed.arrived_at, state=EnvelopeState(sealed.state), open_for_change=change,
    )  # fmt: skip
