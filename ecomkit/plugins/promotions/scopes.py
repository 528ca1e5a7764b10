"""What a promotion is limited to: words that the shop has to know, or it would never apply."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from difflib import get_close_matches

from ecomkit.domain import Capacities, Categories, DeliveryWays, ProductsBySlug, Refusal
from ecomkit.plugins.promotions.rules import Promotion
from ecomkit.sdk import Context, Text, text

__all__ = ["unknown_words"]


def unknown_words(ctx: Context, promotion: Promotion) -> list[Refusal]:
    """A refusal for each field with a word that nothing in the shop is called by; one query for each that says something."""
    found = {
        "products": _product(ctx, promotion.products),
        "categories": _category(ctx, promotion.categories),
        "capacities": _capacity(ctx, promotion.capacities),
        "ways": _way(ctx, promotion.ways),
    }
    return [
        Refusal(code="unknown", text=words, rule="promotions", field=field) for field, words in found.items() if words
    ]


def _first_unknown(named: Sequence[str], known: Collection[str]) -> str:
    return next((one for one in named if one not in known), "")


def _product(ctx: Context, named: tuple[str, ...]) -> Text | None:
    word = _first_unknown(named, {one.slug for one in ctx.ask(ProductsBySlug(slugs=named))}) if named else ""
    return text("No product has the address “%(word)s”.", word=word) if word else None


def _category(ctx: Context, named: tuple[str, ...]) -> Text | None:
    known = [one.slug for one in ctx.ask(Categories())] if named else []
    word = _first_unknown(named, known)
    if not word:
        return None
    near = get_close_matches(word, known, n=1)
    if near:
        return text("No category has the address “%(word)s”. There is “%(near)s”.", word=word, near=near[0])
    return text("No category has the address “%(word)s”.", word=word)


def _capacity(ctx: Context, named: tuple[str, ...]) -> Text | None:
    known = [one.key for one in ctx.ask(Capacities()) if one.buys] if named else []
    word = _first_unknown(named, known)
    if not word:
        return None
    return text("Nobody buys here as “%(word)s”. There are: %(known)s.", word=word, known=", ".join(known))


def _way(ctx: Context, named: tuple[str, ...]) -> Text | None:
    ways = ctx.ask(DeliveryWays()) if named else None
    known = [one.key for one in ways] if ways is not None else named
    word = _first_unknown(named, known)
    if not word:
        return None
    return text("Nothing is delivered here by “%(word)s”. There are: %(known)s.", word=word, known=", ".join(known))
