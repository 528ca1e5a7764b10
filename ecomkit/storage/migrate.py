"""Migrations: numbered files of core and of each plugin, run in order and noted in one ledger.

A file is `NNNN_what.py` with `upgrade(op)`, `op` being Alembic's operations. What has run is noted by owner and file, so
that taking a plugin away breaks nobody else's upgrades.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Column, MetaData, String, Table, func, insert, inspect, select
from sqlalchemy.engine import Connection

from ecomkit.errors import UserError
from ecomkit.storage.database import Database

if TYPE_CHECKING:
    from alembic.operations import Operations

__all__ = ["CORE_MIGRATIONS", "Migration", "draft", "migrate", "pending"]

CORE_MIGRATIONS = Path(__file__).parent / "migrations"

_LOCK = 0x65636F6D6B6974  # "ecomkit", so that no other program means the same lock

_ledger = Table(
    "migration",
    MetaData(),
    Column("owner", String(64), primary_key=True),
    Column("name", String(120), primary_key=True),
)


@dataclass(frozen=True, slots=True)
class Migration:
    """One file: whose it is, and its path."""

    owner: str
    path: Path

    @property
    def name(self) -> str:
        """What the ledger calls it."""
        return self.path.stem

    def upgrade(self) -> Callable[[Operations], None]:
        """The file's function. Raises `UserError` where it has none."""
        spec = importlib.util.spec_from_file_location(f"_migration_{self.owner}_{self.name}", self.path)
        if spec is None or spec.loader is None:
            raise UserError(f"{self.path} cannot be read as a migration")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        function: Callable[[Operations], None] | None = getattr(module, "upgrade", None)
        if function is None:
            raise UserError(f"{self.path} has no function upgrade(op)")
        return function


def _files(folders: Mapping[str, Path]) -> Iterator[Migration]:
    for owner, folder in folders.items():
        for path in sorted(folder.glob("[0-9][0-9][0-9][0-9]_*.py")):
            yield Migration(owner, path)


def pending(database: Database, folders: Mapping[str, Path]) -> tuple[Migration, ...]:
    """What has not run yet, core first. `folders` are by owner, in order."""
    with database.engine.connect() as connection:
        has_ledger = inspect(connection).has_table("migration")
        done = {(r.owner, r.name) for r in connection.execute(select(_ledger))} if has_ledger else set()
    return tuple(one for one in _files(folders) if (one.owner, one.name) not in done)


def migrate(database: Database, folders: Mapping[str, Path]) -> tuple[Migration, ...]:
    """Run what is pending, each file in a transaction of its own; gives what ran. Two processes at once do no harm."""
    from alembic.operations import Operations
    from alembic.runtime.migration import MigrationContext

    with _alone(database) as writer:
        _ledger.create(writer, checkfirst=True)
    ran = []
    for one in pending(database, folders):
        with _alone(database) as writer:
            if writer.execute(select(_ledger).where(_ledger.c.owner == one.owner, _ledger.c.name == one.name)).first():
                continue
            one.upgrade()(Operations(MigrationContext.configure(writer)))
            writer.execute(insert(_ledger).values(owner=one.owner, name=one.name))
            ran.append(one)
    return tuple(ran)


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    """A transaction beside which no other process migrates. SQLite has one writer; PostgreSQL is asked for a lock, and must
    see what was committed while it was waited for.
    """
    options = {"writes": True} if database.is_sqlite else {"writes": True, "isolation_level": "READ COMMITTED"}
    with database.engine.connect() as connection:
        writer = connection.execution_options(**options)
        with writer.begin():
            if not database.is_sqlite:
                writer.execute(select(func.pg_advisory_xact_lock(_LOCK)))
            yield writer


def draft(database: Database, metadata: MetaData) -> str:
    """The body of a migration that brings the database to `metadata`, to be read over before it is kept.

    Tables that `metadata` does not name are somebody else's and stay as they are.
    """
    from alembic.autogenerate import produce_migrations, render_python_code
    from alembic.runtime.migration import MigrationContext

    names = set(metadata.tables)

    def ours(thing: Any, name: str | None, kind: str, _reflected: bool, _other: Any) -> bool:
        return kind != "table" or name in names or getattr(thing, "name", None) in names

    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        script = produce_migrations(context, metadata)
        assert script.upgrade_ops is not None
        body: str = render_python_code(script.upgrade_ops, migration_context=context)
    return body
