"""One order for the staff: all that happened, and what may still be done about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from pydantic import ValidationError

from ecomkit.domain import (
    CancelOrder,
    Command,
    DeliverOrder,
    DispatchOrder,
    FulfilmentState,
    MarkPaid,
    Money,
    Order,
    OrderById,
    OrderState,
    Payment,
    PaymentState,
    RefundOrder,
    Refused,
    new_id,
    total,
    typed_amount,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Field, Form, Page, Redirect
from ecomkit.hooks.pages.generic import Section
from ecomkit.hooks.pages.parts import Action, Link, Notice, SummaryRow, Tone
from ecomkit.storage import profiles
from ecomkit.web.admin.outcomes import say_done
from ecomkit.web.admin.prices import signs_of
from ecomkit.web.admin.words import channel_words, timeline
from ecomkit.web.models.admin import AdminOrder
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cards import reasons_of
from ecomkit.web.storefront.lines import lines_of, totals_of
from ecomkit.web.storefront.orders import address_rows, payment_tag, promise_of, state_tag, status_steps
from ecomkit.web.storefront.sets import to_pick

__all__ = ["act", "show_order"]

_WAITS: Final = (FulfilmentState.TO_PREPARE, FulfilmentState.LATE)
_ACTS: Final = frozenset({"dispatch", "deliver", "cancel", "paid", "refund"})
Errors = Mapping[str, str]


def show_order(request: WebRequest) -> Page:
    """One order."""
    return _page(request, _asked(request))


def _asked(request: WebRequest) -> Order:
    """The order of the address, noted as what the page is about."""
    order = request.ask(OrderById(order=request.path["order"][:64]))
    request.subject = order.id
    return order


def _page(request: WebRequest, order: Order, act: str = "", errors: Errors | None = None) -> Page:
    """The page; after a refusal of one of its forms, with what was typed there and what to mend."""
    _ = request.gettext
    errors = errors or {}
    mine = f"/admin/orders/{order.id}/{act}"
    forms = [_again(request, form, errors) if form.action == mine else form for form in _forms(request, order)]
    gone = errors and all(form.action != mine for form in forms)
    tag = state_tag(request, order.state, order.payment, order.fulfilment)
    model = AdminOrder(
        number=order.number, heading=_("Order %(number)s", number=order.number), tags=(tag,),
        lines=to_pick(request, order.quote, lines_of(request, order.quote)),
        totals=totals_of(request, order.quote), steps=status_steps(request, order), promise=promise_of(request, order),
        actions=_actions(request, order), forms=tuple(form for form in forms if form.main),
        sections=tuple(Section(title=form.title, form=form, folded=not form.refused) for form in forms if not form.main),
        customer=_customer(request, order), payments=tuple(_payment(request, one) for one in order.payments),
        trace=reasons_of(request, order.quote.trace), timeline=timeline(request, "order", order.id),
        notices=(*_silent(request, order), *(Notice(words, Tone.WARN) for words in errors.values() if gone)),
        crumbs=(Link(_("Orders"), "/admin/orders"),),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=order.number, status=422 if errors else 200)


def _silent(request: WebRequest, order: Order) -> tuple[Notice, ...]:
    """What staff have to look at, where a carrier was asked and said nothing."""
    if not order.quote.review:
        return ()
    words = request.gettext(
        "The carrier %(name)s did not answer when this was priced: check the shipping price",
        name=", ".join(order.quote.review),
    )
    return (Notice(words, Tone.WARN),)


def _again(request: WebRequest, form: Form, errors: Errors) -> Form:
    """A form with what was typed and what to mend: each error beside its field, the rest above."""
    names = {one.name for one in form.fields}
    fields = tuple(
        replace(one, value=request.form.get(one.name, "")[:500], error=errors.get(one.name, "")) for one in form.fields
    )
    return replace(form, fields=fields, errors=tuple(words for name, words in errors.items() if name not in names))


def _customer(request: WebRequest, order: Order) -> tuple[SummaryRow, ...]:
    capacity = request.site.core.capacities.get(order.buyer.capacity)
    name = profiles.organisation_name(request.rows, order.buyer.party) or request.gettext("Guest")
    as_what = request.say(capacity.label) if capacity else order.buyer.capacity
    page = SummaryRow(
        request.gettext("Their page"), links=(Link(request.gettext("Open the page"), f"/orders/{order.token}"),)
    )
    reference = (SummaryRow(request.gettext("Their reference"), (order.reference,)),) if order.reference else ()
    placed = (request.formats.moment(order.placed_at), channel_words(request, order.channel.value))
    bought = SummaryRow(request.gettext("Placed"), tuple(line for line in placed if line))
    return (
        SummaryRow(request.gettext("Buyer"), (name, as_what)),
        *reference,
        *address_rows(request, order),
        bought,
        page,
    )


def _payment(request: WebRequest, one: Payment) -> SummaryRow:
    method = request.site.core.methods.get(one.method)
    label = request.say(method.label) if method else one.method
    back = request.gettext("%(amount)s given back", amount=request.money(one.refunded)) if one.refunded else ""
    return SummaryRow(
        label,
        tuple(line for line in (request.money(one.money), back, one.reference or "") if line),
        tag=payment_tag(request, one),
    )


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
    return tuple(found)


def _forms(request: WebRequest, order: Order) -> tuple[Form, ...]:
    """What may be done about it. What cannot be taken back is folded, and asks why."""
    _ = request.gettext
    base, forms = f"/admin/orders/{order.id}", []
    waits = order.fulfilment in _WAITS and order.state is OrderState.PLACED
    if waits and order.confirmed_at is not None:
        tracking = Field("tracking", _("Tracking number"), required=False, maxlength=120)
        forms.append(Form(f"{base}/dispatch", (tracking,), _("Dispatch"), title=_("Dispatch")))
    left = _refundable(order)
    if left:
        fields = (
            Field("amount", _("Amount"), value=f"{left.decimal():f}", width="short", inputmode="decimal",
                  hint=_("At most %(amount)s", amount=request.money(left))),
            Field("reason", _("Reason"), maxlength=200), Field("key", "", "hidden", new_id()),
        )  # fmt: skip
        forms.append(Form(f"{base}/refund", fields, _("Refund"), title=_("Give money back"), main=False))
    if waits:
        why = Field("reason", _("Reason"), maxlength=200, hint=_("What was paid goes back to the customer"))
        forms.append(Form(f"{base}/cancel", (why,), _("Cancel the order"), title=_("Cancel the order"), main=False))
    return tuple(forms)


def _refundable(order: Order) -> Any:
    taken = (PaymentState.PAID, PaymentState.PROMISED, PaymentState.PARTLY_REFUNDED)
    return total((one.left for one in order.payments if one.state in taken), order.quote.currency)


def act(request: WebRequest) -> Page | Redirect:
    """Run one of the commands of the page. What cannot be read or is refused comes back with what was typed."""
    order = _asked(request)
    name = request.path["act"]
    errors = _wrong(request, name, order)
    if errors:
        return _page(request, order, name, errors)
    try:
        command = _command(request, name, order)
    except ValidationError:
        return _page(
            request, order, name, {"": request.gettext("This form was sent in a shape that we cannot read. Try again.")}
        )
    outcome = request.run(command)
    if isinstance(outcome, Refused) and name in ("refund", "dispatch", "cancel"):
        fields = {"money": "amount"}
        said = {fields.get(one.field or "", one.field or ""): request.say(one.text) for one in outcome.refusals}
        return _page(request, request.ask(OrderById(order=order.id)), name, said)
    return say_done(request, command, outcome, f"/admin/orders/{order.id}")


def _wrong(request: WebRequest, act: str, order: Order) -> dict[str, str]:
    """What has to be mended before the form can be sent. Raises `NotFound` for no such button."""
    _ = request.gettext
    if act not in _ACTS or (act == "paid" and request.form.get("payment") not in {one.id for one in order.payments}):
        raise NotFound("There is no such button.")
    errors = {}
    if act == "refund" and _amount(request, order) is None:
        errors["amount"] = _("Write an amount such as 14.90.")
    if act in ("refund", "cancel") and not 3 <= len(_words(request.form, "reason")) <= 200:
        errors["reason"] = _("Write why, in three letters or more and 200 at most.")
    if act == "dispatch" and len(_words(request.form, "tracking")) > 120:
        errors["tracking"] = _("Write 120 letters at most.")
    return errors


def _amount(request: WebRequest, order: Order) -> Money | None:
    try:
        return typed_amount(request.form.get("amount", ""), order.quote.currency, signs_of(request))
    except ValueError:
        return None


def _words(form: Mapping[str, str], name: str) -> str:
    return " ".join(form.get(name, "").split())


def _command(request: WebRequest, act: str, order: Order) -> Command[Any]:
    form = request.form
    if act == "dispatch":
        return DispatchOrder(order=order.id, tracking=_words(form, "tracking"))
    if act == "deliver":
        return DeliverOrder(order=order.id)
    if act == "cancel":
        return CancelOrder(order=order.id, reason=_words(form, "reason"))
    if act == "paid":
        return MarkPaid(payment=form["payment"])
    money = typed_amount(form["amount"], order.quote.currency, signs_of(request))
    return RefundOrder(order=order.id, money=money, reason=_words(form, "reason"), key=form.get("key", ""))
