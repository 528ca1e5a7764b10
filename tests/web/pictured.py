"""Pictures for products of tests: merchants' centres are told of none without."""

from __future__ import annotations

from collections.abc import Sequence

from PIL import Image

from ecomkit.domain import Done, Picture, ProductAsWritten, SaveProducts
from tests.web.conftest import Site

__all__ = ["SHOWN", "put_picture", "show_all"]

SHOWN = (Picture(name="thing", alt="A thing"),)


def put_picture(site: Site) -> None:
    """Put the picture of `SHOWN` where the shop has its pictures."""
    folder = site.shop.folder / "catalogue" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / "thing.png").exists():
        Image.new("RGB", (8, 8)).save(folder / "thing.png")


def show_all(site: Site, slugs: Sequence[str] = ("loma-mug", "faro-lamp", "brisa-fan")) -> Site:
    """Give these products that picture."""
    put_picture(site)
    ctx = site.shop.system()
    found = [site.shop.ask(ctx, ProductAsWritten(slug=slug)) for slug in slugs]
    shown = tuple(one.model_copy(update={"pictures": SHOWN}) for one in found)
    assert isinstance(site.shop.run(ctx, SaveProducts(products=shown)), Done)
    return site
