"""What goes out comes back in unchanged, and harms no spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

import pytest

from ecomkit.domain import (
    Category,
    Done,
    Money,
    Picture,
    Product,
    ProductAsWritten,
    SaveCategories,
    SaveProducts,
    UnitPrice,
    Variant,
    Words,
)  # fmt: skip
from ecomkit.importing import check_catalogue, export_catalogue, import_files
from ecomkit.importing.export import harmless
from ecomkit.shop import Shop

SCAFFOLD = Path(__file__).parents[2] / "scaffolds" / "shop" / "template" / "catalogue"


def nasty() -> Product:
    price = UnitPrice(money=Money(amount=1, currency="EUR"))
    picture = Picture(name="pot", alt='A "pot", red')
    variants = tuple(
        Variant(
            sku=sku, price=price, weight_g=7, stock=3, options=(("=Colour", colour), ("Size", "-1")), picture=picture
        )
        for sku, colour in (("=1+1", "@red"), ("-B", 'blue;"x",\ny'.replace("\n", " ")))
    )
    return Product(
        slug="nasty", name="=cmd|' /C calc'!A0", description="<b>not bold</b> &amp; so\n\n5 < 6", categories=("a", "b"),
        attributes=(("material", "+Clay"), ("care", 'say "no"')), maker="@maker", tax_class="reduced", pictures=(picture,),
        variants=variants,
    )  # fmt: skip


def test_an_export_comes_back_unchanged(shop: Shop, tmp_path: Path) -> None:
    shelves = (
        Category(slug="a", name="-A", description="=1", tint="mint", position=3),
        Category(slug="b", name="B", parent="a"),
    )
    assert isinstance(shop.run(shop.system(), SaveCategories(categories=shelves)), Done)
    assert isinstance(shop.run(shop.system(), SaveProducts(products=(nasty(),))), Done)
    assert export_catalogue(shop, tmp_path / "out") == (2, 2)
    report = import_files(shop, [tmp_path / "out"])
    assert [(p.things, p.changed, p.refused) for f in report.files for p in f.parts] == [(2, 0, ()), (1, 0, ())]


def test_what_is_not_sent_comes_back_with_as_many_as_there_were(shop: Shop, tmp_path: Path) -> None:
    price = UnitPrice(money=Money(amount=450, currency="EUR"))
    variants = tuple(Variant(sku=sku, price=price, ships=False, stock=stock) for sku, stock in (("A", None), ("B", 4)))
    guides = tuple(Product(slug=v.sku.lower(), name=v.sku, variants=(v,)) for v in variants)
    assert isinstance(shop.run(shop.system(), SaveProducts(products=guides)), Done)
    export_catalogue(shop, tmp_path)
    with (tmp_path / "products.csv").open(encoding="utf-8", newline="") as file:
        assert [(row["ships"], row["stock"]) for row in csv.DictReader(file)] == [("no", ""), ("no", "4")]


def test_no_cell_of_an_export_is_a_formula(shop: Shop, tmp_path: Path) -> None:
    shop.run(shop.system(), SaveProducts(products=(nasty(),)))
    export_catalogue(shop, tmp_path)
    with (tmp_path / "products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 2
    assert not [cell for row in rows for cell in row.values() if cell[:1] in ("=", "+", "-", "@")]
    assert rows[0]["name"] == "'=cmd|' /C calc'!A0"


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t", "\r"])
def test_formula_signs_get_an_apostrophe(sign: str) -> None:
    assert harmless(f"{sign}1") == f"'{sign}1"


def test_the_demo_catalogue_makes_the_whole_round(shop: Shop, tmp_path: Path) -> None:
    first = import_files(shop, [SCAFFOLD])
    with (SCAFFOLD / "products.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    parts = {part.kind: part for file_report in first.files for part in file_report.parts}
    assert first.refused == 0
    assert (parts["products"].rows, parts["products"].things) == (len(rows), len({row["product"] for row in rows}))
    export_catalogue(shop, tmp_path / "out")
    again = import_files(shop, [tmp_path / "out"])
    assert [(p.things > 0, p.changed, p.refused) for f in again.files for p in f.parts] == [
        (True, 0, ()),
        (True, 0, ()),
        (True, 0, ()),
    ]


def test_a_check_says_what_customers_would_miss(shop: Shop, write: Callable[[str, str], Path]) -> None:
    text = "sku,name,price,category,description,picture,picture_alt\nA,Cup,0,,,cup,A cup\nB,Pot,2.00,home,A pot.,,\n"
    import_files(shop, [write("products.csv", text)])
    pictures = shop.folder / "catalogue" / "pictures"
    assert [(one.product, one.code) for one in check_catalogue(shop)] == [
        ("cup", "no_category"), ("cup", "no_description"), ("cup", "no_price"), ("cup", "no_picture"),
    ]  # fmt: skip
    pictures.mkdir(parents=True)
    (pictures / "cup-480.webp").write_bytes(b"")
    assert "no_picture" not in [one.code for one in check_catalogue(shop)]


def test_what_pictures_show_and_warnings_go_out_and_come_back_in_each_language(shop: Shop, tmp_path: Path) -> None:
    price = UnitPrice(money=Money(amount=900, currency="EUR"))
    red, blue = Picture(name="cup-red", alt="A red cup"), Picture(name="cup-blue", alt="A blue cup")
    spanish = Words(name="Taza", warnings="Quema.", alts=(("cup-red", "Una taza roja"),))
    variants = tuple(
        Variant(sku=sku, price=price, options=(("Colour", said),), picture=picture, stock=1)
        for sku, said, picture in (("RED", "Red", red), ("BLUE", "Blue", blue))
    )
    cup = Product(
        slug="cup", name="Cup", warnings="It burns.", words=(("es", spanish),), pictures=(red, blue), variants=variants
    )
    assert isinstance(shop.run(shop.system(), SaveProducts(products=(cup,))), Done)
    export_catalogue(shop, tmp_path / "out")
    with (tmp_path / "out" / "products.csv").open(encoding="utf-8", newline="") as file:
        told = [(row["picture_alt:es"], row["warnings"], row["warnings:es"]) for row in csv.DictReader(file)]
    assert told == [("Una taza roja", "It burns.", "Quema."), ("", "It burns.", "Quema.")]
    report = import_files(shop, [tmp_path / "out"])
    assert [(p.things, p.changed, p.refused) for f in report.files for p in f.parts if p.kind == "products"] == [
        (1, 0, ())
    ]
    shop.run(shop.system(), SaveProducts(products=(cup.model_copy(update={"words": ()}),)))
    import_files(shop, [tmp_path / "out" / "products.csv"])
    assert shop.ask(shop.system(), ProductAsWritten(slug="cup")).words == (("es", spanish),)
