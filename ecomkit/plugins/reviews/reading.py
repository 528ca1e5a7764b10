"""The importer: rows of reviews, without the addresses of those who wrote them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pydantic import ValidationError

from ecomkit.plugins.reviews.commands import Review, SaveReviews, without_addresses
from ecomkit.sdk import Context, Importer, Text, mistake_in, text, text_of

__all__ = ["IMPORTER"]

_FIELDS: Mapping[str, tuple[str, ...]] = {
    "product": ("sku", "product_sku"),
    "rating": ("rating_value", "stars", "score"),
    "title": ("summary", "headline"),
    "text": ("review", "comment", "body", "content", "detail"),
    "author": ("reviewer", "reviewer_name", "nickname", "name"),
    "written_on": ("date", "created_at", "review_date"),
}
_WORDS = {
    "rating": text("is not a whole number of stars from 1 to 5"),
    "written_on": text("is not a date such as 2025-04-30"),
}
Row = tuple[int, Mapping[str, str]]


def read(_ctx: Context, rows: Sequence[Row]) -> tuple[SaveReviews | None, Sequence[tuple[int, str, Text]]]:
    """Reviews of mapped rows, and what is wrong with the others. No field takes an e-mail address, so none is read."""
    reviews: list[Review] = []
    refused: list[tuple[int, str, Text]] = []
    for line, cells in rows:
        try:
            reviews.append(_review(cells))
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            field = str(first["loc"][0])
            refused.append((line, field, _WORDS.get(field) or text_of(mistake_in(first))))
    return (SaveReviews(reviews=tuple(reviews)) if reviews else None), refused


def _review(cells: Mapping[str, str]) -> Review:
    rating = cells.get("rating", "").strip()
    return Review.model_validate(
        {
            "product": cells["product"],
            "rating": rating.removesuffix(".0"),
            "title": without_addresses(cells.get("title", "")),
            "text": without_addresses(cells.get("text", "")),
            "author": without_addresses(cells.get("author", "")),
            "written_on": cells.get("written_on", "").strip()[:10],
        }
    )


IMPORTER = Importer(
    key="reviews", title=text("Reviews"), fields=_FIELDS, required=frozenset({"product", "rating"}), read=read
)
"""Reads reviews; the import names the product by its address."""
