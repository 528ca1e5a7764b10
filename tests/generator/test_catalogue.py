"""The demo catalogue reads in the shop's first language, is priced in its currency, and tells what its country asks for."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from ecomkit.generator.vendoring import scaffold

Make = Callable[..., Path]
SAID = ("name", "description", "picture_alt", "warnings")
LISTED = ("categories.csv", "products.csv", "earlier.csv")


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def english() -> Path:
    return scaffold("shop") / "template" / "catalogue"


def terms(folder: Path) -> dict[str, str]:
    return {row["term"]: row["said"] for row in rows(folder, "terms.csv")}


def shown(row: dict[str, str]) -> set[str]:
    """The names and values of options and attributes of an article."""
    options = {row[f"option{n}_{part}"] for n in (1, 2) for part in ("name", "value")}
    return options.union(*json.loads(row["attributes"]).items())


@pytest.mark.parametrize("languages", [["es"], ["es", "en"], ["es-MX", "en"]], ids=",".join)
def test_a_spanish_shop_has_its_catalogue_in_spanish(languages: list[str], make: Make, tmp_path: Path) -> None:
    folder = make(tmp_path / "tienda", languages=languages) / "catalogue"
    source = terms(english())
    for name in LISTED:
        for here, there in zip(rows(folder, name), rows(english(), name), strict=True):
            if there.get("maker_contact"):
                assert here["maker_contact"] == there["maker_contact"].replace("Spain", "España").replace(
                    "United Kingdom", "Reino Unido"
                )
            for said in SAID:
                if there.get(f"{said}:es"):
                    assert (here[said], here[f"{said}:en"]) == (there[f"{said}:es"], there[said])
            assert not [column for column in here if column.endswith(":es")]
            if "attributes" in here:
                assert shown(here) == {source.get(word, word) for word in shown(there)}
    assert terms(folder) == {said: term for term, said in source.items()}
    assert {row["language"] for row in rows(folder, "terms.csv")} == {"en"}


def test_no_two_words_of_the_demo_catalogue_become_one_in_spanish() -> None:
    spanish = list(terms(english()).values())
    assert len(spanish) == len(set(spanish))


def test_what_is_said_in_no_language_stays(make: Make, tmp_path: Path) -> None:
    folder = make(tmp_path / "tienda", languages=["es"]) / "catalogue"
    alike = ("product", "sku", "price", "stock", "picture", "content", "related", "category", "maker")
    for here, there in zip(rows(folder, "products.csv"), rows(english(), "products.csv"), strict=True):
        assert {one: here[one] for one in alike} == {one: there[one] for one in alike}
    assert (folder / "synonyms.csv").read_bytes() == (english() / "synonyms.csv").read_bytes()


def test_the_note_beside_the_files_names_the_columns_that_are_there(make: Make, tmp_path: Path) -> None:
    for languages, column in ((["en", "es"], "name:es"), (["es", "en"], "name:en")):
        folder = make(tmp_path / column[-2:], languages=languages) / "catalogue"
        assert f"`{column}`" in (folder / "README.md").read_text("utf-8")
        assert column in rows(folder, "products.csv")[0]


@pytest.mark.parametrize("languages", [["en"], ["en", "es"], ["fr", "en"]], ids=",".join)
def test_other_shops_keep_it_as_it_is(languages: list[str], make: Make, tmp_path: Path) -> None:
    folder = make(tmp_path / "shop", languages=languages) / "catalogue"
    for name in (*LISTED, "terms.csv"):
        assert (folder / name).read_bytes() == (english() / name).read_bytes()


def test_prices_are_those_of_the_currency(make: Make, tmp_path: Path) -> None:
    pesos = make(tmp_path / "tienda", country="MX", languages=["es"]) / "catalogue"
    yen = make(tmp_path / "mise", country="JP") / "catalogue"
    asked = {"LOMA-MUG-BON": ("290", "2300"), "CIUDAD-BIKE-PIN": ("14000", "110000"), "CUIDADO": ("0", "0")}
    for folder, which in ((pesos, 0), (yen, 1)):
        prices = {row["sku"]: row["price"] for row in rows(folder, "products.csv")}
        before = {row["sku"]: row["price"] for row in rows(folder, "earlier.csv")}
        assert {sku: prices[sku] for sku in asked} == {sku: price[which] for sku, price in asked.items()}
        assert all(price.isdecimal() for price in prices.values())
        assert all(int(before[sku]) > int(prices[sku]) for sku in before)


def test_a_gift_card_is_worth_what_it_costs(make: Make, tmp_path: Path) -> None:
    for country in ("ES", "MX", "JP"):
        for row in rows(make(tmp_path / country, country=country) / "catalogue", "products.csv"):
            if row["product"] == "vale-card":
                assert float(row["option1_value"]) == float(row["price"])


@pytest.mark.parametrize(("country", "named"), [("ES", True), ("NO", True), ("MX", False), ("US", False)])
def test_somebody_responsible_in_the_union_is_named_inside_of_it(
    country: str, named: bool, make: Make, tmp_path: Path
) -> None:
    folder = make(tmp_path / "shop", country=country) / "catalogue"
    for name in ("products.csv", "earlier.csv"):
        assert {bool(row["responsible"]) for row in rows(folder, name)} == {named}
