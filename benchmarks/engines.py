"""Engines that a shop is measured on: SQLite, or a PostgreSQL server of one's own whose share of the processor counts, too."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from ecomkit.shop import Shop
from ecomkit.testing.postgres import running_server

__all__ = ["ENGINES", "Databases", "clock_of", "databases", "settle"]

ENGINES = ("sqlite", "postgresql")
Databases = Callable[[str], dict[str, Any]]
"""What the settings of a shop say of its database, by a name for it."""


@contextmanager
def databases(engine: str) -> Iterator[Databases]:
    """Databases of one engine, for the time of the measurement; those of SQLite lie in the shops' folders."""
    if engine == "sqlite":
        yield lambda _name: {}
        return
    with tempfile.TemporaryDirectory(prefix="ecomkit-bench-pg-") as folder:
        Path(folder).chmod(0o755)
        with running_server(Path(folder)) as address:
            yield lambda name: _made(address, name)


def _made(address: str, name: str) -> dict[str, Any]:
    server = create_engine(f"{address}/postgres".replace("://", "+psycopg://"), isolation_level="AUTOCOMMIT")
    with server.connect() as connection:
        connection.execute(text(f'CREATE DATABASE "{name}"'))
    server.dispose()
    return {"database": f"{address}/{name}"}


def settle(shop: Shop) -> None:
    """Do what a server does by itself some time after so much was written."""
    if not shop.database.is_sqlite:
        with shop.database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM ANALYZE"))


def clock_of(shops: Sequence[Shop]) -> Callable[[], float]:
    """Seconds of the processor so far: of this process and of those that serve it."""
    if shops[0].database.is_sqlite:
        return time.process_time
    with shops[0].database.engine.connect() as connection:
        found = connection.execute(text("SELECT pid FROM pg_stat_activity WHERE backend_type = 'client backend'"))
        served = [Path(f"/proc/{row.pid}/schedstat") for row in found]
    return lambda: time.process_time() + sum(int(one.read_text().split()[0]) for one in served) / 1e9
