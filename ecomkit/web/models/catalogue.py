"""Pages that lead to a product: home, category, search (E1.1 to E1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecomkit.hooks.forms import Option
from ecomkit.hooks.pages.parts import Link, Pager, Picture, Price, Tag

__all__ = [
    "Card",
    "CompareColumn",
    "CompareRow",
    "Comparison",
    "FilterChip",
    "FilterGroup",
    "FilterOption",
    "FilterPanel",
    "Home",
    "Listing",
    "Promise",
    "SearchPage",
    "SetPart",
    "Sort",
    "Tile",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A product in a grid: picture, name, price, when it arrives. `tag` for sold out, few left or new.

    With a `slug` it can be chosen for a comparison, where the page has a form for that.
    """

    name: str
    href: str
    picture: Picture
    price: Price
    promise: str = ""
    rating: str = ""
    tag: Tag | None = None
    slug: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetPart:
    """What lies in a set, and how often. `href` where it has a page of its own; `sku` for who takes it from the shelf."""

    name: str
    quantity: str
    href: str = ""
    sku: str = ""


@dataclass(frozen=True, slots=True)
class Tile:
    """A category on the home page."""

    label: str
    href: str
    picture: Picture


@dataclass(frozen=True, slots=True)
class Promise:
    """What the shop promises, in a word and a line. `icon` is a name in the sprite: truck, return, chat, shield."""

    title: str
    text: str
    icon: str = "check"
    href: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The home page. `line` is the one sentence that says what the shop sells; `reorder` is for a known customer."""

    template: ClassVar[str] = "home.html"

    line: str
    lead: str = ""
    categories: tuple[Tile, ...] = ()
    products: tuple[Card, ...] = ()
    more: Link | None = None
    promises: tuple[Promise, ...] = ()
    reorder: tuple[Card, ...] = ()
    staff_hint: Link | None = None


@dataclass(frozen=True, slots=True)
class Sort:
    """The sort choice of a list: a GET form to `action`; `keep` are query parameters that stay."""

    action: str
    options: tuple[Option, ...]
    name: str = "sort"
    keep: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One value to tick. `count` is formatted: how many products there would be."""

    name: str
    value: str
    label: str
    count: str
    checked: bool = False


@dataclass(frozen=True, slots=True)
class FilterGroup:
    """The values of one name."""

    legend: str
    options: tuple[FilterOption, ...]


@dataclass(frozen=True, slots=True)
class FilterChip:
    """A filter that is set. `href` is the list without it, `count` says how many products that has."""

    label: str
    href: str
    count: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterPanel:
    """What a list is narrowed by: a GET form to `action`; `keep` are query parameters that stay.

    `chips` are the filters that are set, `clear` is the list without any, `submit` says what the button shows.
    """

    action: str
    groups: tuple[FilterGroup, ...]
    submit: str
    keep: tuple[tuple[str, str], ...] = ()
    chips: tuple[FilterChip, ...] = ()
    clear: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A category. `count` is words: "24 products". `tax_note` is said once for all cards."""

    template: ClassVar[str] = "listing.html"

    heading: str
    count: str
    cards: tuple[Card, ...] = ()
    crumbs: tuple[Link, ...] = ()
    lead: str = ""
    narrower: tuple[Link, ...] = ()
    filters: FilterPanel | None = None
    sort: Sort | None = None
    pager: Pager | None = None
    tax_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """Search results. With no cards it says so and helps: a better spelling, categories, products, people.

    With cards and `did_you_mean` these are what was found for that instead; `partly` says that none has all of the words.
    """

    template: ClassVar[str] = "search.html"

    query: str
    count: str = ""
    cards: tuple[Card, ...] = ()
    did_you_mean: Link | None = None
    partly: bool = False
    pages: tuple[Link, ...] = ()
    categories: tuple[Link, ...] = ()
    popular: tuple[Card, ...] = ()
    filters: FilterPanel | None = None
    sort: Sort | None = None
    pager: Pager | None = None
    tax_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompareColumn:
    """A product in a comparison. `sku` goes into the cart where it can be had and has no `choices`; `without` is the rest."""

    name: str
    href: str
    picture: Picture
    price: Price
    stock: Tag
    sku: str = ""
    choices: bool = False
    without: str = ""


@dataclass(frozen=True, slots=True)
class CompareRow:
    """What each of them says under one name, in their order; "" is nothing. `differs`, where two say different things, is said in words."""

    label: str
    values: tuple[str, ...]
    differs: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Up to four products side by side. `notice` says what was left out."""

    template: ClassVar[str] = "compare.html"

    columns: tuple[CompareColumn, ...] = ()
    rows: tuple[CompareRow, ...] = ()
    back: Link | None = None
    notice: str = ""
