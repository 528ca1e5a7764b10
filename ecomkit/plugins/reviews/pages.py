"""The page on which somebody who bought a product here says what they think of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Literal

from pydantic import BaseModel, Field

from ecomkit.domain import Done, FindOrder, OrderByTicket, ProductBySlug, Refused, Sealed
from ecomkit.errors import NotFound
from ecomkit.plugins.reviews.commands import WriteReview
from ecomkit.sdk import Form, Page, PageRequest, Redirect, Text, form_for, pages, read_form, text

__all__ = ["PAGE", "show", "take"]

PAGE = "/p/{product}/review"


class AskedReview(BaseModel):
    """What is asked of who writes a review."""

    rating: Literal["5", "4", "3", "2", "1"] = Field(
        title="How good is it?",
        json_schema_extra={
            "kind": "radio", "error": "Choose from 1 to 5.",
            "options": {"5": "5 of 5", "4": "4 of 5", "3": "3 of 5", "2": "2 of 5", "1": "1 of 5"},
        },
    )  # fmt: skip
    title: str = Field(default="", title="In a few words", max_length=120)
    text: str = Field(
        title="Your review", min_length=10, max_length=4000, description="What it is like to use, and who it is for.",
        json_schema_extra={"kind": "textarea", "rows": 6, "error": "Write a sentence or more, of 4000 letters at most."},
    )  # fmt: skip
    author: str = Field(
        default="",
        title="Name to show",
        max_length=60,
        description="Everybody sees it. Leave it empty to stay unnamed.",
    )
    number: str = Field(
        title="Order number", max_length=40, description="It stands in every email about the order.",
        json_schema_extra={"error": "Write the number of the order, such as S-1001.", "width": "medium"},
    )  # fmt: skip
    email: str = Field(
        title="Email", max_length=254, description="The one that you ordered with. It is not shown and not kept here.",
        json_schema_extra={
            "error": "Write the email that you ordered with.", "kind": "email", "autocomplete": "email", "inputmode": "email",
        },
    )  # fmt: skip


def show(request: PageRequest) -> Page:
    """The form. Raises `NotFound` where there is no such product."""
    return _ask(request, form_for(AskedReview, words=_words(request)))


def take(request: PageRequest) -> Page | Redirect:
    """Keep the review, if the order that proves the purchase is found. Raises `NotFound`."""
    asked = read_form(AskedReview, request.form, words=_words(request))
    if isinstance(asked, Form):
        return _ask(request, asked, status=422)
    answer = request.run(FindOrder(number=asked.number, email=Sealed(secret=asked.email), client=request.client[:64]))
    if not isinstance(answer, Done):
        raise NotFound("There is no such order.")
    if answer.result.text is not None:
        return _again(request, asked, answer.result.text)
    order = request.ask(OrderByTicket(ticket=answer.result.ticket))
    request.ctx = replace(request.ctx, proofs=request.ctx.proofs | {f"order/{order.id}"})
    product = request.path["product"][:120]
    written = WriteReview(
        order=order.id,
        product=product,
        rating=int(asked.rating),
        headline=asked.title,
        text=asked.text,
        author=asked.author,
    )
    outcome = request.run(written)
    if isinstance(outcome, Refused):
        return _again(request, asked, outcome.text)
    return Redirect(to=f"/p/{product}", notice=text("Your review is on the page. Thank you for writing it."))


def _again(request: PageRequest, asked: AskedReview, why: Text) -> Page:
    form = form_for(AskedReview, asked.model_dump(), {"": request.say(why)}, words=_words(request))
    return _ask(request, form, status=422)


def _ask(request: PageRequest, form: Form, *, status: int = 200) -> Page:
    say, slug = request.say, request.path["product"][:120]
    name = request.ask(ProductBySlug(slug=slug)).name
    heading = say(text("Review: %(name)s", name=name))
    lead = say(text("For people who bought it here. The order's number and email prove it; the review shows neither."))
    asked = replace(form, action=PAGE.replace("{product}", slug), submit_label=say(text("Publish the review")))
    model = pages.FormPage(heading=heading, lead=lead, form=asked)
    return Page(template=model.template, model=model, title=heading, status=status)


def _words(request: PageRequest) -> Callable[[str], str]:
    return lambda msgid: request.say(Text(msgid=msgid))
