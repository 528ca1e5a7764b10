"""The plugin: imports reviews, takes those of buyers, shows them with their product, lets staff hide one."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal
from sqlalchemy import func, select, update

from ecomkit.domain import MoveProduct, Rating
from ecomkit.plugins.reviews.commands import PERMISSION, HideReview, ReviewHidden, ReviewWritten, operations
from ecomkit.plugins.reviews.pages import PAGE, show, take
from ecomkit.plugins.reviews.reading import IMPORTER
from ecomkit.plugins.reviews.table import review
from ecomkit.sdk import (
    Block,
    Context,
    Event,
    Importer,
    Operation,
    Plugin,
    Policy,
    Route,
    Screen,
    ShownPage,
    Table,
    Text,
    Value,
    Who,
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
    bought: bool = False


class ShownReviews(Value):
    """The reviews of a product: the mean to one decimal, how many, and the newest of them; `page` is where one is written.

    `brought`: some of what is shown was written elsewhere.
    """

    page: str
    mean: str = ""
    count: int = 0
    first: tuple[ShownReview, ...] = ()
    more: tuple[ShownReview, ...] = ()
    brought: bool = False


class Reviews(Plugin):
    """What customers said, imported or written here. Nobody's e-mail address is kept (C4)."""

    name = "reviews"
    hook_api = 1
    title = "Reviews"

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """One table."""
        return [review]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """Save, write and hide."""
        return operations()

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """What buyers and staff did."""
        return [ReviewWritten, ReviewHidden]

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        """Where a review is written."""
        anyone = Policy(permission="reviews.write", who=frozenset({Who.ANYONE}))
        return [
            Route(path=PAGE, view=show, policy=anyone, name="reviews.write"),
            Route(path=PAGE, view=take, policy=anyone, name="reviews.take", methods=("POST",)),
        ]

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
    def contribute_ratings(self, ctx: Context, products: tuple[str, ...]) -> Sequence[Rating]:
        """Means and numbers of what is shown, in one query for all products."""
        return ratings_of(ctx, products)

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """The reviews on the page of their product, in one query more, or two."""
        if page.name != "product" or not page.subject:
            return []
        shown = reviews_of(ctx, page.subject)
        return [Block(slot="product.after_details", template="reviews/product.html", model=shown)]


def ratings_of(ctx: Context, products: Sequence[str]) -> tuple[Rating, ...]:
    """The ratings of products, in one query."""
    chosen: Any = select(
        review.c.product, func.count().label("number"), func.sum(review.c.rating).label("stars")
    ).where(review.c.product.in_(products), review.c.hidden.is_(False))
    found = ctx.db.all(chosen.group_by(review.c.product))
    return tuple(Rating(product=r.product, tenths=_tenths(r.stars, r.number), count=r.number) for r in found)


def _tenths(stars: Any, number: int) -> int:
    """The mean in tenths, rounded half up."""
    return (20 * int(stars) + number) // (2 * number)


def reviews_of(ctx: Context, product: str) -> ShownReviews:
    """The reviews of a product, in one query where there are none, else in two."""
    visible = (review.c.product == product, review.c.hidden.is_(False))
    counted: Any = select(func.count(), func.sum(review.c.rating)).where(*visible)
    count, total = ctx.db.all(counted)[0]
    page = PAGE.replace("{product}", product)
    if not count:
        return ShownReviews(page=page)
    chosen = select(review).where(*visible).order_by(review.c.written_on.desc(), review.c.key).limit(_SHOWN)
    found = tuple(
        ShownReview(
            title=r.title,
            text=r.text,
            author=r.author,
            rating=r.rating,
            written_on=r.written_on,
            day=_day(ctx, r.written_on),
            bought=r.bought,
        )
        for r in ctx.db.all(chosen)
    )
    mean = format_decimal(Decimal(_tenths(total, count)).scaleb(-1), format="0.0", locale=ctx.locale.replace("-", "_"))
    return ShownReviews(
        page=page, mean=mean, count=count, first=found[:_OPEN], more=found[_OPEN:], brought=not all(one.bought for one in found)
    )  # fmt: skip


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
