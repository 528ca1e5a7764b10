"""Lists of products: a category and a search, paged by key."""

from __future__ import annotations

from urllib.parse import urlencode

from ecomkit import domain
from ecomkit.domain import CategoryBySlug, Products
from ecomkit.hooks import Page
from ecomkit.hooks.forms import Option
from ecomkit.hooks.pages.parts import Link, Pager
from ecomkit.web.frames import categories_of
from ecomkit.web.models.catalogue import Listing, SearchPage, Sort
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import cards_of

__all__ = ["category", "search"]

_SORTS = ("name", "price")
_LONGEST_SEARCH = 100


def category(request: WebRequest) -> Page:
    """A category with those below it."""
    shelf = request.ask(CategoryBySlug(slug=request.path["category"][:120]))
    everything = categories_of(request)
    above = [one for one in everything if one.slug == shelf.parent]
    below = tuple(Link(one.name, f"/c/{one.slug}") for one in everything if one.parent == shelf.slug)
    sort = _sort_of(request)
    found = request.ask(Products(category=shelf.slug, sort=sort, after=_after(request)))
    request.subject, request.description = shelf.slug, shelf.description[:160]
    request.canonical = f"{request.ctx.shop.url}/c/{shelf.slug}"
    model = Listing(
        heading=shelf.name, count=_count(request, found.count), cards=cards_of(request, found.cards),
        crumbs=(Link(request.gettext("Home"), "/"), *(Link(one.name, f"/c/{one.slug}") for one in above)), lead=shelf.description,
        narrower=below, sort=_sorts(request, f"/c/{shelf.slug}", sort), pager=_pager(request, found, f"/c/{shelf.slug}", sort=sort),
        tax_note=_tax_note(request, found),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=shelf.name)


def search(request: WebRequest) -> Page:
    """What a search finds; nothing found helps on."""
    query = " ".join(request.query.get("q", "").split())[:_LONGEST_SEARCH]
    sort = _sort_of(request)
    found = request.ask(Products(search=query, sort=sort, after=_after(request))) if "q" in request.query else None
    tops = tuple(Link(one.name, f"/c/{one.slug}") for one in categories_of(request) if one.parent is None)
    title = request.gettext("Search: %(words)s", words=query) if query else request.gettext("Search")
    if found is None or not found.cards:
        popular = cards_of(request, request.ask(Products(limit=4)).cards) if query else ()
        model = SearchPage(query=query, categories=tops, popular=popular)
    else:
        model = SearchPage(
            query=query, count=_count(request, found.count), cards=cards_of(request, found.cards),
            sort=_sorts(request, "/search", sort, ("q", query)), pager=_pager(request, found, "/search", sort=sort, q=query),
            tax_note=_tax_note(request, found),
        )  # fmt: skip
    return Page(template=model.template, model=model, title=title)


def _sort_of(request: WebRequest) -> str:
    wanted = request.query.get("sort", "")
    return wanted if wanted in _SORTS else _SORTS[0]


def _after(request: WebRequest) -> str | None:
    return request.query.get("after", "")[:120] or None


def _count(request: WebRequest, n: int) -> str:
    return request.ngettext("%(n)s product", "%(n)s products", n)


def _tax_note(request: WebRequest, found: domain.Listing) -> str:
    if not found.cards:
        return ""
    inside = found.cards[0].price.includes_tax
    return request.gettext("Prices include tax") if inside else request.gettext("Prices without tax")


def _sorts(request: WebRequest, action: str, chosen: str, *keep: tuple[str, str]) -> Sort:
    labels = {"name": request.gettext("Name"), "price": request.gettext("Price, lowest first")}
    return Sort(action, tuple(Option(key, labels[key], chosen=key == chosen) for key in _SORTS), keep=keep)


def _pager(request: WebRequest, found: domain.Listing, path: str, **keep: str) -> Pager | None:
    if found.after is None and "after" not in request.query:
        return None
    kept = {key: value for key, value in keep.items() if value and value != _SORTS[0]}
    first = f"{path}?{urlencode(kept)}" if kept else path
    following = f"{path}?{urlencode(kept | {'after': found.after})}" if found.after else ""
    summary = request.gettext(
        "%(shown)s of %(all)s shown",
        shown=request.formats.number(len(found.cards)),
        all=request.formats.number(found.count),
    )
    return Pager(summary, first if "after" in request.query else "", following)
