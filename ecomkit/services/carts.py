"""Carts and what their checkout learns."""

from __future__ import annotations

from functools import partial
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from ecomkit.domain import (
    MAX_LINES,
    MAX_QUANTITY,
    ActorKind,
    Cart,
    CartById,
    ChangeCart,
    Checkout,
    CheckoutOf,
    ChooseDelivery,
    ChoosePayment,
    ChooseShipping,
    Context,
    Destination,
    FillCheckout,
    Policy,
    Refusal,
    Refuse,
    Text,
    Who,
    WriteContext,
    text,
)
from ecomkit.hooks import Lookup, Operation, Step
from ecomkit.mistakes import Mistake
from ecomkit.services.checkouts import checkout_for
from ecomkit.services.core import Core
from ecomkit.services.rows import rows_of
from ecomkit.services.steps import steps_for
from ecomkit.storage import carts, catalogue, profiles

__all__ = ["lookups", "operations"]


def _change(ctx: WriteContext, command: ChangeCart) -> Cart:
    rows = rows_of(ctx)
    if command.quantity and command.sku not in catalogue.variants(rows, [command.sku], ctx.foreign):
        if ctx.foreign and command.sku in catalogue.variants(rows, [command.sku]):
            words = text("This is not sold in %(currency)s.", currency=ctx.currency)
            raise Refuse.because("not_sold_here", words, rule="markets", field="sku")
        raise Refuse.because(
            "unknown_sku", text("There is no article %(sku)s.", sku=command.sku), rule="catalogue", field="sku"
        )
    before = carts.cart_by(rows, command.cart)
    carts.ensure(rows, command.cart, ctx.buyer, ctx.now, there=before is not None)
    known = {line.sku: line.quantity for line in before.lines} if before else {}
    wanted = command.quantity + (known.get(command.sku, 0) if command.how == "add" else 0)
    if wanted > MAX_QUANTITY:
        words = text("At most %(most)s pieces of one thing fit into a cart.", most=MAX_QUANTITY)
        raise Refuse.because("too_many", words, rule="cart", field="quantity")
    if command.sku not in known and len(known) >= MAX_LINES:
        raise Refuse.because(
            "too_many_lines", text("At most %(most)s lines fit into a cart.", most=MAX_LINES), rule="cart"
        )
    carts.put(rows, command.cart, command.sku, wanted, there=command.sku in known)
    return _cart(ctx, command.cart)


def _cart(ctx: Context, key: str) -> Cart:
    return carts.cart_by(rows_of(ctx), key) or Cart(id=key, buyer=ctx.buyer)


def _delivery(ctx: WriteContext, command: ChooseDelivery) -> None:
    rows = rows_of(ctx)
    learned: dict[str, Any] = {}
    destination = command.destination
    if command.address is not None:
        address = command.address
        destination = Destination(country=address.country, region=address.region[:20], postcode=address.postcode)
    if destination is not None:
        if destination.country not in ctx.countries:
            words = text("We do not sell to this country yet.")
            raise Refuse.because("not_served", words, rule="countries", field="country")
        learned = {
            "country": destination.country, "region": destination.region, "postcode": destination.postcode,
        }  # fmt: skip
    if command.contact is not None and command.address is not None:
        owner = ctx.actor.key if ctx.actor.kind is ActorKind.PERSON else None
        learned["contact"] = profiles.add_contact(rows, command.contact, command.address, owner)
    carts.ensure(rows, command.cart, ctx.buyer, ctx.now, **learned)


def _shipping(ctx: WriteContext, command: ChooseShipping) -> None:
    carts.ensure(rows_of(ctx), command.cart, ctx.buyer, ctx.now, shipping=command.option)


def _payment(core: Core, ctx: WriteContext, command: ChoosePayment) -> None:
    offered = core.offered_methods(ctx)
    for part in command.plan.parts:
        if part.method not in offered:
            words = text("This way to pay is not open to you. Choose another one.")
            raise Refuse.because("method", words, rule="payment_methods", field="payment")
    carts.ensure(rows_of(ctx), command.cart, ctx.buyer, ctx.now, plan=command.plan.model_dump_json())


def _fill(core: Core, ctx: WriteContext, command: FillCheckout) -> None:
    """Read each step's input and run its command, in the order of the steps; all refusals are told at once."""
    refusals: list[Refusal] = []
    for step in steps_for(core, ctx, checkout_for(ctx, command.cart)):
        given = command.steps.get(step.key)
        if given is None:
            continue
        try:
            read = step.input.model_validate(dict(given))
        except ValidationError as error:
            refusals += _refusals(step, error)
            continue
        ctx.run(step.command(command.cart, read))
    if refusals:
        raise Refuse(*refusals)


def _refusals(step: Step, error: ValidationError) -> list[Refusal]:
    found = []
    for one in error.errors(include_url=False, include_input=False):
        name = ".".join(str(part) for part in one["loc"]) or step.key
        field = step.input.model_fields.get(name)
        extra = field.json_schema_extra if field is not None else None
        asked = str(extra.get("error") or "") if isinstance(extra, dict) else ""
        found.append(Refusal(code="field", text=_words(one, asked), rule=step.key, field=name))
    return found


def _words(error: ErrorDetails, asked: str) -> Text:
    """What a validator says itself, or that it is too long; else what the field asks for."""
    context = error.get("ctx", {})
    if isinstance(raised := context.get("error"), Mistake):
        return text(raised.msgid, **raised.values)
    if error["type"] == "string_too_long":
        return text("Write %(number)s characters at most", number=int(context["max_length"]))
    return text(asked or "Fill in this field.")


def _checkout(ctx: Context, query: CheckoutOf) -> Checkout:
    return checkout_for(ctx, query.cart)


def operations(core: Core) -> tuple[Operation[Any], ...]:
    """Commands about carts."""
    own = Policy(permission="carts.change", who=frozenset({Who.BUYER}), owned="cart")
    return (
        Operation(command=ChangeCart, policy=own, apply=_change, draft=True),
        Operation(command=ChooseDelivery, policy=own, apply=_delivery, draft=True),
        Operation(command=ChooseShipping, policy=own, apply=_shipping, draft=True),
        Operation(command=ChoosePayment, policy=own, apply=partial(_payment, core), draft=True),
        Operation(command=FillCheckout, policy=own, apply=partial(_fill, core), draft=True),
    )


def lookups() -> tuple[Lookup[Any], ...]:
    """Queries about carts."""
    own = Policy(permission="carts.see", who=frozenset({Who.BUYER}), owned="cart")
    return (
        Lookup(query=CartById, policy=own, answer=lambda ctx, query: _cart(ctx, query.cart)),
        Lookup(query=CheckoutOf, policy=own, answer=_checkout),
    )
