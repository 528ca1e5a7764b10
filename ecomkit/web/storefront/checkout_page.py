"""The checkout page: one form with all steps, the prices beside it, and what has to be mended."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from ecomkit.domain import Cart, Checkout, CheckoutOf, Quote, Refused, ShippingOption
from ecomkit.hooks import Choice as Option
from ecomkit.hooks import Field, Page, Step, form_for
from ecomkit.hooks.forms import Option as FormOption
from ecomkit.hooks.pages.parts import Link, Notice
from ecomkit.services.quoting import CartOffer, offer_cart
from ecomkit.services.steps import ContactInput, DeliveryInput, PaymentInput, ShippingInput, steps_for
from ecomkit.web.models.checkout import CheckoutPage, CheckoutStep, Choice, ChoiceGroup
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.lines import arrival, lines_of, totals_of
from ecomkit.web.storefront.methods import groups_of, offers_with
from ecomkit.web.storefront.regions import asks, is_by_country, placed, worded

__all__ = ["Mistakes", "checkout_page", "mistakes_of", "shown_digest"]


@dataclass(frozen=True, slots=True)
class Mistakes:
    """What was refused: words by field, and those that belong to none."""

    fields: Mapping[str, str] = field(default_factory=dict)
    rest: tuple[str, ...] = ()


def mistakes_of(request: WebRequest, cart: Cart, refused: Refused) -> Mistakes:
    """A refusal by fields of the page; what is about a step or a line as a whole stands above."""
    checkout = request.ask(CheckoutOf(cart=cart.id))
    known = {name for step in steps_for(request.site.core, request.ctx, checkout) for name in step.input.model_fields}
    by_field: dict[str, str] = {}
    rest: list[str] = []
    for refusal in refused.refusals:
        if refusal.field in known and refusal.field is not None:
            by_field.setdefault(refusal.field, request.say(refusal.text))
        else:
            rest.append(request.say(refusal.text))
    return Mistakes(by_field, tuple(rest))


def shown_digest(quote: Quote) -> str:
    """A digest of what the customer agrees to: lines, amounts, the way of delivery and its date.

    Not where to: a first address changes nothing that was shown, unless it changes an amount.
    """
    shipping = quote.shipping
    parts: list[object] = [(line.key, line.quantity, line.gross.amount) for line in quote.lines]
    parts.append((shipping.key, shipping.price.amount, shipping.latest.isoformat()) if shipping else None)
    parts.append((quote.totals.payable.amount, quote.totals.tax.amount, quote.currency))
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:32]


def checkout_page(
    request: WebRequest, cart: Cart, *, key: str, mistakes: Mistakes | None = None, notices: tuple[Notice, ...] = (), status: int = 200,
    typed: bool = False,
) -> Page:  # fmt: skip
    """The page. `typed` keeps what was written into the form instead of what is known. Raises `Refuse`."""
    _ = request.gettext
    checkout = request.ask(CheckoutOf(cart=cart.id))
    offer = offer_cart(request.site.core, request.ctx, cart, checkout)
    quote = offer.quote
    wrong = mistakes or Mistakes()
    payable = request.money(quote.totals.payable)
    pieces = request.ngettext("%(n)s piece", "%(n)s pieces", cart.pieces)
    days = request.site.settings.identity.return_days
    guest = request.ctx.actor.kind == "guest"
    model = CheckoutPage(
        heading=_("Checkout"), action="/checkout", steps=_steps(request, offer, checkout, wrong, typed=typed),
        lines=lines_of(request, quote), totals=totals_of(request, quote), pay_label=_("Order and pay %(amount)s", amount=payable),
        summary=_("Your order · %(pieces)s", pieces=pieces), promise=arrival(request, quote.shipping),
        trust=(request.ngettext("%(n)s day to send it back", "%(n)s days to send it back", days),) if days and quote.ships else (),
        legal=_("By ordering you agree to:"), legal_links=(Link(_("Terms of sale"), "/terms"), Link(_("Privacy"), "/privacy")),
        sign_in=Link(_("Sign in"), "/account/sign-in?next=/checkout") if guest else None, back=Link(_("Back to cart"), "/cart"),
        keep=(("key", key), ("shown", shown_digest(quote))), notices=notices, errors=wrong.rest,
    )  # fmt: skip
    return Page(template=model.template, model=model, title=_("Checkout"), status=status)


def _steps(
    request: WebRequest, offer: CartOffer, checkout: Checkout, wrong: Mistakes, *, typed: bool
) -> tuple[CheckoutStep, ...]:
    found = []
    for step in steps_for(request.site.core, request.ctx, checkout):
        title = request.say(step.title)
        if step.input is ShippingInput:
            way = _shipping(request, offer, wrong)
            found.append(CheckoutStep(key=step.key, title=title, groups=(way,)))
        elif step.input is PaymentInput:
            cards = _payment(request, offer, checkout, wrong, typed=typed)
            found.append(CheckoutStep(key=step.key, title=title, groups=cards))
        else:
            found.append(_step(request, step, title, checkout, wrong, typed=typed))
    return tuple(found)


def _step(
    request: WebRequest, step: Step, title: str, checkout: Checkout, wrong: Mistakes, *, typed: bool
) -> CheckoutStep:
    """A step by its input model: fields, and radio cards where it gives choices to a field that is no select."""
    values: dict[str, Any] = dict(step.values(request.ctx, checkout))
    if typed:
        values |= _typed(request, step)
    choices, hints = dict(step.choices(request.ctx, checkout)), step.hints(request.ctx, checkout)
    form = form_for(
        step.input,
        values,
        {n: w for n, w in wrong.fields.items() if n in step.input.model_fields},
        words=request.gettext,
    )
    fields, groups = [], []
    country = values.get("country", request.ctx.country)
    asked = tuple(replace(one, hint=request.say(hints[one.name])) if one.name in hints else one for one in form.fields)
    if step.input in (DeliveryInput, ContactInput):
        asked = tuple(worded(request, one, country) for one in asked)
    for one in asked:
        if is_by_country(step, one) and one.name not in choices:
            fields += [placed(request, one, country)] if asks(step, one.name, country) else []
        elif one.name in choices and one.kind != "select":
            groups.append(_cards(one, choices[one.name]))
        elif one.name in choices:
            options = tuple(FormOption(c.value, c.label, chosen=c.value == one.value) for c in choices[one.name])
            fields.append(replace(one, options=options))
        else:
            fields.append(one)
    update = request.gettext("Update prices") if any(one.name == "country" for one in fields) else ""
    return CheckoutStep(key=step.key, title=title, fields=tuple(fields), groups=tuple(groups), update=update)


def _typed(request: WebRequest, step: Step) -> dict[str, Any]:
    """What was written into the form; of a box, whether it was ticked."""
    return {
        name: (name in request.form) if known.annotation is bool else request.form[name]
        for name, known in step.input.model_fields.items()
        if known.annotation is bool or name in request.form
    }


def _cards(one: Field, choices: Sequence[Option]) -> ChoiceGroup:
    cards = tuple(
        Choice(value=c.value, label=c.label, detail=c.note, price=c.price, checked=c.value == one.value)
        for c in choices
    )
    return ChoiceGroup(name=one.name, legend=one.label, choices=cards, hint=one.hint, error=one.error)


def _shipping(request: WebRequest, offer: CartOffer, wrong: Mistakes) -> ChoiceGroup:
    chosen = offer.quote.shipping.key if offer.quote.shipping else ""
    cards = tuple(_way(request, option, chosen) for option in offer.ways)
    return ChoiceGroup(
        name="shipping", legend=request.gettext("How it travels"), choices=cards, error=wrong.fields.get("shipping", "")
    )


def _way(request: WebRequest, option: ShippingOption, chosen: str) -> Choice:
    price = request.money(option.price) if option.price else request.gettext("free")
    return Choice(
        value=option.key,
        label=request.say(option.label),
        detail=arrival(request, option),
        price=price,
        checked=option.key == chosen,
        collects=option.collected,
    )


def _payment(
    request: WebRequest, offer: CartOffer, checkout: Checkout, wrong: Mistakes, *, typed: bool
) -> tuple[ChoiceGroup, ...]:
    quote, plan = offer.quote, checkout.plan
    known = plan.parts[-1].method if plan else ""
    part = plan.parts[0].method if plan and len(plan.parts) > 1 else ""
    offers = offers_with(request, *offer.ways)
    if plan is None:
        part = next((one.method.key for one in offers if one.pays_part(quote.totals.payable)), "")
    return groups_of(
        request, offers, quote.totals.payable, way=quote.shipping, chosen=request.form.get("payment", known) if typed else known,
        part=request.form.get("part", "") if typed else part, error=wrong.fields.get("payment", ""),
    )  # fmt: skip
