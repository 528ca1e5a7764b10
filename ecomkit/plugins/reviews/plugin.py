"""The plugin: imports reviews, shows them with their product, lets staff hide one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from babel.dates import format_date
from sqlalchemy import func, select, update

from ecomkit.domain import MoveProduct
from ecomkit.plugins.reviews.commands import PERMISSION, HideReview, ReviewHidden, operations
from ecomkit.plugins.reviews.reading import IMPORTER
from ecomkit.plugins.reviews.table import review
from ecomkit.sdk import (
    Block,
    Context,
    Event,
    Importer,
    Operation,
    Plugin,
    Screen,
    ShownPage,
    Table,
    Text,
    Value,
    WriteContext,
    hookimpl,
    text,
)

__all__ = ["Reviews", "ShownReview", "ShownReviews"]

_SHOWN = 50
_OPEN = 4


class ShownReview(Value):
    """One review as the page shows it."""

    title: str
    text: str
    author: str
    rating: int
    written_on: str
    day: str


class ShownReviews(Value):
    """The reviews of a product: the mean to one decimal, how many, and the newest of them."""

    mean: str
    count: int
    first: tuple[ShownReview, ...]
    more: tuple[ShownReview, ...]


class Reviews(Plugin):
    """What customers said, imported with their product. Nobody's e-mail address is kept (C4)."""

    name = "reviews"
    hook_api = 1
    title = "Reviews"

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """One table."""
        return [review]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """Save and hide."""
        return operations()

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """What staff did."""
        return [ReviewHidden]

    @hookimpl
    def register_importers(self) -> Sequence[Importer]:
        """`ecomkit catalogue import` reads reviews, also those inside a product of a JSON file."""
        return [IMPORTER]

    @hookimpl
    def register_screens(self) -> Sequence[Screen]:
        """A hundred reviews, the worst first: those are the ones to answer."""
        return [
            Screen(
                key="reviews", title=text("Reviews"), permission=PERMISSION, rows=screen_rows, commands=(HideReview,)
            )
        ]

    @hookimpl
    def record_move_product(self, ctx: WriteContext, command: MoveProduct) -> None:
        """Reviews go with their product to its new address."""
        ctx.db.write(update(review).where(review.c.product == command.slug), product=command.to)

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """The reviews on the page of their product, in one query more, or two."""
        if page.name != "product" or not page.subject:
            return []
        shown = reviews_of(ctx, page.subject)
        return [Block(slot="product.after_details", template="reviews/product.html", model=shown)] if shown else []


def reviews_of(ctx: Context, product: str) -> ShownReviews | None:
    """The reviews of a product, or None where there are none."""
    visible = (review.c.product == product, review.c.hidden.is_(False))
    counted: Any = select(func.count(), func.sum(review.c.rating)).where(*visible)
    count, total = ctx.db.all(counted)[0]
    if not count:
        return None
    chosen = select(review).where(*visible).order_by(review.c.written_on.desc(), review.c.key).limit(_SHOWN)
    found = tuple(
        ShownReview(
            title=r.title,
            text=r.text,
            author=r.author,
            rating=r.rating,
            written_on=r.written_on,
            day=_day(ctx, r.written_on),
        )
        for r in ctx.db.all(chosen)
    )
    tenths = (20 * int(total) + count) // (2 * count)
    return ShownReviews(mean=f"{tenths // 10}.{tenths % 10}", count=count, first=found[:_OPEN], more=found[_OPEN:])


def _day(ctx: Context, written_on: str) -> str:
    """A day as the reader writes it; as it was imported where the calendar has no such day."""
    try:
        return str(format_date(date.fromisoformat(written_on), "medium", locale=ctx.locale.replace("-", "_")))
    except ValueError:
        return written_on


def screen_rows(ctx: Context) -> tuple[Sequence[Text], Sequence[Sequence[str]]]:
    """A hundred, shown ones before hidden, the worst ratings first."""
    header = (text("Review"), text("Product"), text("Rating"), text("Title"), text("Text"), text("Shown"))
    chosen = select(review).order_by(review.c.hidden, review.c.rating, review.c.key).limit(100)
    rows = [
        (r.key, r.product, str(r.rating), r.title, r.text[:120], "" if r.hidden else "✓") for r in ctx.db.all(chosen)
    ]
    return header, rows
