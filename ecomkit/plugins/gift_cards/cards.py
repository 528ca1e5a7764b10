"""Cards: which one a cart has, what is on it, and the way to pay with it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import bindparam, select

from ecomkit.domain import CartById, PaymentMethod
from ecomkit.plugins.gift_cards import api
from ecomkit.plugins.gift_cards.tables import card
from ecomkit.sdk import Context, text

__all__ = ["ACTIVE", "BLOCKED", "LAPSED", "account_of", "card_in", "issued_account", "method", "spendable"]

ACTIVE, BLOCKED, LAPSED = "active", "blocked", "lapsed"
PLUGIN = "gift_cards"
_BY_KEY = select(card).where(card.c.id == bindparam("of"))


def account_of(key: str) -> str:
    """The ledger account of a card."""
    return f"gift_cards.card/{key}"


def issued_account(currency: str) -> str:
    """The other side of all cards: what the shop owes their holders stands there below nothing."""
    return f"gift_cards.issued/{currency}"


def card_in(ctx: Context) -> Any | None:
    """The card that lies in the visitor's cart, if it can be spent now."""
    entered = ctx.ask(CartById(cart=ctx.cart)).entered(PLUGIN) if ctx.cart is not None else ()
    row = ctx.db.first(_BY_KEY, of=entered[0]) if entered else None
    return row if row is not None and spendable(ctx, row) else None


def spendable(ctx: Context, row: Any) -> bool:
    """Whether a card can be spent here and now."""
    return bool(row.state == ACTIVE and row.expires_at > ctx.now and row.currency == ctx.currency)


def method() -> PaymentMethod:
    """Internal and divisible; a refund goes to the very card that paid."""
    return PaymentMethod(
        key=api.METHOD, label=text("Gift card"), account=_account, offered=lambda ctx: card_in(ctx) is not None, divisible=True,
        back_where_taken=True, note=text("What is left stays on the card."),
    )  # fmt: skip


def _account(ctx: Context) -> str | None:
    row = card_in(ctx)
    return account_of(row.id) if row is not None else None
