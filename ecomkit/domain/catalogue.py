"""The catalogue: products, their variants, categories, pictures and stock."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, ClassVar

from pydantic import Field

from ecomkit.domain.command import Command, Event, Query
from ecomkit.domain.money import Money, UnitPrice
from ecomkit.domain.value import Value

__all__ = [
    "AdjustStock",
    "Availability",
    "Categories",
    "Category",
    "CategoryBySlug",
    "Listing",
    "Picture",
    "Product",
    "ProductBySlug",
    "ProductCard",
    "ProductChanged",
    "Products",
    "SaveCategories",
    "SaveProducts",
    "SetListPrice",
    "Sku",
    "Slug",
    "StockAdjusted",
    "StockLevel",
    "StockLevels",
    "Variant",
    "availability",
]  # fmt: skip

Sku = Annotated[str, Field(min_length=1, max_length=64, pattern=r"^[^\s\x00-\x1f/][^\x00-\x1f/]*$")]
Slug = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(min_length=1, max_length=255)]
TaxClass = Annotated[str, Field(max_length=60)]


class Picture(Value):
    """A picture by its base name (the sizes and formats lie beside each other), with words for who cannot see it."""

    name: str
    alt: str
    url: str = ""


class Category(Value):
    """A shelf. `parent` is the slug of the shelf above; `tint` the paper its pictures stand on."""

    slug: Slug
    name: Name
    parent: Slug | None = None
    description: str = ""
    tint: Annotated[str, Field(max_length=20)] = "stone"
    position: Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)] = 0


class Variant(Value):
    """What is sold: one SKU with its choices, weight in grams and list price."""

    sku: Sku
    options: tuple[tuple[str, str], ...] = ()
    price: UnitPrice
    weight_g: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    picture: Picture | None = None
    stock: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    """Opening stock, for a SKU that is new to the shop; a known one keeps its count (stock changes by `AdjustStock`)."""


class Product(Value):
    """What is shown on one page: one or more variants."""

    slug: Slug
    name: Name
    description: str = ""
    categories: tuple[Slug, ...] = ()
    tax_class: TaxClass = "standard"
    attributes: tuple[tuple[str, str], ...] = ()
    maker: Annotated[str, Field(max_length=255)] = ""
    pictures: tuple[Picture, ...] = ()
    variants: Annotated[tuple[Variant, ...], Field(min_length=1)]
    updated_at: datetime | None = None


class Availability(Value):
    """What a customer is told of stock: a band, and a number only when it is small and true (E1.3)."""

    band: str
    left: int | None = None


def availability(free: int, few: int = 5) -> Availability:
    """The band for so many free pieces: `in_stock`, `few` (with the number) or `sold_out`."""
    if free <= 0:
        return Availability(band="sold_out")
    return Availability(band="few", left=free) if free <= few else Availability(band="in_stock")


class ProductCard(Value):
    """A product as a list shows it. `price` is the lowest of its variants, `several` whether others cost more."""

    slug: str
    name: str
    price: UnitPrice
    several: bool
    picture: Picture | None
    sku: str
    tint: str
    band: str


class Listing(Value):
    """A page of cards. `after` is the key of the next page, or None on the last."""

    cards: tuple[ProductCard, ...]
    count: int
    after: str | None = None


class Categories(Query[tuple[Category, ...]]):
    """All categories in their order."""


class CategoryBySlug(Query[Category]):
    """One category. Raises `NotFound`."""

    slug: str


class ProductBySlug(Query[Product]):
    """One product with all its variants. Raises `NotFound`."""

    slug: str


class Products(Query[Listing]):
    """A list of products: of a category with those below it, of a search, or all. Paged by key."""

    category: str | None = None
    search: str | None = None
    after: str | None = None
    sort: str = "name"
    limit: Annotated[int, Field(ge=1, le=100)] = 24


class StockLevel(Value):
    """What there is of a SKU and how much of it is promised to somebody."""

    sku: str
    on_hand: int
    reserved: int


class StockLevels(Query[tuple[StockLevel, ...]]):
    """Stock of some SKUs, or a page of all of them."""

    skus: tuple[str, ...] = ()
    after: str | None = None
    limit: int = 50


class SaveProducts(Command[int]):
    """Save products

    Writes products with their variants, new or known by slug and SKU; gives how many changed. Stock of a known SKU stays.
    """

    products: tuple[Product, ...]


class SaveCategories(Command[int]):
    """Save categories"""

    categories: tuple[Category, ...]


class SetListPrice(Command[None]):
    """Set a list price"""

    sku: Sku
    price: Money


class AdjustStock(Command[StockLevel]):
    """Adjust stock

    Adds `change` pieces (negative takes away) for a stated reason: a count, a delivery, breakage. Never below what is reserved.
    """

    sku: Sku
    change: Annotated[
        int, Field(ge=-1_000_000, le=1_000_000, title="Change", description="Pieces to add; negative takes away")
    ]
    reason: Annotated[
        str, Field(min_length=3, max_length=200, title="Reason", description="For example: count of 22 November")
    ]


class StockAdjusted(Event):
    """Somebody corrected the count of a SKU."""

    aggregate: ClassVar[str] = "stock"
    stock: str
    change: int
    on_hand: int
    reason: str


class ProductChanged(Event):
    """A product was written."""

    aggregate: ClassVar[str] = "product"
    product: str
