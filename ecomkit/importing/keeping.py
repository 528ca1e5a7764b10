"""Keeping: what a file has no column for stays as the shop has it."""

from __future__ import annotations

from collections.abc import Mapping, Set

from ecomkit.domain import Picture, Product, Variant
from ecomkit.importing.languages import keep_words

__all__ = ["beside", "cover", "keep_product", "keep_variant"]

_OF_PRODUCT = {
    "description": {"description", "short_description"}, "categories": {"category"}, "published": {"draft"},
    **{name: {name} for name in (
        "tax_class", "maker", "maker_contact", "responsible", "warnings", "related", "alternatives", "publish_at", "withdraw_at",
    )},
}  # fmt: skip
_OF_VARIANT = {
    "weight_g": {"weight_g", "weight"}, "ships": {"ships", "type"}, "content": {"content"}, "parts": {"parts"},
}  # fmt: skip
_ALL_ATTRIBUTES = {"attributes", "attribute_pairs"}


def cover(product: Product, one: Variant) -> Picture | None:
    """The picture that the row of a variant names: its own, else the first of the product."""
    return one.picture or next(iter(product.pictures), None)


def keep_variant(product: Product, before: Variant, one: Variant, columns: Set[str]) -> Variant:
    """A variant as its row says, and where the file has no column as it was before.

    One that was shown by the first picture of its product is so still, where the row names that one.
    """
    stays = {name: getattr(before, name) for name, read in _OF_VARIANT.items() if not read & columns}
    price = one.price.model_copy(update={"per": before.price.per})
    first = cover(product, before) if before.picture is None else None
    same = first is not None and one.picture is not None and one.picture.name == first.name
    return one.model_copy(update=stays | {"price": price, "picture": None if same else one.picture})


def beside(known: Mapping[str, Variant], found: Mapping[str, Variant], off: Set[str]) -> tuple[Variant, ...]:
    """The variants of a file and those that it does not name, where they stood; `off` are switched off in the file."""
    left = {sku: one for sku, one in known.items() if sku not in found and sku not in off}
    if not left:
        return tuple(found.values())
    every = {sku: one.model_copy(update={"prices": ()}) for sku, one in left.items()} | dict(found)
    return tuple(every[sku] for sku in dict.fromkeys((*known, *found)) if sku in every)


def keep_product(
    before: Product, one: Product, columns: Set[str], pictured: Mapping[str, Picture | None]
) -> Product:  # fmt: skip
    """A product as its rows say, and where the file has no column as it was before.

    `pictured` are the SKUs that have a row, each with the picture that it names.
    """
    stays = {name: getattr(before, name) for name, read in _OF_PRODUCT.items() if not read & columns}
    names = {picture.name for picture in pictured.values() if picture is not None}
    return one.model_copy(
        update=stays
        | {
            "attributes": _attributes(before, one, columns),
            "pictures": _pictures(before, one, columns, pictured),
            "words": keep_words(before.words, one.words, columns, names),
        }
    )


def _attributes(before: Product, one: Product, columns: Set[str]) -> tuple[tuple[str, str], ...]:
    """Columns such as `attribute.width` are about that attribute alone."""
    if _ALL_ATTRIBUTES & columns:
        return one.attributes
    said, named = dict(one.attributes), {column.removeprefix("attribute.") for column in columns}
    return tuple((k, v) for k, v in (dict(before.attributes) | said).items() if k in said or k not in named)


def _pictures(
    before: Product, one: Product, columns: Set[str], pictured: Mapping[str, Picture | None]
) -> tuple[Picture, ...]:
    """The pictures of the variants, and those of before that no row was about, with the words that rows say of them."""
    told = {v.picture.name: v.picture for v in one.variants if v.picture is not None}
    told |= {picture.name: picture for picture in pictured.values() if picture is not None}
    if "picture" not in columns:
        return tuple(told.get(each.name, each) for each in before.pictures)
    covers = {found.name for v in before.variants if v.sku in pictured and (found := cover(before, v)) is not None}
    kept = {
        each.name: told.get(each.name, each) for each in before.pictures if each.name in told or each.name not in covers
    }
    return tuple((kept if told.keys() < kept.keys() else told | kept).values())
