"""A unit of work: what it has read it knows until something is written; what is a draft does not wait for the disk."""

from __future__ import annotations

import tracemalloc
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    Column,
    Integer,
    MetaData,
    String,
    Table,
    bindparam,
    event,
    func,
    insert,
    select,
    text,
    tuple_,
    union_all,
    update,
)
from sqlalchemy.exc import OperationalError

from ecomkit.errors import NotFinished
from ecomkit.storage.database import Database, Rows, open_database

STOCK = Table("shelf", MetaData(), Column("sku", String, primary_key=True), Column("n", Integer))
NOTES = Table("note", STOCK.metadata, Column("of", String, primary_key=True), Column("said", String))
ONE = select(STOCK.c.n).where(STOCK.c.sku == bindparam("of"))
SOME = select(STOCK).where(STOCK.c.sku.in_(bindparam("skus", expanding=True)))
SET = update(STOCK).where(STOCK.c.sku == bindparam("of")).values(n=bindparam("to"))


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def database(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Database]:
    at = f"sqlite:///{tmp_path / 'shop.db'}" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    found = open_database(str(at))
    STOCK.metadata.create_all(found.engine)
    found.write(lambda rows: rows.write(insert(STOCK), sku="tea", n=1))
    yield found
    found.close()


@pytest.fixture
def asked(database: Database) -> list[str]:
    said: list[str] = []

    @event.listens_for(database.engine, "before_cursor_execute")
    def _note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if "shelf" in statement:
            said.append(statement.split(maxsplit=1)[0])

    return said


def test_what_was_read_is_not_asked_for_again(database: Database, asked: list[str]) -> None:
    with database.read() as rows:
        assert [rows.scalar(ONE, of="tea") for _ in range(3)] == [1, 1, 1]
        assert rows.scalar(ONE, of="cup") is None
        assert len(rows.all(SOME, skus=["tea"])) == len(rows.all(SOME, skus=["tea"])) == 1
    assert asked == ["SELECT"] * 3


def test_what_is_written_is_seen_at_once_by_everybody_in_the_unit_of_work(database: Database) -> None:
    def work(rows: Rows) -> tuple[Any, ...]:
        reader = rows.narrowed(frozenset())
        before = reader.scalar(ONE, of="tea")
        rows.write(SET, of="tea", to=2)
        after = reader.scalar(ONE, of="tea")
        rows.write_many(insert(STOCK), [{"sku": "cup", "n": 7}])
        return before, after, reader.scalar(ONE, of="cup")

    assert database.write(work) == (1, 2, 7)


@pytest.mark.parametrize(
    "reading",
    [
        select(func.max(NOTES.c.said)),
        select(STOCK.c.sku, NOTES.c.said).outerjoin(NOTES, NOTES.c.of == STOCK.c.sku),
        select(STOCK.c.sku).where(~select(NOTES.c.of).where(NOTES.c.of == STOCK.c.sku).exists()),
        select(STOCK.c.sku, select(NOTES.c.said).where(NOTES.c.of == STOCK.c.sku).scalar_subquery()),
        select(select(NOTES.c.of).subquery()),
        union_all(select(STOCK.c.sku), select(NOTES.c.of)),
    ],
    ids=["plain", "join", "exists", "scalar", "subquery", "union"],
)
def test_a_write_makes_unknown_what_reads_its_table_wherever_it_is_named(database: Database, reading: Any) -> None:
    def work(rows: Rows) -> tuple[object, object]:
        before = rows.all(reading)
        rows.write(insert(NOTES), of="tea", said="green")
        return before, rows.all(reading)

    before, after = database.write(work)
    assert before != after


def test_a_write_leaves_known_what_reads_other_tables(database: Database, asked: list[str]) -> None:
    def work(rows: Rows) -> None:
        for said in ("green", "black"):
            rows.first(ONE, of="tea")
            rows.write(insert(NOTES), of=said, said=said)

    database.write(work)
    assert len([one for one in asked if one.startswith("SELECT")]) == 1


def test_what_was_just_written_can_be_known_without_asking(database: Database, asked: list[str]) -> None:
    def work(rows: Rows) -> tuple[object, object]:
        rows.write(SET, of="tea", to=5)
        rows.know(ONE, (5,), of="tea")
        known = rows.scalar(ONE, of="tea")
        rows.write(SET, of="tea", to=6)
        return known, rows.scalar(ONE, of="tea")

    assert database.write(work) == (5, 6)
    assert len([one for one in asked if one.startswith("SELECT")]) == 1


def test_after_a_rest_what_others_wrote_is_seen(database: Database) -> None:
    with database.read() as rows:
        assert rows.scalar(ONE, of="tea") == 1
        rows.rest()
        database.write(lambda others: others.write(SET, of="tea", to=5))
        assert rows.scalar(ONE, of="tea") == 5


def test_a_write_that_begins_again_reads_again(database: Database) -> None:
    seen: list[Any] = []

    def work(rows: Rows) -> None:
        seen.append(rows.scalar(ONE, of="tea"))
        if len(seen) == 1:
            raise OperationalError("begin again", {}, Exception("database is locked"))

    if database.is_sqlite:
        database.write(work)
        assert seen == [1, 1]


def test_what_was_promised_waits_for_the_disk_and_a_draft_does_not(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'shop.db'}")
    seen: list[int] = []

    def look(rows: Rows) -> None:
        (level,) = rows._unit.connection.exec_driver_sql("PRAGMA synchronous").one()
        seen.append(level)

    for durable in (True, False, True, False):
        database.write(look, durable=durable)
    database.close()
    full, normal = 2, 1
    assert seen == [full, normal, full, normal]


def test_an_import_into_a_new_file_never_waits(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path / 'shop.db'}", durable=False)
    levels = [database.write(lambda rows: rows._unit.connection.exec_driver_sql("PRAGMA synchronous").scalar())]
    database.close()
    assert levels == [0]


def peak(work: Callable[[], object]) -> int:
    """How much memory Python takes for it at most, in bytes."""
    tracemalloc.start()
    try:
        work()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_large_table_is_read_row_by_row_and_not_kept(database: Database, asked: list[str]) -> None:
    many = [{"sku": f"sku-{n:06}" + "x" * 80, "n": n} for n in range(20_000)]
    database.write(lambda rows: rows.write_many(insert(STOCK), many))
    whole = select(STOCK)
    with database.read() as rows:
        assert sum(1 for _ in rows.each(whole)) == len(many) + 1
        streamed = peak(lambda: sum(row.n for row in rows.each(whole)))
        at_once = peak(lambda: sum(row.n for row in rows.all(whole)))
    assert streamed * 5 < at_once
    assert asked.count("SELECT") == 3


def test_what_is_read_row_by_row_takes_values_and_only_reads(database: Database) -> None:
    with database.read() as rows:
        assert [row.n for row in rows.each(select(STOCK).where(STOCK.c.sku == bindparam("of")), of="tea")] == [1]
        with pytest.raises(PermissionError):
            next(iter(rows.each(SET)))  # type: ignore[arg-type]


def test_a_question_with_lists_in_a_list_is_answered_each_time(database: Database, asked: list[str]) -> None:
    pairs = select(STOCK.c.n).where(tuple_(STOCK.c.sku, STOCK.c.n).in_(bindparam("pairs", expanding=True)))
    with database.read() as rows:
        for _ in range(2):
            assert rows.scalar(pairs, pairs=[["tea", 1], ["cup", 2]]) == 1
    assert asked == ["SELECT"] * 2


def test_a_read_that_asks_nothing_needs_no_connection(tmp_path: Path) -> None:
    database = open_database(f"sqlite:///{tmp_path}")  # a folder: whoever opens it fails
    with database.read():
        pass
    database.close()


@pytest.mark.parametrize("url", ["postgresql://nobody@127.0.0.1:1/none", "sqlite:///{folder}"])
def test_a_database_that_does_not_answer_is_work_not_finished(tmp_path: Path, url: str) -> None:
    database = open_database(url.format(folder=tmp_path))
    with pytest.raises(NotFinished, match="does not answer"), database.read() as rows:
        rows.scalar(ONE, of="tea")
    with pytest.raises(NotFinished, match="does not answer"):
        database.write(lambda rows: rows.scalar(ONE, of="tea"))
    database.close()


CUT = text("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid = :pid")
MINE = select(func.pg_backend_pid())


def cut(database: Database, pid: int) -> None:
    """The server ends a connection that somebody believes is open."""
    with database.engine.connect() as other:
        other.execute(CUT, {"pid": pid})


@pytest.mark.postgres
def test_a_connection_that_broke_while_nobody_used_it_is_made_anew(postgres_url: str) -> None:
    ours, others = open_database(postgres_url), open_database(postgres_url)
    with ours.read() as rows:
        pid = rows.scalar(MINE)
    cut(others, pid)
    with ours.read() as rows:
        assert rows.scalar(MINE) != pid
    ours.close()
    others.close()


@pytest.mark.postgres
def test_work_whose_commit_was_not_answered_is_not_done_again(postgres_url: str) -> None:
    ours, others = open_database(postgres_url), open_database(postgres_url)
    begun: list[int] = []

    def work(rows: Rows) -> None:
        begun.append(1)
        cut(others, rows.scalar(MINE))

    with pytest.raises(OperationalError):
        ours.write(work)
    assert begun == [1]
    ours.close()
    others.close()
