"""The demo catalogue's texts: whole in both languages, consistent, and the files are what the tool writes."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

pytest.importorskip("numpy", reason="the pictures are drawn with numpy, which only developers have")

from ecomkit.domain import ProductBySlug
from ecomkit.importing import import_files
from ecomkit.testing import Clock, make_shop
from tools.clay import catalogue

NAMES = ("categories.csv", "products.csv", "earlier.csv", "terms.csv")
ROWS = list(catalogue.rows())


def test_the_files_are_what_the_tool_writes(tmp_path: Path) -> None:
    assert catalogue.main(["--to", str(tmp_path)]) == 0
    for name in NAMES:
        assert (tmp_path / name).read_bytes() == (catalogue.CATALOGUE / name).read_bytes(), name


def test_sixty_two_products_stand_on_six_shelves() -> None:
    assert len({row["product"] for row in ROWS}) == 62
    assert len({row["category"] for row in ROWS}) == 6
    assert len({row["sku"] for row in ROWS}) == len(ROWS)


def test_each_text_is_there_in_both_languages() -> None:
    for row in ROWS:
        for field in ("name", "description"):
            assert row[field], row["sku"]
            assert row[f"{field}:es"], row["sku"]
            assert row[field] != row[f"{field}:es"], row["sku"]


def test_related_and_alternative_products_exist_and_are_others() -> None:
    known = {row["product"] for row in ROWS}
    for row in ROWS:
        named = {slug for field in ("related", "alternatives") for slug in row[field].split("|") if slug}
        assert named <= known - {row["product"]}, row["product"]
        assert row["related"], row["product"]


def test_makers_can_be_written_to_and_someone_answers_in_the_union() -> None:
    for row in ROWS:
        assert row["maker"] in row["maker_contact"], row["sku"]
        for field in ("maker_contact", "responsible"):
            assert row[field].endswith(".example"), row["sku"]
        assert any(row["responsible"].count(f", {land}, ") for land in ("Spain", "Portugal")), row["sku"]


def test_stock_shows_each_band() -> None:
    sent = [row for row in ROWS if row["ships"] != "no"]
    assert {row["product"] for row in ROWS if row not in sent} == {"sobremesa-guide", "cuidado-card"}
    assert all(row["stock"] == "" for row in ROWS if row not in sent), "of a file there is always one more"
    stock = [int(row["stock"]) for row in sent]
    assert stock.count(0) == 2
    assert sum(0 < pieces <= 4 for pieces in stock) >= 4


def test_terms_say_what_the_pages_show() -> None:
    with (catalogue.CATALOGUE / "terms.csv").open(encoding="utf-8", newline="") as file:
        said = {row["term"]: row["said"] for row in csv.DictReader(file)}
    assert said["Colour"] == "Color"
    assert said["Stoneware"] == "Gres"
    assert said["0.5 l / 0.75 l"] == "0,5 l / 0,75 l"


def test_a_word_without_spanish_stops_the_tool(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"facts": {"material": "Unobtainium"}, "articles": [{"stock": 1}]}
    monkeypatch.setattr(catalogue, "goods", lambda: iter([("home", "thing", good)]))
    with pytest.raises(KeyError, match="Unobtainium"):
        catalogue.terms()


def test_what_cost_more_before_is_shown_as_reduced(tmp_path: Path) -> None:
    clock = Clock()
    shop = make_shop(tmp_path / "shop", use=("b2c",), clock=clock, catalogue=False)
    try:
        for names in (("categories.csv", "earlier.csv"), ("categories.csv", "products.csv", "terms.csv")):
            assert import_files(shop, [catalogue.CATALOGUE / name for name in names]).refused == 0
            clock.forward(minutes=1)
        shown = shop.ask(shop.system(), ProductBySlug(slug="pausa-clock"))
    finally:
        shop.close()
    for variant in shown.variants:
        assert variant.lowest_before is not None
        assert (variant.lowest_before.amount, variant.price.money.amount) == (4200, 3400)
