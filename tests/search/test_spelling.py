"""One mistake in a word is forgiven."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomkit.storage.search.spelling import apart

LETTERS = st.text("abcde", min_size=1, max_size=8)


@pytest.mark.parametrize("typed", ["jaket", "jackett", "jcaket", "jackot", "ajcket"])
def test_a_letter_missing_too_much_wrong_or_swapped_is_one_mistake(typed: str) -> None:
    assert apart(typed, "jacket") == apart("jacket", typed) == 1


@pytest.mark.parametrize("typed", ["jkt", "racked", "jackets1", "jakcte"])
def test_more_than_that_is_two(typed: str) -> None:
    assert apart(typed, "jacket") == 2


@given(LETTERS, st.integers(0, 8), st.sampled_from("abcde"))
def test_any_letter_put_in_is_one_mistake(word: str, at: int, letter: str) -> None:
    assert apart(word, word[:at] + letter + word[at:]) == 1


@given(LETTERS)
def test_a_word_is_itself(word: str) -> None:
    assert apart(word, word) == 0
