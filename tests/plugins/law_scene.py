"""A shop in Spain that sells to consumers, what they buy, and what they withdraw from."""

from __future__ import annotations

from email.message import EmailMessage
from pathlib import Path
from typing import Any

from ecomkit.domain import (
    Category,
    DeliverOrder,
    DispatchOrder,
    MarkPaid,
    Money,
    Order,
    OrderById,
    Product,
    Refused,
    SaveCategories,
    SaveProducts,
    UnitPrice,
    Variant,
)
from ecomkit.plugins.law_eu import LawEU
from ecomkit.plugins.law_eu.api import RightOfWithdrawal, WithdrawalOf, WithdrawFromContract
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, make_shop, settings_for, staff
from tests.hooks.scene import done
from tests.shops import CONSUMERS

__all__ = ["PRICE", "USE", "bought", "code", "delivered", "opened", "paid", "right", "with_guide", "withdraw", "words"]

USE = (*CONSUMERS, LawEU)
PRICE = UnitPrice(money=Money(amount=900, currency="EUR"))


def opened(
    folder: Path, *, smtp: str = "127.0.0.1:1", use: tuple[Any, ...] = USE, **settings: Any
) -> tuple[Shop, Clock]:
    clock = Clock()
    given = settings_for(folder, mail=smtp, plugins={"law_eu": settings})
    return make_shop(folder, use=use, clock=clock, settings=given), clock


def bought(shop: Shop, *basket: tuple[str, int], till: Till | None = None, **filled: str) -> Order:
    """An order of these SKUs, to Madrid by transfer."""
    who = till or Till.for_guest(shop)
    for sku, quantity in basket:
        done(who.put(sku, quantity))
    done(who.fill(**filled))
    return shop.ask(shop.system(), OrderById(order=done(who.place())))


def paid(shop: Shop, order: Order) -> Order:
    done(shop.run(staff(shop)(), MarkPaid(payment=order.payments[0].id)))
    return order


def delivered(shop: Shop, order: Order) -> None:
    clerk = staff(shop)
    for command in (
        MarkPaid(payment=order.payments[0].id),
        DispatchOrder(order=order.id),
        DeliverOrder(order=order.id),
    ):
        done(shop.run(clerk(), command))


def right(shop: Shop, order: Order) -> RightOfWithdrawal:
    return shop.ask(shop.system(), WithdrawalOf(order=order.id))


def withdraw(shop: Shop, order: Order, **pieces: int) -> Any:
    """State it as the system; lines by the number of pieces of each text's first word."""
    lines = tuple((line.key, pieces[word]) for line in order.quote.lines if (word := line.text.split()[0]) in pieces)
    return shop.run(shop.system(), WithdrawFromContract(order=order.id, lines=lines))


def code(outcome: Any) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.refusals[0].code


def words(letter: EmailMessage, kind: str = "plain") -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return " ".join(str(body.get_content()).split())


def with_guide(shop: Shop) -> Shop:
    variants = (Variant(sku="GUIDE", price=PRICE, ships=False),)
    guide = Product(slug="guide", name="Guide", categories=("files",), variants=variants)
    done(shop.run(shop.system(), SaveCategories(categories=(Category(slug="files", name="Files"),))))
    done(shop.run(shop.system(), SaveProducts(products=(guide,))))
    return shop
