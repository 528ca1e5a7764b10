"""Rows become products with their variants; what cannot is told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ecomkit.domain import ENDLESS, Categories, Product, ProductBySlug, Products, StockLevels
from ecomkit.importing import ImportReport, PartReport, import_files
from ecomkit.shop import Shop

Write = Callable[[str, str], Path]
HEADER = "product,sku,name,category,option1_name,option1_value,price,weight_g,stock,description\n"


def product(shop: Shop, slug: str) -> Product:
    return shop.ask(shop.system(), ProductBySlug(slug=slug))


def part(report: ImportReport) -> PartReport:
    return report.files[0].parts[0]


def refused(report: ImportReport) -> list[tuple[int, str, str]]:
    return [(row.line, row.column, row.reason) for row in part(report).refused]


def test_rows_of_one_product_are_its_variants_wherever_they_stand(shop: Shop, write: Write) -> None:
    text = HEADER + (
        "mug,M-1,Mug,table,Colour,Bone,14.50,380,12,A mug.\n"
        "pot,P-1,Pot,table,,,42.00,980,3,\n"
        "mug,M-2,Mug,table,Colour,Brick,15.50,390,8,A mug.\n"
    )
    report = part(import_files(shop, [write("products.csv", text)]))
    assert (report.rows, report.things, report.changed, report.refused) == (3, 2, 2, ())
    mug = product(shop, "mug")
    assert [(v.sku, v.options, v.price.money.amount, v.weight_g) for v in mug.variants] == [
        ("M-1", (("Colour", "Bone"),), 1450, 380), ("M-2", (("Colour", "Brick"),), 1550, 390),
    ]  # fmt: skip
    assert (mug.categories, mug.description) == (("table",), "A mug.")
    levels = shop.ask(shop.system(), StockLevels(skus=("M-1", "M-2", "P-1")))
    assert {level.sku: level.on_hand for level in levels} == {"M-1": 12, "M-2": 8, "P-1": 3}


def test_each_refused_row_has_its_line_column_and_reason_and_the_others_are_kept(shop: Shop, write: Write) -> None:
    text = "Article,Title,Price,Qty\n" + (
        "A,Fine,1.00,1\n"
        ",No SKU,1.00,1\n"
        "B,Negative,-1.00,1\n"
        "C,Absurd,12345678.00,1\n"
        "A,Twice,2.00,1\n"
        "D,Short\n"
        "E,Half,1.00,0.5\n"
        "F,,1.00,1\n"
        "a b/c,Slash,1.00,1\n"
        "G,Fine too,1.00,\n"
    )
    report = import_files(shop, [write("products.csv", text)])
    found = {line: (column, reason) for line, column, reason in refused(report)}
    assert {line: column for line, (column, _) in found.items()} == {
        3: "Article", 4: "Price", 5: "Price", 6: "Article", 7: "", 8: "Qty", 9: "Title", 10: "Article",
    }  # fmt: skip
    assert found[6][1] == "SKU 'A' stands on line 2 already"
    assert (part(report).rows, part(report).things) == (10, 2)
    assert shop.ask(shop.system(), Products()).count == 2


def test_scripts_never_reach_the_shop_and_formulas_stay_text(shop: Shop, write: Write) -> None:
    text = (
        "sku,name,price,description\n"
        '"=1+1","=HYPERLINK(""http://x"")",1.00,"<p>Good</p><script>bad()</script>"\n'
        "@A,+Name,2.00,-1 is cold\n"
    )
    import_files(shop, [write("products.csv", text)])
    cards = shop.ask(shop.system(), Products()).cards
    found = {one.variants[0].sku: (one.name, one.description) for one in (product(shop, card.slug) for card in cards)}
    assert found == {"=1+1": ('=HYPERLINK("http://x")', "Good"), "@A": ("+Name", "-1 is cold")}


def test_a_product_is_known_by_its_sku_and_keeps_its_address_and_stock(shop: Shop, write: Write) -> None:
    import_files(shop, [write("a.csv", "sku,name,price,stock\nA,Old name,1.00,5\n")])
    report = import_files(shop, [write("b.csv", "sku,name,price,stock\nA,New name,2.00,9\n")])
    assert part(report).changed == 1
    known = product(shop, "old-name")
    assert (known.name, known.variants[0].price.money.amount) == ("New name", 200)
    assert shop.ask(shop.system(), StockLevels(skus=("A",)))[0].on_hand == 5
    assert shop.ask(shop.system(), Products()).count == 1


def test_two_products_of_one_name_have_two_addresses_every_time(shop: Shop, write: Write) -> None:
    path = write("a.csv", "sku,name,price\nW-1,Watch,1.00\nW-2,Watch,2.00\n")
    import_files(shop, [path])
    assert product(shop, "watch").variants[0].sku == "W-1"
    assert product(shop, "watch-w-2").variants[0].sku == "W-2"
    assert part(import_files(shop, [path])).changed == 0


def test_a_single_row_never_takes_a_product_apart(shop: Shop, write: Write) -> None:
    import_files(shop, [write("a.csv", HEADER + "m,M-1,Mug,,C,a,1.00,1,1,\nm,M-2,Mug,,C,b,1.00,1,1,\n")])
    report = import_files(shop, [write("b.csv", "sku,name,price\nM-2,Mug b,9.00\n")])
    assert refused(report) == [(2, "sku", "is one of 2 variants of m: write that name in a column «product»")]
    assert len(product(shop, "m").variants) == 2


def test_variants_that_nobody_could_tell_apart_are_refused(shop: Shop, write: Write) -> None:
    text = HEADER + "m,M-1,Mug,,Colour,Red,1.00,1,1,\nm,M-2,Mug,,Colour,Red,2.00,1,1,\n"
    report = import_files(shop, [write("a.csv", text)])
    assert [(line, reason[:24]) for line, _, reason in refused(report)] == [(3, "has the same choices as ")]
    assert [v.sku for v in product(shop, "m").variants] == ["M-1"]


EXPORT = (
    "sku,product_type,visibility,name,categories,price,weight,qty,additional_attributes,configurable_variations,"
    "store_view_code,product_online\n"
)


def test_variants_named_by_another_row_may_come_before_or_after_it(shop: Shop, write: Write) -> None:
    text = EXPORT + (
        'T-S,simple,Not Visible Individually,T S,,5,1,9,"size=S,has_options=0",,,1\n'
        'T,configurable,"Catalog, Search",Tee,"Default Category/Men/Tees,Default Category",6,,0,"has_options=1,fit=Loose",'
        '"sku=T-S,size=S|sku=T-M,size=M|sku=T-X,size=X",,1\n'
        "T-M,simple,Not Visible Individually,T M,,7,2,8,size=M,,,1\n"
        "ALONE,simple,Not Visible Individually,Alone,,7,2,8,,,,1\n"
        'BAG,simple,"Catalog, Search",Bag,Default Category/Bags,20,0.5,4,color=Red,,,1\n'
        "T,configurable,,Camiseta,,,,,,,es,1\n"
        'OFF,simple,"Catalog, Search",Off,,1,1,1,,,,2\n'
        'SET,bundle,"Catalog, Search",Set,,1,1,1,,,,1\n'
    )
    report = import_files(shop, [write("export.csv", text)])
    tee, bag = product(shop, "tee"), product(shop, "bag")
    assert [(v.sku, v.options, v.price.money.amount, v.weight_g) for v in tee.variants] == [
        ("T-S", (("Size", "S"),), 500, 454), ("T-M", (("Size", "M"),), 700, 907),
    ]  # fmt: skip
    assert (tee.categories, tee.attributes) == (("tees",), (("model_number", "T"), ("fit", "Loose")))
    assert (bag.attributes, bag.variants[0].weight_g) == ((("color", "Red"),), 227)
    assert [(one.slug, one.parent) for one in shop.ask(shop.system(), Categories())] == [
        ("men", None), ("tees", "men"), ("bags", None),
    ]  # fmt: skip
    assert {(line, column) for line, column, _ in refused(report)} == {
        (3, "configurable_variations"), (5, "visibility"), (7, "store_view_code"), (8, "product_online"), (9, "product_type"),
    }  # fmt: skip
    assert "weight is in lb, kept in grams" in report.files[0].plan.assumed


def test_prices_in_another_currency_are_refused(shop: Shop, write: Write) -> None:
    report = import_files(shop, [write("a.csv", "sku,name,price,currency\nA,Cup,1.00,EUR\nB,Mug,1.00,USD\n")])
    assert refused(report) == [(3, "currency", "is not EUR, in which the shop sells")]


@pytest.mark.parametrize(("column", "grams"), [("weight_kg", 1500), ("Weight (lb)", 680), ("weight", 2)])
def test_the_unit_of_a_weight_is_in_its_column(shop: Shop, write: Write, column: str, grams: int) -> None:
    import_files(shop, [write("a.csv", f"sku,name,price,{column}\nA,Cup,1.00,1.5\n")])
    assert product(shop, "cup").variants[0].weight_g == grams


@pytest.mark.parametrize(
    ("column", "cell", "ships"),
    [
        ("ships", "no", False), ("ships", "yes", True), ("ships", "", True), ("Variant Requires Shipping", "FALSE", False),
        ("Variant Requires Shipping", "true", True), ("product_type", "virtual", False), ("product_type", "downloadable", False),
        ("product_type", "simple", True),
    ],
)  # fmt: skip
def test_what_is_not_sent_is_told_by_a_column_or_by_its_kind(
    shop: Shop, write: Write, column: str, cell: str, ships: bool
) -> None:
    report = import_files(shop, [write("products.csv", f"sku,name,price,{column}\nGUIDE,Guide,4.50,{cell}\n")])
    assert refused(report) == []
    assert product(shop, "guide").variants[0].ships is ships
    (level,) = shop.ask(shop.system(), StockLevels(skus=("GUIDE",)))
    assert level.on_hand == (0 if ships else ENDLESS)


def test_what_a_column_says_counts_more_than_the_kind(shop: Shop, write: Write) -> None:
    text = "sku,name,price,product_type,ships,qty\nDISC,Disc,9.00,downloadable,yes,\nSEAT,Seat,20.00,virtual,,12\n"
    import_files(shop, [write("products.csv", text)])
    assert product(shop, "disc").variants[0].ships is True
    assert product(shop, "seat").variants[0].ships is False
    levels = shop.ask(shop.system(), StockLevels(skus=("DISC", "SEAT")))
    assert {level.sku: level.on_hand for level in levels} == {"DISC": 0, "SEAT": 12}


def test_a_set_may_stand_above_its_parts(shop: Shop, write: Write) -> None:
    rows = "".join(f"T{n},Thing {n},1.00,\n" for n in range(60))
    text = f"sku,name,price,parts\nSET,Breakfast,30.00,CUP*4|TRAY\n{rows}CUP,Cup,5.00,\nTRAY,Tray,9.00,\n"
    report = part(import_files(shop, [write("products.csv", text)]))
    assert (report.things, report.refused) == (63, ())
    assert product(shop, "breakfast").variants[0].parts == (("CUP", 4), ("TRAY", 1))


def test_a_set_among_the_variants_that_another_row_names_may_stand_above_its_parts(shop: Shop, write: Write) -> None:
    text = (
        "sku,product_type,name,price,parts,configurable_variations\n"
        "C,configurable,Cups,,,sku=C-4,pieces=4\n"
        "C-4,simple,Four cups,30.00,CUP*4,\n"
        "CUP,simple,Cup,5.00,,\n"
    ).replace("sku=C-4,pieces=4", '"sku=C-4,pieces=4"')
    report = part(import_files(shop, [write("products.csv", text)]))
    assert (report.things, report.refused) == (2, ())


SCHEDULED = "sku,name,price,publish_at,withdraw_at\n"


@pytest.mark.parametrize("dry_run", [True, False])
@pytest.mark.parametrize("end", ["2026-12-01", "2026-12-24"])
def test_what_would_never_be_shown_is_refused(shop: Shop, write: Write, end: str, *, dry_run: bool) -> None:
    path = write("products.csv", f"{SCHEDULED}A,A,1.00,2026-12-24,{end}\nB,B,1.00,2026-12-24,2026-12-25\n")
    report = import_files(shop, [path], dry_run=dry_run)
    assert refused(report) == [(2, "withdraw_at", "is not after the moment of publish_at: it would never be shown")]
    assert part(report).things == 1
