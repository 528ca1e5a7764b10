"""The home page: what the shop sells, in one sentence, by category and from the shelf (E2.5)."""

from __future__ import annotations

from ecomkit.domain import Products
from ecomkit.hooks import Page
from ecomkit.hooks.pages.parts import Link
from ecomkit.web.frames import categories_of
from ecomkit.web.models.catalogue import Home, Promise
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import cards_of
from ecomkit.web.storefront.tiles import tiles_of

__all__ = ["home"]


def home(request: WebRequest) -> Page:
    """The home page."""
    _ = request.gettext
    shop = request.site.settings.shop
    everything = categories_of(request)
    top = [one for one in everything if one.parent is None]
    tiles, pictured = tiles_of(request, top[:8], everything)
    shelf = request.ask(Products(limit=8, sort="varied", shown=pictured))
    request.description = _(shop.line) if shop.line else ""
    request.canonical = "/"
    line = request.description or _("Everything at %(shop)s", shop=shop.name)
    model = Home(
        line=line, categories=tiles, products=cards_of(request, shelf.cards),
        more=Link(_("See all"), "/search?q=") if shelf.after and not top else None, promises=_promises(request),
        staff_hint=None if shelf.cards else Link(_("Fill the shelf"), "/admin"),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=shop.name)


def _promises(request: WebRequest) -> tuple[Promise, ...]:
    _ = request.gettext
    identity = request.site.settings.identity
    days = request.ngettext("%(n)s day to send it back", "%(n)s days to send it back", identity.return_days)
    hours = request.ngettext("An answer within %(n)s hour", "An answer within %(n)s hours", identity.answer_hours)
    return (
        Promise(
            _("Cost and arrival date first"),
            _("Shown on each product, before you tell us anything"),
            "truck",
            "/shipping",
        ),
        Promise(_("Easy returns"), days, "return", "/returns"),
        Promise(_("People answer"), hours, "chat", "/contact"),
    )
