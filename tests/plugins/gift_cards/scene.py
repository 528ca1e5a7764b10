"""A shop with gift cards, and what the tests do in it again and again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import select

from ecomkit.domain import AccountByKey, Done, Money, Order, OrderById, Outcome, PaymentPart, PaymentPlan
from ecomkit.plugins.gift_cards import GiftCards, api
from ecomkit.plugins.gift_cards.tables import card
from ecomkit.sdk import Sealed
from ecomkit.shop import Shop
from ecomkit.storage.tables import event
from ecomkit.testing import Clock, Till, make_shop, settings_for, staff
from tests.shops import CONSUMERS

__all__ = ["SHOP", "card_shop", "done", "enter", "euros", "issue", "left", "order_of", "plan"]

SHOP = (*CONSUMERS, GiftCards)


def euros(cents: int) -> Money:
    return Money(amount=cents, currency="EUR")


def done(outcome: Outcome[Any]) -> Any:
    """The result of what has to be done."""
    assert isinstance(outcome, Done), outcome
    return outcome.result


def card_shop(
    folder: Path, *, clock: Clock | None = None, database: str = "", catalogue: bool = True, mail: str = "127.0.0.1:1",
    sold: dict[str, str] | None = None,
) -> Shop:  # fmt: skip
    """A small Spanish shop for consumers."""
    more: dict[str, Any] = {"database": database} if database else {}
    settings = settings_for(folder, mail=mail, plugins={"gift_cards": {"sold": sold or {}}}, **more)
    return make_shop(folder, use=SHOP, clock=clock or Clock(), settings=settings, catalogue=catalogue)


def issue(shop: Shop, amount: str, until: str = "") -> str:
    """Issue a card as staff do; gives its code."""
    return str(done(shop.run(staff(shop)(), api.IssueGiftCard(amount=amount, valid_until=until))).secret)


def enter(till: Till, code: str, *, look: bool = False, client: str = "") -> api.CardAnswer:
    """Enter a card, or look at it."""
    command = api.EnterGiftCard(cart=till.cart, code=Sealed(secret=code), client=client, look=look)
    answer: api.CardAnswer = done(till.shop.run(till.moment, command))
    return answer


def plan(cents: int, rest: str = "transfer") -> PaymentPlan:
    """So many cents by card and the rest otherwise."""
    return PaymentPlan(parts=(PaymentPart(method=api.METHOD, money=euros(cents)), PaymentPart(method=rest)))


def order_of(shop: Shop, placed: Outcome[str]) -> Order:
    """The order that has to come of it."""
    return shop.ask(shop.system(), OrderById(order=done(placed)))


def left(shop: Shop, at: int = 0) -> int:
    """What is free on a card, in cents, by the order in which they were issued."""
    with shop.database.read() as rows:
        key = rows.all(select(card.c.id).join(event, event.c.subject == card.c.id).order_by(event.c.id))[at].id
    found = shop.ask(shop.system(), AccountByKey(account=f"gift_cards.card/{key}"))
    return found.balance.amount - found.reserved.amount
