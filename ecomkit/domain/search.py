"""Search: what customers look for, and what is answered (E1.3, G2)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from ecomkit.domain.command import Command, Query
from ecomkit.domain.value import Value

__all__ = ["BestSellers", "Found", "IndexProducts", "Search", "Suggest", "Suggestion", "Suggestions"]

Words = Annotated[str, Field(max_length=200)]


class Found(Value):
    """What a search found, by slug, the best first: what `Products(slugs=…, sort="relevance")` shows.

    `many` says that there are more; `meant` are the words that it was answered for instead of those that nothing has; `partly`
    says that no product has all of the words.
    """

    slugs: tuple[str, ...]
    many: bool = False
    meant: str | None = None
    partly: bool = False


class Search(Query[Found]):
    """Products that words mean, in the reader's language. The last word may be unfinished."""

    words: Words


class BestSellers(Query[tuple[str, ...]]):
    """Slugs of the products that sold best in the last 90 days, of those that can be had."""

    limit: Annotated[int, Field(ge=1, le=100)] = 8


class Suggestion(Value):
    """A product or category that what is being typed may become: its slug, and what it is called."""

    slug: str
    name: str


class Suggestions(Value):
    """What is offered while somebody types."""

    products: tuple[Suggestion, ...] = ()
    categories: tuple[Suggestion, ...] = ()


class Suggest(Query[Suggestions]):
    """Products and categories for words whose last one may be unfinished."""

    words: Words
    limit: Annotated[int, Field(ge=1, le=20)] = 6


class IndexProducts(Command[str | None]):
    """Index products for the search

    Brings a batch of them up to date, with what sold in the last 90 days; gives the last one, to go on after, or None at the end.
    """

    after: Annotated[str, Field(max_length=120)] = ""
    limit: Annotated[int, Field(ge=1, le=5000)] = 500
