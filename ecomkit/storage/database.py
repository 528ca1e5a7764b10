"""The database: engine, reads, and write transactions that can run again."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

from sqlalchemy import (
    CompoundSelect,
    Delete,
    Engine,
    Executable,
    Insert,
    Select,
    Table,
    Update,
    bindparam,
    create_engine,
    insert,
    update,
)
from sqlalchemy.engine import URL, Connection, CursorResult, Row, make_url
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.sql.visitors import iterate

from ecomkit.domain import new_id
from ecomkit.domain.value import ensure_fits
from ecomkit.errors import NotFinished, UserError
from ecomkit.storage import tables
from ecomkit.storage.sqlite import open_file

__all__ = ["RETRIED", "Database", "Rows", "open_database"]

M = TypeVar("M")
T = TypeVar("T")
RETRIED = (DBAPIError,)
"""Errors of the database that must reach the retry loop whatever they pass through."""

_TRIES = 12
_AT_ONCE = 500
_LONGEST_TOPIC = 200
# PostgreSQL: serialization_failure, deadlock_detected, unique_violation (two made the same row), lock_not_available.
_AGAIN = frozenset({"40001", "40P01", "23505", "55P03"})


class _Unit:
    """The connection of one unit of work. A read takes one with its first question, so what asks nothing costs nothing;
    who writes has `taken` one already.
    """

    __slots__ = ("_connect", "_taken", "writes")

    def __init__(self, connect: Callable[[], Connection], taken: Connection | None = None) -> None:
        self._connect = connect
        self._taken = taken
        self.writes = taken is not None

    @property
    def connection(self) -> Connection:
        """The connection, in its transaction."""
        if self._taken is None:
            self._taken = self._connect()
        return self._taken

    def rest(self) -> None:
        """End the read; the next question begins another."""
        if self._taken is not None:
            self._taken.rollback()

    def end(self) -> None:
        """Give the connection back; what was not committed is gone."""
        if self._taken is not None:
            self._taken.close()
            self._taken = None


class Rows:
    """The running unit of work. Reading is open to all; writing to the tables in `writable` (None: every table).

    What the same statement found before is not asked for again until something is written to a table that it reads: a unit
    of work sees one state.
    """

    __slots__ = ("_known", "_unit", "_writable", "touched")

    def __init__(self, unit: _Unit, writable: frozenset[str] | None = frozenset()) -> None:
        self._unit = unit
        self._writable = writable
        self._known: dict[tuple[Any, ...], Any] = {}
        self.touched: set[str] = set()

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file in the shop's folder, where a few statements are written otherwise."""
        return self._unit.connection.dialect.name == "sqlite"

    @property
    def is_writing(self) -> bool:
        """Whether what it sees may yet be rolled back."""
        return self._unit.writes

    def narrowed(self, writable: frozenset[str]) -> Rows:
        """The same unit of work for somebody who may write only these tables."""
        rows = Rows(self._unit, writable)
        rows.touched, rows._known = self.touched, self._known
        return rows

    def all(self, statement: Select[Any] | CompoundSelect[Any], /, **values: object) -> Sequence[Row[Any]]:
        """All rows of a SELECT."""
        return self._select(statement, values, first=False)

    def made(self, make: Callable[[Sequence[Row[Any]]], M], statement: Select[Any], /, **values: object) -> M:
        """What `make` makes of all rows of a SELECT, made once as long as they stand."""
        key = (*_question(statement, values, first=False), make)
        if key not in self._known:
            self._known[key] = make(self.all(statement, **values))
        found: M = self._known[key]
        return found

    def first(self, statement: Select[Any], /, **values: object) -> Row[Any] | None:
        """The first row, or None."""
        return next(iter(self._select(statement, values, first=True)), None)

    def scalar(self, statement: Select[Any], /, **values: object) -> Any:
        """The first column of the first row, or None."""
        found = self._select(statement, values, first=True)
        return found[0][0] if found else None

    def each(self, statement: Select[Any], /, **values: object) -> Iterator[Row[Any]]:
        """Rows of a SELECT one after the other, for tables of any size: neither read at once nor kept. Finish before `rest`."""
        _ensure_reads(statement)
        with self._unit.connection.execute(statement, values, execution_options={"yield_per": _AT_ONCE}) as found:
            yield from found

    def write(self, statement: Executable, /, **values: object) -> int:
        """Run an INSERT, UPDATE or DELETE and give the rows it touched. `PermissionError` for a table of somebody else's."""
        return self._change(statement, values).rowcount

    def write_many(self, statement: Executable, values: Sequence[dict[str, object]]) -> None:
        """Run one statement for many rows."""
        if values:
            self._change(statement, values)

    def rest(self, *, if_needed: bool = True) -> None:
        """End a read before a call that may take long; what is asked next is answered from the state of then.

        Raises `PermissionError` while writing: a transaction waits for nobody, whoever is asked this time. The read goes on
        where it turns out that nobody is waited for.
        """
        if self._unit.writes:
            raise PermissionError("a transaction does not wait for the network: do this before it")
        if if_needed:
            self._known.clear()
            self._unit.rest()

    def touch(self, topic: str) -> None:
        """Give a topic a new version; pages and quotes that read it are stale from the commit on."""
        ensure_fits("a topic", topic, _LONGEST_TOPIC)
        if topic not in self.touched:
            self.touched.add(topic)
            version = new_id()
            changes = self._unit.connection
            self._forget(tables.change.name)
            if not changes.execute(_TOUCH, {"of": topic, "version": version}).rowcount:
                changes.execute(_FIRST_TOUCH, {"topic": topic, "version": version})

    def _select(
        self, statement: Select[Any] | CompoundSelect[Any], values: dict[str, object], *, first: bool
    ) -> Sequence[Row[Any]]:
        """The statement itself is in the key, and so kept alive: its identity is not given to another one meanwhile."""
        _ensure_reads(statement)
        key = _question(statement, values, first=first)
        try:
            known: Sequence[Row[Any]] | None = self._known.get(key)
        except TypeError:  # a list of lists is no key: such a question is asked each time
            return self._found(statement, values, first=first)
        if known is None:
            known = self._known[key] = self._found(statement, values, first=first)
        return known

    def _found(
        self, statement: Select[Any] | CompoundSelect[Any], values: dict[str, object], *, first: bool
    ) -> Sequence[Row[Any]]:
        found = self._unit.connection.execute(statement, values)
        return _one(found.first()) if first else tuple(found.all())

    def _change(self, statement: Executable, values: Any) -> CursorResult[Any]:
        if not isinstance(statement, Insert | Update | Delete):
            raise PermissionError("write with an INSERT, UPDATE or DELETE built with SQLAlchemy")
        table = getattr(statement.table, "name", "")
        if self._writable is not None and table not in self._writable:
            raise PermissionError(f"table {table!r} may not be written here: use ctx.run(command) for what others own")
        self._forget(table)
        return self._unit.connection.execute(statement, values)

    def know(self, statement: Select[Any], row: Any, /, **values: object) -> None:
        """What `first` finds from now on, by what was just written: it need not be asked for."""
        self._known[_question(statement, values, first=True)] = (row,)

    def _forget(self, table: str) -> None:
        """What was read from a table that changes now."""
        for key in [key for key in self._known if table in _read_by(key[0])]:
            del self._known[key]


_TABLES: WeakKeyDictionary[Any, frozenset[str]] = WeakKeyDictionary()


def _read_by(statement: Any) -> frozenset[str]:
    """The tables that a statement reads, those of the questions within it too."""
    known = _TABLES.get(statement)
    if known is None:
        known = frozenset(part.name for part in iterate(statement) if isinstance(part, Table))
        _TABLES[statement] = known
    return known


def _question(statement: Any, values: dict[str, object], *, first: bool) -> tuple[Any, ...]:
    return (statement, first, *((name, tuple(v) if isinstance(v, list | set) else v) for name, v in values.items()))


def _ensure_reads(statement: Select[Any] | CompoundSelect[Any]) -> None:
    if not statement.is_select:
        raise PermissionError("only SELECT is read here; change the database through a command")


def _one(row: Row[Any] | None) -> Sequence[Row[Any]]:
    return () if row is None else (row,)


_TOUCH = update(tables.change).where(tables.change.c.topic == bindparam("of")).values(version=bindparam("version"))
_FIRST_TOUCH = insert(tables.change)


class Database:
    """One database of one shop."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @property
    def is_sqlite(self) -> bool:
        """Whether it is a file in the shop's folder."""
        return self.engine.dialect.name == "sqlite"

    @contextmanager
    def read(self) -> Iterator[Rows]:
        """Read a consistent state, from the first question until `rest`; writing raises `PermissionError`.

        A question raises `NotFinished` where there is no connection.
        """
        unit = _Unit(self._connect)
        try:
            yield Rows(unit)
        finally:
            unit.end()

    def _connect(self) -> Connection:
        """A connection that answers. Nothing was asked of it yet, so whoever is told that there is none may come again."""
        try:
            return self.engine.connect()
        except OperationalError as error:
            if _may_run_again(error):
                raise
            raise NotFinished(
                f"the database does not answer: {error.orig}. Is it running, and is its URL right?"
            ) from error

    def write(self, work: Callable[[Rows], T], *, durable: bool = True) -> T:
        """Run `work` in one write transaction. It may run again after a conflict, so it does nothing but write here.

        `durable=False` does not wait for the disk: the last of it may be lost when the power fails (not when a process
        dies), as a whole and in order; the next durable write makes it last, too. Raises `NotFinished` when the database
        stays busy or does not answer. A connection that breaks is not tried again: whether the commit arrived is not known.
        """
        for attempt in range(_TRIES):
            try:
                with self._connect() as connection:
                    writer = connection.execution_options(writes=True, durable=durable)
                    with writer.begin():
                        return work(Rows(_Unit(self._connect, writer), None))
            except DBAPIError as error:
                if not _may_run_again(error):
                    raise
                last = error
                time.sleep(random.uniform(0, 0.01 * 2 ** min(attempt, 6)))
        raise NotFinished(f"the database stayed busy after {_TRIES} tries: {last.orig}") from last

    def close(self) -> None:
        """Give all connections back."""
        self.engine.dispose()


def _may_run_again(error: DBAPIError) -> bool:
    code = getattr(error.orig, "sqlstate", None)
    if code is not None:
        return code in _AGAIN
    message = str(error.orig)
    return isinstance(error, OperationalError) and ("locked" in message or "busy" in message)


def open_database(url: str, *, durable: bool = True) -> Database:
    """Open the database of a shop: `sqlite:///path` or `postgresql://…`.

    On SQLite every write begins IMMEDIATE (a reader that turns into a writer would fail at once), WAL lets readers go on,
    and commits are durable (`synchronous=FULL`). `durable=False` is for bulk imports into a fresh file only.
    """
    parsed = make_url(url)
    if parsed.get_backend_name() == "postgresql":
        return Database(_server(parsed))
    return Database(open_file(parsed, durable=durable))


def _server(url: URL) -> Engine:
    """An engine of PostgreSQL. Raises `UserError` where its driver is not installed: it is an extra."""
    try:
        return create_engine(
            url.set(drivername="postgresql+psycopg"),
            pool_size=8,
            pool_pre_ping=True,
            isolation_level="REPEATABLE READ",
        )
    except ModuleNotFoundError as error:
        raise UserError(f"PostgreSQL needs {error.name}: pip install 'ecomkit[postgres]'") from error
