"""The checkout: fill in, see the price that will be charged, place (E1.3, E1.8)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter, ValidationError
from sqlalchemy import bindparam, select

from ecomkit.domain import (
    REGIONS,
    Cart,
    CheckoutOf,
    ChooseDelivery,
    ChooseShipping,
    Destination,
    Done,
    FillCheckout,
    Held,
    Money,
    OrderById,
    PlaceOrder,
    Quote,
    Refuse,
    Refused,
    RequestQuote,
    text,
)
from ecomkit.hooks import Page, Redirect, Step
from ecomkit.hooks.pages.parts import Notice, Tone
from ecomkit.services.steps import ContactInput, DeliveryInput, PaymentInput, steps_for
from ecomkit.storage.tables import idempotency
from ecomkit.web.replies import Onward
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.cart import cart_of, quote_now
from ecomkit.web.storefront.checkout_page import Mistakes, checkout_page, mistakes_of, shown_digest
from ecomkit.web.storefront.methods import offers_for, plan_of
from ecomkit.web.storefront.paying import begin_payment
from ecomkit.web.storefront.regions import asks

__all__ = ["place", "show_checkout"]

_OUTCOME: TypeAdapter[Done[Any] | Held] = TypeAdapter(Done[Any] | Held)
_KNOWN = select(idempotency.c.outcome).where(idempotency.c.key == bindparam("key"))
_MOVED = frozenset({"quote_changed", "quote_expired", "cart_changed"})


def show_checkout(request: WebRequest) -> Page | Redirect:
    """The checkout as far as it is filled in."""
    cart = cart_of(request)
    if not cart.lines:
        return Redirect(to="/cart")
    return _page(request, cart, key=request.site.new_token())


def _page(request: WebRequest, cart: Cart, **given: Any) -> Page | Redirect:
    """The page; where the cart cannot be sold as it is, the cart says why."""
    try:
        return checkout_page(request, cart, **given)
    except Refuse:
        return Redirect(to="/cart")


def place(request: WebRequest) -> Page | Redirect | Onward:
    """Take the form: price again (`op=update`), or place the order. Sent twice, it is placed once."""
    key = request.form.get("key", "")
    key = key if 8 <= len(key) <= 100 and key.isprintable() else request.site.new_token()
    before = _placed_before(request, key)
    if before is not None:
        return _go_on(request, before)
    cart = cart_of(request)
    if not cart.lines:
        return Redirect(to="/cart")
    if request.form.get("op") == "update":
        return _update(request, cart, key)
    return _fill(request, cart, key)


def _fill(request: WebRequest, cart: Cart, key: str) -> Page | Redirect | Onward:
    """Keep what was filled in, and ask what it costs now."""
    try:
        given = _given(request, cart)
    except Refuse:
        return Redirect(to="/cart")
    if isinstance(given, Mistakes):
        return _page(request, cart, key=key, mistakes=given, status=422, typed=True)
    filled = request.run(FillCheckout(cart=cart.id, steps=given))
    if isinstance(filled, Refused):
        return _page(request, cart, key=key, mistakes=mistakes_of(request, cart, filled), status=422, typed=True)
    quoted = request.run(RequestQuote(cart=cart.id))
    if not isinstance(quoted, Done):
        mistakes = mistakes_of(request, cart, quoted) if isinstance(quoted, Refused) else Mistakes()
        return _page(request, cart_of(request), key=key, mistakes=mistakes, status=422, typed=True)
    return _place(request, cart, quoted.result, key)


def _place(request: WebRequest, cart: Cart, quote: Quote, key: str) -> Page | Redirect | Onward:
    if shown_digest(quote) != request.form.get("shown", ""):
        return _show_difference(request, cart, quote, key)
    plan = request.ask(CheckoutOf(cart=cart.id)).plan
    if plan is None:
        wrong = Mistakes({"payment": request.gettext("Choose a way to pay")})
        return _page(request, cart, key=key, mistakes=wrong, status=422, typed=True)
    reference = " ".join(request.form.get("reference", "").split())[:60]
    try:
        command = PlaceOrder(quote=quote.id, plan=plan, key=key, reference=reference)
    except ValidationError:
        command = PlaceOrder(quote=quote.id, plan=plan, key=key)
    outcome = request.run(command)
    if not isinstance(outcome, Refused):
        return _go_on(request, outcome)
    codes = {refusal.code for refusal in outcome.refusals}
    if "key_reused" in codes:
        before = _placed_before(request, key)
        return _go_on(request, before) if before is not None else Redirect(to="/cart")
    if codes & _MOVED:
        return _show_difference(request, cart_of(request), None, key)
    return _page(request, cart, key=key, mistakes=mistakes_of(request, cart, outcome), status=422, typed=True)


def _show_difference(request: WebRequest, cart: Cart, quote: Quote | None, key: str) -> Page | Redirect:
    """What the customer agreed to is not what it costs now: show the new prices and ask again."""
    now = request.money(quote.totals.payable) if quote is not None else ""
    words = request.gettext("The price is %(amount)s now. Look at it, and order again if it is right.", amount=now)
    changed = (
        words
        if now
        else request.gettext("Something has changed meanwhile. Look at it, and order again if it is right.")
    )
    return _page(request, cart, key=key, notices=(Notice(changed, Tone.WARN),), status=409, typed=True)


def _update(request: WebRequest, cart: Cart, key: str) -> Page | Redirect:
    """Price again for another place or way of delivery. What was typed stays in the form and nowhere else."""
    country, region = request.form.get("country", ""), request.form.get("region", "")
    if country in request.ctx.countries:
        region = region if region in REGIONS.get(country, {}) else ""
        place = Destination(country=country, region=region, postcode=request.form.get("postcode", "").strip()[:16])
        request.run(ChooseDelivery(cart=cart.id, destination=place))
    if request.form.get("shipping"):
        request.run(ChooseShipping(cart=cart.id, option=request.form["shipping"][:60]))
    return _page(request, cart_of(request), key=key, typed=True)


def _given(request: WebRequest, cart: Cart) -> Mapping[str, Mapping[str, str]] | Mistakes:
    """The input of all steps by name, as far as the form has it. Amounts never come from the form. Raises `Refuse`."""
    given: dict[str, dict[str, str]] = {}
    for step in steps_for(request.site.core, request.ctx, request.ask(CheckoutOf(cart=cart.id))):
        if step.input is PaymentInput:
            given[step.key] = _payment(request, cart)
        else:
            given[step.key] = {name: request.form[name] for name in step.input.model_fields if name in request.form}
            wrong = _region(request, step, given[step.key])
            if wrong is not None:
                return wrong
    return given


def _region(request: WebRequest, step: Step, given: dict[str, str]) -> Mistakes | None:
    """What the country does not ask for is dropped: it was written for another one. A region is one of the known."""
    country = given.get("country", "")
    for name in ("region", "line2"):
        if name in given and not asks(step, name, country):
            del given[name]
    own = issubclass(step.input, DeliveryInput | ContactInput)
    if own or not asks(step, "region", country) or given.get("region") in REGIONS[country]:
        return None
    return Mistakes({"region": request.gettext("Choose the state or region")})


def _payment(request: WebRequest, cart: Cart) -> dict[str, str]:
    offers = offers_for(request)
    in_parts = any(offer.method.divisible for offer in offers)
    payable = quote_now(request, cart).totals.payable if in_parts else Money.zero(request.ctx.currency)
    plan = plan_of(request, offers, payable)
    if plan is None:
        return {}
    given = {"payment": plan.parts[-1].method}
    part = plan.parts[0] if len(plan.parts) > 1 else None
    if part is not None and part.money is not None:
        given |= {"part": part.method, "part_amount": str(part.money.amount), "currency": part.money.currency}
    return given


def _placed_before(request: WebRequest, key: str) -> Done[Any] | Held | None:
    """What came of this form when it was sent before."""
    found = request.rows.scalar(_KNOWN, key=f"place_order/{request.ctx.actor.key}/{key}")
    return _OUTCOME.validate_json(found) if found else None


def _go_on(request: WebRequest, outcome: Done[Any] | Held) -> Redirect | Onward:
    """On to where it is paid, or to the page of the order or of the held request."""
    if isinstance(outcome, Held):
        return Redirect(
            to=f"/held/{outcome.held}", notice=text("%(number)s waits for approval.", number=outcome.number)
        )
    order = request.ask(OrderById(order=str(outcome.result)))
    return begin_payment(request, order)
