"""Searching: what finds products, and the index of it kept right."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from ecomkit.domain import (
    BestSellers,
    Categories,
    Category,
    Context,
    Found,
    IndexProducts,
    JobContext,
    Policy,
    Search,
    Suggest,
    Suggestion,
    Suggestions,
    Term,
    Who,
    WriteContext,
    language_of,
    text,
)
from ecomkit.errors import UserError
from ecomkit.hooks import Job, Lookup, Operation
from ecomkit.services.core import Core
from ecomkit.services.rows import rows_of
from ecomkit.storage import search
from ecomkit.storage.prices import sold_in

__all__ = ["follow_categories", "follow_products", "follow_terms", "jobs", "lookups", "operations", "synonyms_of"]

_LOG = logging.getLogger("ecomkit.search")
_PRODUCT = "product/"
_LISTED = 240
_OFFERED = 48
"""Of these, suggestions are chosen: those that are not sold in a market are left out."""


def follow_products(ctx: WriteContext) -> None:
    """Index the products that this transaction touched."""
    rows = rows_of(ctx)
    slugs = [topic.removeprefix(_PRODUCT) for topic in rows.touched if topic.startswith(_PRODUCT)]
    search.index_products(rows, slugs, ctx.shop.languages)


def follow_categories(ctx: WriteContext, before: Mapping[str, Category], saved: Iterable[Category]) -> None:
    """Index the products on shelves that are called otherwise now, or stand elsewhere."""
    moved = [one.slug for one in saved if one.slug in before and _place(before[one.slug]) != _place(one)]
    if moved:
        rows = rows_of(ctx)
        search.index_products(rows, search.products_in(rows, moved), ctx.shop.languages)


def _place(one: Category) -> tuple[object, ...]:
    return one.name, one.parent, one.words


def follow_terms(ctx: WriteContext, saved: Iterable[Term]) -> None:
    """Index the products with values that a language says otherwise now."""
    rows = rows_of(ctx)
    search.index_products(rows, search.products_saying(rows, [one.term for one in saved]), ctx.shop.languages)


def synonyms_of(core: Core) -> search.Synonyms:
    """What the shop's file `catalogue/synonyms.csv` holds to be the same. A mistake in it is logged; customers still search."""
    if core.folder is None:
        return search.NO_SYNONYMS
    try:
        return search.read_synonyms(core.folder / "catalogue" / "synonyms.csv")
    except UserError as error:
        _LOG.error("searching without synonyms: %s", error)
        return search.NO_SYNONYMS


def _hits(core: Core, ctx: Context, words: str, most: int) -> search.Hits:
    language = language_of(ctx.shop.languages, ctx.locale)
    return search.find(
        rows_of(ctx), words, language, ctx.now, postings=core.postings, synonyms=synonyms_of(core), most=most
    )


def _search(core: Core, ctx: Context, query: Search) -> Found:
    hits = _hits(core, ctx, query.words, _LISTED)
    return Found(slugs=hits.slugs, many=hits.many, meant=hits.meant, partly=hits.partly)


def _best_sellers(ctx: Context, query: BestSellers) -> tuple[str, ...]:
    language = language_of(ctx.shop.languages, ctx.locale)
    return search.best_sellers(rows_of(ctx), language, ctx.now, query.limit)


def _suggest(core: Core, ctx: Context, query: Suggest) -> Suggestions:
    rows, said = rows_of(ctx), query.words
    hits = _hits(core, ctx, said, _OFFERED)
    slugs = hits.slugs if ctx.foreign is None else sold_in(rows, hits.slugs, ctx.foreign)
    names = search.names_of(rows, slugs[: query.limit], ctx.locale)
    shelves = [one for one in ctx.ask(Categories()) if search.begins(said, one.name)]
    return Suggestions(
        products=tuple(Suggestion(slug=slug, name=name) for slug, name in names),
        categories=tuple(Suggestion(slug=one.slug, name=one.name) for one in shelves[:3]),
    )


def _index(ctx: WriteContext, command: IndexProducts) -> str | None:
    return search.index_all(rows_of(ctx), ctx.shop.languages, ctx.now, after=command.after, most=command.limit)


def _refresh(ctx: JobContext, _payload: dict[str, str]) -> None:
    """Let what sells come first, and index what was there before the index was."""
    last: str | None = ""
    while last is not None:
        last = ctx.run(IndexProducts(after=last))


def operations() -> tuple[Operation[Any], ...]:
    """The command that indexes."""
    policy = Policy(permission="staff.catalogue", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    return (Operation(command=IndexProducts, policy=policy, apply=_index),)


def lookups(core: Core) -> tuple[Lookup[Any], ...]:
    """Queries of a search, open to all."""
    anyone = Policy(permission="catalogue.see", who=frozenset({Who.ANYONE}))
    return (
        Lookup(query=Search, policy=anyone, answer=partial(_search, core)),
        Lookup(query=BestSellers, policy=anyone, answer=_best_sellers),
        Lookup(query=Suggest, policy=anyone, answer=partial(_suggest, core)),
    )


def jobs() -> tuple[Job, ...]:
    """The job that keeps the order of what sells."""
    return (
        Job(name="index_products", work=_refresh, every=timedelta(days=1), title=text("Bring the search up to date")),
    )
