"""Pages that lead to a product: home, category, search (E1.1 to E1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from ecomkit.hooks.forms import Option
from ecomkit.hooks.pages.parts import Link, Pager, Picture, Price, Tag

__all__ = ["Card", "Home", "Listing", "Promise", "SearchPage", "Sort", "Tile"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A product in a grid: picture, name, price, when it arrives. `tag` for sold out or few left."""

    name: str
    href: str
    picture: Picture
    price: Price
    promise: str = ""
    rating: str = ""
    tag: Tag | None = None


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
    sort: Sort | None = None
    pager: Pager | None = None
    tax_note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchPage:
    """Search results. With no cards it says so and helps: a better spelling, categories, products, people."""

    template: ClassVar[str] = "search.html"

    query: str
    count: str = ""
    cards: tuple[Card, ...] = ()
    did_you_mean: Link | None = None
    pages: tuple[Link, ...] = ()
    categories: tuple[Link, ...] = ()
    popular: tuple[Card, ...] = ()
    sort: Sort | None = None
    pager: Pager | None = None
    tax_note: str = ""
