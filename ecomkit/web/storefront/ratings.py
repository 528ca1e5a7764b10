"""Ratings as pages say them: in words, with how many there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from ecomkit.domain import Rating
from ecomkit.web.request import WebRequest

__all__ = ["rating_words", "ratings_of"]

_TOPIC: Final = "ratings"
"""What plugins that keep ratings touch when one changes."""


def ratings_of(request: WebRequest, products: Sequence[str]) -> Mapping[str, Rating]:
    """The ratings of products by slug; of two plugins the first one in the shop's order says it."""
    hooks = request.site.core.hooks
    if not products or not hooks.has_ratings():
        return {}
    request.reads.add(_TOPIC)
    answers = hooks.ratings(request.ctx, tuple(products))
    return {one.product: one for answer in reversed(answers) for one in answer.values}


def rating_words(request: WebRequest, rating: Rating) -> str:
    """A rating in words: 4.7 of 5 · 12 reviews."""
    mean = request.gettext("%(mean)s of 5", mean=request.formats.tenths(rating.tenths))
    return f"{mean} · {request.ngettext('%(n)s review', '%(n)s reviews', rating.count)}"
