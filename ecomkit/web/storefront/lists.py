"""Lists of products: narrowed by facets, sorted, paged by key. A category is one, what a search found another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import get_args
from urllib.parse import urlencode

from ecomkit import domain
from ecomkit.domain import CategoryBySlug, FacetsOf, Filters, Products, SortKey
from ecomkit.hooks import Page, Redirect
from ecomkit.hooks.forms import Option
from ecomkit.hooks.pages.parts import Link, Pager
from ecomkit.web.formats import in_short
from ecomkit.web.frames import categories_of
from ecomkit.web.models.catalogue import Card, FilterPanel, Listing, Sort
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import cards_of
from ecomkit.web.storefront.filters import FILTER_PARAMETERS, address_of, known_of, pairs_of, panel_of, read_filters

__all__ = ["LIST_PARAMETERS", "TURNED", "Shown", "category", "shown_list"]

TURNED = FILTER_PARAMETERS | {"sort"}
"""What turns a list into another view of the same products: search engines need not read those."""
LIST_PARAMETERS = TURNED | {"after"}
"""What the address of a list may say."""
_SORTS: tuple[SortKey, ...] = tuple(one for one in get_args(SortKey) if one != "varied")


@dataclass(frozen=True, slots=True)
class Shown:
    """A page of a list as its template takes it; `narrowed` by filters."""

    count: str
    cards: tuple[Card, ...]
    filters: FilterPanel | None
    sort: Sort
    pager: Pager | None
    tax_note: str
    narrowed: bool


def category(request: WebRequest) -> Page | Redirect:
    """A category with those below it."""
    shelf = request.ask(CategoryBySlug(slug=request.path["category"][:120]))
    path = f"/c/{shelf.slug}"
    everything = categories_of(request)
    above = [one for one in everything if one.slug == shelf.parent]
    below = tuple(Link(one.name, f"/c/{one.slug}") for one in everything if one.parent == shelf.slug)
    request.subject, request.description, request.canonical = shelf.slug, in_short(shelf.description), path
    shown = shown_list(request, path, of=shelf.slug)
    if isinstance(shown, Redirect):
        return shown
    model = Listing(
        heading=shelf.name, count=shown.count, cards=shown.cards, lead=shelf.description, narrower=below, filters=shown.filters,
        crumbs=(Link(request.gettext("Home"), "/"), *(Link(one.name, f"/c/{one.slug}") for one in above)), sort=shown.sort,
        pager=shown.pager, tax_note=shown.tax_note,
    )  # fmt: skip
    return Page(template=model.template, model=model, title=shelf.name)


def shown_list(
    request: WebRequest, path: str, *, of: str | None = None, slugs: Sequence[str] | None = None,
    keep: Mapping[str, str] | None = None,
) -> Shown | Redirect:  # fmt: skip
    """The list at `path` as its address asks for it: `of` a category, or of what a search found, the best first.

    `keep` is what else stands in the address. Filters that the list does not know lead to the address without them: so nobody
    makes up pages. A further page of the plain list has an address of its own for search engines; any other view is the plain one.
    """
    found_by = tuple(slugs) if slugs is not None else None
    first: SortKey = "recommended" if slugs is None else "relevance"
    sort, filters = _sort_of(request, first), read_filters(request)
    base = dict(keep or {})
    stay = base | ({"sort": sort} if sort != first else {})
    facets = request.ask(FacetsOf(category=of, slugs=found_by, filters=filters))
    known = known_of(filters, facets)
    if known != filters:
        return Redirect(to=address_of(path, stay, known))
    after = request.query.get("after", "")[:140] or None
    found = request.ask(Products(category=of, slugs=found_by, filters=filters, sort=sort, after=after))
    if request.canonical and after and found.before and found.cards and not filters and sort == first:
        request.canonical = f"{path}?{urlencode({'after': after})}"
    return Shown(
        count=request.ngettext("%(n)s product", "%(n)s products", found.count), cards=cards_of(request, found.cards),
        filters=panel_of(request, facets, filters, path=path, keep=stay, count=found.count),
        sort=_sorts(request, path, sort, base, filters), pager=_pager(request, found, path, stay, filters),
        tax_note=_tax_note(request, found), narrowed=bool(filters),
    )  # fmt: skip


def _sort_of(request: WebRequest, first: SortKey) -> SortKey:
    wanted = request.query.get("sort", "")
    if wanted == "relevance" and first != "relevance":
        return first
    return next((one for one in _SORTS if one == wanted), first)


def _tax_note(request: WebRequest, found: domain.Listing) -> str:
    if not found.cards:
        return ""
    inside = found.cards[0].price.includes_tax
    return request.gettext("Prices include tax") if inside else request.gettext("Prices without tax")


def _sorts(request: WebRequest, path: str, chosen: SortKey, keep: Mapping[str, str], filters: Filters) -> Sort:
    _ = request.gettext
    labels = {
        "relevance": _("Best match"), "recommended": _("Recommended"), "price": _("Price, lowest first"),
        "price-down": _("Price, highest first"), "newest": _("Newest"), "name": _("Name"),
    }  # fmt: skip
    left_out = "recommended" if "q" in keep else "relevance"
    options = tuple(Option(key, labels[key], chosen=key == chosen) for key in _SORTS if key != left_out)
    return Sort(path, options, keep=(*keep.items(), *pairs_of(filters)))


def _pager(
    request: WebRequest, found: domain.Listing, path: str, keep: Mapping[str, str], filters: Filters
) -> Pager | None:
    if found.after is None and not found.before:
        return None
    here = address_of(path, keep, filters)
    sign = "&" if "?" in here else "?"
    number = request.formats.number
    summary = request.gettext(
        "%(first)s to %(last)s of %(all)s shown", first=number(found.before + 1), last=number(found.before + len(found.cards)),
        all=number(found.count),
    )  # fmt: skip
    left = found.count - found.before - len(found.cards)
    more = request.ngettext("Show %(n)s more", "Show %(n)s more", min(left, len(found.cards))) if left > 0 else ""
    following = f"{here}{sign}{urlencode({'after': found.after})}" if found.after else ""
    return Pager(summary, here if found.before else "", following, more, keyed=True)
