"""The demo catalogue's pictures: complete, on their category's paper, whole in the frame, light on the line."""

from __future__ import annotations

import csv
import json
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

SCAFFOLD = Path(__file__).parents[2] / "scaffolds" / "shop"
CATALOGUE, DRAWN = SCAFFOLD / "template" / "catalogue", SCAFFOLD / "pictures"
SIZES = (320, 480, 800)
FORMATS = ("avif", "webp")
TINTS = {
    "mint": "#C9D8CF",
    "sand": "#E9D9C3",
    "mist": "#D9DFE6",
    "lilac": "#E7DDE6",
    "sky": "#CFD9E4",
    "leaf": "#DFE3D0",
    "rose": "#EBD8D2",
    "stone": "#E3E1DA",
}


def _rows(name: str) -> list[dict[str, str]]:
    with (CATALOGUE / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


PRODUCTS = _rows("products.csv")
TINT_OF = {row["slug"]: row["tint"] for row in _rows("categories.csv")}
PICTURES = {row["picture"]: TINT_OF[row["category"]] for row in PRODUCTS}
FILES = [(name, size, kind) for name in PICTURES for size in SIZES for kind in FORMATS]


@cache
def _opened(name: str, size: int, kind: str) -> Image.Image:
    with Image.open(DRAWN / f"{name}-{size}.{kind}") as picture:
        return picture.convert("RGB")


def _rgb(tint: str) -> tuple[int, int, int]:
    red, green, blue = bytes.fromhex(TINTS[tint].removeprefix("#"))
    return red, green, blue


def _hue_apart(picture: Image.Image, paper: Image.Image) -> Image.Image:
    """How far each pixel's hue lies from the paper's: shadows keep the paper's hue and stay low."""
    apart = []
    for other in (0, 2):
        first, second = (
            ImageChops.subtract(side.getchannel(other), side.getchannel(1), offset=128) for side in (picture, paper)
        )
        apart.append(ImageChops.difference(first, second))
    return ImageChops.lighter(*apart)


def _object_box(name: str, tint: str) -> tuple[int, int, int, int]:
    """Bounds of what is not paper, shadow or a pale surface's faint edge, at 800 pixels."""
    picture = _opened(name, 800, "avif")
    paper = Image.new("RGB", picture.size, _rgb(tint))
    hue = _hue_apart(picture, paper).point(lambda level: 255 * (level > 12))
    bright = ImageChops.subtract(picture, paper).convert("L").point(lambda level: 255 * (level > 9))
    dark = picture.convert("L").point(lambda level: 255 * (level < 95))
    box = ImageChops.lighter(ImageChops.lighter(hue, bright), dark).getbbox()
    assert box is not None, f"{name} shows nothing but paper"
    return box


@pytest.mark.parametrize(("name", "size", "kind"), FILES)
def test_a_picture_exists_in_every_size_and_format(name: str, size: int, kind: str) -> None:
    assert _opened(name, size, kind).size == (size, size)


def test_no_picture_lies_there_unused() -> None:
    wanted = {f"{name}-{size}.{kind}" for name, size, kind in FILES}
    assert {path.name for path in DRAWN.iterdir()} == wanted


@pytest.mark.parametrize(("name", "size", "kind"), FILES)
def test_the_paper_has_the_tint_of_the_category(name: str, size: int, kind: str) -> None:
    picture = _opened(name, size, kind)
    edge = size // 25
    top, left = picture.crop((0, 0, size, edge)), picture.crop((0, 0, edge, size // 2))
    for strip in (top, left):
        for seen, meant in zip(ImageStat.Stat(strip).mean, _rgb(PICTURES[name]), strict=True):
            assert abs(seen - meant) <= 6, f"{name}-{size}.{kind}: paper {seen:.0f}, tint {meant}"


@pytest.mark.parametrize("name", PICTURES)
def test_the_object_fills_two_thirds_and_keeps_a_margin_for_cropping(name: str) -> None:
    left, top, right, bottom = _object_box(name, PICTURES[name])
    assert 0.60 <= max(right - left, bottom - top) / 800 <= 0.72
    assert top >= 0.15 * 800
    assert bottom <= 0.85 * 800
    assert abs((left + right) / 2 - 400) <= 40


@pytest.mark.parametrize(("name", "size", "kind"), FILES)
def test_no_pixel_is_clipped(name: str, size: int, kind: str) -> None:
    # WebP stores colour at half size, so it overshoots along the edge where cream meets a strong colour
    most = 0.003 if kind == "webp" else 0.0005
    for band in _opened(name, size, kind).split():
        levels = band.histogram()
        assert levels[0] + levels[255] <= size * size * most, f"{name}-{size}.{kind} is burnt out or blocked up"


def test_all_pictures_together_stay_under_2500_kilobytes() -> None:
    assert sum(path.stat().st_size for path in DRAWN.iterdir()) <= 2500 * 1000


def test_each_article_is_complete_enough_to_sell() -> None:
    assert len({row["sku"] for row in PRODUCTS}) == len(PRODUCTS)
    for row in PRODUCTS:
        assert (Decimal(row["price"]) > 0) is (row["sku"] != "CUIDADO"), "the care card alone is free"
        if row["ships"] == "no":
            assert (row["weight_g"] or "0", row["stock"]) == ("0", ""), row["sku"]
        else:
            assert int(row["weight_g"]) > 0, row["sku"]
            assert int(row["stock"]) >= 0, row["sku"]
        assert len(row["description"]) >= 120, row["sku"]
        assert len(row["picture_alt"]) >= 30, row["sku"]
        assert isinstance(json.loads(row["attributes"]), dict), row["sku"]


def test_variants_share_what_the_product_page_shows_once_and_differ_in_their_options() -> None:
    by_product: dict[str, list[dict[str, str]]] = {}
    for row in PRODUCTS:
        by_product.setdefault(row["product"], []).append(row)
    for product, rows in by_product.items():
        assert len({(r["name"], r["category"], r["description"], r["maker"]) for r in rows}) == 1, product
        assert len({(r["option1_name"], r["option2_name"]) for r in rows}) == 1, product
        assert len({(r["option1_value"], r["option2_value"]) for r in rows}) == len(rows), product
