"""Staging: the rows of a file on disk, so that any size fits and an interrupted import goes on where it was."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType

from ecomkit.domain import new_id
from ecomkit.errors import NotFinished, UserError
from ecomkit.importing.report import RefusedRow
from ecomkit.speech import counted, say

__all__ = ["MOST_REFUSED", "Claim", "Entry", "Stage"]

MOST_REFUSED = 10_000
"""So many refused rows mean that the mapping is wrong, not the rows."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS fact (key TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS entry (
    n INTEGER PRIMARY KEY, kind TEXT NOT NULL, line INTEGER NOT NULL, sku TEXT, product TEXT, cells TEXT NOT NULL);
CREATE UNIQUE INDEX IF NOT EXISTS entry_sku ON entry (sku) WHERE sku IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_product ON entry (product) WHERE product IS NOT NULL;
CREATE INDEX IF NOT EXISTS entry_kind ON entry (kind, n);
CREATE TABLE IF NOT EXISTS product (n INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS claim (sku TEXT PRIMARY KEY, parent TEXT NOT NULL, position INTEGER NOT NULL, options TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS claim_parent ON claim (parent, position);
CREATE TABLE IF NOT EXISTS refused (n INTEGER PRIMARY KEY, kind TEXT, line INTEGER, col TEXT, reason TEXT);
CREATE TABLE IF NOT EXISTS tally (kind TEXT, name TEXT, value INTEGER NOT NULL, PRIMARY KEY (kind, name));
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A staged row: its number in the file, its line, its cells by field."""

    n: int
    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Claim:
    """A SKU that another row names as its variant, with the choices; `entry` is None where the file has no row for it."""

    sku: str
    options: tuple[tuple[str, str], ...]
    entry: Entry | None


class Stage:
    """The staged rows of one file. What was written before `keep` survives the end of the process."""

    def __init__(self, path: Path) -> None:
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._path = path
            self.known = path.exists()
            self._db = sqlite3.connect(path, timeout=0.5, isolation_level=None)
            self._db.execute("PRAGMA locking_mode=EXCLUSIVE")
            self._db.executescript(_SCHEMA)
            self._db.execute("BEGIN EXCLUSIVE")
        except sqlite3.DatabaseError as error:
            if "locked" in str(error):
                raise UserError(say("another process is importing the same file: wait until it is done")) from error
            raise NotFinished(
                say("%(path)s cannot be used: %(error)s; delete it and start again", path=path, error=error)
            ) from error
        except OSError as error:
            raise NotFinished(
                say("%(path)s cannot be written: %(strerror)s", path=path, strerror=error.strerror)
            ) from error

    def __enter__(self) -> Stage:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._db.close()

    def discard(self) -> None:
        """Forget all of it: the import is done."""
        self._db.close()
        self._path.unlink(missing_ok=True)

    def keep(self) -> None:
        """Make durable what was written so far."""
        self._db.execute("COMMIT")
        self._db.execute("BEGIN EXCLUSIVE")

    def clear(self) -> None:
        """Begin anew, as a run of its own."""
        for table in ("fact", "entry", "product", "claim", "refused", "tally"):
            self._db.execute(f"DELETE FROM {table}")
        self.note("run", new_id())

    def note(self, key: str, value: str) -> None:
        """Remember a fact."""
        self._db.execute("INSERT OR REPLACE INTO fact VALUES (?, ?)", (key, value))

    def fact(self, key: str) -> str:
        """A remembered fact, or an empty text."""
        row = self._db.execute("SELECT value FROM fact WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else ""

    def count(self, kind: str, name: str, more: int = 1) -> None:
        """Add to a tally."""
        self._db.execute(
            "INSERT INTO tally VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET value = value + excluded.value",
            (kind, name, more),
        )

    def tally(self, kind: str, name: str) -> int:
        """What was counted."""
        row = self._db.execute("SELECT value FROM tally WHERE kind = ? AND name = ?", (kind, name)).fetchone()
        return int(row[0]) if row else 0

    def add(
        self, kind: str, line: int, cells: Mapping[str, str], *, sku: str | None = None, product: str | None = None
    ) -> int | None:
        """Keep a row; gives the line of the row that has its SKU already, or None."""
        added = self._db.execute(
            "INSERT INTO entry (kind, line, sku, product, cells) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
            (kind, line, sku, product, json.dumps(cells, ensure_ascii=False)),
        )
        if not added.rowcount:
            return int(self._db.execute("SELECT line FROM entry WHERE sku = ?", (sku,)).fetchone()[0])
        return None

    def line_up(self) -> None:
        """Put the products in the order in which they are saved: that of their rows, but sets behind what may be their parts."""
        self._db.execute(
            "INSERT INTO product (key) SELECT entry.product FROM entry "
            "LEFT JOIN claim ON claim.parent = entry.sku LEFT JOIN entry AS child ON child.sku = claim.sku "
            "WHERE entry.product IS NOT NULL GROUP BY entry.product ORDER BY max("
            "coalesce(json_extract(entry.cells, '$.parts'), '') <> '' OR coalesce(json_extract(child.cells, '$.parts'), '') <> ''"
            "), min(entry.n)"
        )

    def claim(self, parent: str, position: int, sku: str, options: Sequence[tuple[str, str]]) -> str | None:
        """Note that a SKU is a variant of a row; gives the other row that said so before, or None."""
        written = json.dumps(options, ensure_ascii=False)
        added = self._db.execute("INSERT OR IGNORE INTO claim VALUES (?, ?, ?, ?)", (sku, parent, position, written))
        if added.rowcount:
            return None
        return str(self._db.execute("SELECT parent FROM claim WHERE sku = ?", (sku,)).fetchone()[0])

    def refuse(self, kind: str, line: int, column: str, reason: str) -> None:
        """Note a refused row. Raises `UserError` when there are too many to be chance."""
        added = self._db.execute(
            "INSERT INTO refused (kind, line, col, reason) VALUES (?, ?, ?, ?)", (kind, line, column, reason)
        )
        if (added.lastrowid or 0) > MOST_REFUSED:
            raise UserError(
                say(
                    "more than %(most)s rows refused, the last at line %(line)s: %(reason)s. Look over the mapping",
                    most=counted(MOST_REFUSED),
                    line=line,
                    reason=reason,
                )
            )

    def refused(self, kind: str) -> tuple[RefusedRow, ...]:
        """All refused rows of a kind, by line."""
        rows = self._db.execute("SELECT line, col, reason FROM refused WHERE kind = ? ORDER BY line, n", (kind,))
        return tuple(RefusedRow(line=line, column=column, reason=reason) for line, column, reason in rows)

    def products(self, after: int, limit: int) -> list[tuple[int, str]]:
        """The next products by number."""
        found = self._db.execute("SELECT n, key FROM product WHERE n > ? ORDER BY n LIMIT ?", (after, limit))
        return [(int(n), str(key)) for n, key in found]

    def count_products(self) -> int:
        """How many products are staged."""
        return int(self._db.execute("SELECT count(*) FROM product").fetchone()[0])

    def count_entries(self, kind: str) -> int:
        """How many rows of a kind are staged."""
        return int(self._db.execute("SELECT count(*) FROM entry WHERE kind = ?", (kind,)).fetchone()[0])

    def skus_of(self, keys: Sequence[str]) -> dict[str, list[str]]:
        """The SKUs of products by key: of their rows, and of those that these name as their variants."""
        found = self._db.execute(
            "SELECT product, coalesce(claim.sku, entry.sku) FROM entry LEFT JOIN claim ON claim.parent = entry.sku "
            f"WHERE product IN ({', '.join('?' * len(keys))}) ORDER BY n, position",
            keys,
        )
        groups: dict[str, list[str]] = {}
        for key, sku in found:
            groups.setdefault(str(key), []).append(str(sku))
        return groups

    def of_product(self, key: str) -> list[Entry]:
        """The rows of a product that no other row names as its variant."""
        found = self._db.execute(
            "SELECT n, line, cells FROM entry WHERE product = ? AND sku NOT IN (SELECT sku FROM claim) ORDER BY n",
            (key,),
        )
        return [Entry(int(n), int(line), json.loads(cells)) for n, line, cells in found]

    def claims(self, parent: str) -> list[Claim]:
        """The variants that a row names, in its order."""
        found = self._db.execute(
            "SELECT claim.sku, options, n, line, cells FROM claim LEFT JOIN entry ON entry.sku = claim.sku AND entry.kind = 'products' "
            "WHERE parent = ? ORDER BY position",
            (parent,),
        )
        return [
            Claim(
                sku,
                tuple((k, v) for k, v in json.loads(options)),
                None if n is None else Entry(n, line, json.loads(cells)),
            )
            for sku, options, n, line, cells in found
        ]

    def entries(self, kind: str, after: int = 0, limit: int = -1) -> Iterator[Entry]:
        """The next rows of a kind."""
        found = self._db.execute(
            "SELECT n, line, cells FROM entry WHERE kind = ? AND n > ? ORDER BY n LIMIT ?", (kind, after, limit)
        )
        for n, line, cells in found:
            yield Entry(int(n), int(line), json.loads(cells))
