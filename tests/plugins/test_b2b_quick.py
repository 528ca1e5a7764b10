"""Reading a pasted list."""

from __future__ import annotations

import pytest

from ecomkit.domain import MAX_LINES
from ecomkit.plugins.b2b.quick import Wanted, read_list


@pytest.mark.parametrize("row", ["MUG-1;12", "MUG-1 ; 12", "MUG-1\t12", "MUG-1,12", "MUG-1 12", "MUG-1   12"])
def test_separators_of_spreadsheets_and_mails_are_read(row: str) -> None:
    assert read_list(row) == ([Wanted(1, row, "MUG-1", 12)], [])


def test_a_sku_alone_is_one_piece() -> None:
    assert read_list("MUG-1")[0] == [Wanted(1, "MUG-1", "MUG-1", 1)]


@pytest.mark.parametrize("quantity", ["0", "-1", "1.5", "1e3", "٣", "99999", "many", ""])
def test_what_is_no_quantity_is_named(quantity: str) -> None:
    wanted, wrong = read_list(f"\nMUG-1;{quantity}")
    assert wanted == []
    assert [one.row for one in wrong] == [2]


def test_more_rows_than_a_cart_takes_are_named() -> None:
    wanted, wrong = read_list("\n".join(f"S-{n};1" for n in range(MAX_LINES + 3)))
    assert (len(wanted), [one.row for one in wrong]) == (MAX_LINES, [MAX_LINES + 1, MAX_LINES + 2, MAX_LINES + 3])


def test_a_header_is_passed_over_and_a_sku_that_looks_like_one_is_not() -> None:
    assert read_list("SKU;Quantity\nSKU-9;1")[0] == [Wanted(2, "SKU-9;1", "SKU-9", 1)]
    assert read_list("SKU-9;1")[0] == [Wanted(1, "SKU-9;1", "SKU-9", 1)]
