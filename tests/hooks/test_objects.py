"""What plugins keep: tables, business objects, rows they read in, and what they check of their own books."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from ecomkit.errors import PluginError
from ecomkit.importing import import_files
from ecomkit.sdk import (
    BusinessObject,
    Command,
    Context,
    Importer,
    Inspection,
    MetaData,
    Operation,
    Plugin,
    Policy,
    Table,
    Who,
    WriteContext,
    hookimpl,
    key,
    name,
    text,
)
from ecomkit.shop import Shop
from ecomkit.storage.tables import stock
from ecomkit.testing import Browser, Till, findings, staff
from tests.hooks.scene import done, shop_with, sign_in_as_clerk

STAFF = Policy(permission="staff.library", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
_metadata = MetaData()
BOOKS = Table("library_book", _metadata, key("key", primary_key=True), name("title"), name("state", 20))


class SaveBook(Command[None]):
    """Save a book"""

    isbn: str
    called: str = ""


class SaveBooks(Command[int]):
    """Save books"""

    books: tuple[tuple[str, str], ...]


class Misuse(Command[None]):
    """Write what is core's"""


class Kept(Plugin):
    """What every library here has: its table and the commands that write it."""

    name = "library"
    hook_api = 1

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        return [
            Operation(command=SaveBook, policy=STAFF, apply=_save),
            Operation(command=SaveBooks, policy=STAFF, apply=_save_all),
            Operation(command=Misuse, policy=STAFF, apply=lambda ctx, _: ctx.db.write(update(stock).values(on_hand=9))),
        ]


def _save(ctx: WriteContext, command: SaveBook) -> None:
    ctx.db.write(insert(BOOKS), key=command.isbn, title=command.called, state="there")


def _save_all(ctx: WriteContext, command: SaveBooks) -> int:
    for isbn, title in command.books:
        ctx.db.write(insert(BOOKS), key=isbn, title=title, state="there")
    return len(command.books)


class Library(Kept):
    """A library with everything."""

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        return [BOOKS]

    @hookimpl
    def register_objects(self) -> Sequence[BusinessObject]:
        columns = (("title", text("Title")), ("state", text("State")))
        return [
            BusinessObject(
                key="books", title=text("Books"), table=BOOKS, columns=columns, permission="staff.library", commands=(SaveBook,),
                states={"there": frozenset({"lent"}), "lent": frozenset({"there"})},
            )
        ]  # fmt: skip

    @hookimpl
    def register_importers(self) -> Sequence[Importer]:
        fields = {"isbn": ("ean",), "title": ("name",)}
        return [
            Importer(key="books", title=text("Books"), fields=fields, required=frozenset({"isbn", "title"}), read=_read)
        ]

    @hookimpl
    def register_inspections(self) -> Sequence[Callable[[Context], Iterator[Inspection]]]:
        return [_inspect]


Rows = Sequence[tuple[int, Mapping[str, str]]]


def _read(_ctx: Context, rows: Rows) -> tuple[SaveBooks | None, Sequence[tuple[int, str, str]]]:
    good = tuple((cells["isbn"], cells["title"]) for _, cells in rows if cells["isbn"].isdigit())
    bad = [(line, "isbn", "is no ISBN") for line, cells in rows if not cells["isbn"].isdigit()]
    return (SaveBooks(books=good) if good else None), bad


def _inspect(ctx: Context) -> Iterator[Inspection]:
    for row in ctx.db.all(select(BOOKS).where(BOOKS.c.title == "")):
        yield Inspection(code="library.untitled", subject=row.key, message="has no title")


def opened(folder: Path, plugin: type[Plugin], **given: Any) -> Shop:
    """A shop whose library has its tables; a plugin's migrations are numbered files, here they are made at once."""
    shop = shop_with(folder, plugin, **given)
    _metadata.create_all(shop.database.engine)
    return shop


def titles(shop: Shop) -> list[str]:
    with shop.database.read() as rows:
        return [row.title for row in rows.all(select(BOOKS).order_by(BOOKS.c.key))]


def test_a_plugin_writes_its_own_tables_and_no_others(tmp_path: Path) -> None:
    shop = opened(tmp_path, Library)
    clerk = staff(shop)
    done(shop.run(clerk(), SaveBook(isbn="1", called="Emma")))
    assert titles(shop) == ["Emma"]
    with pytest.raises(PluginError, match="stock"):
        shop.run(clerk(), Misuse())
    shop.close()
    undeclared = opened(tmp_path, Kept, catalogue=False)
    with pytest.raises(PluginError, match="library_book"):
        undeclared.run(staff(undeclared, "staff.library")(), SaveBook(isbn="2", called="Persuasion"))
    assert titles(undeclared) == ["Emma"]
    undeclared.close()


def test_staff_see_a_business_object_and_run_its_commands(tmp_path: Path) -> None:
    shop = opened(tmp_path, Library)
    with Browser(shop) as browser:
        browser.get("/admin/o/books")
        assert browser.path == "/admin/sign-in"
        sign_in_as_clerk(shop, browser)
        assert browser.post("/admin/o/books/save_book", isbn="1", called="Emma") == 200
        assert browser.get("/admin/o/books") == 200
        assert "Title State Emma" in browser.words()
    shop.close()


def test_rows_of_a_plugin_are_imported_and_bad_ones_told(tmp_path: Path) -> None:
    shop = opened(tmp_path, Library)
    path = tmp_path / "books.csv"
    path.write_text("ean,name\n111,Emma\nx,Nobody\n222,Persuasion\n", "utf-8")
    (part,) = import_files(shop, [path]).files[0].parts
    assert (part.kind, part.things) == ("books", 2)
    assert [(row.line, row.reason) for row in part.refused] == [(3, "is no ISBN")]
    assert titles(shop) == ["Emma", "Persuasion"]
    shop.close()


def test_verify_tells_what_a_plugin_finds_in_its_books(tmp_path: Path) -> None:
    shop = opened(tmp_path, Library)
    done(Till.for_guest(shop).buy("LAMP"))
    assert findings(shop) == ()
    done(shop.run(staff(shop)(), SaveBook(isbn="9", called="")))
    assert [(one.code, one.subject) for one in findings(shop)] == [("library.untitled", "9")]
    shop.close()
