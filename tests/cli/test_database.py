"""Commands that work on the database: migrate, staff, run, explain, verify, backup, restore."""

from __future__ import annotations

import re
import sqlite3
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import Done, ProductBySlug, Search
from ecomkit.services.sessions import staff_sign_in
from ecomkit.shop import open_shop

Ecomkit = Callable[..., Any]

SKU = "LOMA-MUG-BRI"


def stock(folder: Path) -> int:
    with sqlite3.connect(folder / "var/shop.db") as connection:
        return int(connection.execute("SELECT on_hand FROM stock WHERE sku = ?", (SKU,)).fetchone()[0])


def test_migrate_runs_once(shop_folder: Path, ecomkit: Ecomkit) -> None:
    assert "core/0001_first_schema" in ecomkit("migrate", "--json").json["ran"]
    assert ecomkit("migrate", "--json").json["ran"] == []
    assert "up to date" in ecomkit("migrate").out


def found(folder: Path, words: str) -> tuple[str, ...]:
    shop = open_shop(folder)
    try:
        return shop.ask(shop.system(), Search(words=words)).slugs
    finally:
        shop.close()


def test_products_of_before_the_index_are_found_after_migrate(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    assert "search.behind" not in ecomkit("doctor").out
    with sqlite3.connect(stocked_shop / "var/shop.db") as connection:
        connection.execute("DELETE FROM search_entry")
        connection.execute("DELETE FROM search_near")
    assert found(stocked_shop, "mug") == ()
    told = ecomkit("doctor").out
    assert "search.behind" in told
    assert "ecomkit migrate" in told
    assert "products indexed" in ecomkit("migrate").err
    assert found(stocked_shop, "mug")
    assert "search.behind" not in ecomkit("doctor").out
    assert "indexed" not in ecomkit("migrate").err


def test_a_migration_of_an_older_database_indexes_what_it_holds(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    with sqlite3.connect(stocked_shop / "var/shop.db") as connection:
        for kind, name in connection.execute(
            "SELECT type, name FROM sqlite_master WHERE name LIKE 'search_%'"
        ).fetchall():
            if kind == "table" and not name.startswith("search_words_"):
                connection.execute(f"DROP TABLE {name}")
        connection.execute("DELETE FROM migration WHERE name = '0004_search'")
    ended = ecomkit("migrate", "--json")
    assert ended.json["ran"] == ["core/0004_search"]
    assert found(stocked_shop, "mug")


def test_a_new_database_starts_with_the_catalogue(shop_folder: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("explain", "price", SKU, "--json")
    assert ended.code == 0
    assert ended.json["total"]["amount"] > 0


def test_what_is_reduced_in_the_catalogue_says_what_it_cost_before(shop_folder: Path, ecomkit: Ecomkit) -> None:
    assert ecomkit("migrate", "--seed", "--json").code == 0
    assert ecomkit("migrate", "--seed", "--json").code == 0
    shop = open_shop(shop_folder)
    try:
        (clock,) = shop.ask(shop.system(), ProductBySlug(slug="pausa-clock")).variants[:1]
    finally:
        shop.close()
    assert clock.lowest_before is not None
    assert clock.lowest_before.amount > clock.price.money.amount


def test_a_row_of_the_catalogue_that_is_refused_is_told_with_its_reason(shop_folder: Path, ecomkit: Ecomkit) -> None:
    products = shop_folder / "catalogue" / "products.csv"
    products.write_text(re.sub(r",\d+\.\d\d,", ",abc,", products.read_text("utf-8"), count=1), "utf-8")
    for _ in ("a new database", "a known one"):
        ended = ecomkit("migrate", "--seed", "--json")
        assert ended.code == 1
        assert ended.json["people"]
        assert "catalogue: 1 row refused, first catalogue/products.csv, line 2, column price: 'abc'" in ended.err
    assert ecomkit("migrate").code == 0


def test_seed_brings_people_who_can_sign_in(shop_folder: Path, ecomkit: Ecomkit) -> None:
    people = ecomkit("migrate", "--seed", "--json").json["people"]
    assert people
    assert ecomkit("migrate", "--seed", "--json").json["people"] == people
    assert people[0]["email"] in ecomkit("migrate", "--seed").out


def test_staff_add_makes_a_password_that_opens_the_back_office(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    made = ecomkit("staff", "add", "ana@example.com", "--generate", "--json").json
    shop = open_shop(stocked_shop)
    try:
        assert staff_sign_in(shop.core, shop.clock(), email="ana@example.com", password=made["password"])
        assert not staff_sign_in(shop.core, shop.clock(), email="ana@example.com", password="wrong-password")
    finally:
        shop.close()


def test_staff_add_takes_a_password_from_standard_input(
    stocked_shop: Path, ecomkit: Ecomkit, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    given = tmp_path / "password"
    given.write_text("correct horse\n")
    with given.open() as stream:
        monkeypatch.setattr("sys.stdin", stream)
        ended = ecomkit("staff", "add", "eve@example.com", "--password-stdin")
    assert ended.code == 0
    assert "correct horse" not in ended.out + ended.err


def test_a_customer_who_starts_to_work_here_keeps_their_password(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    email = ecomkit("migrate", "--seed", "--json").json["people"][0]["email"]
    made = ecomkit("staff", "add", email, "--json").json
    assert (made["known"], made["password"]) == (True, None)


@pytest.mark.parametrize("words", [("not-an-address",), ("a@example.com", "--role", "emperor")])
def test_staff_add_refuses_in_one_line(words: tuple[str, ...], stocked_shop: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("staff", "add", *words, "--generate")
    assert ended.code == 2
    assert len([line for line in ended.err.splitlines() if line.startswith("Error")]) == 1


def test_run_does_what_a_command_says(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    before = stock(stocked_shop)
    ended = ecomkit(
        "run", "adjust_stock", "--set", f"sku={SKU}", "--set", "change=5", "--set", "reason=counted again", "--json"
    )
    assert (ended.code, ended.json["kind"]) == (0, "done")
    assert stock(stocked_shop) == before + 5


def test_run_with_a_key_does_it_once(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    before = stock(stocked_shop)
    words = (
        "run",
        "adjust_stock",
        "--key",
        "delivery-77",
        "--set",
        f"sku={SKU}",
        "--set",
        "change=5",
        "--set",
        "reason=delivery",
    )
    assert [ecomkit(*words).code, ecomkit(*words).code] == [0, 0]
    assert stock(stocked_shop) == before + 5


def test_run_tells_a_refusal_with_its_rule(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("run", "adjust_stock", "--set", f"sku={SKU}", "--set", "change=-100000", "--set", "reason=lost all")
    assert ended.code == 1
    assert "rule stock" in ended.err


def test_run_takes_nested_values_as_json(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit(
        "run", "set_list_price", "--set", f"sku={SKU}", "--set", 'price={"amount": 1990, "currency": "EUR"}'
    )
    assert ended.code == 0
    assert ecomkit("explain", "price", SKU, "--json").json["total"]["amount"] == 1990


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("adjust_stok",), "did you mean 'adjust_stock'"),
        (("adjust_stock",), "Fields: sku, change, reason"),
        (("adjust_stock", "--set", "sku=A", "--set", "change=many", "--set", "reason=why not"), "change: "),
        (("adjust_stock", "--set", "sku"), "--set name=value"),
    ],
)
def test_run_says_what_is_wrong_with_the_words(
    words: tuple[str, ...], said: str, stocked_shop: Path, ecomkit: Ecomkit
) -> None:
    ended = ecomkit("run", *words)
    assert ended.code == 2
    assert said in ended.err


def test_run_lists_commands_of_core_and_plugins(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    listed = {one["name"]: one for one in ecomkit("run", "--list", "--json").json}
    assert listed["adjust_stock"]["fields"] == {"sku": True, "change": True, "reason": True}
    assert {one["plugin"] for one in listed.values()} > {"core"}
    assert "Adjust stock" in ecomkit("run", "--list").out


def test_explain_price_says_who_decided(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    trace = ecomkit("explain", "price", SKU, "--quantity", "3", "--json").json["trace"]
    assert {"phase", "plugin", "rule", "reason", "effect"} <= set(trace[0])
    assert "List price" in ecomkit("explain", "price", SKU).out


def test_explain_price_for_a_person_in_a_hat(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    email = ecomkit("migrate", "--seed", "--json").json["people"][0]["email"]
    ended = ecomkit("explain", "price", SKU, "--buyer", email, "--json")
    assert ended.json["buyer"]["capacity"]
    wrong = ecomkit("explain", "price", SKU, "--buyer", email, "--as", "emperor")
    assert wrong.code == 2
    assert ended.json["buyer"]["capacity"] in wrong.err


@pytest.mark.parametrize(
    "words", [("price", "NO-SUCH"), ("price", SKU, "--buyer", "nobody@example.com"), ("order", "S999")]
)
def test_explain_says_what_is_not_there(words: tuple[str, ...], stocked_shop: Path, ecomkit: Ecomkit) -> None:
    ended = ecomkit("explain", *words)
    assert ended.code == 2
    assert len(ended.err.splitlines()) == 1


def test_explain_order_shows_prices_as_they_were_decided(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    number = bought(stocked_shop)
    shown = ecomkit("explain", "order", number, "--json").json
    assert shown["lines"][0]["sku"] == SKU
    assert {step["phase"] for step in shown["trace"]} >= {"base", "shipping", "tax"}
    said = ecomkit("explain", "order", number).out
    assert "rates" in said
    assert number in said


def bought(folder: Path) -> str:
    from ecomkit.testing import Till

    shop = open_shop(folder)
    try:
        placed = Till.for_guest(shop).buy(SKU)
        assert isinstance(placed, Done), placed
        with shop.database.read() as rows:
            from ecomkit.storage.orders import order_by

            order = order_by(rows, key=placed.result)
        assert order is not None
        return order.number
    finally:
        shop.close()


def test_verify_says_that_the_books_are_right(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    bought(stocked_shop)
    ended = ecomkit("verify", "--json")
    assert (ended.code, ended.json) == (0, {"sound": True, "findings": []})
    assert "agree" in ecomkit("verify").out


def test_verify_finds_a_reservation_that_nobody_made(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    with sqlite3.connect(stocked_shop / "var/shop.db") as connection:
        connection.execute("UPDATE stock SET reserved = reserved + 1 WHERE sku = ?", (SKU,))
    ended = ecomkit("verify")
    assert ended.code == 1
    assert SKU in ended.out


def test_a_backup_is_complete_and_is_put_back(stocked_shop: Path, ecomkit: Ecomkit, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    before = stock(stocked_shop)
    assert ecomkit("backup", kept).code == 0
    ecomkit("run", "adjust_stock", "--set", f"sku={SKU}", "--set", "change=5", "--set", "reason=counted")
    assert ecomkit("restore", kept, "--yes").code == 0
    assert stock(stocked_shop) == before
    assert len(list((stocked_shop / "var").glob("shop-before-*.db"))) == 1


def test_a_backup_writes_over_nothing(stocked_shop: Path, ecomkit: Ecomkit, tmp_path: Path) -> None:
    kept = tmp_path / "kept.db"
    kept.write_text("mine")
    assert ecomkit("backup", kept).code == 2
    assert kept.read_text() == "mine"


def test_restore_refuses_what_is_no_shop(stocked_shop: Path, ecomkit: Ecomkit, tmp_path: Path) -> None:
    before = stock(stocked_shop)
    other = tmp_path / "other.db"
    other.write_text("no database at all, but long enough to be looked at " * 20)
    assert ecomkit("restore", other, "--yes").code == 2
    with sqlite3.connect(tmp_path / "empty.db") as connection:
        connection.execute("CREATE TABLE t (x)")
    assert ecomkit("restore", tmp_path / "empty.db", "--yes").code == 2
    assert stock(stocked_shop) == before


def test_secrets_of_the_shop_are_its_owners_alone(shop_folder: Path) -> None:
    assert stat.S_IMODE((shop_folder / ".env").stat().st_mode) == 0o600
