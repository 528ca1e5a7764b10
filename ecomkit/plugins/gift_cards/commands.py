"""The bodies: cards are issued, entered, blocked, and lapse."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from sqlalchemy import bindparam, insert, select, update

from ecomkit.domain import (
    AccountByKey,
    Money,
    PaymentRefunded,
    PaymentReturned,
    PaymentStarted,
    Posting,
    code_digest,
    new_code,
    parse_amount,
)
from ecomkit.plugins.gift_cards import api
from ecomkit.plugins.gift_cards.cards import ACTIVE, BLOCKED, LAPSED, account_of, card_in, issued_account, spendable
from ecomkit.plugins.gift_cards.settings import GiftCardSettings
from ecomkit.plugins.gift_cards.tables import GUESSES, card, payment
from ecomkit.sdk import Context, Event, Mistake, Refuse, Text, Utc, WriteContext, new_id, text, text_of

__all__ = [
    "block", "cancel_sold", "enter", "issue", "keep_refunded", "lapse", "note_payments", "remove", "sell", "sold_code",
]  # fmt: skip

_KIND = "gift-card"
_AFTER_REFUND = timedelta(days=90)
_BY_DIGEST = select(card).where(card.c.digest == bindparam("of"))
_BY_KEY = select(card).where(card.c.id == bindparam("of"))
_MOVE = update(card).where(card.c.id == bindparam("of"), card.c.state == bindparam("was"))
_OVER = select(card).where(card.c.state == ACTIVE, card.c.expires_at <= bindparam("now", type_=Utc)).limit(500)
_OF_ORDER = select(card).where(card.c.source.startswith(bindparam("start")), card.c.state == ACTIVE)
_PAID_BY = select(payment.c.card).where(payment.c.payment == bindparam("of"))
_WORDS: Final = {
    "unknown": text("We do not know this code. Check it letter by letter."),
    "paused": text("These were too many codes that do not exist. Wait a quarter of an hour, then try again."),
    "blocked": text("This card is blocked. Ask us why."),
    "over": text("This card could be spent until %(day)s."),
    "currency": text("This card is in another currency."),
    "empty": text("Nothing is left on this card."),
    "entered": text("The card is in your cart: it pays at the checkout."),
    "found": text("This is on the card."),
}


def issue(settings: GiftCardSettings, ctx: WriteContext, command: api.IssueGiftCard) -> api.CardCode:
    """Issue a card with a code made by chance."""
    try:
        money = parse_amount(command.amount, ctx.shop.currency)
    except Mistake as error:
        raise _refused("amount", text_of(error), "amount") from error
    if money.amount <= 0:
        raise _refused("amount", text("A card has more than nothing on it."), "amount")
    end = _end_of(ctx, command.valid_until) if command.valid_until else ctx.now + timedelta(days=settings.valid_days)
    if end <= ctx.now:
        raise _refused("over", text("This day is over already."), "valid_until")
    code = new_code(16)
    _write(ctx, code, money, end, "staff")
    return api.CardCode(secret=code)


def _refused(code: str, words: Text, field: str | None = None) -> Refuse:
    return Refuse.because(code, words, rule="gift_cards", field=field)


def _end_of(ctx: WriteContext, written: str) -> datetime:
    """The end of a day where the shop is."""
    try:
        day = date.fromisoformat(written) + timedelta(days=1)
    except (ValueError, OverflowError) as error:
        raise _refused("day", text("There is no such day."), "valid_until") from error
    return datetime.combine(day, time(), ZoneInfo(ctx.shop.timezone)).astimezone(UTC)


def _write(ctx: WriteContext, code: str, money: Money, end: datetime, source: str) -> None:
    key, issued = f"{ctx.now:%Y-%m-%d}-{new_id()[-8:]}", issued_account(money.currency)
    ctx.db.write(
        insert(card), id=key, digest=code_digest(ctx.shop.secret, _KIND, code), amount=money.amount, currency=money.currency,
        state=ACTIVE, source=source, issued_at=ctx.now, expires_at=end,
    )  # fmt: skip
    ctx.ledger.open(issued, currency=money.currency, owner=ctx.shop.party, floor=None)
    ctx.ledger.open(account_of(key), currency=money.currency, owner=ctx.shop.party)
    posting = f"gift_cards.issue/{key}"
    ctx.ledger.post(Posting(key=posting, debit=issued, credit=account_of(key), money=money, reason="issued"))
    ctx.emit(api.GiftCardIssued(gift_card=key, money=money))


def sold_code(secret: str, order: str, line: str, piece: int) -> str:
    """The code of a card that was bought: the same each time it is asked for, and nobody's guess without the secret."""
    letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
    drawn = hmac.new(secret.encode(), f"{_KIND}:{order}/{line}/{piece}".encode(), hashlib.sha256).digest()
    number = int.from_bytes(drawn)
    word = "".join(letters[number // len(letters) ** at % len(letters)] for at in range(16))
    return "-".join(word[at : at + 4] for at in range(0, 16, 4))


def sell(settings: GiftCardSettings, ctx: WriteContext, command: api.SellGiftCard) -> None:
    """Issue it once, however often this is asked."""
    code = sold_code(ctx.shop.secret, command.order, command.line, command.piece)
    if ctx.db.first(_BY_DIGEST, of=code_digest(ctx.shop.secret, _KIND, code)) is None:
        end = ctx.now + timedelta(days=settings.valid_days)
        _write(ctx, code, command.worth, end, f"{command.order}/{command.line}/{command.piece}")


def cancel_sold(ctx: WriteContext, command: api.CancelSoldCards) -> int:
    """Block what the order brought."""
    rows = ctx.db.all(_OF_ORDER, start=f"{command.order}/")
    for row in rows:
        _block(ctx, row.id, "order cancelled")
    return len(rows)


def block(ctx: WriteContext, command: api.BlockGiftCard) -> None:
    """Block one by its key."""
    row = ctx.db.first(_BY_KEY, of=command.card)
    if row is None or row.state != ACTIVE:
        raise _refused("not_found", text("There is no such card, or it can no longer be spent."), "card")
    _block(ctx, row.id, command.reason)


def _block(ctx: WriteContext, key: str, reason: str) -> None:
    ctx.db.write(_MOVE.values(state=BLOCKED), of=key, was=ACTIVE)
    ctx.emit(api.GiftCardBlocked(gift_card=key, reason=reason))


def enter(ctx: WriteContext, command: api.EnterGiftCard) -> api.CardAnswer:
    """Put a card into the cart or look at it; or say what is wrong with it."""
    keys = GUESSES.keys(ctx, command.cart, command.client)
    if GUESSES.paused(ctx, keys):
        return api.CardAnswer(code="paused", text=_WORDS["paused"])
    row = ctx.db.first(_BY_DIGEST, of=code_digest(ctx.shop.secret, _KIND, command.code.secret[:100]))
    if row is None:
        GUESSES.wrong(ctx, keys)
        return api.CardAnswer(code="unknown", text=_WORDS["unknown"])
    GUESSES.forget(ctx, keys)
    free = ctx.ledger.balance(account_of(row.id)) or Money.zero(row.currency)
    wrong = _wrong_with(ctx, row, free)
    if wrong is None and not command.look:
        ctx.keep_codes(command.cart, [row.id])
    code = wrong or ("found" if command.look else "entered")
    words = _WORDS[code]
    if code == "over":
        words = words.model_copy(update={"values": (("day", f"{row.expires_at.date() - timedelta(days=1)}"),)})
    return api.CardAnswer(code=code, text=words, free=free, expires_at=row.expires_at)


def _wrong_with(ctx: Context, row: Any, free: Money) -> str | None:
    if row.state == BLOCKED:
        return "blocked"
    if row.state == LAPSED or row.expires_at <= ctx.now:
        return "over"
    if not free:
        return "empty"
    return None if spendable(ctx, row) else "currency"


def remove(ctx: WriteContext, command: api.RemoveGiftCard) -> None:
    """Take it out; what is not there is out."""
    ctx.keep_codes(command.cart, [])


def lapse(ctx: WriteContext, _command: api.LapseGiftCards) -> int:
    """After the last day, what is free goes back to the shop; what orders have set aside is looked at again later."""
    rows = ctx.db.all(_OVER, now=ctx.now)
    lapsed = sum(_lapse(ctx, row) for row in rows)
    GUESSES.tidy(ctx)
    return lapsed


def _lapse(ctx: WriteContext, row: Any) -> bool:
    account = ctx.ask(AccountByKey(account=account_of(row.id)))
    free = account.balance - account.reserved
    if free:
        posting, back = f"gift_cards.lapse/{new_id()}", issued_account(row.currency)
        ctx.ledger.post(Posting(key=posting, debit=account.key, credit=back, money=free, reason="lapsed"))
        ctx.emit(api.GiftCardLapsed(gift_card=row.id, money=free))
    if account.reserved:
        return False
    return bool(ctx.db.write(_MOVE.values(state=LAPSED), of=row.id, was=ACTIVE))


def note_payments(ctx: WriteContext, events: Iterable[Event]) -> None:
    """Which card a payment takes from: its refund lets that card live on."""
    for event in events:
        if isinstance(event, PaymentStarted) and event.method == api.METHOD:
            row = card_in(ctx)
            if row is not None:
                ctx.db.write(insert(payment), payment=event.payment, order=event.order, card=row.id)


def keep_refunded(ctx: WriteContext, events: Iterable[Event]) -> None:
    """What came back to a card can be spent for a while, also where the card was over."""
    for event in events:
        if isinstance(event, PaymentRefunded | PaymentReturned) and event.method == api.METHOD:
            row = ctx.db.first(_BY_KEY, of=ctx.db.scalar(_PAID_BY, of=event.payment) or "")
            if row is not None and row.state != BLOCKED:
                end = max(row.expires_at, ctx.now + _AFTER_REFUND)
                ctx.db.write(_MOVE.values(state=ACTIVE, expires_at=end), of=row.id, was=row.state)
