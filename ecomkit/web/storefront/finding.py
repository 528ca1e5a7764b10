"""Finding an order without an account: number and email show where it stands, and let it be ordered again (E4.1, E7.1)."""

from __future__ import annotations

from dataclasses import replace

from pydantic import BaseModel
from pydantic import Field as Asked

from ecomkit.domain import Done, FindOrder, Order, OrderByTicket, Sealed
from ecomkit.hooks import Page, Redirect
from ecomkit.hooks.forms import Form, form_for, read_form
from ecomkit.hooks.pages.generic import FormPage, Section
from ecomkit.hooks.pages.parts import Action, Link, Notice
from ecomkit.web.models.order import OrderPage
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.again import order_again
from ecomkit.web.storefront.lines import lines_of, totals_of
from ecomkit.web.storefront.orders import placed_of, promise_if_paid, status_steps

__all__ = ["again", "find", "show_find", "show_found"]

FIND = "/orders"


class AskedOrder(BaseModel):
    """What a guest knows of an order."""

    number: str = Asked(
        title="Order number", max_length=40, description="It stands in every email about the order.",
        json_schema_extra={"error": "Write the number of the order, such as S-1001.", "width": "medium"},
    )  # fmt: skip
    email: str = Asked(
        title="Email", max_length=254, description="The one that you ordered with.",
        json_schema_extra={
            "error": "Write the email that you ordered with.", "kind": "email", "autocomplete": "email", "inputmode": "email",
        },
    )  # fmt: skip


def show_find(request: WebRequest) -> Page:
    """The form. It is the same for everybody, so guests get the shared page."""
    request.canonical = FIND
    return _ask(request, form_for(AskedOrder, words=request.gettext))


def find(request: WebRequest) -> Page | Redirect:
    """To where the order stands, if number and email belong together; nobody is told which of the two is wrong."""
    asked = read_form(AskedOrder, request.form, words=request.gettext)
    if isinstance(asked, Form):
        return _ask(request, asked, status=422)
    found = request.run(FindOrder(number=asked.number, email=Sealed(secret=asked.email), client=request.client[:64]))
    if isinstance(found, Done) and found.result.ticket:
        return Redirect(to=f"{FIND}/found/{found.result.ticket}")
    why = found.result.text if isinstance(found, Done) else None
    said = {"": request.say(why)} if why else {}
    return _ask(request, form_for(AskedOrder, asked.model_dump(), said, words=request.gettext), status=422)


def _ask(request: WebRequest, form: Form, *, status: int = 200) -> Page:
    _ = request.gettext
    model = FormPage(
        heading=_("Track your order"), lead=_("See where it is, or order again with one click. You need no account."),
        form=replace(form, action=FIND, submit_label=_("Show my order"), mark_required=False),
        sections=(Section(links=(Link(_("I have an account"), "/account"), Link(_("Ask us"), "/contact"))),),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=model.heading, status=status)


def _found(request: WebRequest) -> Order:
    return request.ask(OrderByTicket(ticket=request.path["ticket"][:200]))


def show_found(request: WebRequest) -> Page:
    """Where the order stands. Who receives it, how it is paid and what undoes it is for who holds the order's own address."""
    return _page(request, _found(request))


def _page(request: WebRequest, order: Order, notices: tuple[Notice, ...] = ()) -> Page:
    _ = request.gettext
    lead = _("The link in the email that confirmed it also opens the address, the payment, and what can be changed.")
    model = OrderPage(
        number=order.number, heading=f"{_('Order %(number)s', number=order.number)} · {request.say(order.word)}",
        steps=status_steps(request, order), lines=lines_of(request, order.quote), totals=totals_of(request, order.quote),
        placed=placed_of(request, order), promise=promise_if_paid(request, order), lead=lead, notices=notices,
        actions=(Action(_("Order again"), f"{request.asked.path.removesuffix('/again')}/again"),),
        links=(Link(_("Ask about this order"), "/contact"),),
    )  # fmt: skip
    title = _("Order %(number)s", number=order.number)
    return Page(template=model.template, model=model, title=title, status=422 if notices else 200)


def again(request: WebRequest) -> Page | Redirect:
    """Put what was ordered into the visitor's cart."""
    order = _found(request)
    put = order_again(request, order)
    return put if isinstance(put, Redirect) else _page(request, order, put)
