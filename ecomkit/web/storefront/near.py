"""Near a product: what goes with it, what takes its place, and what helps where there is none."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.domain import Product, ProductCard, Products
from ecomkit.web.models.catalogue import Card
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import cards_of

__all__ = ["alternatives_to", "like_its_address", "related_to"]

_MOST = 4


def related_to(request: WebRequest, shown: Product) -> tuple[str, tuple[Card, ...]]:
    """A heading and cards: what the shop says goes with it, else others of the same category than its alternatives."""
    chosen = _by_slug(request, shown.related)
    if chosen:
        return request.gettext("Goes well with it"), chosen
    if not shown.categories:
        return "", ()
    told = frozenset((shown.slug, *shown.alternatives[:_MOST]))
    near = _noted(request, Products(category=shown.categories[0], limit=_MOST + len(told)), but=told)
    return request.gettext("More like it"), cards_of(request, near)


def alternatives_to(request: WebRequest, shown: Product) -> tuple[Card, ...]:
    """What the shop says may take its place."""
    return _by_slug(request, shown.alternatives)


def like_its_address(request: WebRequest, slug: str) -> tuple[Card, ...]:
    """What an address that leads nowhere may have meant, by its words."""
    words = " ".join(word for word in slug.split("-") if len(word) > 2)
    return cards_of(request, _noted(request, Products(search=words, limit=_MOST))) if words else ()


def _by_slug(request: WebRequest, slugs: Sequence[str]) -> tuple[Card, ...]:
    wanted = tuple(slugs)[:_MOST]
    request.reads |= {f"product/{slug}" for slug in wanted}
    return cards_of(request, _noted(request, Products(slugs=wanted, limit=_MOST))) if wanted else ()


def _noted(request: WebRequest, query: Products, *, but: frozenset[str] = frozenset()) -> Sequence[ProductCard]:
    """The page depends on these few, not on every product that changes somewhere."""
    before = set(request.reads)
    chosen = [card for card in request.ask(query).cards if card.slug not in but][:_MOST]
    request.reads = before | {f"{kind}/{card.slug}" for card in chosen for kind in ("product", "stock")}
    return chosen
