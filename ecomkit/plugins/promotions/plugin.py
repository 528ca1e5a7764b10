"""The plugin: what promotions tell the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from typing import Any

from ecomkit.domain import (
    Adjustment,
    CancelOrder,
    Cart,
    ExpireOrder,
    Item,
    MoveProduct,
    OrderCancelled,
    OrderExpired,
    PersonErased,
    PlaceOrder,
)
from ecomkit.plugins.promotions import api, commands, counting, entering, pages
from ecomkit.plugins.promotions.applying import adjustments_of
from ecomkit.plugins.promotions.demo import plant
from ecomkit.plugins.promotions.screens import screens
from ecomkit.plugins.promotions.tables import TABLES
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
    Seed,
    ShownPage,
    Table,
    Who,
    WriteContext,
    hookimpl,
    text,
)

__all__ = ["Promotions"]

_STAFF = Policy(permission=api.PERMISSION, who=frozenset({Who.PERMITTED, Who.SYSTEM}))
_OWN = Policy(permission="carts.change", who=frozenset({Who.BUYER}), owned="cart")
_SYSTEM = Policy(permission="promotions.tidy", who=frozenset({Who.SYSTEM}))


class Promotions(Plugin):
    """Percentages, amounts, buy-and-get and free delivery, with conditions, limits and codes (E1.7)."""

    name = "promotions"
    hook_api = 1
    title = "Promotions and coupons"

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """Promotions, codes, and who used what."""
        return TABLES

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """What staff write, and what customers enter."""
        saved, ended = (api.PromotionSaved,), (api.PromotionEnded,)
        return [
            Operation(command=api.SavePromotion, policy=_STAFF, apply=commands.save_promotion, emits=saved),
            Operation(command=api.EndPromotion, policy=_STAFF, apply=commands.end_promotion, emits=ended),
            Operation(command=api.AddCode, policy=_STAFF, apply=commands.add_code),
            Operation(command=api.MakeCodes, policy=_STAFF, apply=commands.make_codes),
            Operation(command=api.EndCodes, policy=_STAFF, apply=commands.end_codes),
            Operation(command=api.EnterCode, policy=_OWN, apply=entering.enter_code, draft=True),
            Operation(command=api.RemoveCode, policy=_OWN, apply=entering.remove_code, draft=True),
            Operation(command=api.ForgetShopper, policy=_SYSTEM, apply=entering.forget_shopper),
            Operation(command=api.TidyCodes, policy=_SYSTEM, apply=entering.tidy_codes),
        ]

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """What staff did."""
        return [api.PromotionSaved, api.PromotionEnded]

    @hookimpl
    def register_jobs(self) -> Sequence[Job]:
        """Once a day."""
        return [Job(name="tidy", work=_tidy, every=timedelta(days=1), title=text("Forget old entries of codes"))]

    @hookimpl
    def contribute_adjustments(self, ctx: Context, items: tuple[Item, ...], cart: Cart | None) -> Sequence[Adjustment]:
        """In a cart only: the price of one thing on a page is what it costs without others beside it."""
        return adjustments_of(ctx, items, cart) if cart is not None else []

    @hookimpl
    def record_move_product(self, ctx: WriteContext, command: MoveProduct) -> None:
        """Promotions go with their products."""
        commands.follow_product(ctx, command.slug, command.to)

    @hookimpl
    def record_place_order(self, ctx: WriteContext, command: PlaceOrder, events: Sequence[Event]) -> None:
        """Count what the order uses, in the transaction that places it."""
        counting.count_uses(ctx, command.quote, events)

    @hookimpl
    def record_cancel_order(self, ctx: WriteContext, command: CancelOrder, events: Sequence[Event]) -> None:
        """Give it back."""
        if any(isinstance(event, OrderCancelled) for event in events):
            counting.give_uses_back(ctx, command.order)

    @hookimpl
    def record_expire_order(self, ctx: WriteContext, command: ExpireOrder, events: Sequence[Event]) -> None:
        """Give it back."""
        if any(isinstance(event, OrderExpired) for event in events):
            counting.give_uses_back(ctx, command.order)

    @hookimpl
    def record_report_payment(self, ctx: WriteContext, events: Sequence[Event]) -> None:
        """Money that comes late and is taken all the same."""
        counting.count_again(ctx, events)

    @hookimpl
    def record_mark_paid(self, ctx: WriteContext, events: Sequence[Event]) -> None:
        """The same when it came by transfer."""
        counting.count_again(ctx, events)

    @hookimpl
    def on_person_erased(self, ctx: JobContext, event: PersonErased) -> None:
        """Nobody is named with what they used."""
        ctx.run(api.ForgetShopper(person=event.person))

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        """Codes of customers and of staff."""
        anyone = Policy(permission="carts.change", who=frozenset({Who.ANYONE}))
        staff = Policy(permission=api.PERMISSION, who=frozenset({Who.PERMITTED}))
        post, code, made = ("POST",), pages.CODE_PAGE, pages.CODES_OF_STAFF
        return [
            Route(path=code, view=pages.show_code_page, policy=anyone, name="promotions.code"),
            Route(path=code, view=pages.enter, policy=anyone, name="promotions.enter", methods=post),
            Route(path=f"{code}/remove", view=pages.remove, policy=anyone, name="promotions.remove", methods=post),
            Route(path=made, view=pages.show_making, policy=staff, name="promotions.admin.codes"),
            Route(path=made, view=pages.make, policy=staff, name="promotions.admin.make", methods=post),
        ]

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """Codes in the cart."""
        return pages.blocks_for(ctx, page)

    @hookimpl
    def register_screens(self) -> Sequence[Screen]:
        """Promotions and codes."""
        return screens()

    @hookimpl
    def register_inspections(self) -> Sequence[Callable[[Context], Iterator[Inspection]]]:
        """Counted uses against orders."""
        return [counting.inspect_uses]

    @hookimpl
    def register_seeds(self) -> Sequence[Seed]:
        """A code, and three for two."""
        return [Seed(title="promotions", plant=plant)]


def _tidy(ctx: JobContext, _payload: dict[str, str]) -> None:
    """Forget old entries of codes."""
    ctx.run(api.TidyCodes())
