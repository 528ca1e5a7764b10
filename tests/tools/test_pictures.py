"""The pictures of the pages: all there, small, and shown by the page that names them."""

from __future__ import annotations

import io
import re

import pytest
from PIL import Image

from tools.pictures import KEPT, MOST, PAGES, SIGHTS, TO, pair, told
from tools.sights import Sight

ALL_OF_THEM = 2_500_000


def test_the_page_shows_each_of_them_with_words_for_who_cannot_see_it() -> None:
    assert PAGES.read_text("utf-8") == told()
    shown = re.findall(r"!\[([^\]]{10,})\]\(pictures/page-([a-z0-9-]+)\.webp\)", told())
    assert [name for _, name in shown] == [one.name for one in KEPT]


@pytest.mark.parametrize("sight", KEPT, ids=lambda one: one.name)
def test_each_is_there_and_small(sight: Sight) -> None:
    file = TO / f"page-{sight.name}.webp"
    assert 5_000 < file.stat().st_size <= MOST
    with Image.open(file) as picture:
        assert picture.width > 1000


def test_pages_are_called_by_names_of_their_own_and_none_lies_there_unshown() -> None:
    assert len({one.name for one in SIGHTS}) == len(SIGHTS)
    assert {file.name for file in TO.glob("page-*.webp")} == {f"page-{one.name}.webp" for one in KEPT}


def test_together_they_are_no_burden() -> None:
    assert sum(file.stat().st_size for file in TO.iterdir()) <= ALL_OF_THEM


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_phone_and_desktop_stand_on_one_ground(scheme: str) -> None:
    sight = Sight("x", "Something to see", "/", scheme=scheme)
    packed = pair(sight, Image.new("RGB", (720, 1480), "red"), Image.new("RGB", (1280, 800), "blue"))
    with Image.open(io.BytesIO(packed)) as picture:
        assert picture.size == (1302, 648)
        corner = picture.convert("RGB").getpixel((2, 2))
    assert isinstance(corner, tuple)
    assert (sum(corner) > 600) == (scheme == "light")
