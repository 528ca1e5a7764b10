"""Lists of products: their cards, and what they are narrowed by, with the count of each choice."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field

from ecomkit.domain.catalogue import Content, Product
from ecomkit.domain.command import Query
from ecomkit.domain.money import Money, UnitPrice
from ecomkit.domain.value import Value
from ecomkit.domain.wording import Picture

__all__ = [
    "Facet",
    "FacetValue",
    "Facets",
    "FacetsOf",
    "Filters",
    "Listing",
    "PriceRange",
    "ProductCard",
    "Products",
    "ProductsBySku",
    "RangeCount",
    "SortKey",
]

Slugs = Annotated[tuple[str, ...], Field(max_length=1000)]
SortKey = Literal["relevance", "recommended", "varied", "price", "price-down", "newest", "name"]
"""`recommended` is what can be had first, newest first; `varied` takes the front of that from each shelf in turn.

`relevance` is for what a search found; elsewhere it is recommended.
"""


class ProductCard(Value):
    """A product as a list shows it. `price` is the lowest of its variants, `several` whether others cost more.

    `lowest_before` is the lowest price of the 30 days before it went down (Directive 98/6/EC art. 6a); `content` how much is in one
    piece; `is_new` says that it came within 30 days to a shop that is older than that.
    """

    slug: str
    name: str
    price: UnitPrice
    several: bool
    picture: Picture | None
    sku: str
    tint: str
    band: str
    lowest_before: Money | None = None
    content: Content | None = None
    is_new: bool = False
    created_at: datetime | None = None
    updated_at: datetime | None = None


class Listing(Value):
    """A page of cards out of `count`, `before` of which stand on earlier pages.

    `after` is the key of the next page, or None on the last; `until` when a schedule changes it.
    """

    cards: tuple[ProductCard, ...]
    count: int
    after: str | None = None
    until: datetime | None = None
    before: int = 0


class PriceRange(Value):
    """List prices from `least` to below `under`, in minor units of the shop's currency; None is no end."""

    least: Annotated[int, Field(ge=0)] = 0
    under: int | None = None


class Filters(Value):
    """What a list is narrowed by: several values of one name are any of them, several names are all of them."""

    features: Annotated[tuple[tuple[str, str], ...], Field(max_length=40)] = ()
    prices: Annotated[tuple[PriceRange, ...], Field(max_length=10)] = ()
    in_stock: bool = False

    def __bool__(self) -> bool:
        """Whether there are any."""
        return bool(self.features or self.prices or self.in_stock)


class FacetValue(Value):
    """A value as it was written and as the reader calls it, with how many products would be left.

    `known` says that a product of the whole list has it.
    """

    value: str
    label: str
    count: int
    chosen: bool = False
    known: bool = True


class Facet(Value):
    """A name that a list can be narrowed by, with its values."""

    name: str
    label: str
    values: tuple[FacetValue, ...]


class RangeCount(Value):
    """A range of prices with how many products would be left. `known` says that it is one that the list offers."""

    range: PriceRange
    count: int
    chosen: bool = False
    known: bool = True


class Facets(Value):
    """What a list can be narrowed by. `in_stock` counts what can be had.

    `without` says for each filter that is set how many products there were without it: features in their order, then prices
    in theirs, then stock.
    """

    facets: tuple[Facet, ...] = ()
    prices: tuple[RangeCount, ...] = ()
    in_stock: int = 0
    without: tuple[int, ...] = ()


class Products(Query[Listing]):
    """A list of products: of a category with those below it, of a search, of these `slugs`, or all. Paged by key.

    What a search found comes as `slugs`, the best first: `relevance` is their order.
    """

    category: str | None = None
    search: str | None = None
    slugs: Slugs | None = None
    shown: Slugs = ()
    """The page shows these already: in the varied order they come last, and their shelves have the first turns."""
    filters: Filters = Filters()
    after: str | None = None
    sort: SortKey | None = None
    """None is the order in which `slugs` came or a search found them, and by name elsewhere."""
    limit: Annotated[int, Field(ge=1, le=100)] = 24
    hidden: bool = False
    """Drafts and what is out of its time, too: for who may change products, nobody else is shown them."""


class ProductsBySku(Query[tuple[Product, ...]]):
    """The products that these SKUs belong to, each once and in the reader's language, so that a page can name articles. What this
    reader does not see, or cannot buy here, is left out.
    """

    skus: tuple[str, ...]


class FacetsOf(Query[Facets]):
    """What a list can be narrowed by, said in the reader's language: of a category, of these `slugs`, or of all products."""

    category: str | None = None
    slugs: Slugs | None = None
    filters: Filters = Filters()
