"""The tree of categories."""

from __future__ import annotations

import pytest

from ecomkit.domain import Category
from ecomkit.importing.cleaning import WrongCell
from ecomkit.importing.shelves import Shelves

COLUMNS = frozenset({"slug", "name", "parent"})


def test_a_path_makes_the_shelves_it_names_each_with_a_slug_of_its_own() -> None:
    shelves = Shelves(())
    men = shelves.find("Default Category/Men/Tops,Default Category/Women/Tops,Default Category", commas=True)
    fresh = shelves.take_fresh()
    assert [(one.slug, one.parent) for one in fresh] == [
        ("men", None), ("tops", "men"), ("women", None), ("women-tops", "women"),
    ]  # fmt: skip
    assert men == ("tops", "women-tops")
    assert shelves.find("Default Category/Women/Tops", commas=True) == ("women-tops",)
    assert shelves.take_fresh() == ()


def test_a_slug_of_the_shop_is_found_before_any_path_is_made() -> None:
    shelves = Shelves([Category(slug="table", name="On the table")])
    assert shelves.find("table|Home > Lamps", commas=False) == ("table", "lamps")
    assert [one.name for one in shelves.take_fresh()] == ["Home", "Lamps"]


def test_a_slug_is_said_in_words() -> None:
    shelves = Shelves(())
    shelves.find("mens-shirts", commas=False)
    (made,) = shelves.take_fresh()
    assert (made.slug, made.name) == ("mens-shirts", "Mens shirts")
    assert shelves.find("mens-shirts", commas=False) == ("mens-shirts",)


def test_a_shelf_in_the_same_place_keeps_its_slug() -> None:
    shelves = Shelves([Category(slug="men", name="Men"), Category(slug="tops", name="Tops", parent="men")])
    row = {"slug": "tops-men", "name": "Tops", "path": "Men", "position": "4"}
    assert shelves.put(row, 1, row.keys())
    (changed,) = shelves.take_fresh()
    assert (changed.slug, changed.position) == ("tops", 4)
    assert not shelves.put(row, 1, row.keys())


def test_shelves_do_not_stand_on_nothing_nor_below_themselves() -> None:
    shelves = Shelves([Category(slug="a", name="A"), Category(slug="b", name="B", parent="a")])
    with pytest.raises(WrongCell, match="there is no category 'z'"):
        shelves.put({"slug": "c", "name": "C", "parent": "z"}, 1, COLUMNS)
    with pytest.raises(WrongCell, match="below itself"):
        shelves.put({"slug": "a", "name": "A", "parent": "b"}, 1, COLUMNS)
