"""SQLite as a shop uses it: readers beside one writer, writes that begin as such, commits that wait for the disk."""

from __future__ import annotations

import random
import sqlite3
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.engine import URL, Connection

from ecomkit.errors import NotFinished

__all__ = ["Dialect", "open_file"]

_OPENINGS = 200


class Dialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's own, but for how a transaction begins: a listener to that would make every statement dearer by a third.

    A connection with the execution option `writes` begins IMMEDIATE, and waits for the disk unless it is not `durable`.
    """

    supports_statement_cache = True

    def set_connection_execution_options(self, connection: Connection, opts: Mapping[str, Any]) -> None:
        """Note how the connection's transactions begin from now on."""
        super().set_connection_execution_options(connection, opts)
        connection.info["options"] = {**connection.info.get("options", {}), **opts}

    def do_begin(self, dbapi_connection: Any) -> None:
        """A read cannot fail to begin; a write may have to wait, and be tried again."""
        notes, driver = dbapi_connection.info, dbapi_connection.driver_connection
        options = notes.get("options", {})
        if not options.get("writes", False):
            driver.execute("BEGIN").close()
            return
        if notes["waits"]:
            _wait_for_disk(driver, notes, "FULL" if options.get("durable", True) else "NORMAL")
        driver.execute("BEGIN IMMEDIATE").close()


registry.register("sqlite.ecomkit", __name__, "Dialect")


def open_file(url: URL, *, durable: bool) -> Engine:
    """The engine of a file, whose folder is made where it is missing."""
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(
        url.set(drivername="sqlite+ecomkit"),
        connect_args={"timeout": 10, "check_same_thread": False},
        pool_reset_on_return=None,
    )
    event.listen(engine, "connect", lambda connection, record: _configure(connection, record.info, durable))
    event.listen(engine, "checkin", lambda _connection, record: record.info.pop("options", None))
    return engine


def _configure(connection: Any, notes: dict[Any, Any], durable: bool) -> None:
    connection.isolation_level = None
    _write_ahead(connection)
    for pragma in (
        "foreign_keys=ON", "busy_timeout=10000", "temp_store=MEMORY", "cache_size=-16000", "mmap_size=134217728",
    ):  # fmt: skip
        connection.execute(f"PRAGMA {pragma}").close()
    notes["waits"] = durable
    _wait_for_disk(connection, notes, "FULL" if durable else "OFF")


def _wait_for_disk(connection: Any, notes: dict[Any, Any], how: str) -> None:
    if notes.get("synchronous") != how:
        connection.execute(f"PRAGMA synchronous={how}").close()
        notes["synchronous"] = how


def _write_ahead(connection: Any) -> None:
    """Readers and a writer beside each other. While another process opens a new file, SQLite says "locked" without waiting."""
    for _ in range(_OPENINGS):
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if "locked" not in str(error) and "busy" not in str(error):
                raise
            time.sleep(random.uniform(0, 0.05))
        else:
            return
    raise NotFinished("the database file stayed locked while it was opened: is another program writing to it?")
