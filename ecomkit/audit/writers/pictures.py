"""Pictures inside a report: small WebP files as data addresses, cut out of the screenshots of the journey."""

from __future__ import annotations

import base64
from io import BytesIO

from PIL import Image, ImageDraw

from ecomkit.audit.values import Value

__all__ = ["Picture", "crop", "thumbnail"]

_MARK = (179, 38, 30)
_HEAVIEST = 40_000
_LEAST = (520, 260)
_MARGIN = 48


class Picture(Value):
    """A picture ready for a page: its data address, size in CSS pixels, and what there is to see."""

    source: str
    width: int
    height: int
    alt: str


def thumbnail(picture: bytes, name: str, *, width: int = 360, tall: float = 0.72) -> Picture | None:
    """The top of a page. `tall`: height for each unit of width. None where there is no picture."""
    if not picture:
        return None
    image = Image.open(BytesIO(picture)).convert("RGB")
    top = image.crop((0, 0, image.width, min(image.height, round(image.width * tall))))
    return _packed(top.resize((width, round(top.height * width / top.width))), f"the page {name}")


def crop(picture: bytes, box: tuple[float, float, float, float], alt: str) -> Picture | None:
    """The element at `box` (x, y, width, height) with its surroundings, framed. None where it lies outside."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    x, y, width, height = box
    if width <= 0 or height <= 0 or x >= image.width or y >= image.height:
        return None
    ImageDraw.Draw(image).rectangle(
        (x - 4, y - 4, min(x + width + 4, image.width - 1), y + height + 4), outline=_MARK, width=3
    )
    wide, high = max(width + 2 * _MARGIN, _LEAST[0]), min(max(height + 2 * _MARGIN, _LEAST[1]), 700)
    left = min(max(0, x + width / 2 - wide / 2), max(0, image.width - wide))
    top = max(0, min(y - _MARGIN, image.height - high))
    cut = image.crop(
        (round(left), round(top), round(min(image.width, left + wide)), round(min(image.height, top + high)))
    )
    return _packed(_narrowed(cut, 720), alt)


def _narrowed(image: Image.Image, width: int) -> Image.Image:
    if image.width <= width:
        return image
    return image.resize((width, round(image.height * width / image.width)))


def _packed(image: Image.Image, alt: str) -> Picture:
    for quality in (76, 55, 35, 20):
        out = BytesIO()
        image.save(out, "WEBP", quality=quality)
        if out.tell() <= _HEAVIEST:
            break
    address = "data:image/webp;base64," + base64.b64encode(out.getvalue()).decode()
    return Picture(source=address, width=image.width, height=image.height, alt=alt[:200])
