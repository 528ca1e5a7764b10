"""The screen of the back office, and what `ecomkit verify` checks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import select

from ecomkit.domain import AccountByKey, Money, Movements
from ecomkit.errors import NotFound
from ecomkit.plugins.gift_cards import api
from ecomkit.plugins.gift_cards.cards import ACTIVE, BLOCKED, LAPSED, account_of
from ecomkit.plugins.gift_cards.pages import ISSUE_PAGE
from ecomkit.plugins.gift_cards.tables import card
from ecomkit.sdk import Context, Inspection, Screen, ScreenCell, Text, text

__all__ = ["inspect_cards", "screens"]

_MOST = 200
_MOVES = 500
_STATES = {ACTIVE: text("active"), BLOCKED: text("blocked"), LAPSED: text("lapsed")}
_SOURCES = {"staff": text("staff")}
Shown = tuple[Sequence[Text], Sequence[Sequence[ScreenCell]]]


def screens() -> Sequence[Screen]:
    """Cards, newest first. Issuing has a page of its own, since a code is shown only there."""
    title = text("Gift cards")
    return (
        Screen(
            key="gift-cards", title=title, permission=api.PERMISSION, rows=_rows, commands=(api.BlockGiftCard,),
            links=((text("Issue a gift card"), ISSUE_PAGE),),
        ),
    )  # fmt: skip


def _rows(ctx: Context) -> Shown:
    header = (text("Key"), text("Issued by"), text("On it at first"), text("Left"), text("Until"), text("State"))
    rows: list[Sequence[ScreenCell]] = []
    for row in ctx.db.all(select(card).order_by(card.c.issued_at.desc(), card.c.id.desc()).limit(_MOST)):
        left = ctx.ask(AccountByKey(account=account_of(row.id)))
        first = Money(amount=row.amount, currency=row.currency)
        source = _SOURCES.get(row.source.partition("/")[0]) or row.source.partition("/")[0]
        state = _STATES.get(row.state) or row.state
        rows.append((row.id, source, first, left.balance - left.reserved, row.expires_at.date(), state))
    return header, rows


def inspect_cards(ctx: Context) -> Iterator[Inspection]:
    """Each card has an account on the ledger, and what was issued on it is what it says."""
    for row in ctx.db.all(select(card).order_by(card.c.id)):
        try:
            moves = ctx.ask(Movements(account=account_of(row.id), limit=_MOVES))
        except NotFound:
            yield _says(row.id, text("the card has no account on the ledger"))
            continue
        issued = [one.money.amount for one in moves if one.key == f"gift_cards.issue/{row.id}"]
        if len(moves) < _MOVES and issued != [row.amount]:
            yield _says(
                row.id, text("it says %(amount)s, booked are %(issued)s", amount=row.amount, issued=str(issued))
            )


def _says(key: str, message: Text) -> Inspection:
    return Inspection(code="gift_cards.card", subject=key, message=message)
