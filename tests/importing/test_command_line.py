"""`ecomkit catalogue` as a person runs it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

SHOP = '[shop]\nname = "Try"\nsecret = "0123456789abcdef0123456789abcdef"\nplugins = ["b2c"]\n'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "shop.toml").write_text(SHOP, "utf-8")
    return tmp_path


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run it in the shop's folder."""
    environment = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2]), "COLUMNS": "200"}
    command = [sys.executable, "-m", "ecomkit.cli", "catalogue", *arguments]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


def test_an_import_shows_its_mapping_and_tells_each_refused_row(
    folder: Path, write: Callable[[str, str], Path]
) -> None:
    write("stock.csv", "Article,Title,Price,Colour\nA,Cup,1.00,red\nB,Mug,-1,red\n")
    done = run(folder, "import", "stock.csv")
    assert done.returncode == 1, done.stderr
    assert "products: sku = Article, name = Title, price = Price" in done.stderr
    assert "not read: Colour" in done.stderr
    assert "prices are EUR, with tax" in done.stderr
    assert done.stdout.splitlines() == [
        "stock.csv: 2 rows, 1 product: 1 written, 0 unchanged, 1 refused",
        "  stock.csv, line 3, column Price: -1 is less than nothing: a price is zero or more",
    ]


def test_counts_and_new_categories_are_told_in_words(folder: Path, write: Callable[[str, str], Path]) -> None:
    write("products.csv", "sku,name,price,category\nA,Cup,1.00,nothere\nB,Mug,1.00,Home/Mugs\n")
    write("categories.csv", "slug,name\nhome,Home\n")
    write("terms.csv", "language,term,said\nes,Clay,Barro\n")
    trial = run(folder, "import", "products.csv", "categories.csv", "--dry-run")
    done = run(folder, "import", "products.csv", "categories.csv", "terms.csv")
    assert trial.stdout.splitlines() == [
        "categories.csv: 1 row, 1 category: 1 would be written, 0 unchanged, 0 refused",
        "products.csv: 2 rows, 2 products: 2 would be written, 0 unchanged, 0 refused",
        "  2 new categories: Nothere, Mugs",
    ]
    assert done.stdout.splitlines()[2:] == [
        "  2 new categories: Nothere, Mugs",
        "terms.csv: 1 row (terms): 1 written, 0 unchanged, 0 refused",
    ]


def test_json_holds_the_whole_report(folder: Path, write: Callable[[str, str], Path]) -> None:
    write("stock.csv", "sku,name,rrp,price\nA,Cup,2.00,1.00\n")
    done = run(folder, "import", "stock.csv", "--mapping", "price=rrp", "--json")
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert (told["version"], told["files"][0]["parts"][0]["changed"]) == (1, 1)
    assert told["files"][0]["plan"]["kinds"]["products"]["price"] == "rrp"
    assert json.loads(run(folder, "export", "out", "--json").stdout) == {
        "folder": "out",
        "categories": 0,
        "articles": 1,
    }
    assert ",2.00," in (folder / "out" / "products.csv").read_text("utf-8")
    checked = run(folder, "check", "--json")
    assert (checked.returncode, {one["code"] for one in json.loads(checked.stdout)["findings"]}) == (
        1, {"no_category", "no_description"},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("import", "none.csv"), "Error: none.csv is not there: check the name"),
        (
            ("import", "shop.toml", "--as", "prices"),
            "Error: --as prices: this shop can import products, categories, terms; plugins add more",
        ),
    ],
)
def test_a_mistake_is_one_line_and_exit_code_2(folder: Path, arguments: tuple[str, ...], line: str) -> None:
    done = run(folder, *arguments)
    assert (done.returncode, done.stderr.splitlines()[-1]) == (2, line)
    assert "" not in done.stderr.splitlines()


def test_the_index_of_the_search_is_made_anew(folder: Path, write: Callable[[str, str], Path]) -> None:
    write("products.csv", "sku,name,price\nA,Cup,1.00\nB,Mug,2.00\n")
    assert run(folder, "import", "products.csv").returncode == 0
    done = run(folder, "reindex")
    assert (done.returncode, done.stdout) == (0, "2 products are indexed, in en\n"), done.stderr
    assert json.loads(run(folder, "reindex", "--json").stdout) == {"products": 2, "languages": ["en"]}
