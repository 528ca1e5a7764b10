"""One of several processes that race on one shop: `python -m tests.hard.racer FOLDER KIND COUNT [broken]` prints what it won.

It waits for the file `go`, so that all start at once.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import event, update

from ecomkit.domain import (
    Actor,
    ActorKind,
    Channel,
    Done,
    Money,
    Payment,
    PaymentReport,
    PaymentState,
    ProviderAnswer,
    ReportPayment,
    Shortage,
    WriteContext,
    new_id,
)
from ecomkit.services import paying
from ecomkit.services.core import Core
from ecomkit.services.settling import sales_account, settle
from ecomkit.shop import Shop
from ecomkit.storage import orders
from ecomkit.storage import stock as counts
from ecomkit.storage.database import Rows
from ecomkit.storage.ledger import TableLedger
from ecomkit.storage.tables import reservation, stock
from ecomkit.testing import Till
from tests.hard.scenarios import SCENARIOS, only_order, open_prepared

WALLET = "test.wallet/ana"


def sell(shop: Shop, _noted: str, count: int) -> int:
    """So many buyers, each for one mug; gives how many got one."""
    won = 0
    for _ in range(count):
        won += isinstance(Till.for_guest(shop).buy("MUG-BONE", payment="collection", shipping="collect"), Done)
    return won


def same_key(shop: Shop, noted: str, count: int) -> int:
    """The same order again and again."""
    for _ in range(count):
        SCENARIOS["place"].act(shop, noted)
    return 0


def without_a_key(shop: Shop, _noted: str, count: int) -> int:
    """What a shop would do whose button sends no key: each press is an order of its own."""
    return sum(
        isinstance(Till.for_guest(shop).buy("MUG-BRICK", payment="collection", shipping="collect"), Done)
        for _ in range(count)
    )


def webhooks(shop: Shop, key: str, count: int) -> int:
    """The same success, told under many names."""
    payment = only_order(shop).payments[0]
    ctx = shop.context(channel=Channel.API, actor=Actor(kind=ActorKind.PROVIDER, key="card"))
    for _ in range(count):
        said = PaymentReport(
            notice=new_id(), payment=payment.id, reference=key, answer=ProviderAnswer.SUCCEEDED, money=payment.money
        )
        shop.run(ctx, ReportPayment(report=said))
    return 0


def wallet(shop: Shop, _noted: str, count: int) -> int:
    """Many tabs, each for ten euros of one wallet; gives how often it was given."""
    won, money = 0, Money(amount=1000, currency="EUR")

    def take(rows: Rows) -> None:
        ledger = TableLedger(rows, "core", shop.clock())
        key = new_id()
        ledger.reserve(key, WALLET, money)
        ledger.capture(key, sales_account("EUR"))

    for _ in range(count):
        try:
            shop.database.write(take)
            won += 1
        except Shortage:
            pass
    return won


KINDS: Mapping[str, Any] = {
    "sell": sell, "same key": same_key, "without a key": without_a_key, "webhooks": webhooks, "wallet": wallet,
}  # fmt: skip


def oversell(shop: Shop) -> None:
    """The control: read, then write, each in a transaction of its own, with the table's own checks switched off."""

    @event.listens_for(shop.database.engine, "connect")
    def _unchecked(connection: Any, _record: Any) -> None:
        connection.execute("PRAGMA ignore_check_constraints=ON")

    def careless(rows: Rows, owner: str, quantities: Mapping[str, int]) -> str | None:
        rows._unit.connection.exec_driver_sql("COMMIT")
        for sku, quantity in quantities.items():
            level = counts.levels(rows, [sku])[sku]
            time.sleep(0.002)
            if level.on_hand - level.reserved < quantity:
                rows._unit.connection.exec_driver_sql("BEGIN IMMEDIATE")
                return sku
            rows._unit.connection.exec_driver_sql("BEGIN IMMEDIATE")
            rows.write(update(stock).where(stock.c.sku == sku).values(reserved=level.reserved + quantity))
            rows.write(reservation.insert(), owner=owner, sku=sku, quantity=quantity)
        return None

    counts.reserve = careless
    shop.database.engine.dispose()


def confirm_each(_shop: Shop) -> None:
    """The control: each success settles the order, and whoever settles confirms."""
    once = paying._succeeded

    def careless(core: Core, ctx: WriteContext, payment: Payment, report: PaymentReport) -> None:
        if payment.state is PaymentState.PENDING:
            once(core, ctx, payment, report)
        else:
            settle(core, ctx, payment.order)

    paying._succeeded = careless
    orders.confirm_order = lambda *_: True


SABOTAGE: Mapping[str, Callable[[Shop], None]] = {"sell": oversell, "webhooks": confirm_each}


def main(folder: Path, kind: str, count: int, *, broken: bool) -> int:
    """Race, once everybody is there."""
    shop = open_prepared(folder)
    if broken:
        SABOTAGE[kind](shop)
    (folder / f"ready-{new_id()}").touch()
    while not (folder / "go").exists():
        time.sleep(0.002)
    won: int = KINDS[kind](shop, (folder / "noted").read_text(), count)
    shop.close()
    return won


if __name__ == "__main__":
    where, which, many, *flags = sys.argv[1:]
    print(json.dumps(main(Path(where), which, int(many), broken="broken" in flags)))
