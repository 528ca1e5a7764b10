"""Which column is which field."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from ecomkit.errors import UserError
from ecomkit.importing import import_files, read_overrides
from ecomkit.importing.kinds import CATEGORIES, PRODUCTS
from ecomkit.importing.mapping import choose_kind, guess
from ecomkit.shop import Shop

KINDS = {kind.key: kind for kind in (PRODUCTS, CATEGORIES)}


def test_names_are_known_however_they_are_written() -> None:
    found = guess(PRODUCTS, ["SKU", "Product Name", "Unit-Price", "brand", "dimensions.width", "colour of the box"])
    assert found.columns == {
        "sku": "SKU", "name": "Product Name", "price": "Unit-Price", "maker": "brand", "attribute.width": "dimensions.width",
    }  # fmt: skip
    assert found.unread == ("colour of the box",)


def test_what_is_said_by_hand_wins() -> None:
    found = guess(PRODUCTS, ["sku", "name", "price", "rrp"], {"price": "rrp", "name": ""})
    assert (found.columns["price"], "name" in found.columns, found.unread) == ("rrp", False, ("name", "price"))


def test_any_column_can_become_an_attribute() -> None:
    assert guess(PRODUCTS, ["sku", "Farbe"], {"attribute.colour": "Farbe"}).columns["attribute.colour"] == "Farbe"


@pytest.mark.parametrize(
    ("override", "why"), [({"prise": "a"}, "did you mean 'price'"), ({"price": "pricee"}, "did you mean 'price'")]
)
def test_a_wrong_override_is_told_with_a_suggestion(override: dict[str, str], why: str) -> None:
    with pytest.raises(UserError, match=why):
        guess(PRODUCTS, ["sku", "price"], override)


@pytest.mark.parametrize(
    ("columns", "kind"),
    [
        (["sku", "name", "price", "url_key"], "products"),
        (["name", "url_key", "path", "position"], "categories"),
        (["slug", "name", "parent", "tint"], "categories"),
    ],
)
def test_the_header_tells_the_kind(columns: list[str], kind: str) -> None:
    assert choose_kind(Path("a.csv"), KINDS, columns, {}, "EUR").key == kind


def test_a_missing_column_is_told_with_the_header_and_a_suggestion(
    shop: Shop, write: Callable[[str, str], Path]
) -> None:
    with pytest.raises(UserError) as caught:
        import_files(shop, [write("a.csv", "sku,name,pricing,qty\nA,Cup,1.00,3\n")])
    assert "no column for price" in str(caught.value)
    assert "The header has: sku, name, pricing, qty." in str(caught.value)
    assert "--mapping price=pricing" in str(caught.value)


@pytest.mark.parametrize("name", ["Price EUR", "price (EUR)", "price_eur", "EUR price", "unitPriceEUR"])
def test_a_price_may_name_the_currency_of_the_shop(name: str) -> None:
    assert guess(PRODUCTS, ["sku", "name", "Price USD", name], currency="EUR").columns["price"] == name


def test_a_price_in_another_currency_is_never_taken_for_the_price(
    shop: Shop, write: Callable[[str, str], Path]
) -> None:
    with pytest.raises(UserError, match=r"'Price USD' is in USD, the shop sells in EUR: add a column 'Price EUR'"):
        import_files(shop, [write("a.csv", "sku,name,Price USD\nA,Cup,1.00\n")])
    report = import_files(shop, [write("b.csv", "sku,name,Price USD,Price EUR\nA,Cup,1.00,2.00\n")])
    assert report.files[0].plan.kinds["products"]["price"] == "Price EUR"


def test_a_file_of_something_else_is_not_guessed_at(shop: Shop, write: Callable[[str, str], Path]) -> None:
    with pytest.raises(
        UserError, match=r"no file of products or categories or terms or reviews\. The header has: a, b, c"
    ):
        import_files(shop, [write("a.csv", "a,b,c\n1,2,3\n")])


def test_a_header_cannot_steer_the_terminal(shop: Shop, write: Callable[[str, str], Path]) -> None:
    with pytest.raises(UserError) as caught:
        import_files(shop, [write("a.csv", "a\x1b[2J,b\n1,2\n")])
    assert str(caught.value).isprintable()


def test_overrides_come_one_by_one_or_from_a_file(write: Callable[[str, str], Path]) -> None:
    toml = write("map.toml", 'sku = "Article no."\n"attribute.colour" = "Farbe"\n')
    assert read_overrides([str(toml), "price=Preis"]) == {
        "sku": "Article no.", "attribute.colour": "Farbe", "price": "Preis",
    }  # fmt: skip
    for wrong in ("nowhere.toml", str(write("bad.json", "[1]"))):
        with pytest.raises(UserError, match="--mapping"):
            read_overrides([wrong])


def test_a_file_with_semicolons_is_told_which_headings_it_lacks(shop: Shop, write: Callable[[str, str], Path]) -> None:
    text = "\ufeffsku;nombre;precio\r\nA;Taza, blanca;14.50\r\n"
    with pytest.raises(UserError) as caught:
        import_files(shop, [write("a.csv", text)])
    assert "The header has: sku, nombre, precio. It needs sku, name, price (products) or slug, name" in str(
        caught.value
    )
    assert str(caught.value).endswith("--as products --mapping name=COLUMN --mapping price=COLUMN")
    mapping = read_overrides(["name=nombre", "price=precio"])
    assert import_files(shop, [write("a.csv", text)], kind="products", mapping=mapping).refused == 0
