"""The home page: what the shop sells, in one sentence, by category and from the shelf (E2.5)."""

from __future__ import annotations

from ecomkit.domain import Category, Products
from ecomkit.hooks import Page
from ecomkit.web.frames import categories_of
from ecomkit.web.models.catalogue import Home, Promise, Tile
from ecomkit.web.models.parts import Link, Picture
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import cards_of

__all__ = ["home"]


def home(request: WebRequest) -> Page:
    """The home page."""
    _ = request.gettext
    shop = request.site.settings.shop
    top = [one for one in categories_of(request) if one.parent is None]
    shelf = request.ask(Products(limit=8))
    request.description = shop.line
    request.canonical = f"{shop.url}/"
    line = shop.line or _("Everything at %(shop)s", shop=shop.name)
    model = Home(
        line=line, categories=tuple(_tile(request, one) for one in top[:8]), products=cards_of(request, shelf.cards),
        more=Link(_("See all"), "/search?q=") if shelf.after and not top else None, promises=_promises(request),
        staff_hint=None if shelf.cards else Link(_("Fill the shelf"), "/admin"),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=shop.name)


def _tile(request: WebRequest, category: Category) -> Tile:
    """A category, with the picture of its first product."""
    first = request.ask(Products(category=category.slug, limit=1)).cards
    picture = request.site.pictures.shown(first[0].picture, alt="", tint=category.tint) if first else Picture("", tint=category.tint)
    return Tile(category.name, f"/c/{category.slug}", picture)


def _promises(request: WebRequest) -> tuple[Promise, ...]:
    _ = request.gettext
    identity = request.site.settings.identity
    days = request.ngettext("%(n)s day to send it back", "%(n)s days to send it back", identity.return_days)
    hours = request.ngettext("An answer within %(n)s hour", "An answer within %(n)s hours", identity.answer_hours)
    return (
        Promise(_("Cost and arrival date first"), _("Shown on each product, before you tell us anything"), "truck", "/shipping"),
        Promise(_("Easy returns"), days, "return", "/returns"),
        Promise(_("People answer"), hours, "chat", "/contact"),
    )
