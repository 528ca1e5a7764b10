"""The plugin: everything it tells the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from sqlalchemy import select

from ecomkit import Plugin, hookimpl
from ecomkit.domain import OrderCancelled, OrderConfirmed, PaymentMethod, PaymentRefunded, PersonErased, ProfileField
from ecomkit.sdk import (
    Block,
    Command,
    Context,
    Event,
    Inspection,
    Job,
    JobContext,
    Link,
    Operation,
    Policy,
    Route,
    Screen,
    Seed,
    ShownPage,
    Table,
    Value,
    Who,
    text,
)  # fmt: skip
from stranger_loyalty.account import METHOD, account_of, free_on, shopper
from stranger_loyalty.commands import (
    PERMISSION,
    GivePoints,
    JoinLoyalty,
    LapsePoints,
    PointsMoved,
    SettlePoints,
    operations,
)  # fmt: skip
from stranger_loyalty.demo import plant
from stranger_loyalty.inspection import inspect_points
from stranger_loyalty.jobs import jobs
from stranger_loyalty.pages import CLUB_NAME, LoyaltyPages, screen_rows
from stranger_loyalty.settings import LoyaltySettings
from stranger_loyalty.table import grant, member

__all__ = ["Loyalty"]


class OrderPoints(Value):
    """What the order page shows."""

    points: int


class Loyalty(Plugin[LoyaltySettings]):
    """Points with each order, taken back on refund, spent as payment."""

    name = "loyalty"
    hook_api = 1
    title = "Points"

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """Members and grants."""
        return [member, grant]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """Join, settle, give, lapse."""
        return operations(self.settings)

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """Points moved."""
        return [PointsMoved]

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """Once a day."""
        return jobs()

    @hookimpl
    def register_profile_fields(self) -> Sequence[ProfileField]:
        """The name on the card."""
        label = text("Name on the points card")
        return [
            ProfileField(
                key=CLUB_NAME, label=label, department="marketing", source="the person, on /loyalty", retention_days=730
            )
        ]

    @hookimpl
    def register_payment_methods(self) -> Sequence[PaymentMethod]:
        """Points pay a part or all, for members with a balance."""
        return [
            PaymentMethod(
                key=METHOD, label=text("Points"), account=_account, opening=_opening, offered=_offered, divisible=True,
                note=text("Your points pay all of the order or a part of it."),
            )
        ]  # fmt: skip

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        """The page, and where its form goes."""
        views = LoyaltyPages(self.settings)
        person = Policy(permission="loyalty.see", who=frozenset({Who.PERSON}))
        return [
            Route(path="/loyalty", view=views.show, policy=person, name="loyalty"),
            Route(path="/loyalty/name", view=views.save, policy=person, name="loyalty_name", methods=("POST",)),
        ]

    @hookimpl
    def register_screens(self) -> Sequence[Screen]:
        """Members, and giving them points."""
        rows = partial(screen_rows, self.settings)
        return [Screen(key="loyalty", title=text("Points"), permission=PERMISSION, rows=rows, commands=(GivePoints,))]

    @hookimpl
    def register_inspections(self) -> Sequence[Callable[[Context], Iterator[Inspection]]]:
        """Grants against the ledger."""
        return [partial(inspect_points, self.settings)]

    @hookimpl
    def register_seeds(self) -> Sequence[Seed]:
        """A member."""
        return [Seed(title="a member with points", plant=plant)]

    @hookimpl
    def contribute_navigation(self, ctx: Context) -> Sequence[Link]:
        """The way to the page, for who is signed in."""
        return [Link(label=text("Points"), path="/loyalty", place="account")] if shopper(ctx) else []

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """On an order's page: what it brought."""
        person = shopper(ctx)
        if page.name != "order" or person is None:
            return []
        chosen = select(grant.c.points).where(grant.c.order == page.subject, grant.c.person == person)
        points = ctx.db.scalar(chosen)
        return (
            [Block(slot="order.details", template="loyalty/order.html", model=OrderPoints(points=points))]
            if points
            else []
        )

    @hookimpl
    def on_order_confirmed(self, ctx: JobContext, event: OrderConfirmed) -> None:
        """Points come with the order."""
        ctx.run(SettlePoints(order=event.order))

    @hookimpl
    def on_order_cancelled(self, ctx: JobContext, event: OrderCancelled) -> None:
        """And go with it."""
        ctx.run(SettlePoints(order=event.order))

    @hookimpl
    def on_payment_refunded(self, ctx: JobContext, event: PaymentRefunded) -> None:
        """Points of money that went back go back."""
        ctx.run(SettlePoints(order=event.order))

    @hookimpl
    def on_person_erased(self, ctx: JobContext, event: PersonErased) -> None:
        """Nobody is left to spend them."""
        ctx.run(LapsePoints(person=event.person, now=True))


def _account(ctx: Context) -> str | None:
    person = shopper(ctx)
    return None if person is None else account_of(person)


def _opening(ctx: Context) -> Command[None] | None:
    person = shopper(ctx)
    return None if person is None else JoinLoyalty(person=person)


def _offered(ctx: Context) -> bool:
    person = shopper(ctx)
    return person is not None and bool(free_on(ctx, person))
