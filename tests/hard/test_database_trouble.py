"""A database that is locked or full: nothing is half written, the customer reads that it was not done, and it goes on afterwards."""

from __future__ import annotations

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

import pytest
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from ecomkit.domain import Done, Orders, Quote
from ecomkit.errors import NotFinished
from ecomkit.shop import Shop
from ecomkit.testing import Browser, Till, findings
from tests.hard.scenarios import open_prepared, staff


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = open_prepared(tmp_path)
    yield opened
    opened.close()


def configure(shop: Shop, pragma: str) -> None:
    """Let each connection from now on have this setting."""
    shop.database.engine.dispose()

    @event.listens_for(shop.database.engine, "connect")
    def _set(connection: sqlite3.Connection, _record: object) -> None:
        connection.execute(f"PRAGMA {pragma}").close()


@contextmanager
def locked(shop: Shop) -> Iterator[sqlite3.Connection]:
    """Somebody else writes and does not end."""
    path = shop.database.engine.url.database or ""
    with closing(sqlite3.connect(path, isolation_level=None, check_same_thread=False)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield other


def ready(shop: Shop) -> Till:
    till = Till.for_guest(shop)
    assert isinstance(till.put("MUG-BONE"), Done)
    assert isinstance(till.fill(payment="collection", shipping="collect"), Done)
    return till


def sold_until_it_is_full(quotes: Sequence[tuple[Till, Quote]]) -> int:
    """How many orders there was room for."""
    for sold, (till, quote) in enumerate(quotes):
        try:
            assert isinstance(till.place(quote), Done)
        except OperationalError as error:
            if "full" not in str(error.orig):
                raise
            return sold
    return len(quotes)


def test_a_write_waits_for_a_lock_and_begins_again(shop: Shop) -> None:
    configure(shop, "busy_timeout=1")
    till = ready(shop)
    quote = till.quote()
    with locked(shop) as other:
        release = threading.Timer(0.3, other.rollback)
        release.start()
        began = time.monotonic()
        assert isinstance(till.place(quote), Done)
        assert time.monotonic() - began >= 0.25
        release.join()


def test_a_lock_that_does_not_end_is_told_and_nothing_is_written(shop: Shop) -> None:
    configure(shop, "busy_timeout=1")
    till = ready(shop)
    quote = till.quote()
    with locked(shop), pytest.raises(NotFinished, match="stayed busy after 12 tries"):
        till.place(quote, key="the-only-key")
    assert shop.ask(staff(shop), Orders()) == ()
    assert isinstance(till.place(quote, key="the-only-key"), Done)
    assert findings(shop) == ()


def test_a_customer_of_a_locked_shop_gets_a_page_with_a_reference(shop: Shop) -> None:
    configure(shop, "busy_timeout=1")
    with Browser(shop) as ana:
        with locked(shop):
            assert ana.post("/cart/lines", sku="MUG-BONE", quantity="1") == 503
            assert "We cannot do this at the moment" in ana.words()
            assert "Reference:" in ana.words()
        assert ana.post("/cart/lines", sku="MUG-BONE", quantity="1") == 200


def test_on_a_full_disk_an_order_is_refused_whole_and_goes_through_when_there_is_room(shop: Shop) -> None:
    quotes = [(till, till.quote()) for till in (ready(shop) for _ in range(40))]
    with shop.database.engine.connect() as connection:
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
    configure(shop, f"max_page_count={pages}")
    placed = sold_until_it_is_full(quotes)
    assert len(shop.ask(staff(shop), Orders())) == placed < 40
    assert findings(shop) == ()
    configure(shop, "max_page_count=1000000")
    till, quote = quotes[placed]
    assert isinstance(till.place(quote), Done)
    assert findings(shop) == ()
