"""Many processes at once on one SQLite shop: nothing is sold, spent or confirmed twice (I2, I3, I5)."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ecomkit.domain import Money, Orders, Posting, StockLevels
from ecomkit.services.settling import sales_account
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.storage.ledger import TableLedger
from tests.hard.racer import WALLET
from tests.hard.scenarios import SCENARIOS, open_prepared, staff

FEW, MANY = 3, 25
LOADS = [pytest.param(FEW, id="sample"), pytest.param(MANY, id="full", marks=pytest.mark.hard)]


def race(folder: Path, kind: str, each: int, *flags: str, processes: int = 4) -> list[int]:
    """Let processes race; gives what each of them won."""
    command = [sys.executable, "-m", "tests.hard.racer", str(folder), kind, str(each), *flags]
    root = Path(__file__).parents[2]
    running = [subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=root) for _ in range(processes)]
    while len(list(folder.glob("ready-*"))) < processes and all(p.poll() is None for p in running):
        time.sleep(0.01)
    (folder / "go").touch()
    shown = [process.communicate()[0] for process in running]
    assert all(process.returncode == 0 for process in running)
    return [int(json.loads(text)) for text in shown]


def prepared(folder: Path, scenario: str | None = None) -> Shop:
    shop = open_prepared(folder)
    noted = SCENARIOS[scenario].prepare(shop) if scenario else ""
    (folder / "noted").write_text(noted)
    return shop


def reserved(shop: Shop, sku: str) -> int:
    (level,) = shop.ask(shop.system(), StockLevels(skus=(sku,)))
    return level.reserved


@pytest.mark.parametrize("each", [pytest.param(15, id="sample"), pytest.param(100, id="full", marks=pytest.mark.hard)])
def test_fifty_pieces_are_sold_to_fifty_buyers_and_to_nobody_else(tmp_path: Path, each: int) -> None:
    shop = prepared(tmp_path)
    won = race(tmp_path, "sell", each)
    assert sum(won) == 50
    assert reserved(shop, "MUG-BONE") == 50
    assert verify(shop.core, shop.system()) == ()


def test_the_control_that_reads_then_writes_oversells(tmp_path: Path) -> None:
    shop = prepared(tmp_path)
    won = race(tmp_path, "sell", 15, "broken")
    books = {inspection.code for inspection in verify(shop.core, shop.system())}
    assert sum(won) > 50 or "I2.reserved" in books


@pytest.mark.parametrize("each", LOADS)
def test_one_key_is_one_order(tmp_path: Path, each: int) -> None:
    shop = prepared(tmp_path, "place")
    race(tmp_path, "same key", each)
    assert len(shop.ask(staff(shop), Orders())) == 1
    assert verify(shop.core, shop.system()) == ()


def test_the_control_without_a_key_is_as_many_orders_as_requests(tmp_path: Path) -> None:
    shop = prepared(tmp_path)
    race(tmp_path, "without a key", FEW)
    assert len(shop.ask(staff(shop), Orders())) == 4 * FEW


@pytest.mark.parametrize("each", LOADS)
def test_a_success_told_by_many_confirms_once(tmp_path: Path, each: int) -> None:
    shop = prepared(tmp_path, "webhook")
    race(tmp_path, "webhooks", each)
    assert verify(shop.core, shop.system()) == ()
    (summary,) = shop.ask(staff(shop), Orders())
    assert summary.payment == "paid"


def test_the_control_that_confirms_at_each_success_is_caught(tmp_path: Path) -> None:
    shop = prepared(tmp_path, "webhook")
    race(tmp_path, "webhooks", FEW, "broken")
    assert "I3.confirmation" in {inspection.code for inspection in verify(shop.core, shop.system())}


def filled_wallet(folder: Path, lowest: int | None) -> Shop:
    """A wallet with 75 euros; without a lowest balance nothing guards it."""
    shop = prepared(folder)

    def fill(rows: object) -> None:
        ledger = TableLedger(rows, "core", shop.clock())  # type: ignore[arg-type]
        for account, floor in ((WALLET, lowest), ("test.giver", None), (sales_account("EUR"), None)):
            ledger.open(account, currency="EUR", owner="ana", floor=floor)
        money = Money(amount=7500, currency="EUR")
        ledger.post(Posting(key="grant", debit="test.giver", credit=WALLET, money=money, reason="grant"))

    shop.database.write(fill)
    return shop


@pytest.mark.parametrize("each", LOADS)
def test_a_wallet_is_never_overdrawn(tmp_path: Path, each: int) -> None:
    shop = filled_wallet(tmp_path, 0)
    won = race(tmp_path, "wallet", each)
    assert sum(won) == 7
    assert verify(shop.core, shop.system()) == ()


def test_the_control_without_a_guard_overdraws_the_wallet(tmp_path: Path) -> None:
    filled_wallet(tmp_path, None)
    assert sum(race(tmp_path, "wallet", FEW)) == 4 * FEW > 7
