"""Commands about reviews, and the event that one of them leaves."""

from __future__ import annotations

import hashlib
from typing import Annotated, ClassVar

from pydantic import Field
from sqlalchemy import insert, select, update

from ecomkit.plugins.reviews.table import review
from ecomkit.sdk import Command, Event, Operation, Policy, Refuse, Value, Who, WriteContext, text

__all__ = ["PERMISSION", "HideReview", "Review", "ReviewHidden", "SaveReviews", "operations"]

PERMISSION = "staff.reviews"


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
        ctx.db.write(insert(review), key=key, hidden=False, **one.model_dump())
    for product in {one.product for one in fresh.values()}:
        ctx.db.touch(f"product/{product}")
    return len(fresh)


def _hide(ctx: WriteContext, command: HideReview) -> None:
    product = ctx.db.scalar(select(review.c.product).where(review.c.key == command.review, review.c.hidden.is_(False)))
    if product is None:
        raise Refuse.because(
            "unknown_review", text("There is no such review on a page."), rule="reviews", field="review"
        )
    ctx.db.write(update(review).where(review.c.key == command.review).values(hidden=True))
    ctx.db.touch(f"product/{product}")
    ctx.emit(ReviewHidden(review=command.review, reason=command.reason))


def operations() -> list[Operation[SaveReviews] | Operation[HideReview]]:
    """The commands with their policies: the shop itself imports, staff hide."""
    return [
        Operation(
            command=SaveReviews, apply=_save,
            policy=Policy(permission=PERMISSION, who=frozenset({Who.SYSTEM})),
        ),
        Operation(
            command=HideReview, apply=_hide, emits=(ReviewHidden,),
            policy=Policy(permission=PERMISSION, who=frozenset({Who.PERMITTED})),
        ),
    ]  # fmt: skip
