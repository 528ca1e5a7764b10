"""Codes as they are compared, and what is kept of them. How guessing has to wait is tried where codes are entered."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ecomkit.domain import code_digest, new_code, tidy_code


def test_a_code_is_the_same_however_it_is_typed() -> None:
    typed = ("SUMMER10", "summer-10", " Summer 1O ", "ＳＵＭＭＥＲ10", "summerl0")
    assert {tidy_code(one) for one in typed} == {tidy_code("SUMMER10")}


@given(st.integers(4, 24))
def test_made_codes_survive_being_typed_in_small_letters(letters: int) -> None:
    code = new_code(letters)
    assert tidy_code(code.lower()) == code.replace("-", "")
    assert len(code.replace("-", "")) == letters


def test_a_digest_needs_the_secret_and_the_kind() -> None:
    digest = code_digest("secret-a", "promotion", "SUMMER10")
    assert digest == code_digest("secret-a", "promotion", "summer 10")
    assert digest not in (
        code_digest("secret-b", "promotion", "SUMMER10"),
        code_digest("secret-a", "gift-card", "SUMMER10"),
    )
    assert "SUMMER" not in digest.upper()


def test_codes_are_drawn_from_more_than_can_be_tried() -> None:
    drawn = {new_code() for _ in range(2000)}
    assert len(drawn) == 2000
    assert len({letter for code in drawn for letter in code} - {"-"}) == 30
