"""The letters as values: every amount and date already in the reader's words."""

from __future__ import annotations

import gettext
import re
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

from babel import Locale
from babel.dates import format_date, match_skeleton
from babel.numbers import format_currency

from ecomkit.domain import (
    Address,
    Contact,
    InstructionsOf,
    Money,
    Order,
    Payment,
    PaymentState,
    Text,
    address_in,
    text,
    text_in,
    total,
)
from ecomkit.errors import NotFound
from ecomkit.sdk import JobContext

__all__ = ["OrderLetter", "cancelled", "dispatched", "expired", "late", "received", "refunded", "returned", "waiting"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the customer has to do for one payment: the method, its words, and rows to copy (label and value)."""

    label: Text
    words: Text
    rows: tuple[tuple[Text, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderLetter:
    """A letter about an order. `back` is the money that goes back, empty where none does."""

    subject: str
    heading: str
    greeting: str
    language: str
    number: str
    link: str
    promise: str
    lines: tuple[tuple[str, str, str], ...]
    totals: tuple[tuple[str, str, bool], ...]
    address: tuple[str, ...]
    payment: str
    collected: bool
    tracking: str = ""
    ships: bool = True
    asked: tuple[Asked, ...] = ()
    back: str = ""


class _Speech:
    """How a locale says things."""

    def __init__(self, locale: str) -> None:
        self.locale = locale.replace("-", "_")
        self._said = _translations(self.locale)
        self.words = self._said.gettext

    @property
    def language(self) -> str:
        """The locale as HTML and addresses write it."""
        return self.locale.replace("_", "-")

    def money(self, value: Money) -> str:
        """An amount in the reader's format."""
        return format_currency(value.decimal(), value.currency, locale=self.locale)

    def day(self, value: date) -> str:
        """A day of the week and the month in full, without the year."""
        return format_date(value, _day_pattern(self.locale), locale=self.locale)

    def adjusted(self, label: str, after: Money, changes: Sequence[tuple[Text, Money]]) -> list[tuple[str, str, bool]]:
        """What something cost before it was lowered or raised, and a row for each reason."""
        before = after - total((money for _why, money in changes), after.currency)
        rows = [(why.render(self._said, self), self.money(money), False) for why, money in changes]
        return [(label, self.money(before), False), *rows]

    def payment(self, payment: Payment) -> str:
        """What was paid, or is to be paid as the customer promised."""
        promised = payment.state is PaymentState.PROMISED
        words = self.words("%(amount)s to be paid as agreed") if promised else self.words("%(amount)s paid")
        return words % {"amount": self.money(payment.money)}


@lru_cache(maxsize=16)
def _translations(locale: str) -> gettext.NullTranslations:
    return gettext.translation("ecomkit", Path(__file__).parent / "locales", [locale], fallback=True)


@lru_cache(maxsize=16)
def _day_pattern(locale: str) -> str:
    """A language's way to write a day and month, with both names in full: in a sentence "mar" is not Tuesday but the sea."""
    known = Locale.parse(locale).datetime_skeletons
    pattern = known[match_skeleton("MMMMEEEEd", known)].pattern
    return re.sub("M{3,}", "MMMM", re.sub("E+", "EEEE", pattern))


def _speech(ctx: JobContext, order: Order) -> _Speech:
    """The language in which the order was placed."""
    return _Speech(order.locale or ctx.locale)


def _letter(
    ctx: JobContext, order: Order, contact: Contact, address: Address, asked: tuple[Asked, ...] = (), **given: str
) -> OrderLetter:
    say = _speech(ctx, order)
    totals = order.quote.totals
    rows = say.adjusted(say.words("Goods"), totals.goods, order.quote.adjusted(shipping=False))
    if order.quote.ships:
        rows += say.adjusted(say.words("Shipping"), totals.shipping, order.quote.adjusted(shipping=True))
    if totals.tax:
        contained = all(tax.contained for tax in order.quote.taxes)
        rows.append((say.words("Tax, included") if contained else say.words("Tax"), say.money(totals.tax), False))
    rows.append((say.words("Total"), say.money(totals.payable), True))
    day = say.day(order.promise) if order.promise else ""
    collected = _collected(order)
    place = () if collected or not order.quote.ships else (contact.name, *address.lines)
    promise = say.words("It is ready to collect by %(day)s.") if collected else say.words("It arrives by %(day)s.")
    page = address_in(ctx.shop.languages, f"/orders/{order.token}", say.language)
    return OrderLetter(
        language=say.language, number=order.number, greeting=say.words("Hello %(name)s,") % {"name": contact.name},
        link=ctx.shop.url + page, promise=promise % {"day": day} if day else "",
        lines=tuple((str(line.quantity), line.text, say.money(line.unit_price.times(line.quantity))) for line in order.quote.lines),
        totals=tuple(rows), address=place,
        payment=", ".join(say.payment(p) for p in order.payments if p.state.settled), collected=collected,
        ships=order.quote.ships, asked=asked, **given,
    )  # fmt: skip


def _collected(order: Order) -> bool:
    return order.quote.shipping is not None and order.quote.shipping.collected


def received(ctx: JobContext, order: Order, contact: Contact, address: Address) -> OrderLetter:
    """We have the order, and it is settled."""
    say = _speech(ctx, order).words
    subject = say("Order %(number)s received") % {"number": order.number}
    return _letter(ctx, order, contact, address, subject=subject, heading=say("We have your order"))


def waiting(ctx: JobContext, order: Order, contact: Contact, address: Address) -> OrderLetter:
    """We have the order, and wait for the money."""
    say = _speech(ctx, order).words
    subject = say("Order %(number)s: how to pay") % {"number": order.number}
    heading = say("Your order waits for payment")
    return _letter(ctx, order, contact, address, _asked(ctx, order), subject=subject, heading=heading)


def _asked(ctx: JobContext, order: Order) -> tuple[Asked, ...]:
    """How to pay what is not paid yet, as each method says it; one that was switched off since says nothing."""
    speech, found = _speech(ctx, order), []
    for payment in order.payments:
        if payment.state is not PaymentState.PENDING:
            continue
        with suppress(NotFound):
            told = ctx.ask(InstructionsOf(method=payment.method))
            rows = tuple((one.label, one.value) for one in told.details)
            if rows:
                reference = (text_in("bank transfer", "Reference"), order.number)
                rows = (*rows, (text("Amount"), speech.money(payment.money)), reference)
            if told.words:
                found.append(Asked(label=told.label, words=told.words, rows=rows))
    return tuple(found)


def dispatched(ctx: JobContext, order: Order, contact: Contact, address: Address) -> OrderLetter:
    """The order left, or lies ready for who collects it."""
    say = _speech(ctx, order).words
    subject, heading = say("Order %(number)s is on its way"), say("Your order is on its way")
    if _collected(order):
        subject, heading = say("Order %(number)s is ready to collect"), say("Your order is ready to collect")
    subject %= {"number": order.number}
    return _letter(ctx, order, contact, address, subject=subject, heading=heading, tracking=order.tracking or "")


def late(ctx: JobContext, order: Order, contact: Contact, address: Address) -> OrderLetter:
    """It was to arrive, and has not left."""
    speech = _speech(ctx, order)
    say = speech.words
    subject, heading = say("Order %(number)s is late") % {"number": order.number}, say("Your order is late")
    letter = _letter(ctx, order, contact, address, subject=subject, heading=heading)
    promise = say("It was promised for %(day)s.") % {"day": speech.day(order.promise)} if order.promise else ""
    return replace(letter, promise=promise)


def cancelled(ctx: JobContext, order: Order, contact: Contact, address: Address) -> OrderLetter:
    """It was called off."""
    say = _speech(ctx, order).words
    subject = say("Order %(number)s is cancelled") % {"number": order.number}
    return _ended(ctx, order, contact, address, subject, say("Your order is cancelled"), _kept(order))


def expired(ctx: JobContext, order: Order, contact: Contact, address: Address) -> OrderLetter:
    """Nobody paid in time."""
    say = _speech(ctx, order).words
    subject = say("Order %(number)s was not paid in time") % {"number": order.number}
    return _ended(ctx, order, contact, address, subject, say("Your order has ended"), _kept(order))


def refunded(ctx: JobContext, order: Order, contact: Contact, address: Address, money: Money) -> OrderLetter:
    """So much goes back of an order that goes on, or is over."""
    say = _speech(ctx, order).words
    subject = say("Refund for order %(number)s") % {"number": order.number}
    return _ended(ctx, order, contact, address, subject, say("Money goes back to you"), money)


def returned(ctx: JobContext, order: Order, contact: Contact, address: Address, money: Money) -> OrderLetter:
    """Money came when nothing was due any more, and goes back."""
    say = _speech(ctx, order).words
    subject = say("Order %(number)s: a payment goes back") % {"number": order.number}
    return _ended(ctx, order, contact, address, subject, say("A payment goes back to you"), money)


def _kept(order: Order) -> Money:
    """What was taken of an order that ended: all of it goes back, or has."""
    return total((one.money for one in order.payments if one.state not in _NOTHING), order.quote.currency)


_NOTHING = (PaymentState.PENDING, PaymentState.AUTHORISED, PaymentState.FAILED, PaymentState.EXPIRED)


def _ended(
    ctx: JobContext, order: Order, contact: Contact, address: Address, subject: str, heading: str, back: Money
) -> OrderLetter:  # fmt: skip
    """A letter that promises no goods: neither where they go nor when they arrive."""
    letter = _letter(ctx, order, contact, address, subject=subject, heading=heading)
    return replace(letter, promise="", address=(), payment="", back=_speech(ctx, order).money(back) if back else "")
