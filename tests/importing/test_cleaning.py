"""Cells become values, or a sentence that says why not."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomkit.importing.cleaning import (
    WrongCell,
    amount,
    key_values,
    one_line,
    plain_text,
    slugify,
    tax_class,
    text_pairs,
    unquoted,
    weight,
    whole_number,
)


@pytest.mark.parametrize(
    ("html", "read"),
    [
        ("<p>One &amp; two.</p>\n<p>&bull; Three<br />&bull; Four</p>", "One & two.\n\n• Three\n\n• Four"),
        ("<script>alert(1)</script>Fine<style>p{}</style>", "Fine"),
        ("<ScRiPt src=x>bad()</sCrIpT ><b onclick='bad()'>Good</b>", "Good"),
        ("<p>before<script>never closed", "before"),
        ("<img src=x onerror=alert(1)>Lamp", "Lamp"),
        ("<ul><li>a</li><li>b</li></ul>", "• a\n\n• b"),
        ("<iframe src='https://x'><p>in</p></iframe>out", "out"),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("Plain\n\n\n\ntext\x00 stays", "Plain\n\ntext stays"),
    ],
)
def test_html_becomes_what_a_person_reads(html: str, read: str) -> None:
    assert plain_text(html) == read


@given(st.text())
def test_no_text_keeps_control_characters_or_changes_when_read_again(words: str) -> None:
    once = one_line(words)
    assert not any(ord(c) < 32 for c in once)
    assert "<script" not in plain_text(f"<script>{words}</script>").lower() or "</script" in words.lower()


@pytest.mark.parametrize(
    ("words", "slug"),
    [
        ("Hoodies & Sweatshirts", "hoodies-and-sweatshirts"),
        ("Río carafe", "rio-carafe"),
        ("Straße 5", "strasse-5"),
        ("../../etc", "etc"),
        ("a" * 300, "a" * 100),
    ],
)
def test_slugs(words: str, slug: str) -> None:
    assert slugify(words) == slug


def test_words_without_latin_letters_get_a_slug_of_their_own() -> None:
    assert slugify("茶壶", "product").startswith("product-")
    assert slugify("茶壶", "product") != slugify("茶杯", "product")


@pytest.mark.parametrize(
    ("cell", "cents"),
    [
        ("52", 5200),
        ("14.5", 1450),
        ("14.500000", 1450),
        ("0", 0),
        (" 9.99 ", 999),
        ("14,50", 1450),
        ("14,5", 1450),
        ("1.286,40", 128640),
        ("1286,40", 128640),
    ],
)
def test_amounts(cell: str, cents: int) -> None:
    assert amount("price", cell, "EUR").amount == cents


def test_currencies_without_decimals_keep_whole_amounts() -> None:
    assert amount("price", "1500.0000", "JPY").amount == 1500
    assert amount("price", "1000", "JPY").amount == 1000
    with pytest.raises(WrongCell, match="write digits and a point"):
        amount("price", "14,50", "JPY")


@pytest.mark.parametrize(
    ("cell", "why"),
    [
        ("-5", "less than nothing"),
        ("1000000.01", "look for lost decimals"),
        ("99999999999999999999", "is not an amount"),
        ("1e9", "is not an amount"),
        ("NaN", "is not an amount"),
        ("14,500", "write digits and a point"),
        ("1,234.50", "write digits and a point"),
        ("1.23,50", "write digits and a point"),
        ("14.999", "more decimals"),
        ("=1+1", "is not an amount"),
        ("", "is not an amount"),
    ],
)
def test_negative_absurd_and_unreadable_prices(cell: str, why: str) -> None:
    with pytest.raises(WrongCell, match=why) as caught:
        amount("price", cell, "EUR")
    assert caught.value.field == "price"


@pytest.mark.parametrize(
    ("cell", "unit", "grams"), [("1", "lb", 454), ("1.25", "kg", 1250), ("2", "oz", 57), ("", "lb", 0)]
)
def test_weights_are_whole_grams(cell: str, unit: str, grams: int) -> None:
    assert weight(cell, unit) == grams


@pytest.mark.parametrize("cell", ["-1", "heavy", "100000000"])
def test_impossible_weights(cell: str) -> None:
    with pytest.raises(WrongCell):
        weight(cell, "kg")


def test_whole_numbers() -> None:
    assert [whole_number("stock", cell) for cell in ("100", "100.0000", "")] == [100, 100, None]
    for cell in ("-1", "1.5", "many"):
        with pytest.raises(WrongCell, match="whole number"):
            whole_number("stock", cell)


def test_pairs_keep_the_commas_inside_their_values() -> None:
    assert key_values("size=XS,material=Wool, cotton,color=Black") == [
        ("size", "XS"), ("material", "Wool, cotton"), ("color", "Black"),
    ]  # fmt: skip


def test_attributes_are_an_object_of_texts() -> None:
    assert text_pairs('{"material": "Clay", "pieces": 3}') == [("material", "Clay"), ("pieces", "3")]
    for wrong in ("{", "[1]", '{"a": {"b": 1}}', "[" * 100_000):
        with pytest.raises(WrongCell, match="not a JSON object of texts"):
            text_pairs(wrong)


def test_tax_classes_and_formula_quotes() -> None:
    assert [tax_class(cell) for cell in ("Taxable Goods", "", "Reduced", "None", "exempt")] == [
        "standard",
        "standard",
        "reduced",
        "none",
        "none",
    ]
    assert [unquoted(cell) for cell in ("'=A1", "'s Morgens", "-5")] == ["=A1", "'s Morgens", "-5"]
