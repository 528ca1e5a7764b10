"""Opening: two acts by two people, each in their own sign-in; the first closes the tender, the second opens the bids."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import bindparam, func, insert, select, update

from ecomkit.domain import Hats
from ecomkit.plugins.b2g import sealing
from ecomkit.plugins.b2g.api import (
    OPEN,
    SUPPLIER,
    KeyTurned,
    PassphraseRefused,
    TenderClosed,
    TenderOpened,
    Turned,
    TurnKey,
)
from ecomkit.plugins.b2g.rows import about_envelope, as_agency, lines_of, move, openers_of, row_of
from ecomkit.plugins.b2g.settings import B2GSettings
from ecomkit.plugins.b2g.tables import envelope, offer, opener, wrap
from ecomkit.plugins.b2g.tenders import wrap_about
from ecomkit.plugins.b2g.values import EnvelopeState, LotLine, TenderState
from ecomkit.sdk import Context, Refuse, WriteContext, text, text_count

__all__ = ["Content", "apply_turn", "opens_from", "prepare_turn", "ranked", "read_content", "total_of", "tries_left"]

_WRAP = select(wrap).where(
    wrap.c.tender == bindparam("of"), wrap.c.first == bindparam("one"), wrap.c.second == bindparam("two")
)
_ENVELOPES = select(envelope).where(
    envelope.c.tender == bindparam("of"), envelope.c.state == EnvelopeState.SEALED.value
)
_MINE = (opener.c.tender == bindparam("of"), opener.c.person == bindparam("who"))
_RIGHT = (
    update(opener).where(*_MINE, opener.c.wrong < bindparam("most"))
    .values(wrong=0, wrong_since=None, share=bindparam("hidden"), acted_at=bindparam("at"))
)  # fmt: skip
_WRONG = (
    update(opener).where(*_MINE, opener.c.wrong < bindparam("most"))
    .values(wrong=opener.c.wrong + 1, wrong_since=func.coalesce(opener.c.wrong_since, bindparam("at", type_=opener.c.wrong_since.type)))
)  # fmt: skip
_AFRESH = update(opener).where(*_MINE, opener.c.wrong_since <= bindparam("before")).values(wrong=0, wrong_since=None)
_FORGET = update(opener).where(opener.c.tender == bindparam("of")).values(share=None)


class Content(BaseModel):
    """What a bid says once it is open. Its errors never quote what they are about."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    supplier: str
    name: str
    prices: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Act:
    """An opener's act as prepared: their share (None for a wrong passphrase), and the private key where a partner had acted.

    `tried` are the partners' shares that were there to be tried with.
    """

    share: bytes | None
    private: bytes | None
    tried: frozenset[str]


def opens_from(settings: B2GSettings, deadline: datetime) -> datetime:
    """When the first act may be."""
    return deadline + timedelta(seconds=settings.settle_seconds)


def tries_left(settings: B2GSettings, one: Any, now: datetime) -> int:
    """How many wrong passphrases an opener has left."""
    over = one.wrong_since is None or now - one.wrong_since >= timedelta(minutes=settings.try_minutes)
    return settings.tries if over else max(0, settings.tries - one.wrong)


def prepare_turn(settings: B2GSettings, ctx: Context, command: TurnKey) -> Act:
    """Derive the opener's share, and the private key where a partner has acted: slow on purpose, outside the transaction."""
    if OPEN not in ctx.actor.permissions:
        raise Refuse.because("not_permitted", text("Your role does not allow this."), rule="permissions")
    row, own = _ready(settings, ctx, command)
    if tries_left(settings, own, ctx.now) == 0:
        raise _too_often(settings)
    share = sealing.share_of(command.passphrase.secret, own.salt, row.work)
    if sealing.hint_of(share) != own.hint:
        return Act(None, None, frozenset())
    private, tried = _with_partner(ctx, row, own.person, share, frozenset())
    return Act(share, private, tried)


def _ready(settings: B2GSettings, ctx: Context, command: TurnKey) -> tuple[Any, Any]:
    row = row_of(ctx, command.tender)
    as_agency(ctx, row)
    own = next((one for one in openers_of(ctx, row.id) if one.person == ctx.actor.key), None)
    if own is None:
        raise Refuse.because("not_opener", text("You are not one of this tender's openers."), rule="b2g")
    if row.state not in (TenderState.PUBLISHED, TenderState.CLOSED):
        raise Refuse.because("not_closed", text("This tender is not waiting to be opened."), rule="b2g")
    if ctx.now < opens_from(settings, row.deadline):
        raise Refuse.because("early", text("Bids are opened after the deadline, not before."), rule="b2g")
    if any(hat.buyer.capacity == SUPPLIER for hat in ctx.ask(Hats())):
        raise Refuse.because("conflict", text("Whoever acts for a supplier does not open bids."), rule="b2g")
    return row, own


def _with_partner(
    ctx: Context, row: Any, person: str, share: bytes, tried: frozenset[str]
) -> tuple[bytes | None, frozenset[str]]:
    """The private key by this opener and any partner who has acted, and whose shares were tried."""
    for other in openers_of(ctx, row.id):
        if other.person == person or other.share is None or other.share in tried:
            continue
        tried |= {other.share}
        theirs = sealing.show_share(ctx.shop.secret, other.share, _share_about(row.id, other.person))
        if theirs is None:
            continue
        (first, one), (second, two) = sorted(((person, share), (other.person, theirs)))
        closed = ctx.db.first(_WRAP, of=row.id, one=first, two=second)
        if closed is not None:
            key = sealing.pair_key(one, two, closed.salt, row.work)
            private = sealing.unwrap(closed.box, key, wrap_about(row.id, first, second))
            if private is not None:
                return private, tried
    return None, tried


def _share_about(key: str, person: str) -> str:
    return f"share {key} {person}"


def apply_turn(settings: B2GSettings, ctx: WriteContext, command: TurnKey, act: Act) -> Turned:
    """Count a wrong passphrase, or keep the share and open where a partner has acted. Both acts are the same act."""
    row, own = _ready(settings, ctx, command)
    move(ctx, row.id, TenderState.PUBLISHED, TenderState.CLOSED)  # two acts at once meet here
    ctx.db.write(_AFRESH, of=row.id, who=own.person, before=ctx.now - timedelta(minutes=settings.try_minutes))
    if act.share is None:
        if not ctx.db.write(_WRONG, of=row.id, who=own.person, most=settings.tries, at=ctx.now):
            raise _too_often(settings)
        ctx.emit(PassphraseRefused(tender=row.id, opener=own.person))
        left = next(tries_left(settings, one, ctx.now) for one in openers_of(ctx, row.id) if one.person == own.person)
        return Turned(state="wrong", tries_left=left)
    hidden = sealing.hide_share(ctx.shop.secret, act.share, _share_about(row.id, own.person))
    if not ctx.db.write(_RIGHT, of=row.id, who=own.person, most=settings.tries, hidden=hidden, at=ctx.now):
        raise _too_often(settings)
    if move(ctx, row.id, TenderState.PUBLISHED, state=TenderState.CLOSED.value, closed_at=ctx.now):
        ctx.emit(TenderClosed(tender=row.id))
    ctx.emit(KeyTurned(tender=row.id, opener=own.person))
    private = act.private or _with_partner(ctx, row, own.person, act.share, act.tried)[0]
    if private is None or sealing.public_of(private) != row.public_key:
        return Turned(state="waiting")
    _open(ctx, row, private)
    return Turned(state="opened")


def _too_often(settings: B2GSettings) -> Refuse:
    words = text_count(
        "That was the wrong passphrase too often. Try again in %(number)s minute; other openers can go on.",
        "That was the wrong passphrase too often. Try again in %(number)s minutes; other openers can go on.",
        settings.try_minutes,
    )
    return Refuse.because("tries", words, rule="b2g", field="passphrase")


def _open(ctx: WriteContext, row: Any, private: bytes) -> None:
    """Open the bids that count, rank them, and forget the shares. Replaced and withdrawn bids stay closed."""
    lines, read, unreadable = lines_of(row), [], []
    for sealed in ctx.db.all(_ENVELOPES, of=row.id):
        about = about_envelope(row.id, sealed.id, sealed.arrived_at)
        key = sealing.content_key(private, sealed.box, about)
        content = read_content(sealing.open_box(sealed.box, key, about), len(lines))
        if content is None or sealing.mark_of(ctx.shop.secret, row.id, content.supplier) != sealed.mark:
            unreadable.append(sealed.id)
        else:
            read.append((sealed, key, content, total_of(lines, content.prices)))
    ranking = sorted(read, key=lambda one: ranked(one[3], one[0].arrived_at, one[0].digest))
    for rank, (sealed, key, content, total) in enumerate(ranking, 1):
        ctx.db.write(
            insert(offer), envelope=sealed.id, tender=row.id, supplier=content.supplier, supplier_name=content.name, total=total,
            prices=json.dumps(content.prices), content_key=key.hex(), rank=rank,
        )  # fmt: skip
    for lost in unreadable:
        ctx.db.write(
            insert(offer),
            envelope=lost,
            tender=row.id,
            supplier="",
            supplier_name="",
            total=0,
            prices="[]",
            content_key="",
            rank=None,
        )
    move(ctx, row.id, TenderState.CLOSED, state=TenderState.OPENED.value, opened_at=ctx.now)
    ctx.db.write(_FORGET, of=row.id)
    ctx.emit(
        TenderOpened(
            tender=row.id, ranking=tuple(one[0].id for one in ranking), totals=tuple(one[3] for one in ranking),
            unreadable=tuple(sorted(unreadable)),
        )
    )  # fmt: skip


def read_content(plain: bytes | None, lines: int) -> Content | None:
    """What a bid says, or None where it cannot be read as a bid for so many lines."""
    if plain is None:
        return None
    try:
        content = Content.model_validate_json(plain)
    except ValidationError:
        return None
    return content if len(content.prices) == lines and all(price > 0 for price in content.prices) else None


def total_of(lines: tuple[LotLine, ...], prices: tuple[int, ...]) -> int:
    """What a bid comes to, net, in minor units: quantity times unit price, added up."""
    return sum(line.quantity * price for line, price in zip(lines, prices, strict=True))


def ranked(total: int, arrived_at: datetime, digest: str) -> tuple[int, datetime, str]:
    """The order of bids: the lowest total first; of equal totals the one that arrived first; then by digest."""
    return total, arrived_at, digest
