"""The search page, and what is offered while somebody types (E1.3, G2)."""

from __future__ import annotations

import json
from collections.abc import Sequence
from urllib.parse import urlencode

from ecomkit.domain import BestSellers, Found, Products, Search, Suggest
from ecomkit.hooks import Document, Page, Redirect
from ecomkit.hooks.pages.parts import Link
from ecomkit.storage.search import begins
from ecomkit.web.frames import categories_of
from ecomkit.web.models.catalogue import SearchPage
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import cards_of
from ecomkit.web.storefront.lists import shown_list

__all__ = ["search", "suggest"]

_LONGEST = 100
_POPULAR = 4


def search(request: WebRequest) -> Page | Redirect:
    """What a search finds; what it was taken for is said, and nothing found helps on."""
    query, request.unlisted = _typed(request), True
    title = request.gettext("Search: %(words)s", words=query) if query else request.gettext("Search")
    found = request.ask(Search(words=query)) if query else Found(slugs=())
    if not found.slugs:
        model = _nothing(request, query)
        return Page(template=model.template, model=model, title=title)
    shown = shown_list(request, "/search", slugs=found.slugs, keep={"q": query})
    if isinstance(shown, Redirect):
        return shown
    most = request.gettext("More than %(n)s products", n=request.formats.number(len(found.slugs)))
    model = SearchPage(
        query=query, count=most if found.many and not shown.narrowed else shown.count, cards=shown.cards, filters=shown.filters,
        sort=shown.sort, pager=shown.pager, tax_note=shown.tax_note, partly=found.partly and found.meant is None,
        did_you_mean=None if found.meant is None else Link(found.meant, f"/search?{urlencode({'q': found.meant})}"),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=title)


def _typed(request: WebRequest) -> str:
    return " ".join(request.query.get("q", "").split())[:_LONGEST]


def _nothing(request: WebRequest, query: str) -> SearchPage:
    """Pages and categories that are called so, all categories, and what sells."""
    tops = tuple(Link(one.name, f"/c/{one.slug}") for one in categories_of(request) if one.parent is None)
    if not query:
        return SearchPage(query="", categories=tops)
    near = tuple(Link(one.name, f"/c/{one.slug}") for one in request.ask(Suggest(words=query)).categories)
    sellers = request.ask(BestSellers(limit=_POPULAR))
    popular = request.ask(Products(slugs=sellers, sort="relevance", limit=_POPULAR)).cards if sellers else ()
    return SearchPage(
        query=query, pages=_pages(request, query), categories=near or tops, popular=cards_of(request, popular)
    )


def _pages(request: WebRequest, query: str) -> tuple[Link, ...]:
    """Pages that are no products: somebody who looks for "returns" means one."""
    _ = request.gettext
    known = (
        Link(_("Contact"), "/contact"), Link(_("Shipping"), "/shipping"), Link(_("Returns"), "/returns"),
        Link(_("Privacy"), "/privacy"), Link(_("Terms of sale"), "/terms"),
        *(Link(page.title, f"/{page.slug}") for page in request.site.texts.more(request.locale)),
    )  # fmt: skip
    return tuple(link for link in known if begins(query, link.label))


def suggest(request: WebRequest) -> Document:
    """What the words in the search field may become, as JSON for `search.js`: where each offer leads, and how many there are."""
    query = _typed(request)
    told = request.ask(Suggest(words=query)) if query else None
    offers: list[dict[str, str]] = []
    if told is not None:
        kind = request.gettext("Category")
        offers += [{"name": one.name, "href": request.here(f"/c/{one.slug}"), "kind": kind} for one in told.categories]
        offers += [{"name": one.name, "href": request.here(f"/p/{one.slug}"), "kind": ""} for one in told.products]
    return _json({"offers": offers, "said": _said(request, offers)})


def _said(request: WebRequest, offers: Sequence[object]) -> str:
    if not offers:
        return request.gettext("No suggestions")
    return request.ngettext("%(n)s suggestion", "%(n)s suggestions", len(offers))


def _json(value: object) -> Document:
    headers = {"cache-control": "private, no-store", "x-robots-tag": "noindex"}
    body = json.dumps(value, ensure_ascii=False).encode()
    return Document(content=body, media_type="application/json", headers=headers)
