"""The order page: where it is, what was paid, and what can still be done about it (E4.1)."""

from __future__ import annotations

from datetime import date

from ecomkit.domain import (
    CancelOrder,
    ContactById,
    Done,
    FulfilmentState,
    Money,
    Order,
    OrderState,
    Payment,
    PaymentMethod,
    PaymentState,
    PayOrder,
    Refused,
    customers_word,
    text,
    text_in,
    total,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Page, Redirect
from ecomkit.hooks.pages.parts import Action, Link, Notice, StatusStep, StepState, SummaryRow, Tag, Tone
from ecomkit.web.models.order import OrderPage, PaymentPart, Retry
from ecomkit.web.replies import Onward
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.again import order_again
from ecomkit.web.storefront.lines import lines_of, totals_of
from ecomkit.web.storefront.methods import groups_of, offers_with, plan_of
from ecomkit.web.storefront.paying import begin_payment, order_by_token, to_pay

__all__ = [
    "address_rows",
    "again",
    "again_of",
    "cancel",
    "order_page",
    "pay_again",
    "payment_tag",
    "placed_of",
    "promise_if_paid",
    "promise_of",
    "show_order",
    "state_tag",
    "status_steps",
]

_REFERENCE = text_in("bank transfer", "Reference")
_SENT = (FulfilmentState.DISPATCHED, FulfilmentState.DELIVERED, FulfilmentState.RETURNED)
_TONES = {
    PaymentState.PENDING: Tone.INFO, PaymentState.FAILED: Tone.BAD, PaymentState.EXPIRED: Tone.WARN, PaymentState.REFUNDED: Tone.PLAIN,
    PaymentState.PARTLY_REFUNDED: Tone.PLAIN,
}  # fmt: skip
_WORDS = {
    PaymentState.PENDING: text("waiting"), PaymentState.PROMISED: text("agreed"), PaymentState.AUTHORISED: text("set aside"),
    PaymentState.PAID: text("paid"), PaymentState.PARTLY_REFUNDED: text("partly refunded"), PaymentState.REFUNDED: text("refunded"),
    PaymentState.FAILED: text("not paid"), PaymentState.EXPIRED: text("expired"),
}  # fmt: skip


def show_order(request: WebRequest) -> Page:
    """The order that a token opens."""
    return order_page(request, order_by_token(request))


def order_page(
    request: WebRequest, order: Order, *, error: str = "", notices: tuple[Notice, ...] = (), status: int = 200
) -> Page:
    """The page of an order, after a refusal with its words."""
    _ = request.gettext
    heading = f"{_('Order %(number)s', number=order.number)} · {request.say(order.word)}"
    model = OrderPage(
        number=order.number, heading=heading, steps=status_steps(request, order), lines=lines_of(request, order.quote),
        totals=totals_of(request, order.quote), lead=_lead(request, order), placed=placed_of(request, order),
        promise=promise_if_paid(request, order),
        payments=tuple(_payment(request, order, one) for one in order.payments if _shown(order, one)),
        retry=_retry(request, order, error), addresses=address_rows(request, order), actions=_actions(request, order),
        sent=order.quote.ships,
        links=(Link(_("Ask about this order"), "/contact"),), notices=notices,
    )  # fmt: skip
    return Page(template=model.template, model=model, title=_("Order %(number)s", number=order.number), status=status)


def promise_if_paid(request: WebRequest, order: Order) -> str:
    """By when it arrives; while it is not paid, if it were today."""
    if order.confirmed_at is not None:
        return promise_of(request, order)
    promise = promise_of(request, order.model_copy(update={"promise": order.promise_from(request.ctx.now)}))
    return request.gettext("%(promise)s, if it is paid today", promise=promise) if promise else ""


def _lead(request: WebRequest, order: Order) -> str:
    if order.confirmed_at is not None or order.state is OrderState.CANCELLED:
        return request.gettext("Keep this address: it shows where your order is at any time.")
    if order.expires_at is not None:
        return request.gettext("We keep it for you until %(when)s.", when=request.formats.moment(order.expires_at))
    return ""


def placed_of(request: WebRequest, order: Order) -> str:
    """When it was placed, in words."""
    return request.gettext("Placed %(when)s", when=request.formats.moment(order.placed_at))


def promise_of(request: WebRequest, order: Order) -> str:
    """By when it arrives, as long as it has not."""
    if (
        order.promise is None
        or order.state is OrderState.CANCELLED
        or order.fulfilment in (FulfilmentState.DELIVERED, FulfilmentState.RETURNED)
    ):
        return ""
    return _by(request, order, order.promise)


def _by(request: WebRequest, order: Order, day: date) -> str:
    said = "Ready to collect by %(day)s" if _collected(order) else "Arrives by %(day)s"
    return request.gettext(said, day=request.formats.day(day))


def state_tag(request: WebRequest, order_state: OrderState, payment: PaymentState, fulfilment: FulfilmentState) -> Tag:
    """The customer's word for where an order stands, with its tone."""
    word = request.say(customers_word(order_state, payment, fulfilment))
    if order_state is OrderState.CANCELLED or payment is PaymentState.FAILED:
        return Tag(word, Tone.BAD)
    done = fulfilment in (FulfilmentState.DISPATCHED, FulfilmentState.DELIVERED)
    return Tag(word, Tone.OK if done else Tone.INFO)


def status_steps(request: WebRequest, order: Order) -> tuple[StatusStep, ...]:
    """The way of an order: placed, paid, in preparation, on its way, delivered; current is where it stands."""
    _ = request.gettext
    stopped = order.state is OrderState.CANCELLED
    failed = order.payment is PaymentState.FAILED
    paid, sent = order.confirmed_at is not None, order.fulfilment in _SENT
    there = order.fulfilment in (FulfilmentState.DELIVERED, FulfilmentState.RETURNED)
    marks: tuple[tuple[str, bool, str], ...] = (
        (_("Placed"), True, request.formats.moment(order.placed_at)),
        (_("Payment"), paid, ""),
        (_("In preparation"), sent, ""),
        (_("Ready to collect") if _collected(order) else _("On its way"), there, order.tracking or ""),
        (_("Collected") if _collected(order) else _("Delivered"), there, ""),
    )
    if not order.quote.ships:
        marks = (*marks[:2], (_("Ready"), paid, ""))
    at = next((number for number, (_label, done, _detail) in enumerate(marks) if not done), len(marks))
    here = StepState.PROBLEM if stopped or failed else StepState.CURRENT
    steps: list[StatusStep] = []
    for number, (label, _done, detail) in enumerate(marks):
        state = StepState.DONE if number < at else here if number == at else StepState.LATER
        steps.append(StatusStep(label, state, detail if state is not StepState.PROBLEM else request.say(order.word)))
    return tuple(steps)


def _collected(order: Order) -> bool:
    return order.quote.shipping is not None and order.quote.shipping.collected


def _shown(order: Order, payment: Payment) -> bool:
    """A try that failed is history once another one runs."""
    return payment.state is not PaymentState.FAILED or len(order.payments) == 1


def payment_tag(request: WebRequest, payment: Payment) -> Tag:
    """A payment's state in a word."""
    return Tag(request.say(_WORDS[payment.state]), _TONES.get(payment.state, Tone.OK))


def _payment(request: WebRequest, order: Order, payment: Payment) -> PaymentPart:
    method = request.site.core.methods.get(payment.method)
    label = request.say(method.label) if method else payment.method
    open_ = payment.state in (PaymentState.PENDING, PaymentState.PROMISED) and order.state is OrderState.PLACED
    asked = method if open_ and method and method.instructions else None
    return PaymentPart(
        method=label, amount=request.money(payment.money), state=payment_tag(request, payment),
        text=request.say(asked.instructions) if asked and asked.instructions else "",
        instructions=_to_copy(request, order, payment, asked) if asked else (),
    )  # fmt: skip


def _to_copy(request: WebRequest, order: Order, payment: Payment, asked: PaymentMethod) -> tuple[SummaryRow, ...]:
    """What the payer types at their bank; without an account there is no more to it than the order's number."""
    _ = request.gettext
    if not asked.details:
        return (SummaryRow(_("Order number"), (order.number,)),)
    account = (SummaryRow(request.say(one.label), (one.value,), exact=True) for one in asked.details)
    amount = SummaryRow(_("Amount"), (request.money(payment.money),), exact=True)
    return (*account, amount, SummaryRow(request.say(_REFERENCE), (order.number,), exact=True))


def _retry(request: WebRequest, order: Order, error: str) -> Retry | None:
    if order.state is not OrderState.PLACED or order.confirmed_at is not None:
        return None
    payable = order.quote.totals.payable - total(
        (p.money for p in order.payments if p.state is PaymentState.PAID), order.quote.currency
    )
    live = [p.method for p in order.payments if p.state is PaymentState.PENDING]
    told = {method for method in live if (known := request.site.core.methods.get(method)) and known.instructions}
    way = order.quote.shipping
    offers = [offer for offer in offers_with(request, way) if offer.method.key not in told]
    chosen = "" if told else live[-1] if live else ""
    groups = groups_of(request, offers, payable, way=way, chosen=chosen, part="", error=error)
    if not groups[-1].choices:
        return None
    label = request.gettext("Pay %(amount)s", amount=request.money(payable))
    waits = to_pay(request, order) is not None
    words = request.gettext("Go on to the payment page, or choose another way.") if waits else ""
    if order.payment is PaymentState.FAILED:
        words = request.gettext(
            "The payment was not accepted and nothing was charged. Try again, or choose another way."
        )
    keep = (("key", request.site.new_token()),)
    action = f"/orders/{order.token}/pay"
    return Retry(action=action, label=label, groups=groups, text=words, keep=keep, aside=bool(told) and not error)


def address_rows(request: WebRequest, order: Order) -> tuple[SummaryRow, ...]:
    """Who receives it and where; nothing where that was erased."""
    if order.quote.contact is None:
        return ()
    try:
        contact, address = request.ask(ContactById(contact=order.quote.contact))
    except NotFound:
        return ()
    written = SummaryRow(request.gettext("Contact"), tuple(line for line in (contact.email, contact.phone) if line))
    if not order.quote.ships:
        return (SummaryRow(request.gettext("Bought by"), (contact.name,)), written)
    if _collected(order):
        to = SummaryRow(request.gettext("Collected by"), (contact.name,))
    else:
        country = request.formats.country(address.country)
        to = SummaryRow(request.gettext("Delivered to"), (contact.name, *address.lines, country))
    return to, written


def _actions(request: WebRequest, order: Order) -> tuple[Action, ...]:
    open_ = order.fulfilment in (FulfilmentState.TO_PREPARE, FulfilmentState.LATE) and order.state is OrderState.PLACED
    settled = order.confirmed_at is not None or order.state is OrderState.CANCELLED
    _, money = request.gettext, request.formats.money(_taken(order))
    asks = _("What was paid, %(amount)s, goes back to where it came from; a bank may take some days.", amount=money)
    asks = f"{_('This cannot be undone.')} {asks if _taken(order) else _('No money was taken.')}"
    cancel_it = Action(_("Cancel the order"), f"/orders/{order.token}/cancel", asks=asks)
    return (*((again_of(request, order.token),) if settled else ()), *((cancel_it,) if open_ else ()))


def _taken(order: Order) -> Money:
    """What of the customer's money we have, and give back when the order is called off."""
    paid = (one.left for one in order.payments if one.state in (PaymentState.PAID, PaymentState.PARTLY_REFUNDED))
    return total(paid, order.quote.currency)


def again_of(request: WebRequest, token: str) -> Action:
    """The button that puts the same into the cart again."""
    return Action(request.gettext("Order again"), f"/orders/{token}/again")


def again(request: WebRequest) -> Page | Redirect:
    """Put what was ordered into the cart again."""
    order = order_by_token(request)
    put = order_again(request, order)
    return put if isinstance(put, Redirect) else order_page(request, order_by_token(request), notices=put, status=422)


def cancel(request: WebRequest) -> Page | Redirect:
    """Call the order off, while it has not left."""
    order = order_by_token(request)
    outcome = request.run(CancelOrder(order=order.id, reason="customer"))
    if isinstance(outcome, Refused):
        return order_page(request, order, notices=(Notice(request.say(outcome.text), Tone.WARN),), status=422)
    notice = text("The order is cancelled.")
    if money := _taken(order):
        notice = text("The order is cancelled. %(amount)s goes back to where it came from.", amount=money)
    return Redirect(to=f"/orders/{order.token}", notice=notice)


def pay_again(request: WebRequest) -> Page | Redirect | Onward:
    """Another try, by the same method or another one."""
    order = order_by_token(request)
    paid = total((p.money for p in order.payments if p.state is PaymentState.PAID), order.quote.currency)
    plan = plan_of(request, offers_with(request, order.quote.shipping), order.quote.totals.payable - paid)
    key = request.form.get("key", "")
    if plan is None or not 8 <= len(key) <= 100:
        return order_page(request, order, error=request.gettext("Choose a way to pay"), status=422)
    outcome = request.run(PayOrder(order=order.id, plan=plan, key=key))
    if isinstance(outcome, Done):
        return begin_payment(request, order_by_token(request))
    notices = (Notice(request.say(outcome.text), Tone.WARN),) if isinstance(outcome, Refused) else ()
    return order_page(request, order_by_token(request), notices=notices, status=422)
