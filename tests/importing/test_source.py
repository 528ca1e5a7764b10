"""Rows of CSV and JSON files, with the lines they begin on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ecomkit.errors import UserError
from ecomkit.importing.opening import open_source

Write = Callable[[str, str], Path]


def rows(path: Path) -> list[tuple[int, dict[str, str]]]:
    return [(row.line, dict(row.cells)) for row in open_source(path).rows()]


def test_a_csv_row_keeps_the_line_it_begins_on(write: Write) -> None:
    path = write("a.csv", 'sku,text\n\nA,"one\ntwo\nthree"\nB,"four"\n')
    assert rows(path) == [(3, {"sku": "A", "text": "one\ntwo\nthree"}), (6, {"sku": "B", "text": "four"})]


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_any_usual_delimiter_is_found(write: Write, sign: str) -> None:
    assert rows(write("a.csv", f"sku{sign}price\r\nA{sign}1.50\r\n")) == [(2, {"sku": "A", "price": "1.50"})]


def test_ragged_rows_are_problems_not_losses(write: Write) -> None:
    source = open_source(write("a.csv", "sku,name,price\nA,Cup\nB,Mug,2.00,,\nC,Pot,3.00,x\n"))
    problems = {row.line: row.problem.reason if row.problem else "" for row in source.rows()}
    assert problems[3] == ""
    assert problems[2].startswith("has 2 cells where the header has 3")
    assert problems[4].startswith("has 4 cells where the header has 3")


def test_a_field_of_20_mb_is_one_refused_row(write: Write) -> None:
    path = write("a.csv", f'sku,text\nA,"{"x" * 20_000_000}"\nB,fine\n')
    first, second = open_source(path).rows()
    assert first.problem is not None
    assert (first.problem.column, first.problem.reason[:25]) == ("text", "has 20,000,000 characters")
    assert (second.line, second.cells, second.problem) == (3, {"sku": "B", "text": "fine"}, None)


@pytest.mark.parametrize("content", ["", "\n \n", "\ufeff"])
def test_an_empty_file_is_said_to_be_empty(write: Write, content: str) -> None:
    with pytest.raises(UserError, match="is empty"):
        open_source(write("a.csv", content))


def test_two_columns_of_one_name_are_a_mistake(write: Write) -> None:
    with pytest.raises(UserError, match="two columns are called 'sku'"):
        open_source(write("a.csv", "sku,sku\n"))


def test_json_objects_are_flattened_and_lists_of_objects_are_rows_inside(write: Write) -> None:
    text = """[
 {"sku": "A", "size": {"w": 1.10, "h": null}, "tags": ["x", "y"], "new": true,
  "reviews": [{"rating": 5}]},
 {"brand": "B"}
]"""
    source = open_source(write("a.json", text))
    first, second = source.rows()
    assert first.cells == {"sku": "A", "size.w": "1.10", "size.h": "", "tags": "x|y", "new": "true"}
    assert (first.line, second.line) == (2, 4)
    assert first.nested == {"reviews": [{"rating": "5"}]}
    assert source.columns == ("sku", "size.w", "size.h", "tags", "new", "brand")
    assert source.inner == {"reviews": ("rating",)}


@pytest.mark.parametrize("form", ['{{"products": [{0}, {1}], "total": 2}}', "{0}\n{1}\n", "[{0},{1}]"])
def test_lists_may_be_wrapped_or_be_one_object_a_line(write: Write, form: str) -> None:
    path = write("a.json", form.format('{"sku": "A"}', '{"sku": "B"}'))
    assert [cells for _, cells in rows(path)] == [{"sku": "A"}, {"sku": "B"}]


@pytest.mark.parametrize("broken", ['[{"sku": "A"}', '[{"sku": "A"}, {"sku": ]', '[{"sku": "A"'])
def test_broken_json_is_told_with_its_line(write: Write, broken: str) -> None:
    with pytest.raises(UserError, match=r"line 1: (the file ends|is not JSON)"):
        rows(write("a.json", broken))


def test_endless_nesting_is_refused(write: Write) -> None:
    with pytest.raises(UserError, match="nested too deeply"):
        rows(write("a.json", '[{"a": ' + "[" * 200_000))


def test_a_json_file_larger_than_a_piece_is_read_whole(write: Write) -> None:
    things = [{"sku": f"S{n}", "text": "ñ" * 700} for n in range(3_000)]
    found = rows(write("a.json", json.dumps(things, ensure_ascii=False)))
    assert [cells for _, cells in found] == things


@settings(max_examples=50, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(things=st.lists(st.dictionaries(st.text("abc", min_size=1), st.text()), max_size=5))
def test_any_list_of_texts_comes_back_from_json(things: list[dict[str, str]], tmp_path: Path) -> None:
    path = tmp_path / "a.json"
    path.write_text(json.dumps(things), "utf-8")
    assert [cells for _, cells in rows(path)] == things
