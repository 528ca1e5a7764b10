"""The product page: picture, price, promise before anything else (E1.6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from markupsafe import Markup

from ecomkit.hooks.forms import Problem
from ecomkit.hooks.pages.parts import Link, Notice, Picture, Price, Reason, Tag
from ecomkit.web.linked_data import in_script
from ecomkit.web.models.catalogue import Card, SetPart

__all__ = ["Axis", "AxisOption", "BuyForm", "ProductPage", "Review", "Reviews"]


@dataclass(frozen=True, slots=True, kw_only=True)
class AxisOption:
    """One value of an axis. With `href` it is a link to that variant, else a radio in the buy form.

    `swatch` is a colour such as "#C9693F" (six hex digits, checked by whoever makes it); `note` is words such
    as "€16.90". What is not `available` stays visible and is called sold out.
    """

    label: str
    value: str
    href: str = ""
    chosen: bool = False
    available: bool = True
    swatch: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """One axis of variants, such as colour or size. `error` when the buyer has not chosen yet."""

    label: str
    name: str
    options: tuple[AxisOption, ...]
    error: str = ""

    @property
    def anchor(self) -> str:
        """The id of the first option."""
        return f"f-{self.name}-1"


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyForm:
    """Puts the product into the cart: POST to `action` with `quantity`, and `sku` unless radios choose it."""

    action: str
    label: str
    sku: str = ""
    sku_field: str = "sku"
    quantity: str = "1"
    quantity_error: str = ""
    keep: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review:
    """One review. `rating` is words: "4 of 5"."""

    title: str
    text: str
    author: str
    rating: str
    when: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reviews:
    """Reviews in short: `summary` is words ("4.7 of 5, 132 reviews")."""

    summary: str
    items: tuple[Review, ...] = ()
    more: Link | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """One product with its chosen variant.

    `mark` says that it is new or was changed lately; `parts` is what lies in the chosen set;
    `safety` are rows of a name with its lines; `instead` may take its place where
    it is sold out, `others` where it is not.
    `promise` is "Arrives Thursday 26 Nov · shipping €3.95"; `promises` further lines (returns, pickup),
    `promise_icon` a name in the sprite.
    Without `buy` the page shows `refusal` in its place. `why` fills the panel "Why this price" when not empty.
    `name_language` and `text_language` are the language of name and description where it is not that of the page ("en"), else "".
    `json_ld` is serialised JSON: the template escapes "<" so that it cannot leave its script element.
    """

    template: ClassVar[str] = "product.html"

    name: str
    price: Price
    pictures: tuple[Picture, ...]
    crumbs: tuple[Link, ...] = ()
    rating: Link | None = None
    chosen: str = ""
    axes: tuple[Axis, ...] = ()
    stock: Tag | None = None
    mark: Tag | None = None
    promise: str = ""
    promise_icon: str = "truck"
    promises: tuple[str, ...] = ()
    buy: BuyForm | None = None
    refusal: Notice | None = None
    notices: tuple[Notice, ...] = ()
    description: tuple[str, ...] = ()
    parts: tuple[SetPart, ...] = ()
    specs: tuple[tuple[str, str], ...] = ()
    safety: tuple[tuple[str, tuple[str, ...]], ...] = ()
    reviews: Reviews | None = None
    why: tuple[Reason, ...] = ()
    instead: tuple[Card, ...] = ()
    others: tuple[Card, ...] = ()
    related: tuple[Card, ...] = ()
    related_title: str = ""
    name_language: str = ""
    text_language: str = ""
    json_ld: str = ""

    @property
    def linked_data(self) -> Markup:
        """`json_ld` as markup for a script element."""
        return in_script(self.json_ld)

    @property
    def problems(self) -> tuple[Problem, ...]:
        """What the buyer still has to choose or mend."""
        found = [Problem(axis.anchor, axis.error) for axis in self.axes if axis.error]
        if self.buy and self.buy.quantity_error:
            found.append(Problem("f-quantity", self.buy.quantity_error))
        return tuple(found)
