"""The SQLite file (or memory) of the gateway: tables and durable transactions."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

from ecomkit.errors import UserError

__all__ = ["open_database", "transaction"]

TABLES = """
CREATE TABLE IF NOT EXISTS payment (
    id TEXT PRIMARY KEY, key TEXT NOT NULL UNIQUE, request TEXT NOT NULL, url TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL,
    status TEXT NOT NULL, failure TEXT,
    captured INTEGER NOT NULL DEFAULT 0 CHECK (captured IN (0, amount)),
    refunded INTEGER NOT NULL DEFAULT 0 CHECK (refunded BETWEEN 0 AND captured),
    created_at INTEGER NOT NULL, expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX IF NOT EXISTS payment_open ON payment (expires_at) WHERE status IN ('created', 'requires_action');
CREATE TABLE IF NOT EXISTS refund (
    id TEXT PRIMARY KEY, payment TEXT NOT NULL REFERENCES payment, key TEXT NOT NULL,
    amount INTEGER NOT NULL CHECK (amount > 0), created_at INTEGER NOT NULL, UNIQUE (payment, key)
) STRICT;
CREATE TABLE IF NOT EXISTS entry (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, at INTEGER NOT NULL, kind TEXT NOT NULL,
    payment TEXT NOT NULL REFERENCES payment, key TEXT NOT NULL, refund_key TEXT,
    amount INTEGER NOT NULL CHECK (amount > 0), currency TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS webhook (
    seq INTEGER PRIMARY KEY AUTOINCREMENT, event TEXT NOT NULL, type TEXT NOT NULL,
    payment TEXT NOT NULL REFERENCES payment, url TEXT NOT NULL, body TEXT NOT NULL, due REAL NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending', attempts INTEGER NOT NULL DEFAULT 0, answer INTEGER
) STRICT;
CREATE INDEX IF NOT EXISTS webhook_pending ON webhook (seq) WHERE state = 'pending';
"""


def open_database(path: Path | None) -> sqlite3.Connection:
    """Open the gateway's database, making it when it is new; without a path it lives in memory.

    `synchronous=FULL`: what was answered survives a kill and a power cut (invariant I4).
    Raises: UserError when the file cannot be used.
    """
    try:
        connection = sqlite3.connect(path or ":memory:", isolation_level=None, timeout=10)
        connection.row_factory = sqlite3.Row
        connection.executescript("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;" + TABLES)
    except sqlite3.Error as error:
        raise UserError(f"cannot use {path} as ledger ({error}): name a writable file of its own") from error
    return connection


@contextlib.contextmanager
def transaction(connection: sqlite3.Connection) -> Iterator[sqlite3.Connection]:
    """Run the block as one write transaction: all of it is on disk afterwards, or none of it."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield connection
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")
