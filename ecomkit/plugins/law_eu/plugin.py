"""The plugin: what European law asks of a shop for consumers, and the on-line withdrawal function."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

from ecomkit.domain import (
    Authority,
    CheckoutOf,
    DeliverOrder,
    DispatchOrder,
    Duty,
    OrderById,
    OrderConfirmed,
    OrderPlaced,
    Refusal,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.law_eu.api import (
    STAFF,
    NoteAcknowledgement,
    Standing,
    WithdrawalAcknowledged,
    WithdrawalClosed,
    WithdrawalOf,
    WithdrawalStated,
)
from ecomkit.plugins.law_eu.consent import step
from ecomkit.plugins.law_eu.duties import AUTHORITIES, DUTIES
from ecomkit.plugins.law_eu.letters import acknowledgement, contract_letter
from ecomkit.plugins.law_eu.pages import FIND, find, withdraw
from ecomkit.plugins.law_eu.right import is_consumers
from ecomkit.plugins.law_eu.screens import one_withdrawal, screen
from ecomkit.plugins.law_eu.settings import EEA, LawEUSettings
from ecomkit.plugins.law_eu.speech import Speech
from ecomkit.plugins.law_eu.tables import consent, contract, stated_line, statement
from ecomkit.plugins.law_eu.telling import PAGE, notices_to_customer, notices_to_staff, refuse_to_dispatch
from ecomkit.plugins.law_eu.texts import accessibility, information
from ecomkit.plugins.law_eu.withdrawing import lookups, note_contract, note_delivery, operations
from ecomkit.sdk import (
    Block,
    Context,
    Event,
    JobContext,
    Link,
    Lookup,
    Operation,
    Plugin,
    Policy,
    Route,
    Screen,
    ShownPage,
    Step,
    Table,
    Who,
    WriteContext,
    hookimpl,
    text,
)

__all__ = ["LawEU"]

_ANYONE = Policy(permission="law_eu.see", who=frozenset({Who.ANYONE}))
_STAFF_ONLY = Policy(permission=STAFF, who=frozenset({Who.PERMITTED}))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Promise:
    """What stands beside the button that orders."""

    days: int
    guarantee: int
    sent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Right:
    """The right of withdrawal on the page of an order."""

    open: bool
    until: str
    days: int
    statements: bool
    href: str


class LawEU(Plugin[LawEUSettings]):
    """European consumer law with Spain: duties, withdrawal on line, letters that last, accessibility."""

    name = "law_eu"
    hook_api = 1
    kind = "law"
    countries = (
        "AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE", "IS", "IT", "LI", "LT", "LU", "LV",
        "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
    )  # fmt: skip
    title = "European consumer law"

    @hookimpl
    def register_duties(self) -> Sequence[Duty]:
        """What is owed, by article."""
        return DUTIES

    @hookimpl
    def register_authorities(self) -> Sequence[Authority]:
        """Who takes complaints in Spain."""
        return AUTHORITIES

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """Contracts, statements with their lines, and consents."""
        return [contract, statement, stated_line, consent]

    @hookimpl
    def register_steps(self) -> Sequence[Step]:
        """The consent to be supplied at once, where something is."""
        return [step(self.settings)]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """State, acknowledge, close."""
        return operations(self.settings)

    @hookimpl
    def register_queries(self) -> Sequence[Lookup[Any]]:
        """The right of an order, statements, and the way from a number to an order."""
        return lookups(self.settings)

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """The life of a withdrawal."""
        return [WithdrawalStated, WithdrawalAcknowledged, WithdrawalClosed]

    @hookimpl
    def register_screens(self) -> Sequence[Screen]:
        """Withdrawals for staff."""
        return [screen()]

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        """The withdrawal function for everybody, guests too, and the pages of text."""
        both, settings = ("GET", "POST"), self.settings
        return [
            Route(path=FIND, view=partial(find, settings=settings), policy=_ANYONE, name="law_eu.find", methods=both),
            Route(
                path=f"{FIND}/{{key}}", view=withdraw, policy=_ANYONE, name="law_eu.withdraw", methods=both
            ),
            Route(path="/withdrawal", view=partial(information, settings=settings), policy=_ANYONE, name="law_eu.information"),
            Route(
                path="/accessibility", view=partial(accessibility, settings=settings), policy=_ANYONE, name="law_eu.accessibility"
            ),
            Route(
                path=f"{PAGE}/{{key}}", view=one_withdrawal, policy=_STAFF_ONLY, name="law_eu.admin.withdrawal", methods=both
            ),
        ]  # fmt: skip

    @hookimpl
    def record_place_order(self, ctx: WriteContext, events: Sequence[Event]) -> None:
        """Note the number of the order."""
        for event in events:
            if isinstance(event, OrderPlaced) and event.buyer.capacity in self.settings.capacities:
                note_contract(ctx, event.order, event.number)

    @hookimpl
    def check_dispatch_order(self, ctx: Context, command: DispatchOrder) -> Sequence[Refusal]:
        """What was withdrawn from is not sent."""
        return refuse_to_dispatch(ctx, ctx.ask(OrderById(order=command.order)))

    @hookimpl
    def record_deliver_order(self, ctx: WriteContext, command: DeliverOrder) -> None:
        """The period begins with the delivery."""
        note_delivery(ctx, command.order)

    @hookimpl
    def on_order_confirmed(self, ctx: JobContext, event: OrderConfirmed) -> None:
        """Confirm the contract on a durable medium, with terms and withdrawal information in it (art. 8(7))."""
        order = ctx.ask(OrderById(order=event.order))
        letter = contract_letter(ctx, order, self.settings) if is_consumers(order, ctx, self.settings) else None
        if letter is not None:
            ctx.send(letter)

    @hookimpl
    def on_withdrawal_stated(self, ctx: JobContext, event: WithdrawalStated) -> None:
        """Acknowledge by letter, with content, day and time (art. 11a), and note that it went out."""
        order, right = ctx.ask(OrderById(order=event.order)), ctx.ask(WithdrawalOf(order=event.order))
        made = next(one for one in right.statements if one.key == event.withdrawal)
        letter = acknowledgement(ctx, order, right, made)
        if letter is not None:
            ctx.send(letter)
            ctx.run(NoteAcknowledgement(statement=made.key), key=f"acknowledged/{made.key}")

    @hookimpl
    def contribute_navigation(self, ctx: Context) -> Sequence[Link]:
        """The withdrawal function and the statements, on each page, for whoever may be a consumer here."""
        access = Link(label=text("Accessibility"), path="/accessibility", place="footer")
        if not self._owed(ctx):
            return [access] if self._in_europe(ctx) else []
        return [
            Link(label=text("Withdraw from contract here"), path=FIND, place="footer"),
            Link(label=text("Right of withdrawal"), path="/withdrawal", place="footer"),
            access,
        ]

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """Right of withdrawal and guarantee beside the button; the withdrawal function on the order, and what staff know of it."""
        if page.name == "checkout" and self._owed(ctx):
            promise = _Promise(
                days=self.settings.withdrawal_days, guarantee=self.settings.guarantee_years, sent=_sends(ctx)
            )
            return [Block(slot="checkout.before_pay", template="law_eu/checkout.html", model=promise)]
        if page.name == "admin.order":
            told = notices_to_staff(ctx, ctx.ask(OrderById(order=page.subject)))
            return [Block(slot="admin.order.top", template="law_eu/notices.html", model=told)] if told else []
        return self._on_order(ctx, page.subject) if page.name == "order" and page.subject else []

    def _on_order(self, ctx: Context, key: str) -> Sequence[Block]:
        try:
            right, order = ctx.ask(WithdrawalOf(order=key)), ctx.ask(OrderById(order=key))
        except NotFound:
            return []
        is_open = right.standing is Standing.OPEN
        if not is_open and not right.statements:
            return []
        model = _Right(
            open=is_open, until=Speech(ctx).day(right.until) if right.until and is_open else "",
            days=self.settings.withdrawal_days, statements=bool(right.statements), href=f"{FIND}/{order.token}",
        )  # fmt: skip
        told = notices_to_customer(ctx, order, right.statements)
        above = [Block(slot="order.top", template="law_eu/notices.html", model=told)] if told else []
        return [*above, Block(slot="order.details", template="law_eu/order.html", model=model)]

    def _in_europe(self, ctx: Context) -> bool:
        return not EEA.isdisjoint((ctx.shop.country, *ctx.shop.served))

    def _owed(self, ctx: Context) -> bool:
        """Whether this visitor may be a consumer to whom the directive applies."""
        consumer = ctx.buyer is None or ctx.buyer.capacity in self.settings.capacities
        return consumer and self._in_europe(ctx)


def _sends(ctx: Context) -> bool:
    """Whether anything in the visitor's cart is sent."""
    cart = next((proof.removeprefix("cart/") for proof in sorted(ctx.proofs) if proof.startswith("cart/")), None)
    return cart is None or ctx.ask(CheckoutOf(cart=cart)).ships
