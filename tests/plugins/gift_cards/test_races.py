"""Two tabs, one card: each cent is spent once. Without the ledger's guard it is spent again, which shows that they do race."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import BindParameter, bindparam, event, update

from ecomkit.domain import Context, PaymentPart, PaymentPlan, PlaceOrder, Refused, new_id
from ecomkit.plugins.gift_cards import api
from ecomkit.shop import Shop
from ecomkit.storage import ledger
from ecomkit.storage.tables import account
from ecomkit.testing import Till, findings
from tests.plugins.gift_cards.scene import card_shop, enter, issue, left

TABS = 4
PLAN = PaymentPlan(parts=(PaymentPart(method=api.METHOD),))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def tabs_with(shop: Shop, code: str) -> list[tuple[Context, PlaceOrder]]:
    """Carts of 18.45 that one card is to pay."""
    found = []
    for _ in range(TABS):
        till = Till.for_guest(shop)
        till.put("MUG-BONE")
        till.fill()
        assert enter(till, code).code == "entered"
        found.append((till.moment, PlaceOrder(quote=till.quote().id, plan=PLAN, key=new_id())))
    return found


def at_once(open_shop: Callable[[], Shop], tabs: list[tuple[Context, PlaceOrder]]) -> list[str]:
    """Place all of them at the same moment, each in a thread with a shop of its own."""
    start = threading.Barrier(len(tabs))
    said: list[str] = []

    def place(ctx: Context, command: PlaceOrder) -> None:
        own = open_shop()
        start.wait()
        outcome = own.run(ctx, command)
        said.append(outcome.refusals[0].code if isinstance(outcome, Refused) else "done")
        own.close()

    threads = [threading.Thread(target=place, args=tab) for tab in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def test_tabs_at_once_spend_a_card_once(tmp_path: Path, database: str) -> None:
    shop = card_shop(tmp_path, database=database)
    tabs = tabs_with(shop, issue(shop, "40"))
    said = at_once(lambda: card_shop(tmp_path, database=database, catalogue=False), tabs)
    assert said == ["done", "done", "too_little", "too_little"]
    assert left(shop) == 4000 - 2 * 1845
    assert findings(shop) == ()
    shop.close()


def test_without_the_ledgers_guard_it_is_spent_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    more: BindParameter[int] = bindparam("n")
    bare = update(account).where(account.c.key == bindparam("of")).values(reserved=account.c.reserved + more)
    monkeypatch.setattr(ledger, "_RESERVE", bare)

    def unguarded(*, catalogue: bool = False) -> Shop:
        shop = card_shop(tmp_path, catalogue=catalogue)
        shop.database.engine.dispose()
        event.listen(
            shop.database.engine, "connect", lambda conn, _: conn.execute("PRAGMA ignore_check_constraints=ON").close()
        )
        return shop

    shop = card_shop(tmp_path)
    assert at_once(unguarded, tabs_with(shop, issue(shop, "40"))) == ["done"] * TABS
    assert left(shop) == 4000 - TABS * 1845
    shop.close()
