"""Checking: what a catalogue still lacks, told product by product."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from ecomkit.domain import Product, ProductBySlug, Products, Value
from ecomkit.shop import Shop
from ecomkit.speech import say

__all__ = ["CatalogueFinding", "check_catalogue"]


class CatalogueFinding(Value):
    """Something that a customer would miss: a code, the product, and what to do about it."""

    code: str
    product: str
    message: str


def check_catalogue(shop: Shop) -> Iterator[CatalogueFinding]:
    """Look through all products, a page at a time."""
    pictures = {path.name for path in (shop.folder / "catalogue" / "pictures").glob("*")}
    ctx, after = shop.system(), None
    while True:
        page = shop.ask(ctx, Products(after=after, limit=100))
        for card in page.cards:
            product = shop.ask(ctx, ProductBySlug(slug=card.slug))
            for code, message in _lacks(product, pictures):
                yield CatalogueFinding(code=code, product=card.slug, message=message)
        after = page.after
        if after is None:
            return


def _lacks(product: Product, pictures: set[str]) -> Iterator[tuple[str, str]]:
    if not product.categories:
        yield "no_category", say("only search finds it: give it a category")
    if not product.description:
        yield "no_description", say("says nothing about itself: give it a description")
    free = [variant.sku for variant in product.variants if not variant.price.money]
    if free:
        yield "no_price", say("costs nothing: %(free)s", free=", ".join(free))
    for picture in product.pictures:
        if not any(_shows(name, picture.name) for name in pictures):
            yield (
                "no_picture",
                say("catalogue/pictures has no %(name)s: a drawn sign stands in its place", name=repr(picture.name)),
            )
        if not picture.alt:
            yield "no_words", say("picture %(name)s has no words for people who do not see it", name=repr(picture.name))


def _shows(file: str, picture: str) -> bool:
    stem = Path(file).stem
    return stem == picture or (stem.startswith(f"{picture}-") and stem[len(picture) + 1 :].isdigit())
