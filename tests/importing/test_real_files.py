"""Real catalogues import completely. What is expected is counted here, from the files, with nothing of the importer."""

from __future__ import annotations

import csv
import html
import json
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ecomkit.domain import Categories, Category, Product, ProductBySlug, Products, StockLevels
from ecomkit.importing import ImportReport, PartReport, import_files
from ecomkit.shop import Shop
from ecomkit.testing import make_shop


class Export:
    """The Magento files as plain dictionaries."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder / "magento"

    def rows(self, name: str) -> list[dict[str, str]]:
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))

    @cached_property
    def products(self) -> dict[str, dict[str, str]]:
        return {row["sku"]: row for row in self.rows("products.csv")}

    @cached_property
    def configurable(self) -> dict[str, list[str]]:
        """SKUs of variants by SKU of the product that names them."""
        return {
            sku: [part.partition(",")[0].removeprefix("sku=") for part in row["configurable_variations"].split("|")]
            for sku, row in self.products.items()
            if row["product_type"] == "configurable"
        }


@pytest.fixture(scope="module")
def export(real_files: Path) -> Export:
    return Export(real_files)


@pytest.fixture(scope="module")
def stocked(export: Export, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Shop, ImportReport]]:
    """A shop with the Magento files in it, and what the import said."""
    shop = make_shop(tmp_path_factory.mktemp("magento"), use=("b2c", "reviews"), catalogue=False)
    files = [export.folder / name for name in ("products_reviews.csv", "products.csv")]
    report = import_files(shop, files, categories=export.folder / "categories.csv")
    yield shop, report
    shop.close()


def parts(report: ImportReport) -> dict[str, PartReport]:
    return {part.kind: part for file in report.files for part in file.parts}


def all_slugs(shop: Shop, **chosen: Any) -> set[str]:
    found: set[str] = set()
    after: str | None = None
    while True:
        page = shop.ask(shop.system(), Products(after=after, limit=100, **chosen))
        found |= {card.slug for card in page.cards}
        after = page.after
        if after is None:
            return found


def all_products(shop: Shop) -> list[Product]:
    return [shop.ask(shop.system(), ProductBySlug(slug=slug)) for slug in sorted(all_slugs(shop))]


def test_every_configurable_product_has_its_variants(stocked: tuple[Shop, ImportReport], export: Export) -> None:
    shop, report = stocked
    told = parts(report)["products"]
    assert (told.rows, told.things, told.refused) == (len(export.products), len(export.configurable), ())
    found = {frozenset(v.sku for v in product.variants): product for product in all_products(shop)}
    assert set(found) == {frozenset(skus) for skus in export.configurable.values()}
    for parent, skus in export.configurable.items():
        product = found[frozenset(skus)]
        assert product.name == " ".join(html.unescape(export.products[parent]["name"]).split())
        assert ("model_number", parent) in product.attributes
        for variant in product.variants:
            row = export.products[variant.sku]
            assert variant.price.money.decimal() == Decimal(row["price"])
            said = dict(pair.split("=", 1) for pair in row["additional_attributes"].split(","))
            assert dict(variant.options) == {"Size": said["size"], "Color": said["color"]}
            assert variant.weight_g == 454


def test_the_stock_is_that_of_the_file(stocked: tuple[Shop, ImportReport], export: Export) -> None:
    shop, _ = stocked
    skus = [sku for skus in export.configurable.values() for sku in skus]
    levels = shop.ask(shop.system(), StockLevels(skus=tuple(skus)))
    assert {level.sku: level.on_hand for level in levels} == {sku: int(export.products[sku]["qty"]) for sku in skus}


def test_no_markup_is_left_in_any_text(stocked: tuple[Shop, ImportReport]) -> None:
    shop, _ = stocked
    products = all_products(shop)
    assert all(product.description for product in products)
    texts = [text for product in products for text in (product.name, product.description)]
    assert not [text for text in texts if "<" in text or "&" in text.replace(" & ", "")]


def path_of(category: Category, known: dict[str, Category]) -> str:
    above = f"{path_of(known[category.parent], known)}/" if category.parent else ""
    return f"{above}{category.name}"


def test_every_product_is_reachable_by_each_of_its_categories(
    stocked: tuple[Shop, ImportReport], export: Export
) -> None:
    shop, report = stocked
    known = {one.slug: one for one in shop.ask(shop.system(), Categories())}
    tree = {f"{row['path']}/{row['name']}".lstrip("/"): row["url_key"] for row in export.rows("categories.csv")}
    assert {path_of(one, known): one.slug for one in known.values()} == tree
    assert parts(report)["categories"].refused == ()
    wanted: dict[str, set[str]] = {path: set() for path in tree}
    for parent in export.configurable:
        for written in export.products[parent]["categories"].split(","):
            steps = written.split("/")[1:]
            for depth in range(1, len(steps) + 1):
                wanted["/".join(steps[:depth])].add(parent)
    numbers = {product.slug: dict(product.attributes)["model_number"] for product in all_products(shop)}
    for path, slug in tree.items():
        assert {numbers[one] for one in all_slugs(shop, category=slug)} == wanted[path], path
    assert set().union(*wanted.values()) == set(export.configurable)


def test_every_product_is_reachable_by_search(stocked: tuple[Shop, ImportReport], export: Export) -> None:
    shop, _ = stocked
    for product in all_products(shop):
        assert product.slug in all_slugs(shop, search=product.name), product.name
        assert product.slug in all_slugs(shop, search=product.variants[0].sku)


def reviews(shop: Shop) -> list[Any]:
    with shop.database.engine.connect() as connection:
        return list(connection.execute(text("SELECT * FROM reviews_review")))


def test_every_review_is_on_its_product_and_each_other_one_is_told(
    stocked: tuple[Shop, ImportReport], export: Export
) -> None:
    shop, report = stocked
    rows = export.rows("products_reviews.csv")
    mine = [row for row in rows if row["sku"] in export.products]
    numbers = {product.slug: dict(product.attributes)["model_number"] for product in all_products(shop)}
    kept = Counter((numbers[one.product], one.rating, " ".join(one.title.split())) for one in reviews(shop))
    assert kept == Counter((row["sku"], int(row["rating_value"]), " ".join(row["title"].split())) for row in mine)
    told = parts(report)["reviews"]
    assert (told.rows, told.things, told.changed) == (len(rows), len(mine), len(mine))
    with (export.folder / "products_reviews.csv").open(encoding="utf-8", newline="") as file:
        reader, before, lines = csv.reader(file), 0, {}
        for row in reader:
            lines[before + 1] = row[0]
            before = reader.line_num
    absent = {line: sku for line, sku in lines.items() if sku not in export.products and sku != "sku"}
    assert {row.line: row.reason for row in told.refused} == {
        line: f"the shop has no product {sku!r}" for line, sku in absent.items()
    }
    assert {row.column for row in told.refused} == {"sku"}
    assert (len(rows), len(mine), len(absent)) == (500, 269, 231)


def test_no_address_of_a_reviewer_is_anywhere(stocked: tuple[Shop, ImportReport], export: Export) -> None:
    shop, _ = stocked
    addresses = [row["email"] for row in export.rows("products_reviews.csv") if row["email"]]
    assert addresses
    stored = b"".join(
        path.read_bytes() for path in Path(shop.database.engine.url.database or "").parent.glob("shop.db*")
    )
    for address in addresses:
        assert address.encode() not in stored


def test_a_second_import_changes_nothing(stocked: tuple[Shop, ImportReport], export: Export) -> None:
    shop, first = stocked
    names = ("products.csv", "categories.csv", "products_reviews.csv")
    again = import_files(shop, [export.folder / name for name in names])
    assert {kind: part.changed for kind, part in parts(again).items()} == {"products": 0, "categories": 0, "reviews": 0}
    assert {kind: part.things for kind, part in parts(again).items()} == {
        kind: part.things for kind, part in parts(first).items()
    }


def test_the_order_of_files_and_the_categories_file_do_not_matter(export: Export, tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=("b2c",), catalogue=False)
    import_files(shop, [export.folder / "products.csv"])
    known = {one.slug: one for one in shop.ask(shop.system(), Categories())}
    paths = {path_of(one, known) for one in known.values()}
    assert {f"{row['path']}/{row['name']}".lstrip("/") for row in export.rows("categories.csv")} == paths
    assert len(all_slugs(shop, category="men") | all_slugs(shop, category="women")) == len(export.configurable)
    shop.close()


def test_products_with_reviews_inside_import_completely(real_files: Path, tmp_path: Path) -> None:
    path = real_files / "dummyjson" / "products.json"
    things = json.loads(path.read_text("utf-8"))
    shop = make_shop(tmp_path, use=("b2c", "reviews"), catalogue=False)
    report = parts(import_files(shop, [path]))
    said = [
        (thing["sku"], one["rating"], one["comment"], one["reviewerName"])
        for thing in things
        for one in thing["reviews"]
    ]
    assert (report["products"].things, report["products"].refused) == (len(things), ())
    assert (report["reviews"].rows, report["reviews"].changed, report["reviews"].refused) == (len(said), len(said), ())
    found = {product.variants[0].sku: product for product in all_products(shop)}
    assert set(found) == {thing["sku"] for thing in things}
    for thing in things:
        product, (variant,) = found[thing["sku"]], found[thing["sku"]].variants
        assert (product.name, product.maker, product.categories) == (
            thing["title"],
            thing.get("brand", ""),
            (thing["category"],),
        )
        assert variant.price.money.decimal() == Decimal(str(thing["price"]))
        assert dict(product.attributes)["width"] == str(thing["dimensions"]["width"])
        assert product.slug in all_slugs(shop, category=thing["category"])
        assert product.slug in all_slugs(shop, search=thing["title"])
    skus = {product.slug: sku for sku, product in found.items()}
    assert Counter((skus[r.product], r.rating, r.text, r.author) for r in reviews(shop)) == Counter(said)
    stored = b"".join(one.read_bytes() for one in tmp_path.glob("shop.db*"))
    assert b"@x.dummyjson.com" not in stored
    again = parts(import_files(shop, [path]))
    assert (again["products"].changed, again["reviews"].changed) == (0, 0)
    shop.close()


def test_without_the_plugin_the_reviews_inside_are_said_to_be_unread(real_files: Path, tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=("b2c",), catalogue=False)
    report = import_files(shop, [real_files / "dummyjson" / "products.json"])
    assert "reviews" in report.files[0].plan.unread
    assert list(parts(report)) == ["products"]
    shop.close()
