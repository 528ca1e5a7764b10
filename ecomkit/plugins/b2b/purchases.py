"""Purchase-order numbers and cost centres, and the plugin's own row for each order."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from pydantic import ConfigDict, Field
from sqlalchemy import bindparam, delete, insert, select, update

from ecomkit.domain import Checkout, HeldCommands, OrderPlaced, PlaceOrder, QuoteById, Refusal
from ecomkit.plugins.b2b import tables
from ecomkit.plugins.b2b.api import NotePurchase
from ecomkit.plugins.b2b.companies import company_of, purchaser
from ecomkit.plugins.b2b.limits import DAY_LIMIT, ORDER_LIMIT
from ecomkit.sdk import Context, Event, Step, Value, WriteContext, new_id, text

__all__ = [
    "NumberedPurchaseInput",
    "PurchaseInput",
    "call_off",
    "note_purchase",
    "purchase_of",
    "purchase_steps",
    "record_purchase",
]

_NOTE = tables.purchase_note
_NOTES = select(_NOTE).where(_NOTE.c.cart == bindparam("cart"), _NOTE.c.id > bindparam("after")).order_by(_NOTE.c.id)
_DROP = delete(_NOTE).where(
    _NOTE.c.cart == bindparam("of"), _NOTE.c.id > bindparam("after"), _NOTE.c.id < bindparam("before")
)
_PURCHASE = select(tables.purchase).where(tables.purchase.c.order == bindparam("of"))
_UNCOUNT = update(tables.purchase).where(tables.purchase.c.order == bindparam("of")).values(counted=False)
_END = "~"
"""Sorts behind every key."""


class PurchaseInput(Value):
    """What a company wants to find on its invoice."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    purchase_order: str = Field(
        default="", title="Purchase-order number", max_length=60, pattern=r"^[^\x00-\x1f]*$", description="Printed on the invoice",
        json_schema_extra={"error": "Enter your purchase-order number on one line, at most 60 characters", "width": "medium"},
    )  # fmt: skip
    cost_centre: str = Field(
        default="", title="Cost centre", max_length=60, pattern=r"^[^\x00-\x1f]*$",
        json_schema_extra={"error": "Enter the cost centre on one line, at most 60 characters", "width": "medium"},
    )  # fmt: skip


class NumberedPurchaseInput(PurchaseInput):
    """The same of a company whose orders need a number."""

    purchase_order: str = Field(
        title="Purchase-order number", min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$",
        description="Your company asks for one on each order",
        json_schema_extra={"error": "Enter your purchase-order number on one line, at most 60 characters", "width": "medium"},
    )  # fmt: skip


def purchase_steps() -> Sequence[Step]:
    """The checkout step, asked of purchasers alone; with a number that may or must be given, as their company says."""
    step = Step(
        key="purchase", title=text("Your purchase order"), input=PurchaseInput, command=_command, complete=_complete, values=_values,
        after="delivery", offered=lambda ctx: purchaser(ctx) is not None and not _required(ctx),
    )  # fmt: skip
    return step, replace(step, input=NumberedPurchaseInput, offered=_required)


def _required(ctx: Context) -> bool:
    buyer = purchaser(ctx)
    company = company_of(ctx, buyer.party) if buyer is not None else None
    return company is not None and bool(company.reference_required)


def _command(cart: str, given: PurchaseInput) -> NotePurchase:
    return NotePurchase(cart=cart, reference=given.purchase_order.strip(), cost_centre=given.cost_centre.strip())


def _complete(ctx: Context, checkout: Checkout) -> Refusal | None:
    if not _required(ctx):
        return None
    note = _note(ctx, checkout.cart)
    if note is not None and note.reference:
        return None
    words = text("Enter your purchase-order number: your company asks for one.")
    return Refusal(code="incomplete", text=words, rule="steps", field="purchase_order")


def _values(ctx: Context, checkout: Checkout) -> Mapping[str, str]:
    note = _note(ctx, checkout.cart)
    return {"purchase_order": note.reference, "cost_centre": note.cost_centre} if note is not None else {}


def _window(ctx: Context) -> tuple[str, str]:
    """The keys between which this order's note was written: after the last held order, before the one that is granted.

    A cart is used again while an order of it waits for approval. Notes are never changed, so each keeps its own.
    """
    end = ctx.grant.held if ctx.grant is not None else _END
    held = ctx.ask(HeldCommands(view="mine", state=None))
    return max((one.id for one in held if one.id < end), default=""), end


def _note(ctx: Context, cart: str) -> Any:
    start, end = _window(ctx)
    notes = [row for row in ctx.db.all(_NOTES, cart=cart, after=start) if row.id < end]
    return notes[-1] if notes else None


def note_purchase(ctx: WriteContext, command: NotePurchase) -> None:
    """Write a new note; the last one counts."""
    known = _note(ctx, command.cart)
    if known is None or (known.reference, known.cost_centre) != (command.reference, command.cost_centre):
        ctx.db.write(
            insert(_NOTE), id=new_id(), cart=command.cart, reference=command.reference, cost_centre=command.cost_centre
        )


def record_purchase(ctx: WriteContext, command: PlaceOrder, events: Sequence[Event]) -> None:
    """Copy the note to the order, and count the order: on the buyer's own authority unless somebody agreed to it.

    Two orders at once cannot both miss each other in the day's sum: each takes its number from the same series row, so that
    one of them runs after the other, checks included.
    """
    buyer = purchaser(ctx)
    placed = next((event for event in events if isinstance(event, OrderPlaced)), None)
    if buyer is None or placed is None:
        return
    cart = ctx.ask(QuoteById(quote=command.quote)).cart or ""
    note = _note(ctx, cart)
    ctx.db.write(
        insert(tables.purchase), order=placed.order, company=buyer.party, person=ctx.actor.key, payable=placed.payable.amount,
        currency=placed.payable.currency, placed_at=ctx.now,
        counted=ctx.grant is None or not ctx.grant.codes & {ORDER_LIMIT, DAY_LIMIT},
        approved_by=ctx.grant.decided_by if ctx.grant else None, reference=command.reference or (note.reference if note else ""),
        cost_centre=note.cost_centre if note else "",
    )  # fmt: skip
    start, end = _window(ctx)
    ctx.db.write(_DROP, of=cart, after=start, before=end)


def call_off(ctx: WriteContext, order: str) -> None:
    """An order that was called off no longer counts against the day's limit."""
    ctx.db.write(_UNCOUNT, of=order)


def purchase_of(ctx: Context, order: str) -> Any:
    """The plugin's row of an order, or None."""
    return ctx.db.first(_PURCHASE, of=order)
