"""Orders for the staff: lists by view, and one order with all that happened and may still be done."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from ecomkit.domain import (
    CancelOrder,
    Command,
    DeliverOrder,
    DispatchOrder,
    FulfilmentState,
    MarkPaid,
    Order,
    OrderById,
    Orders,
    OrderState,
    OrderSummary,
    Payment,
    PaymentState,
    RefundOrder,
    new_id,
    parse_amount,
    text,
    total,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Field, Form, Page, Redirect
from ecomkit.hooks.pages.generic import Cell, Column, Row, Table
from ecomkit.hooks.pages.parts import Action, Empty, Entry, Link, Pager, SummaryRow
from ecomkit.storage import log, profiles
from ecomkit.storage.log import Logged
from ecomkit.web.admin.outcomes import run_and_return
from ecomkit.web.cookies import Flash
from ecomkit.web.models.admin import AdminOrder, AdminScreen
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import reasons_of
from ecomkit.web.storefront.lines import lines_of, totals_of
from ecomkit.web.storefront.orders import address_rows, payment_tag, promise_of, state_tag, status_steps

__all__ = ["act", "show_order", "show_orders"]

_VIEWS: Final = {
    "all": text("All"), "to_prepare": text("To dispatch"), "unpaid": text("Unpaid"), "dispatched": text("On their way"),
    "cancelled": text("Cancelled"),
}  # fmt: skip
_PAGE = 25


def show_orders(request: WebRequest) -> Page:
    """Orders, newest first."""
    _ = request.gettext
    view = request.query.get("view", "all")
    view = view if view in _VIEWS else "all"
    found = request.ask(Orders(view=view, after=request.query.get("after", "")[:64] or None, limit=_PAGE))
    tabs = tuple(Link(request.say(words), f"/admin/orders?view={key}", key == view) for key, words in _VIEWS.items())
    columns = (
        Column(_("Order")),
        Column(_("Placed")),
        Column(_("State")),
        Column(_("Promised")),
        Column(_("Total"), numeric=True),
    )
    empty = Empty(_("No orders here"), _("They appear as soon as somebody places one."))
    rows = tuple(_row(request, one) for one in found)
    table = Table(caption=_("Orders"), columns=columns, rows=rows, caption_hidden=True, stacked=True, empty=empty)
    following = f"/admin/orders?{urlencode({'view': view, 'after': found[-1].id})}" if len(found) == _PAGE else ""
    model = AdminScreen(
        heading=_("Orders"), table=table, tabs=tabs, pager=Pager(following=following) if following else None
    )
    return Page(template=model.template, model=model, title=_("Orders"))


def _row(request: WebRequest, one: OrderSummary) -> Row:
    return Row(
        (
            Cell(text=one.number, href=f"/admin/orders/{one.id}"),
            Cell(text=request.formats.moment(one.placed_at)),
            Cell(tag=state_tag(request, one.state, one.payment, one.fulfilment)),
            Cell(text=request.formats.day(one.promise) if one.promise else "–"),
            Cell(text=request.money(one.payable)),
        )
    )


def show_order(request: WebRequest) -> Page:
    """One order."""
    _ = request.gettext
    order = request.ask(OrderById(order=request.path["order"][:64]))
    tag = state_tag(request, order.state, order.payment, order.fulfilment)
    model = AdminOrder(
        number=order.number, heading=_("Order %(number)s", number=order.number), tags=(tag,), lines=lines_of(request, order.quote),
        totals=totals_of(request, order.quote), steps=status_steps(request, order), promise=promise_of(request, order),
        actions=_actions(request, order), forms=_forms(request, order), customer=_customer(request, order),
        payments=tuple(_payment(request, one) for one in order.payments), trace=reasons_of(request, order.quote.trace),
        timeline=tuple(_entry(request, one) for one in log.history(request.rows, "order", order.id)),
        crumbs=(Link(_("Orders"), "/admin/orders"),),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=order.number)


def _customer(request: WebRequest, order: Order) -> tuple[SummaryRow, ...]:
    capacity = request.site.core.capacities.get(order.buyer.capacity)
    name = profiles.organisation_name(request.rows, order.buyer.party) or request.gettext("guest")
    as_what = request.say(capacity.label) if capacity else order.buyer.capacity
    page = SummaryRow(request.gettext("Their page"), links=(Link(request.gettext("Open"), f"/orders/{order.token}"),))
    reference = (SummaryRow(request.gettext("Their reference"), (order.reference,)),) if order.reference else ()
    return (SummaryRow(request.gettext("Buyer"), (name, as_what)), *reference, *address_rows(request, order), page)


def _payment(request: WebRequest, one: Payment) -> SummaryRow:
    method = request.site.core.methods.get(one.method)
    label = request.say(method.label) if method else one.method
    back = request.gettext("%(amount)s given back", amount=request.money(one.refunded)) if one.refunded else ""
    return SummaryRow(
        label,
        tuple(line for line in (request.money(one.money), back, one.reference or "") if line),
        tag=payment_tag(request, one),
    )


def _entry(request: WebRequest, one: Logged) -> Entry:
    kind = request.site.core.events.get(one.name)
    words = (kind.__doc__ or one.name).strip().splitlines()[0].partition(";")[0] if kind else one.name
    person = profiles.organisation_name(request.rows, one.actor) if one.actor_kind == "person" else None
    who = person or f"{one.actor_kind} · {one.channel}"
    return Entry(request.formats.moment(one.at), request.gettext(words), one.command, who, one.at.isoformat())


def _actions(request: WebRequest, order: Order) -> tuple[Action, ...]:
    base = f"/admin/orders/{order.id}"
    found = []
    for payment in order.payments:
        method = request.site.core.methods.get(payment.method)
        manual = method is None or method.provider is None
        if manual and payment.state in (PaymentState.PENDING, PaymentState.PROMISED):
            label = request.gettext("Mark %(amount)s as paid", amount=request.money(payment.money))
            found.append(Action(label, f"{base}/paid", (("payment", payment.id),), main=order.confirmed_at is None))
    if order.fulfilment is FulfilmentState.DISPATCHED:
        found.append(Action(request.gettext("Mark as delivered"), f"{base}/deliver", main=True))
    if order.state is OrderState.PLACED and order.fulfilment in (FulfilmentState.TO_PREPARE, FulfilmentState.LATE):
        found.append(Action(request.gettext("Cancel the order"), f"{base}/cancel"))
    return tuple(found)


def _forms(request: WebRequest, order: Order) -> tuple[Form, ...]:
    _ = request.gettext
    forms = []
    waits = order.fulfilment in (FulfilmentState.TO_PREPARE, FulfilmentState.LATE) and order.state is OrderState.PLACED
    if waits and order.confirmed_at is not None:
        tracking = Field("tracking", _("Tracking number"), required=False, maxlength=120)
        forms.append(Form(f"/admin/orders/{order.id}/dispatch", (tracking,), _("Dispatch"), title=_("Dispatch")))
    left = _refundable(order)
    if left:
        fields = (
            Field("amount", _("Amount"), value=f"{left.decimal():f}", width="short", hint=left.currency),
            Field("reason", _("Reason"), maxlength=200),
            Field("key", "", "hidden", new_id()),
        )
        forms.append(Form(f"/admin/orders/{order.id}/refund", fields, _("Refund"), title=_("Refund"), main=False))
    return tuple(forms)


def _refundable(order: Order) -> Any:
    taken = (PaymentState.PAID, PaymentState.PROMISED, PaymentState.PARTLY_REFUNDED)
    return total((one.left for one in order.payments if one.state in taken), order.quote.currency)


def act(request: WebRequest) -> Redirect:
    """Run one of the commands of the page."""
    order = request.ask(OrderById(order=request.path["order"][:64]))
    page = f"/admin/orders/{order.id}"
    try:
        command = _command(request.path["act"], order, request.form)
    except ValueError:
        request.flash = Flash(
            text=text("Check what you wrote: an amount such as 14.90, and a reason of three letters or more."),
            tone="bad",
        )
        return Redirect(to=page)
    return run_and_return(request, command, page)


def _command(act: str, order: Order, form: Mapping[str, str]) -> Command[Any]:
    """The command behind a button. Raises `ValueError` for what cannot be read, `NotFound` for no such button."""
    if act == "dispatch":
        return DispatchOrder(order=order.id, tracking=form.get("tracking", "").strip())
    if act == "deliver":
        return DeliverOrder(order=order.id)
    if act == "cancel":
        return CancelOrder(order=order.id, reason="staff")
    if act == "paid":
        if form.get("payment") not in {payment.id for payment in order.payments}:
            raise NotFound("There is no such payment.")
        return MarkPaid(payment=form["payment"])
    if act == "refund":
        money = parse_amount(form.get("amount", ""), order.quote.currency)
        return RefundOrder(order=order.id, money=money, reason=form.get("reason", "").strip(), key=form.get("key", ""))
    raise NotFound("There is no such button.")
