"""The catalogue: products, their variants, categories, pictures and stock."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, ClassVar, Literal, Protocol

from pydantic import AfterValidator, Field

from ecomkit.domain.category_rule import parse_rule
from ecomkit.domain.command import Command, Event, Query
from ecomkit.domain.money import CurrencyCode, Money, UnitPrice
from ecomkit.domain.value import Value
from ecomkit.domain.wording import Language, Picture, Term, Words, picture_in, words_in

__all__ = [
    "ENDLESS",
    "AdjustStock",
    "Availability",
    "Categories",
    "Category",
    "CategoryBySlug",
    "Content",
    "MoveProduct",
    "Moved",
    "Product",
    "ProductAsWritten",
    "ProductBySlug",
    "ProductsBySlug",
    "ProductChanged",
    "ProductMoved",
    "RemoveListPrice",
    "SaveCategories",
    "SaveProducts",
    "SaveTerms",
    "SetListPrice",
    "Sku",
    "Slug",
    "StockAdjusted",
    "StockLevel",
    "StockLevels",
    "Variant",
    "VariantBySku",
    "article_names",
    "availability",
    "is_ever_shown",
    "is_shown",
    "price_per_measure",
    "said_in",
    "sold_for",
]  # fmt: skip

ENDLESS = 1_000_000_000
"""So many there are of what is not sent, where nobody said how many may be sold."""

Sku = Annotated[str, Field(title="SKU", min_length=1, max_length=64, pattern=r"^[^\s\x00-\x1f/][^\x00-\x1f/]*$")]
Slug = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Name = Annotated[str, Field(min_length=1, max_length=255)]
TaxClass = Annotated[str, Field(max_length=60)]
Address = Annotated[str, Field(max_length=500)]


def _checked(rule: str) -> str:
    parse_rule(rule)
    return rule.strip()


class Category(Value):
    """A shelf. `parent` is the slug of the shelf above; `tint` the paper its pictures stand on.

    What its `rule` says (`parse_rule`) stands on it as well as what is put there.
    """

    slug: Slug
    name: Name
    parent: Slug | None = None
    description: str = ""
    tint: Annotated[str, Field(max_length=20)] = "stone"
    position: Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)] = 0
    words: tuple[tuple[Language, Words], ...] = ()
    rule: Annotated[str, Field(max_length=1000), AfterValidator(_checked)] = ""


class Content(Value):
    """How much is in one piece: grams, millilitres, millimetres, or pieces in a pack (Directive 98/6/EC)."""

    amount: Annotated[int, Field(ge=1, le=1_000_000_000)]
    unit: Literal["g", "ml", "mm", "piece"]


def price_per_measure(price: Money, content: Content) -> tuple[Money, str]:
    """The price of one kilogram, litre, metre or piece, rounded half up, and which of them (`kg`, `l`, `m`, `piece`)."""
    times, measure = {"g": (1000, "kg"), "ml": (1000, "l"), "mm": (1000, "m"), "piece": (1, "piece")}[content.unit]
    rounded = (2 * price.amount * times + content.amount) // (2 * content.amount)
    return Money(amount=rounded, currency=price.currency), measure


class Variant(Value):
    """What is sold: one SKU with its choices, weight in grams and list price.

    What is not `ships` is never put into a parcel: a file, a course, a service.
    """

    sku: Sku
    options: tuple[tuple[str, str], ...] = ()
    price: UnitPrice
    weight_g: Annotated[int, Field(ge=0, le=10_000_000)] = 0
    picture: Picture | None = None
    content: Content | None = None
    parts: tuple[tuple[Sku, Annotated[int, Field(ge=1, le=1000)]], ...] = ()
    """What a set is made of, and how many of each: it has no stock of its own, there are as many as its parts allow."""
    stock: Annotated[int, Field(ge=0, le=1_000_000_000)] | None = None
    """Opening stock, for a SKU that is new to the shop; a known one keeps its count (stock changes by `AdjustStock`).

    Without one there is nothing of what is sent, and enough for ever (`ENDLESS`) of what is not.
    """
    ships: bool = True
    prices: tuple[tuple[CurrencyCode, UnitPrice | None], ...] = ()
    """What it costs in other currencies: one that is not named stays as it is, None is not sold in it any more."""
    lowest_before: Money | None = None
    """Told, never written: the lowest price of the 30 days before the list price went down (Directive 98/6/EC art. 6a)."""


class Scheduled(Protocol):
    """What is shown from a moment on, until another one."""

    @property
    def published(self) -> bool:
        """Whether it is shown at all."""

    @property
    def publish_at(self) -> datetime | None:
        """From when on."""

    @property
    def withdraw_at(self) -> datetime | None:
        """Until when."""


class Product(Value):
    """What is shown on one page: one or more variants.

    It is shown when it is `published`, from `publish_at` until `withdraw_at` (UTC). `related` goes with it, `alternatives` may
    take its place. `maker_contact`, `responsible` and `warnings` are who made it, who answers for it in the Union, and what to
    beware of (Regulation (EU) 2023/988 art. 19).
    """

    slug: Slug
    name: Name
    description: str = ""
    categories: tuple[Slug, ...] = ()
    tax_class: TaxClass = "standard"
    attributes: tuple[tuple[str, str], ...] = ()
    maker: Annotated[str, Field(max_length=255)] = ""
    maker_contact: Address = ""
    responsible: Address = ""
    warnings: str = ""
    words: tuple[tuple[Language, Words], ...] = ()
    related: tuple[Slug, ...] = ()
    alternatives: tuple[Slug, ...] = ()
    published: bool = True
    publish_at: datetime | None = None
    withdraw_at: datetime | None = None
    pictures: tuple[Picture, ...] = ()
    variants: Annotated[tuple[Variant, ...], Field(min_length=1)]
    created_at: datetime | None = None
    updated_at: datetime | None = None
    unsaid: tuple[Literal["name", "description", "warnings"], ...] = ()
    """Told, never written: what stands in the shop's main language, because nobody said it in the reader's."""


def is_shown(one: Scheduled, now: datetime) -> bool:
    """Whether customers see it now. Takes a product, or whatever has its schedule."""
    begun = one.publish_at is None or one.publish_at <= now
    return one.published and begun and (one.withdraw_at is None or now < one.withdraw_at)


def is_ever_shown(one: Scheduled) -> bool:
    """Whether there is a moment between the one from which and the one until which it is shown."""
    return one.publish_at is None or one.withdraw_at is None or one.publish_at < one.withdraw_at


def article_names(products: tuple[Product, ...]) -> dict[str, str]:
    """What each SKU is called: the product's name with the choices, as a line of an order says it."""
    return {v.sku: ", ".join((one.name, *(value for _, value in v.options))) for one in products for v in one.variants}


def said_in(one: Product, locale: str, terms: Mapping[str, str]) -> Product:
    """The product as a reader of that locale is told of it; `terms` say names and values of attributes and options."""
    words = words_in(one.words, locale)
    unsaid = tuple(
        field for field in ("name", "description", "warnings") if getattr(one, field) and not getattr(words, field)
    )
    return one.model_copy(
        update={
            "name": words.name or one.name, "description": words.description or one.description, "words": (), "unsaid": unsaid,
            "warnings": words.warnings or one.warnings, "attributes": _in_terms(one.attributes, terms),
            "pictures": tuple(picture_in(words, each, one.name) for each in one.pictures),
            "variants": tuple(
                v.model_copy(
                    update={
                        "options": _in_terms(v.options, terms),
                        "picture": picture_in(words, v.picture, one.name) if v.picture else None,
                    }
                )
                for v in one.variants
            ),
        }
    )  # fmt: skip


def sold_for(one: Product, currency: str) -> Product | None:
    """The product at its prices in another currency, with those of its variants that have one; None where none has."""
    found = []
    for each in one.variants:
        price = dict(each.prices).get(currency)
        if price is not None:
            found.append(each.model_copy(update={"price": price, "prices": ()}))
    return one.model_copy(update={"variants": tuple(found)}) if found else None


def _in_terms(pairs: Sequence[tuple[str, str]], terms: Mapping[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((terms.get(name, name), terms.get(value, value)) for name, value in pairs)


class Availability(Value):
    """What a customer is told of stock: a band, and a number only when it is small and true (E1.3)."""

    band: str
    left: int | None = None


def availability(free: int, few: int = 5) -> Availability:
    """The band for so many free pieces: `in_stock`, `few` (with the number) or `sold_out`."""
    if free <= 0:
        return Availability(band="sold_out")
    return Availability(band="few", left=free) if free <= few else Availability(band="in_stock")


class Categories(Query[tuple[Category, ...]]):
    """All categories in their order."""


class CategoryBySlug(Query[Category]):
    """One category. Raises `NotFound`."""

    slug: str


class ProductBySlug(Query[Product]):
    """One product with all its variants, in the reader's language. Who may change products sees drafts, too. Raises `NotFound`."""

    slug: str


class ProductsBySlug(Query[tuple[Product, ...]]):
    """Products with all their variants, in the reader's language and the given order, with as many questions as for one.

    What this reader does not see, or cannot buy here, is left out.
    """

    slugs: tuple[str, ...]


class ProductAsWritten(Query[Product]):
    """One product as it was written, in all its languages, shown or not. Raises `NotFound`."""

    slug: str


class VariantBySku(Query[Variant]):
    """What is sold under this SKU. Who may change products finds what is not shown, too. Raises `NotFound`."""

    sku: str


class Moved(Query[str]):
    """Where a product is found that was found under this slug before. Raises `NotFound`."""

    slug: str


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


class SaveTerms(Command[int]):
    """Save terms

    Says names and values of attributes and options in other languages; gives how many changed.
    """

    terms: tuple[Term, ...]


class MoveProduct(Command[None]):
    """Move a product to another address

    Its old address leads to the new one from then on.
    """

    slug: Slug
    to: Slug


class SetListPrice(Command[None]):
    """Set a list price

    In the shop's own currency, or in that of another market: then it is sold there from now on.
    """

    sku: Sku
    price: Money


class RemoveListPrice(Command[None]):
    """Take a list price away

    In the currency of another market: the article is no longer sold there.
    """

    sku: Sku
    currency: CurrencyCode


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


class ProductMoved(Event):
    """A product has another address."""

    aggregate: ClassVar[str] = "product"
    product: str
    to: str
