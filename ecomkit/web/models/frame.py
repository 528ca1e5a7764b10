"""What surrounds every page: the storefront frame and the admin frame."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from markupsafe import Markup

from ecomkit.hooks.pages.parts import Action, Link, Notice
from ecomkit.web.linked_data import in_script

__all__ = ["AdminFrame", "Footer", "Frame", "Hat", "LanguageLink", "MarketChoice", "Paths", "RailGroup", "Visitor"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Paths:
    """Where the frame's own links lead, without the prefix of a language: templates add it to every link."""

    home: str = "/"
    search: str = "/search"
    cart: str = "/cart"
    account: str = "/account"
    sign_in: str = "/account/sign-in"
    sign_out: str = "/account/sign-out"
    contact: str = "/contact"


@dataclass(frozen=True, slots=True)
class LanguageLink:
    """The same page in another language, named in that language: its `href` has the prefix already."""

    label: str
    href: str
    language: str
    current: bool = False


@dataclass(frozen=True, slots=True)
class MarketChoice:
    """A market that the visitor may look around in: its button posts `key`, and `back` is the page that is shown again.

    `label` names its countries and its `currency`.
    """

    label: str
    key: str
    back: str
    current: bool = False
    currency: str = ""


@dataclass(frozen=True, slots=True)
class Hat:
    """One capacity that the person may buy in: switching posts `capacity` to `target`."""

    label: str
    target: str
    capacity: str
    current: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """What belongs to one visitor alone. A shared, cacheable page is rendered without it."""

    name: str = ""
    signed_in: bool = False
    cart_count: int = 0
    hats: tuple[Hat, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Footer:
    """The footer's duties: how to reach people, shipping, returns, privacy, who the seller legally is.

    `contact_lines` hold phone and answer time; `legal_lines` the legal identity; `track` is where a guest finds an order (E4.1).
    """

    contact: Link
    shipping: Link
    returns: Link
    privacy: Link
    terms: Link | None = None
    track: Link | None = None
    contact_lines: tuple[str, ...] = ()
    phone: Link | None = None
    legal_lines: tuple[str, ...] = ()
    languages: tuple[LanguageLink, ...] = ()
    markets: tuple[MarketChoice, ...] = ()
    more: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The storefront frame around a page.

    `audience` is the key that chooses accent tokens (`<html data-audience>`), `density` "" or "compact".
    `stylesheets` are ready URLs of plugin and shop styles, in order. `scheme` is "", "light" or "dark".
    `visitor` and `flash` are the only private parts: leave both None for a page that all may share. `answers` says that the page
    itself answers a form and lists no problems: its first notice has the keyboard.
    `alternates` are the absolute addresses of the page by language, `x-default` among them. `social` are properties of Open
    Graph and their values, `json_ld` is serialised JSON.
    `slots` maps a slot name such as "product.after_buy" to markup that plugins already rendered.
    """

    shop_name: str
    title: str
    footer: Footer
    language: str = "en"
    description: str = ""
    canonical: str = ""
    alternates: tuple[tuple[str, str], ...] = ()
    social: tuple[tuple[str, str], ...] = ()
    json_ld: str = ""
    robots: str = ""
    audience: str = ""
    density: str = ""
    scheme: str = ""
    navigation: tuple[Link, ...] = ()
    paths: Paths = field(default_factory=Paths)
    stylesheets: tuple[str, ...] = ()
    scripts: tuple[str, ...] = ()
    query: str = ""
    visitor: Visitor | None = None
    flash: Notice | None = None
    answers: bool = False
    slots: Mapping[str, tuple[Markup, ...]] = field(default_factory=dict)

    @property
    def linked_data(self) -> Markup:
        """`json_ld` as markup for a script element."""
        return in_script(self.json_ld)


@dataclass(frozen=True, slots=True)
class RailGroup:
    """A titled group of links in the admin rail; plugins add theirs."""

    title: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class AdminFrame:
    """The frame around a staff page. Before sign-in `name` is empty and there is no rail. `slots` are as in `Frame`."""

    shop_name: str
    title: str
    language: str = "en"
    scheme: str = ""
    name: str = ""
    rail: tuple[RailGroup, ...] = ()
    storefront: str = "/"
    home: str = "/admin"
    sign_out: Action | None = None
    language_link: Link | None = None
    stylesheets: tuple[str, ...] = ()
    flash: Notice | None = None
    answers: bool = False
    slots: Mapping[str, tuple[Markup, ...]] = field(default_factory=dict)
