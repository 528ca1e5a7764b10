"""Codes on pages: in the cart, on a page of their own, and made by staff."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Annotated

from babel.numbers import format_currency
from pydantic import Field

from ecomkit.domain import CartById, Done, Money
from ecomkit.plugins.promotions import api
from ecomkit.plugins.promotions.announcing import announced
from ecomkit.plugins.promotions.applying import EnteredCode, codes_of
from ecomkit.plugins.promotions.rules import name_in
from ecomkit.sdk import (
    Block,
    Context,
    Document,
    Form,
    Page,
    PageRequest,
    Redirect,
    Reply,
    Sealed,
    ShownPage,
    Text,
    Value,
    form_for,
    pages,
    read_form,
    text,
)

__all__ = ["CODE_PAGE", "CODES_OF_STAFF", "blocks_for", "enter", "make", "remove", "show_code_page", "show_making"]

CODE_PAGE = "/cart/code"
CODES_OF_STAFF = "/admin/promotions/codes"


class CodeForm(Value):
    """What is asked of a customer."""

    code: Annotated[
        str,
        Field(
            min_length=1, max_length=60, title="Code", description="From a letter, a card or a poster",
            json_schema_extra={
                "error": "Enter the code as it is written, for example SUMMER10", "autocomplete": "off", "width": "medium",
            },
        ),
    ]  # fmt: skip


class CodesForm(Value):
    """What is asked of staff who make codes."""

    promotion: Annotated[
        str, Field(min_length=1, max_length=64, title="Key of the promotion", description="As the list shows it")
    ]
    count: Annotated[
        int, Field(ge=1, le=1000, title="How many", json_schema_extra={"error": "Write a number from 1 to 1000"})
    ]
    most: Annotated[int, Field(ge=1, le=10_000_000, title="Uses of each")] = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCode:
    """A code in the cart as it is shown: by what it does, for the code itself is kept nowhere."""

    name: str
    coupon: str
    msgid: str
    values: Mapping[str, str | int]


@dataclass(frozen=True, slots=True, kw_only=True)
class CartCodes:
    """The codes of a cart, and where another one is entered."""

    codes: tuple[ShownCode, ...]
    page: str = CODE_PAGE
    remove: str = f"{CODE_PAGE}/remove"


def blocks_for(ctx: Context, page: ShownPage) -> Sequence[Block]:
    """In the cart: the codes, and the way to enter one. At the checkout: the way back to them. On a product: what is announced."""
    if page.name == "product" and page.subject:
        return [announced(ctx, page.subject)]
    if page.name == "checkout":
        return [Block(slot="checkout.before_pay", template="promotions/checkout.html", model=CartCodes(codes=()))]
    if page.name != "cart" or ctx.cart is None:
        return []
    shown = tuple(_shown(ctx, one) for one in codes_of(ctx, ctx.ask(CartById(cart=ctx.cart))))
    return [Block(slot="cart.totals", template="promotions/cart.html", model=CartCodes(codes=shown))]


def _shown(ctx: Context, one: EnteredCode) -> ShownCode:
    refusal = one.refusal
    values = {
        name: _amount(ctx, value) if isinstance(value, Money) else value
        for name, value in (refusal.values if refusal else ())
    }
    return ShownCode(
        name=name_in(one.entered.promotion, ctx.locale), coupon=one.entered.coupon, msgid=refusal.msgid if refusal else "", values=values
    )  # fmt: skip


def _amount(ctx: Context, value: Money) -> str:
    return str(format_currency(value.decimal(), value.currency, locale=ctx.locale.replace("-", "_")))


def show_code_page(request: PageRequest) -> Reply:
    """The page that asks for a code."""
    return _code_page(request, form_for(CodeForm, action=CODE_PAGE, submit_label="Use the code", words=_said(request)))


def _code_page(request: PageRequest, form: Form) -> Page:
    say = _said(request)
    back = (pages.Section(links=(pages.Link(say("Back to cart"), "/cart"),)),)
    model = pages.FormPage(heading=say("Enter a code"), form=replace(form, mark_required=False), sections=back)
    status = 422 if form.refused else 200
    return Page(template=model.template, model=model, title=say("Enter a code"), status=status)


def enter(request: PageRequest) -> Reply:
    """Take a code: back to the cart, or again with what was wrong."""
    given = read_form(CodeForm, request.form, action=CODE_PAGE, submit_label="Use the code", words=_said(request))
    if isinstance(given, Form):
        return _code_page(request, given)
    command = api.EnterCode(cart=request.own_cart(), code=Sealed(secret=given.code), client=request.client[:64])
    outcome = request.run(command)
    if isinstance(outcome, Done) and outcome.result.taken:
        return Redirect(to="/cart", notice=outcome.result.text)
    words = outcome.result.text if isinstance(outcome, Done) else text("Put something into the cart first.")
    errors = {"code": request.say(words)}
    again = form_for(
        CodeForm, {"code": given.code}, errors, action=CODE_PAGE, submit_label="Use the code", words=_said(request)
    )
    return _code_page(request, again)


def remove(request: PageRequest) -> Reply:
    """Take a code out of the cart."""
    request.run(api.RemoveCode(cart=request.own_cart(), coupon=request.form.get("coupon", "")[:64]))
    return Redirect(to="/cart", notice=text("The code is out of your cart."))


def show_making(request: PageRequest) -> Reply:
    """The page on which staff make codes."""
    values: dict[str, object] = {"promotion": request.query.get("promotion", "")[:64], "count": 50, "most": 1}
    return _making_page(
        request, form_for(CodesForm, values, action=CODES_OF_STAFF, submit_label="Make codes", words=_said(request))
    )


def _making_page(request: PageRequest, form: Form) -> Page:
    say = _said(request)
    lead = say("They come as a file, once: the shop keeps nothing that they could be read from.")
    model = pages.FormPage(heading=say("Make codes"), lead=lead, form=form)
    return Page(template=model.template, model=model, title=say("Make codes"), status=422 if form.refused else 200)


def make(request: PageRequest) -> Reply:
    """Make codes and hand them over as a file."""
    given = read_form(CodesForm, request.form, action=CODES_OF_STAFF, submit_label="Make codes", words=_said(request))
    if isinstance(given, Form):
        return _making_page(request, given)
    outcome = request.run(api.MakeCodes(promotion=given.promotion, count=given.count, most=given.most))
    if not isinstance(outcome, Done):
        words = outcome.text if outcome.kind == "refused" else text("It waits for approval.")
        errors = {"promotion": request.say(words)}
        values: dict[str, object] = given.model_dump()
        say = _said(request)
        again = form_for(CodesForm, values, errors, action=CODES_OF_STAFF, submit_label="Make codes", words=say)
        return _making_page(request, again)
    content = f"code\r\n{outcome.result.secret.replace(chr(10), chr(13) + chr(10))}\r\n".encode()
    return Document(
        content=content, media_type="text/csv; charset=utf-8", filename="codes.csv", headers={"cache-control": "no-store"}
    )  # fmt: skip


def _said(request: PageRequest) -> Callable[[str], str]:
    """Plain words of a form or page in the visitor's language."""
    return lambda words: request.say(Text(msgid=words))
