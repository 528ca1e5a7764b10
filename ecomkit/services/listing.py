"""Lists: pages of products and what they are narrowed by, from one assortment for each shop and process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any

from ecomkit.domain import (
    ActorKind,
    Context,
    Facet,
    Facets,
    FacetsOf,
    Listing,
    Policy,
    Products,
    Who,
    language_of,
)
from ecomkit.hooks import Lookup
from ecomkit.services.core import Core
from ecomkit.services.rows import rows_of
from ecomkit.services.searching import synonyms_of
from ecomkit.services.words import terms_said
from ecomkit.storage import search
from ecomkit.storage.assortment import Assortment, bits_of
from ecomkit.storage.database import Rows
from ecomkit.storage.facets import facets
from ecomkit.storage.listing import cards, page_of
from ecomkit.storage.narrowing import cut, on_shelf

__all__ = ["lookups"]

Kept = Mapping[str | None, Assortment]
"""An assortment for each currency besides the shop's own, which is under None. One that nobody asks for is never read."""


@contextmanager
def _as_seen(kept: Kept, rows: Rows, foreign: str | None) -> Iterator[Assortment]:
    """The assortment as a unit of work sees it. What is being written is nobody else's, and may be rolled back."""
    all_of = Assortment(foreign) if rows.is_writing else kept[foreign]
    with all_of.lock:
        all_of.refresh(rows)
        yield all_of


def _base(
    all_of: Assortment, ctx: Context, category: str | None, found: Sequence[str] | None, *, hidden: bool = False
) -> tuple[int, datetime | None]:
    """The whole list before any filter, and when a schedule changes it."""
    bits, until = (all_of.present, None) if hidden else all_of.shown(ctx.now)
    if category is not None:
        bits &= on_shelf(all_of, rows_of(ctx), category, ctx.now, ctx.currency)
    if found is not None:
        bits &= bits_of((all_of.at[slug] for slug in found if slug in all_of.at), all_of.size)
    return bits, until


def _products(core: Core, kept: Kept, ctx: Context, query: Products) -> Listing:
    rows = rows_of(ctx)
    may_change = ctx.actor.kind is ActorKind.SYSTEM or "staff.catalogue" in ctx.actor.permissions
    hidden = query.hidden and may_change
    language = language_of(core.facts.languages, ctx.locale)
    found = query.slugs
    if query.search and query.search.strip():
        known = synonyms_of(core)
        found = search.find(
            rows, query.search, language, ctx.now, postings=core.postings, synonyms=known, hidden=hidden
        ).slugs
    with _as_seen(kept, rows, ctx.foreign) as all_of:
        base, until = _base(all_of, ctx, query.category, found, hidden=hidden)
        bits = cut(all_of, base, query.filters)
        sort = query.sort or ("name" if found is None else "relevance")
        page = page_of(
            all_of, bits, sort=sort, language=language, after=query.after, limit=query.limit, found=found, shown=query.shown
        )  # fmt: skip
        oldest = all_of.oldest
    return Listing(
        cards=cards(rows, page.slugs, ctx.now, ctx.locale, oldest, ctx.foreign), count=bits.bit_count(), before=page.before,
        after=page.after, until=until,
    )  # fmt: skip


def _facets(core: Core, kept: Kept, ctx: Context, query: FacetsOf) -> Facets:
    rows = rows_of(ctx)
    with _as_seen(kept, rows, ctx.foreign) as all_of:
        base, _ = _base(all_of, ctx, query.category, query.slugs)
        key = ("list", query.category, base.bit_count()) if query.slugs is None else None
        found = facets(all_of, base, query.filters, core.rules.facets, key)
    return _said(ctx, found)


def _said(ctx: Context, found: Facets) -> Facets:
    """Names and values as the reader calls them."""
    words = {one.name for one in found.facets} | {value.value for one in found.facets for value in one.values}
    said = terms_said(ctx, words)
    return found.model_copy(update={"facets": tuple(_facet_said(one, said) for one in found.facets)}) if said else found


def _facet_said(one: Facet, said: dict[str, str]) -> Facet:
    values = tuple(v.model_copy(update={"label": said.get(v.value, v.value)}) for v in one.values)
    return one.model_copy(update={"label": said.get(one.name, one.name), "values": values})


def lookups(core: Core) -> tuple[Lookup[Any], ...]:
    """Queries of lists, open to all."""
    anyone = Policy(permission="catalogue.see", who=frozenset({Who.ANYONE}))
    kept: Kept = {None: Assortment()} | {currency: Assortment(currency) for currency in core.facts.foreign}
    return (
        Lookup(query=Products, policy=anyone, answer=partial(_products, core, kept)),
        Lookup(query=FacetsOf, policy=anyone, answer=partial(_facets, core, kept)),
    )
