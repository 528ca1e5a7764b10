"""A text is cut so that what people type meets what shops write."""

from __future__ import annotations

import pytest

from ecomkit.storage.search.tokens import code, cut, index_tokens


@pytest.mark.parametrize("written", ["1.5 l", "1,5 l", "1.5l", "1,5 L"])
def test_a_number_stays_with_its_unit(written: str) -> None:
    assert list(cut(f"Bottle {written} blue")) == ["bottle", "1.5l", "blue"]


def test_a_number_is_also_found_without_its_unit() -> None:
    assert index_tokens("en", ["320 ml"]) == "320ml 320"


def test_joined_words_are_found_together_and_apart() -> None:
    assert index_tokens("en", ["Full-zip hoodie"]).split() == ["fullzip", "full", "zip", "hoodi"]


def test_accents_apostrophes_and_case_do_not_matter() -> None:
    assert list(cut("LÁMPARA de Niño’s")) == ["lampara", "de", "ninos"]


def test_each_stem_is_kept_once_and_small_words_not_at_all() -> None:
    assert index_tokens("es", ["Taza de gres", "tazas para el café"]) == "taz gre caf"


@pytest.mark.parametrize(("sku", "token"), [("MH01-XS-Black", "mh01-xs-black"), ("A 1/b", "a-1-b"), ("ÑU.2", "nu.2")])
def test_a_sku_is_one_token(sku: str, token: str) -> None:
    assert code(sku) == token


@pytest.mark.parametrize(
    "hostile", ['" OR *', "(a AND", "{name} : x", "NEAR(a b)", "'; DROP", "^x", "a\x00b", "-" * 50]
)
def test_no_sign_of_the_engines_is_left(hostile: str) -> None:
    assert not set("\"'(){}:*^&|!;\x00") & set("".join(cut(hostile)))
