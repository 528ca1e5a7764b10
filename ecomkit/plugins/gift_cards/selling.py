"""Selling: an order that is paid brings its cards, by mail and on its page; one that is cancelled takes them back."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

from babel.numbers import format_currency
from sqlalchemy import bindparam, select

from ecomkit.domain import ContactById, Money, Order, OrderById, address_in, parse_amount
from ecomkit.errors import NotFound
from ecomkit.plugins.gift_cards import api
from ecomkit.plugins.gift_cards.cards import ACTIVE
from ecomkit.plugins.gift_cards.commands import sold_code
from ecomkit.plugins.gift_cards.settings import GiftCardSettings
from ecomkit.plugins.gift_cards.tables import card
from ecomkit.sdk import Context, JobContext, Letter

__all__ = ["CardLetter", "SoldCards", "bring_cards", "sold_cards"]

_SOLD = (
    select(card.c.source, card.c.amount, card.c.currency)
    .where(card.c.source.startswith(bindparam("start")), card.c.state == ACTIVE)
    .order_by(card.c.source)
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SoldCards:
    """The cards of an order: what is on each, in words, and its code."""

    cards: tuple[tuple[str, str], ...]
    page: str = "/gift-card"


@dataclass(frozen=True, slots=True, kw_only=True)
class CardLetter:
    """The letter that brings them."""

    number: str
    cards: tuple[tuple[str, str], ...]
    link: str


def _pieces(settings: GiftCardSettings, order: Order) -> Iterator[tuple[str, int, Money]]:
    """Each piece that is a card: its line, its number there, and what is on it."""
    for line in order.quote.lines:
        worth = settings.sold.get(line.sku or "")
        if worth is not None:
            for piece in range(1, line.quantity + 1):
                yield line.key, piece, parse_amount(worth, order.quote.currency)


def bring_cards(settings: GiftCardSettings, ctx: JobContext, key: str) -> None:
    """Issue the cards of a paid order and write to who receives it; run again, it is the same cards and letter."""
    order = ctx.ask(OrderById(order=key))
    pieces = list(_pieces(settings, order))
    for line, piece, worth in pieces:
        ctx.run(api.SellGiftCard(order=order.id, line=line, piece=piece, worth=worth))
    if pieces and order.quote.contact is not None:
        _write_to(ctx, order, order.quote.contact)


def _write_to(ctx: JobContext, order: Order, contact: str) -> None:
    try:
        who, _ = ctx.ask(ContactById(contact=contact))
    except NotFound:
        return  # erased meanwhile: nobody is left to write to
    ctx = replace(ctx, locale=order.locale or ctx.locale)
    cards = sold_cards(ctx, order.id)
    page = address_in(ctx.shop.languages, "/gift-card", ctx.locale)
    model = CardLetter(number=order.number, cards=cards.cards, link=f"{ctx.shop.url}{page}")
    said = _translations(ctx.locale.replace("-", "_")).ngettext(
        "Your gift card from order %(number)s", "Your gift cards from order %(number)s", len(cards.cards)
    )
    subject = said % {"number": order.number}
    letter = Letter(
        key=f"{order.id}/gift_cards", to=who.email, subject=subject, template="gift_cards/letter", model=model, locale=ctx.locale
    )  # fmt: skip
    ctx.send(letter)


def sold_cards(ctx: Context, order: str) -> SoldCards:
    """The cards that an order brought and that can be spent; their codes are made again from the secret."""
    found = []
    for row in ctx.db.all(_SOLD, start=f"{order}/"):
        _, line, piece = row.source.split("/")
        code = sold_code(ctx.shop.secret, order, line, int(piece))
        found.append((_words(ctx, Money(amount=row.amount, currency=row.currency)), code))
    return SoldCards(cards=tuple(found))


@lru_cache(maxsize=16)
def _translations(locale: str) -> NullTranslations:
    return translation("ecomkit", Path(__file__).parent / "locales", [locale, locale.partition("_")[0]], fallback=True)


def _words(ctx: Context, money: Money) -> str:
    return str(format_currency(money.decimal(), money.currency, locale=ctx.locale.replace("-", "_")))
