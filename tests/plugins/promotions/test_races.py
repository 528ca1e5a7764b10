"""One use left and many tabs: one of them gets it. Without the guard all do, which is how the race is known to be one."""

from __future__ import annotations

import multiprocessing
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import bindparam, select, update

from ecomkit.domain import Context, Outcome, PaymentPart, PaymentPlan, PlaceOrder, Refused, new_id
from ecomkit.plugins.promotions import counting
from ecomkit.plugins.promotions.tables import rule
from ecomkit.shop import Shop
from ecomkit.testing import Till, findings
from tests.plugins.promotions.scene import coded, enter, promote, promotion_shop

TABS = 4
PLAN = PaymentPlan(parts=(PaymentPart(method="transfer"),))


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database(request: pytest.FixtureRequest) -> str:
    return "" if request.param == "sqlite" else str(request.getfixturevalue("postgres_url"))


def ready(shop: Shop, code: str = "") -> list[tuple[Till, PlaceOrder]]:
    """Tabs that have everything filled in and a quote with the promotion."""
    tabs = []
    for _ in range(TABS):
        till = Till.for_guest(shop)
        till.put("MUG-BONE")
        till.fill()
        assert not code or enter(till, code) == "entered"
        quote = till.quote()
        assert quote.totals.goods.amount == 1305
        tabs.append((till, PlaceOrder(quote=quote.id, plan=PLAN, key=new_id())))
    return tabs


def place_all(open_shop: Callable[[], Shop], tabs: list[tuple[Till, PlaceOrder]]) -> list[str]:
    """Place them at the same moment, each in a thread with a shop of its own."""
    start = threading.Barrier(len(tabs))
    said: list[str] = []

    def place(ctx: Context, command: PlaceOrder) -> None:
        own = open_shop()
        start.wait()
        said.append(word(own.run(ctx, command)))
        own.close()

    threads = [threading.Thread(target=place, args=(till.moment, command)) for till, command in tabs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(said)


def word(outcome: Outcome[Any]) -> str:
    return outcome.refusals[0].code if isinstance(outcome, Refused) else "done"


def unguarded(patched: Callable[[object, str, object], None]) -> None:
    bare = update(rule).where(rule.c.id == bindparam("of")).values(uses=rule.c.uses + 1)
    patched(counting, "_USE_RULE", bare)


def uses(shop: Shop) -> int:
    with shop.database.read() as rows:
        return int(rows.scalar(select(rule.c.uses)))


@pytest.mark.parametrize("by_code", [False, True], ids=["promotion", "code"])
def test_the_last_use_is_one_tabs(tmp_path: Path, database: str, by_code: bool) -> None:
    shop = promotion_shop(tmp_path, database=database)
    if by_code:
        coded(shop, "LAST-ONE", most=1)
    else:
        promote(shop, percent="10", most=1)
    tabs = ready(shop, "LAST-ONE" if by_code else "")
    said = place_all(lambda: promotion_shop(tmp_path, database=database, catalogue=False), tabs)
    assert said == ["done", *["used_up"] * (TABS - 1)]
    assert uses(shop) == 1
    assert findings(shop) == ()
    shop.close()


def test_without_the_guard_every_tab_gets_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unguarded(monkeypatch.setattr)
    shop = promotion_shop(tmp_path)
    promote(shop, percent="10", most=1)
    assert place_all(lambda: promotion_shop(tmp_path, catalogue=False), ready(shop)) == ["done"] * TABS
    assert uses(shop) == TABS
    shop.close()


def _tab(folder: str, ctx: tuple[str, PlaceOrder], start: Any, guarded: bool, answers: Any) -> None:
    """One tab as a process of its own."""
    shop = promotion_shop(Path(folder), catalogue=False)
    if not guarded:
        unguarded(setattr)
    cart, command = ctx
    guest = Till.for_guest(shop).ctx
    buyer = guest.buyer.model_copy(update={"party": f"guest/{cart}"}) if guest.buyer else None
    proofs = frozenset({f"cart/{cart}", f"quote/{command.quote}"})
    mine = shop.context(channel=guest.channel, actor=guest.actor, buyer=buyer, proofs=proofs)
    start.wait()
    answers.put(word(shop.run(mine, command)))
    shop.close()


@pytest.mark.parametrize("guarded", [True, False])
def test_the_last_use_is_one_processes(tmp_path: Path, guarded: bool) -> None:
    shop = promotion_shop(tmp_path)
    promote(shop, percent="10", most=1)
    tabs = ready(shop)[:2]
    spawn = multiprocessing.get_context("spawn")
    start, answers = spawn.Barrier(2), spawn.Queue()
    processes = [
        spawn.Process(target=_tab, args=(str(tmp_path), (till.cart, command), start, guarded, answers))
        for till, command in tabs
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    said = sorted(answers.get(timeout=5) for _ in tabs)
    assert said == (["done", "used_up"] if guarded else ["done", "done"])
    shop.close()
