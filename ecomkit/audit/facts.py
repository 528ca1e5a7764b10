"""What one look into a page gives: the shape of what `scripts/facts.js` returns."""

from __future__ import annotations

from ecomkit.audit.values import Value

__all__ = ["Animation", "Card", "Facts", "FormField", "FormTarget", "Image", "Link", "PriceTag", "Target"]


class Link(Value):
    """A link and where it stands: header, nav, footer, dialog or main."""

    text: str
    href: str
    region: str
    visible: bool


class FormField(Value):
    """An input, select, textarea or a list made by script. `named_by` is label, aria, title, placeholder, text or nothing.

    `form` is the place of its form among the page's forms, -1 where it has none. A list that a script makes has the type `list`,
    and no options before it is opened.
    """

    tag: str
    type: str
    name: str
    id: str
    label: str
    named_by: str
    placeholder: str
    autocomplete: str
    required: bool
    checked: bool
    visible: bool
    value: str
    options: tuple[str, ...]
    group: str
    form: int
    html: str


class FormTarget(Value):
    """Where a form sends its fields. `submits`: the browser can send it by itself, without a script."""

    action: str
    method: str
    visible: bool
    submits: bool = True


class Image(Value):
    """A visible image. `broken` means that its file did not arrive or is no picture."""

    url: str
    broken: bool
    alt: str
    width: int
    height: int
    natural_width: int = 0
    natural_height: int = 0
    bytes: int = 0


class Card(Value):
    """One of several alike boxes with a link and a picture or a price: most often a product in a list."""

    href: str
    title: str
    text: str
    priced: bool


class PriceTag(Value):
    """A short text that holds an amount. `context` is the text around it, `top` its distance from the page's top."""

    text: str
    context: str
    top: float
    left: float
    struck: bool
    in_card: bool
    region: str


class Animation(Value):
    """An animation without an end."""

    name: str
    area: float
    html: str


class Target(Value):
    """A button or field that is pressed, and how large it is."""

    name: str
    width: float
    height: float
    html: str


class Facts(Value):
    """A page at one moment, as a person could see it. Lengths in CSS pixels.

    `steppers`: numbers between two buttons whose names have no letter, a plus and a minus or nothing at all.
    `painted`: pictures outside cards that are the background of a box.
    """

    url: str
    language: str
    title: str
    viewport: str
    headings: tuple[str, ...]
    h1_count: int
    h1_top: float
    text: str
    links: tuple[Link, ...]
    buttons: tuple[str, ...]
    fields: tuple[FormField, ...]
    forms: tuple[FormTarget, ...]
    images: tuple[Image, ...]
    cards: tuple[Card, ...]
    prices: tuple[PriceTag, ...]
    structured: tuple[str, ...]
    frames: tuple[str, ...]
    animations: tuple[Animation, ...]
    policy_meta: str
    width: int
    content_width: int
    height: int
    overflowing: tuple[str, ...]
    noisy: tuple[str, ...] = ()
    waiting: tuple[str, ...] = ()
    targets: tuple[Target, ...] = ()
    steppers: int = 0
    painted: int = 0
