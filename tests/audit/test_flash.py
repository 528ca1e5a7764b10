"""Counting flashes in a film: pairs of opposing changes of a tenth, within a second, where it is dark enough."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ecomkit.audit.trying.flash import CELL_PX, Frame, flashes

CELLS = 32 * 22


def _film(*values: float, every: float = 0.1, cells: int = CELLS) -> list[Frame]:
    return [(n * every, [value] * cells + [0.5] * (CELLS - cells)) for n, value in enumerate(values)]


def test_ten_turns_in_a_second_are_five_flashes() -> None:
    most, area = flashes(_film(*[0.0, 1.0] * 10))
    assert most == 5
    assert area == CELLS * CELL_PX**2


def test_a_slow_change_is_no_flash() -> None:
    assert flashes(_film(*[0.0, 1.0] * 5, every=0.5)) == (1, 0.0)


def test_changes_under_a_tenth_and_between_bright_shades_do_not_count() -> None:
    assert flashes(_film(*[0.40, 0.49] * 10)) == (0, 0.0)
    assert flashes(_film(*[0.85, 1.0] * 10)) == (0, 0.0)


def test_a_change_in_steps_is_one_change() -> None:
    assert flashes(_film(0.0, 0.05, 0.2, 0.6, 1.0, 0.6, 0.2, 0.0)) == (1, 0.0)


def test_only_the_cells_that_flash_make_the_area() -> None:
    _, area = flashes(_film(*[0.0, 1.0] * 10, cells=8))
    assert area == 8 * CELL_PX**2


def test_a_film_without_pictures_has_no_flash() -> None:
    assert flashes([]) == (0, 0.0)


@given(st.lists(st.floats(0, 1), min_size=1, max_size=40))
def test_a_flash_takes_two_changes(values: list[float]) -> None:
    most, _ = flashes([(n * 0.1, [value]) for n, value in enumerate(values)])
    assert 0 <= 2 * most <= len(values)
