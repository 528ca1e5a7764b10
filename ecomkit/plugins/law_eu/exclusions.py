"""Exclusions: from which articles there is no right of withdrawal, or only on a condition (art. 16)."""

from __future__ import annotations

from typing import Final

from ecomkit.domain import ProductBySlug
from ecomkit.errors import NotFound
from ecomkit.plugins.law_eu.settings import LawEUSettings
from ecomkit.sdk import Context, Text, text

__all__ = ["CONDITIONS", "OUTRIGHT", "SUPPLIED", "exclusion_of"]

CONDITIONS: Final[dict[str, Text]] = {
    "made_to_measure": text("Made to your measure: there is no right of withdrawal."),
    "perishable": text("It spoils quickly: there is no right of withdrawal."),
    "sealed": text("Only while the seal is unbroken, for reasons of hygiene."),
    "digital": text("Only until you begin to use it, where you agreed to that."),
}
OUTRIGHT: Final = frozenset({"made_to_measure", "perishable"})
SUPPLIED: Final = text("It was supplied at once, as you asked for: there is no right of withdrawal.")


def exclusion_of(ctx: Context, product: str | None, settings: LawEUSettings) -> str:
    """The exception that an article's categories are listed under; "" where they are under none."""
    if product is None or not settings.exclusions:
        return ""
    try:
        categories = ctx.ask(ProductBySlug(slug=product)).categories
    except NotFound:
        return ""  # not sold any more: in doubt the consumer has the right
    return next((settings.exclusions[one] for one in categories if one in settings.exclusions), "")
