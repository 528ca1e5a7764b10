"""Choices: which variant a product page shows, and the way from it to the others."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from ecomkit.domain import Product, Variant
from ecomkit.errors import NotFound
from ecomkit.web.models.product import Axis, AxisOption

__all__ = ["axes_of", "chosen_variant", "variant_path"]


def variant_path(shown: Product, variant: Variant) -> str:
    """The path of the page that shows this variant."""
    return f"/p/{shown.slug}?sku={quote(variant.sku, safe='')}" if len(shown.variants) > 1 else f"/p/{shown.slug}"


def chosen_variant(shown: Product, sku: str, free: Mapping[str, int]) -> Variant:
    """The variant asked for, else the first that is there. Raises `NotFound` for a SKU of something else."""
    if sku:
        for variant in shown.variants:
            if variant.sku == sku:
                return variant
        raise NotFound("There is no such variant.")
    return next((variant for variant in shown.variants if free[variant.sku] > 0), shown.variants[0])


def axes_of(shown: Product, chosen: Variant, free: Mapping[str, int], keep: str = "") -> tuple[Axis, ...]:
    """What can be chosen. `keep` is a query that the links carry along, such as that of a preview."""
    names = [name for name, _ in chosen.options] if len(shown.variants) > 1 else []
    return tuple(
        Axis(label=name, name=f"axis-{i}", options=_axis(shown, chosen, name, free, keep))
        for i, name in enumerate(names, 1)
    )


def _axis(shown: Product, chosen: Variant, name: str, free: Mapping[str, int], keep: str) -> tuple[AxisOption, ...]:
    """The values of one choice; each leads to the variant that agrees with most of the other choices."""
    best: dict[str, Variant] = {}
    kept = dict(chosen.options)
    for variant in shown.variants:
        options = dict(variant.options)
        value = options.get(name, "")
        if value not in best or _agreement(variant, kept) > _agreement(best[value], kept):
            best[value] = variant
    return tuple(
        AxisOption(
            label=value, value=value, href=variant_path(shown, variant) + keep, chosen=value == kept.get(name),
            available=free[variant.sku] > 0,
        )
        for value, variant in best.items()
        if value
    )  # fmt: skip


def _agreement(variant: Variant, kept: Mapping[str, str]) -> int:
    return sum(kept.get(name) == value for name, value in variant.options)
