"""A missing column leaves what is there, an empty cell clears it, a missing row stays."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from ecomkit.domain import Categories, Done, Picture, Product, ProductAsWritten, SaveProducts
from ecomkit.importing import ImportReport, PartReport, export_catalogue, import_files
from ecomkit.shop import Shop
from ecomkit.testing import make_shop
from tests.importing.test_run import CHILD

Write = Callable[[str, str], Path]
SHELVES = (
    "slug,name,parent,description,tint,position,rule,name:es\nhome,Home,,All,mint,4,,Casa\n"
    "table,Table,home,Laid,sky,7,price < 9,Mesa\n"
)
HEADER = (
    "product,sku,name,category,description,option1_name,option1_value,option2_name,option2_value,price,weight_g,stock,tax_class,"
    "picture,picture_alt,attributes,maker,name:es,description:es,ships,draft,publish_at,withdraw_at,content,maker_contact,"
    "responsible,warnings,related,alternatives,picture_alt:es,warnings:es\n"
)


def row(sku: str, colour: str) -> str:
    return (
        f"mug,{sku},Mug,table|home,A mug.,Colour,{colour},Size,L,14.50,380,12,reduced,mug-{colour},A {colour} mug,"
        f'"{{""material"": ""Clay"", ""care"": ""Wash""}}",Loma,Taza,Una taza.,no,yes,2026-01-01,2027-01-01,300 g,Calle 1,Ana,Hot.,'
        f"pot,cup,Taza {colour},Quema.\n"
    )


@pytest.fixture
def stocked(shop: Shop, write: Write) -> Shop:
    """A shop with a mug of two colours of which everything is said."""
    files = [write("categories.csv", SHELVES), write("products.csv", HEADER + row("M-1", "bone") + row("M-2", "brick"))]
    assert import_files(shop, files).refused == 0
    return shop


def mug(shop: Shop) -> Product:
    """It as it was written, without its moments."""
    found = shop.ask(shop.system(), ProductAsWritten(slug="mug"))
    return found.model_copy(update={"created_at": None, "updated_at": None})


def part(report: ImportReport) -> PartReport:
    return report.files[0].parts[0]


def test_a_column_that_is_missing_leaves_everything_as_it_is(stocked: Shop, write: Write) -> None:
    before = mug(stocked)
    again = "product,sku,name,price\nmug,M-1,Mug,14.50\nmug,M-2,Mug,14.50\n"
    assert part(import_files(stocked, [write("same.csv", again)])).changed == 0
    file = write("short.csv", again.replace("M-2,Mug,14.50", "M-2,Mug,15"))
    trial, real = (import_files(stocked, [file], dry_run=dry) for dry in (True, False))
    assert [(part(one).things, part(one).changed, part(one).refused) for one in (trial, real)] == [(1, 1, ())] * 2
    first, second = before.variants
    dearer = second.price.model_copy(update={"money": second.price.money.model_copy(update={"amount": 1500})})
    assert mug(stocked) == before.model_copy(update={"variants": (first, second.model_copy(update={"price": dearer}))})


def test_an_article_without_a_row_stays_in_its_place(stocked: Shop, write: Write) -> None:
    before = mug(stocked)
    text = "product,sku,name,price,option1_name,option1_value\nmug,M-3,Mug,16,Colour,red\nmug,M-2,Mug,15,Colour,brick\n"
    assert part(import_files(stocked, [write("short.csv", text)])).refused == ()
    now = mug(stocked)
    assert [(v.sku, v.price.money.amount) for v in now.variants] == [("M-1", 1450), ("M-2", 1500), ("M-3", 1600)]
    assert (now.variants[0], now.pictures, now.words) == (before.variants[0], before.pictures, before.words)
    assert [v.options for v in now.variants[1:]] == [(("Colour", "brick"), ("Size", "L")), (("Colour", "red"),)]


def test_a_new_article_is_told_apart_from_those_without_a_row(stocked: Shop, write: Write) -> None:
    text = "product,sku,name,price,option1_name,option1_value,option2_name,option2_value\nmug,M-3,Mug,16,Colour,bone,Size,L\n"
    (refused,) = part(import_files(stocked, [write("short.csv", text)])).refused
    assert (refused.line, refused.reason[:30]) == (2, "has the same choices as 'M-1':")
    assert len(mug(stocked).variants) == 2


def test_a_row_that_is_refused_leaves_its_article(stocked: Shop, write: Write) -> None:
    report = import_files(stocked, [write("short.csv", "product,sku,name,price\nmug,M-1,Mug,x\nmug,M-2,Mug,15\n")])
    assert [one.line for one in part(report).refused] == [2]
    assert [(v.sku, v.price.money.amount) for v in mug(stocked).variants] == [("M-1", 1450), ("M-2", 1500)]


def test_a_row_that_is_switched_off_takes_its_article_out(stocked: Shop, write: Write) -> None:
    report = import_files(stocked, [write("off.csv", "product,sku,name,price,online\nmug,M-1,Mug,14.50,no\n")])
    assert [(one.line, one.column) for one in part(report).refused] == [(2, "online")]
    assert [v.sku for v in mug(stocked).variants] == ["M-2"]


def test_a_product_that_is_switched_off_in_its_first_row_stays_whole(stocked: Shop, write: Write) -> None:
    before = mug(stocked)
    text = "product,sku,name,price,published\nmug,M-1,Mug,15,FALSE\nmug,M-2,Mug,15,\n"
    assert [one.line for one in part(import_files(stocked, [write("off.csv", text)])).refused] == [2]
    assert mug(stocked) == before


def test_an_empty_cell_clears_what_its_column_is_about_and_nothing_else(stocked: Shop, write: Write) -> None:
    before = mug(stocked)
    text = (
        "product,sku,name,price,description,maker,name:es,picture_alt:es,attribute.care,content\n"
        "mug,M-1,Mug,14.50,,,,,,\n"
    )
    import_files(stocked, [write("empty.csv", text)], mapping={"attribute.care": "attribute.care"})
    now, (language, said) = mug(stocked), mug(stocked).words[0]
    assert (now.description, now.maker, now.attributes) == ("", "", (("material", "Clay"),))
    assert (language, said.name, said.description, said.warnings) == ("es", "", "Una taza.", "Quema.")
    assert said.alts == (("mug-brick", "Taza brick"),)
    assert [v.content is None for v in now.variants] == [True, False]
    assert (now.warnings, now.categories, now.tax_class) == (before.warnings, before.categories, before.tax_class)


def test_what_a_picture_shows_may_be_said_without_its_name(stocked: Shop, write: Write) -> None:
    text = "product,sku,name,price,picture_alt,picture_alt:es\nmug,M-2,Mug,14.50,Brick red,Rojo ladrillo\n"
    import_files(stocked, [write("alts.csv", text)])
    now = mug(stocked)
    assert [(one.name, one.alt) for one in now.pictures] == [("mug-bone", "A bone mug"), ("mug-brick", "Brick red")]
    assert now.variants[1].picture == now.pictures[1]
    assert now.words[0][1].alts == (("mug-bone", "Taza bone"), ("mug-brick", "Rojo ladrillo"))


def test_an_export_of_pictures_that_no_article_has_comes_back_unchanged(stocked: Shop, tmp_path: Path) -> None:
    shown = (Picture(name="front", alt="From the front"), Picture(name="back", alt="From behind"))
    bare = tuple(v.model_copy(update={"picture": None}) for v in mug(stocked).variants)
    one = mug(stocked).model_copy(update={"pictures": shown, "variants": bare})
    assert isinstance(stocked.run(stocked.system(), SaveProducts(products=(one,))), Done)
    before = mug(stocked)
    export_catalogue(stocked, tmp_path / "out")
    report = import_files(stocked, [tmp_path / "out" / "products.csv"])
    assert (part(report).changed, part(report).refused, mug(stocked)) == (0, (), before)


def test_another_picture_takes_the_place_of_the_one_before(stocked: Shop, write: Write) -> None:
    import_files(
        stocked, [write("p.csv", "product,sku,name,price,picture\nmug,M-1,Mug,14.50,new\nmug,M-2,Mug,14.50,\n")]
    )
    assert [(one.name, one.alt) for one in mug(stocked).pictures] == [("new", "Mug")]


def test_a_short_file_of_categories_leaves_what_it_has_no_column_for(stocked: Shop, write: Write) -> None:
    before = stocked.ask(stocked.system(), Categories())
    file = write("categories.csv", "slug,name\nhome,Home\ntable,On the table\n")
    assert part(import_files(stocked, [file])).changed == 1
    now = stocked.ask(stocked.system(), Categories())
    assert now == (before[0], before[1].model_copy(update={"name": "On the table"}))
    import_files(stocked, [write("categories.csv", "slug,name,parent,description,rule,name:es\ntable,Table,,,,\n")])
    table = stocked.ask(stocked.system(), Categories())[1]
    assert (table.parent, table.description, table.rule, table.words, table.position) == (None, "", "", (), 7)


def test_categories_that_products_name_first_are_told(stocked: Shop, write: Write) -> None:
    file = write("p.csv", "sku,name,price,category\nA,Cup,1,table|nothere\nB,Pot,1,home/Pots\nC,Jar,1,nothere\n")
    trial, real, again = (import_files(stocked, [file], dry_run=dry) for dry in (True, False, False))
    assert [part(one).new_categories for one in (trial, real, again)] == [("Nothere", "Pots")] * 2 + [()]


def test_a_row_under_another_name_does_not_undo_that_of_its_product(shop: Shop, write: Write) -> None:
    import_files(shop, [write("a.csv", "product,sku,name,price\nmug,M-1,Mug,1\n")])
    text = "product,sku,name,price,option1_value\nmug,M-2,Mug,2,b\n,M-1,Mug,3,a\n"
    (refused,) = part(import_files(shop, [write("b.csv", text)])).refused
    assert refused.reason == "belongs to mug: write that name in a column «product»"
    assert [v.sku for v in mug(shop).variants] == ["M-1", "M-2"]


def test_products_are_read_a_batch_at_a_time(shop: Shop, write: Write) -> None:
    def asked(count: int) -> int:
        found: list[str] = []
        write("p.csv", "sku,name,price\n" + "".join(f"S{n},Thing {n},1\n" for n in range(count)))
        import_files(shop, [write("p.csv", (shop.folder.parent / "p.csv").read_text("utf-8"))])
        listen: Any = ("before_cursor_execute", lambda *given: found.append(given[2]))
        event.listen(shop.database.engine, *listen)
        import_files(shop, [shop.folder.parent / "p.csv"], dry_run=True)
        event.remove(shop.database.engine, *listen)
        return len(found)

    assert asked(3) == asked(25)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_short_file_goes_on_where_it_was_killed(tmp_path: Path, write: Write, when: str) -> None:
    long = "sku,name,price,description,category,maker\n" + "".join(
        f"S{n},Thing {n},1,Fine,Home/Lamps|Sale,M\n" for n in range(60)
    )
    shop = make_shop(tmp_path / "shop", use=("b2c", "reviews"), catalogue=False)
    import_files(shop, [write("long.csv", long)])
    shop.close()
    short = write("short.csv", "sku,name,price\n" + "".join(f"S{n},Thing {n},2\n" for n in range(60)))
    child = subprocess.run(
        [sys.executable, "-c", CHILD, str(tmp_path / "shop"), str(short), "2", when], check=False, env=os.environ
    )
    assert child.returncode == -signal.SIGKILL
    shop = make_shop(tmp_path / "shop", use=("b2c", "reviews"), catalogue=False)
    report = import_files(shop, [short])
    assert report.files[0].resumed
    assert (part(report).things, part(report).changed) == (60, 60)
    for n in (0, 30, 59):
        one = shop.ask(shop.system(), ProductAsWritten(slug=f"thing-{n}"))
        assert (one.variants[0].price.money.amount, one.description, one.maker) == (200, "Fine", "M")
        assert set(one.categories) == {"lamps", "sale"}
    shop.close()
