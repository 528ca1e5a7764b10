"""The plugin: what gift cards tell the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from functools import partial
from typing import Any

from ecomkit.domain import OrderCancelled, OrderConfirmed, PaymentMethod
from ecomkit.plugins.gift_cards import api, commands, pages
from ecomkit.plugins.gift_cards.cards import method
from ecomkit.plugins.gift_cards.screens import inspect_cards, screens
from ecomkit.plugins.gift_cards.selling import bring_cards
from ecomkit.plugins.gift_cards.settings import GiftCardSettings
from ecomkit.plugins.gift_cards.tables import TABLES
from ecomkit.sdk import (
    Block,
    Context,
    Event,
    Inspection,
    Job,
    JobContext,
    Operation,
    Plugin,
    Policy,
    Route,
    Screen,
    ShownPage,
    Table,
    Who,
    WriteContext,
    hookimpl,
    text,
)

__all__ = ["GiftCards"]

_STAFF = Policy(permission=api.PERMISSION, who=frozenset({Who.PERMITTED, Who.SYSTEM}))
_OWN = Policy(permission="carts.change", who=frozenset({Who.BUYER}), owned="cart")
_SYSTEM = Policy(permission="gift_cards.run", who=frozenset({Who.SYSTEM}))


class GiftCards(Plugin[GiftCardSettings]):
    """Money on a code: an internal, divisible way to pay on the ledger."""

    name = "gift_cards"
    hook_api = 1
    title = "Gift cards"

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """Cards, where they were entered, and what they paid."""
        return TABLES

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """Issuing, entering, blocking, lapsing."""
        issued, blocked, lapsed = (api.GiftCardIssued,), (api.GiftCardBlocked,), (api.GiftCardLapsed,)
        give, sell = partial(commands.issue, self.settings), partial(commands.sell, self.settings)
        return [
            Operation(command=api.IssueGiftCard, policy=_STAFF, apply=give, emits=issued),
            Operation(command=api.BlockGiftCard, policy=_STAFF, apply=commands.block, emits=blocked),
            Operation(command=api.EnterGiftCard, policy=_OWN, apply=commands.enter, draft=True),
            Operation(command=api.RemoveGiftCard, policy=_OWN, apply=commands.remove, draft=True),
            Operation(command=api.SellGiftCard, policy=_SYSTEM, apply=sell, emits=issued),
            Operation(command=api.CancelSoldCards, policy=_SYSTEM, apply=commands.cancel_sold, emits=blocked),
            Operation(command=api.LapseGiftCards, policy=_SYSTEM, apply=commands.lapse, emits=lapsed),
        ]

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """What happens to cards."""
        return [api.GiftCardIssued, api.GiftCardBlocked, api.GiftCardLapsed]

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """Every hour: a card's day ends by the shop's clock."""
        return [
            Job(
                name="lapse",
                work=_lapse,
                every=timedelta(hours=1),
                title=text("Let cards lapse whose last day is over"),
            )
        ]

    @hookimpl
    def register_payment_methods(self) -> Sequence[PaymentMethod]:
        """The card that lies in the cart."""
        return [method()]

    @hookimpl
    def record_pay_order(self, ctx: WriteContext, events: Sequence[Event]) -> None:
        """Which payment takes from which card."""
        commands.note_payments(ctx, events)

    @hookimpl
    def record_finish_refund(self, ctx: WriteContext, events: Sequence[Event]) -> None:
        """What came back can be spent."""
        commands.keep_refunded(ctx, events)

    @hookimpl(when=lambda plugin, _event: bool(plugin.settings.sold))
    def on_order_confirmed(self, ctx: JobContext, event: OrderConfirmed) -> None:
        """Cards that were bought."""
        bring_cards(self.settings, ctx, event.order)

    @hookimpl
    def on_order_cancelled(self, ctx: JobContext, event: OrderCancelled) -> None:
        """And that were not, in the end."""
        ctx.run(api.CancelSoldCards(order=event.order))

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        """The page of cards, and issuing."""
        anyone = Policy(permission="gift_cards.see", who=frozenset({Who.ANYONE}))
        staff = Policy(permission=api.PERMISSION, who=frozenset({Who.PERMITTED}))
        post, page, new = ("POST",), pages.CARD_PAGE, pages.ISSUE_PAGE
        return [
            Route(path=page, view=pages.show, policy=anyone, name="gift_cards"),
            Route(path=page, view=pages.take, policy=anyone, name="gift_cards.take", methods=post),
            Route(path=f"{page}/remove", view=pages.remove, policy=anyone, name="gift_cards.remove", methods=post),
            Route(path=new, view=pages.show_issue, policy=staff, name="gift_cards.admin.new"),
            Route(path=new, view=pages.issue, policy=staff, name="gift_cards.admin.issue", methods=post),
        ]

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """The card of a cart, and the cards of an order."""
        return pages.blocks_for(ctx, page)

    @hookimpl
    def register_screens(self) -> Sequence[Screen]:
        """Cards."""
        return screens()

    @hookimpl
    def register_inspections(self) -> Sequence[Callable[[Context], Iterator[Inspection]]]:
        """Cards against the ledger."""
        return [inspect_cards]


def _lapse(ctx: JobContext, _payload: dict[str, str]) -> None:
    """Let cards lapse whose last day is over."""
    ctx.run(api.LapseGiftCards())
