"""Commands about reviews, and the event that one of them leaves."""

from __future__ import annotations

import hashlib
import re
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import insert, select, update

from ecomkit.domain import FulfilmentState, OrderById
from ecomkit.plugins.reviews.table import review
from ecomkit.sdk import Command, Event, Operation, Policy, Refuse, Value, Who, WriteContext, text

__all__ = [
    "PERMISSION", "HideReview", "Review", "ReviewHidden", "ReviewWritten", "SaveReviews", "WriteReview", "operations", "without_addresses",
]  # fmt: skip

PERMISSION = "staff.reviews"


_ADDRESS = re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+")


def without_addresses(words: str) -> str:
    """Words with every e-mail address taken out, and no control characters."""
    return " ".join(_ADDRESS.sub("…", re.sub(r"[\x00-\x1f\x7f]+", " ", words)).split())


class Review(Value):
    """What somebody said of a product: 1 to 5, and words. It holds the name they gave, never an address."""

    product: str
    rating: Annotated[int, Field(ge=1, le=5)]
    title: Annotated[str, Field(max_length=255)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    author: Annotated[str, Field(max_length=255)] = ""
    written_on: Annotated[str, Field(pattern=r"^(\d{4}-\d{2}-\d{2})?$")] = ""

    @property
    def key(self) -> str:
        """The same for the same words of the same person about the same product: importing twice is importing once."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()[:40]


class SaveReviews(Command[int]):
    """Save reviews

    Writes reviews that are not there yet; gives how many that were.
    """

    reviews: tuple[Review, ...]


class WriteReview(Command[str]):
    """Write a review

    Of a product from an order that was delivered, once for each; gives its key. Addresses in it are taken out.
    """

    order: Annotated[str, Field(max_length=64)]
    product: Annotated[str, Field(max_length=120)]
    rating: Annotated[int, Field(ge=1, le=5)]
    headline: Annotated[str, Field(max_length=255)] = ""
    text: Annotated[str, Field(max_length=20_000)] = ""
    author: Annotated[str, Field(max_length=255)] = ""


class ReviewWritten(Event):
    """Somebody reviewed a product that they bought here

    Their words stand in the plugin's table alone.
    """

    aggregate: ClassVar[str] = "review"
    review: str
    product: str
    rating: int


class HideReview(Command[None]):
    """Hide a review

    Takes a review off the product's page, for a reason that is kept. It is not deleted.
    """

    review: Annotated[str, Field(min_length=40, max_length=40, title="Review", description="The key in the list")]
    reason: Annotated[
        str, Field(min_length=3, max_length=200, title="Reason", description="For example: names a person")
    ]


class ReviewHidden(Event):
    """Staff took a review off the page."""

    aggregate: ClassVar[str] = "review"
    review: str
    reason: str


def _save(ctx: WriteContext, command: SaveReviews) -> int:
    wanted = {one.key: one for one in command.reviews}
    known = {row.key for row in ctx.db.all(select(review.c.key).where(review.c.key.in_(wanted)))}
    fresh = {key: one for key, one in wanted.items() if key not in known}
    for key, one in fresh.items():
        ctx.db.write(insert(review), key=key, hidden=False, bought=False, **one.model_dump())
    for product in {one.product for one in fresh.values()}:
        _changed(ctx, product)
    return len(fresh)


def _write(ctx: WriteContext, command: WriteReview) -> str:
    order = ctx.ask(OrderById(order=command.order))
    if command.product not in {line.product for line in order.quote.lines}:
        raise Refuse.because("not_bought", text("This order has no such product."), rule="reviews")
    loaded = not order.quote.ships and order.confirmed_at is not None
    if order.fulfilment is not FulfilmentState.DELIVERED and not loaded:
        raise Refuse.because(
            "not_there", text("This order is not there yet. Write once you have tried it."), rule="reviews"
        )
    key = hashlib.sha256(f"{order.id}/{command.product}".encode()).hexdigest()[:40]
    if ctx.db.scalar(select(review.c.key).where(review.c.key == key)) is not None:
        raise Refuse.because("reviewed", text("You have reviewed it with this order already."), rule="reviews")
    said = {"title": command.headline, "text": command.text, "author": command.author}
    ctx.db.write(
        insert(review), key=key, product=command.product, rating=command.rating, written_on=ctx.now.date().isoformat(),
        hidden=False, bought=True, **{name: without_addresses(words) for name, words in said.items()},
    )  # fmt: skip
    _changed(ctx, command.product)
    ctx.emit(ReviewWritten(review=key, product=command.product, rating=command.rating))
    return key


def _changed(ctx: WriteContext, product: str) -> None:
    """Pages with the product's reviews or its rating are made anew."""
    ctx.db.touch(f"product/{product}")
    ctx.db.touch("ratings")


def _hide(ctx: WriteContext, command: HideReview) -> None:
    product = ctx.db.scalar(select(review.c.product).where(review.c.key == command.review, review.c.hidden.is_(False)))
    if product is None:
        raise Refuse.because(
            "unknown_review", text("There is no such review on a page."), rule="reviews", field="review"
        )
    ctx.db.write(update(review).where(review.c.key == command.review).values(hidden=True))
    _changed(ctx, product)
    ctx.emit(ReviewHidden(review=command.review, reason=command.reason))


def operations() -> list[Operation[Any]]:
    """The commands with their policies: the shop itself imports, buyers write, staff hide."""
    return [
        Operation(
            command=SaveReviews, apply=_save,
            policy=Policy(permission=PERMISSION, who=frozenset({Who.SYSTEM})),
        ),
        Operation(
            command=WriteReview, apply=_write, emits=(ReviewWritten,),
            policy=Policy(permission=PERMISSION, who=frozenset({Who.BUYER}), owned="order"),
        ),
        Operation(
            command=HideReview, apply=_hide, emits=(ReviewHidden,),
            policy=Policy(permission=PERMISSION, who=frozenset({Who.PERMITTED})),
        ),
    ]  # fmt: skip
