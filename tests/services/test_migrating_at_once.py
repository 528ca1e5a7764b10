"""Two processes that migrate at once, and a ledger whose keys are used twice."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import Money
from ecomkit.storage.database import open_database
from ecomkit.storage.ledger import TableLedger
from ecomkit.storage.migrate import CORE_MIGRATIONS, Migration, migrate, pending
from ecomkit.testing import Clock, make_shop
from tests.shops import CONSUMERS


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def url(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'shop.db'}"
    return str(request.getfixturevalue("postgres_url"))


def test_processes_that_migrate_at_once_do_no_harm(url: str) -> None:
    start = threading.Barrier(4)
    failed: list[Exception] = []
    ran: list[Migration] = []

    def process() -> None:
        database = open_database(url)
        try:
            start.wait()
            ran.extend(migrate(database, {"core": CORE_MIGRATIONS}))
        except Exception as error:  # noqa: BLE001 - whatever it is, the test says so
            failed.append(error)
        finally:
            database.close()

    threads = [threading.Thread(target=process) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    database = open_database(url)
    assert len(ran) == len({one.name for one in ran})
    assert pending(database, {"core": CORE_MIGRATIONS}) == ()
    database.close()


def test_a_reservation_that_was_given_back_is_not_taken_for_a_live_one(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS, clock=Clock())
    money = Money(amount=100, currency="EUR")

    def twice(rows: Any) -> None:
        ledger = TableLedger(rows, "core", shop.clock())
        ledger.open("tests", currency="EUR", owner="ana", floor=None)
        ledger.reserve("k", "tests", money)
        ledger.reserve("k", "tests", money)
        ledger.release("k")
        ledger.reserve("k", "tests", money)

    with pytest.raises(ValueError, match="given back"):
        shop.database.write(twice)
    shop.close()


def test_a_plugin_releases_its_own_reservations_alone(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS, clock=Clock())

    def release(rows: Any) -> None:
        own = TableLedger(rows, "core", shop.clock())
        own.open("tests", currency="EUR", owner="ana", floor=None)
        own.reserve("k", "tests", Money(amount=100, currency="EUR"))
        TableLedger(rows, "stranger", shop.clock()).release("k")

    with pytest.raises(PermissionError, match="stranger"):
        shop.database.write(release)
    shop.close()
