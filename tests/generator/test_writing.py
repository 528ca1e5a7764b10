"""Quoting: one text for TOML, YAML, JSON and Python, read back the same by each."""

from __future__ import annotations

import ast
import json
import tomllib

import yaml
from hypothesis import given
from hypothesis import strategies as st

from ecomkit.generator.writing import quoted, quoted_list

# What questions let through: printable, and control characters of the first plane for good measure.
TEXTS = st.text(st.characters(codec="utf-8").filter(lambda one: one.isprintable() or ord(one) < 0x10000), max_size=60)


@given(TEXTS)
def test_all_four_read_the_same(text: str) -> None:
    written = quoted(text)
    assert "\n" not in written
    assert tomllib.loads(f"x = {written}")["x"] == text
    assert json.loads(written) == text
    assert ast.literal_eval(written) == text
    assert yaml.safe_load(f"x: {written}")["x"] == text


@given(st.lists(TEXTS, max_size=4))
def test_lists_too(words: list[str]) -> None:
    written = quoted_list(tuple(words))
    assert tomllib.loads(f"x = {written}")["x"] == words
    assert yaml.safe_load(f"x: {written}")["x"] == words
