"""The plugin: what agencies and suppliers are to the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any

from ecomkit.domain import Capacity, PaymentMethod, PlaceOrder, Refusal, Role
from ecomkit.plugins.b2g import api, awarding, bidding, demo, opening, reading, routes, tenders
from ecomkit.plugins.b2g.inspecting import inspect_tenders
from ecomkit.plugins.b2g.screens import business_objects
from ecomkit.plugins.b2g.settings import B2GSettings
from ecomkit.plugins.b2g.tables import TABLES
from ecomkit.sdk import (
    BusinessObject,
    Context,
    Event,
    Inspection,
    Link,
    Lookup,
    Operation,
    Plugin,
    Policy,
    Route,
    Seed,
    Table,
    Who,
    WriteContext,
    hookimpl,
    text,
)

__all__ = ["B2G"]


class B2G(Plugin[B2GSettings]):
    """Agencies buy by price contest with sealed bids (C9)."""

    name = "b2g"
    hook_api = 1
    kind = "model"
    title = "Public buyers (B2G)"

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        """An agency buys; a supplier deals without buying."""
        seen = frozenset({api.SEE, "members.see"})
        return [
            Capacity(key=api.AGENCY, label=text("For my agency"), permissions=seen, audience="b2g", compact=True),
            Capacity(
                key=api.SUPPLIER, label=text("As a supplier"), buys=False, permissions=frozenset({"members.see"}), audience="b2g",
                compact=True,
            ),
        ]  # fmt: skip

    @hookimpl
    def register_roles(self) -> Sequence[Role]:
        """An officer publishes and awards, an opener opens: never the same person. A bidder bids for a supplier."""
        officer, opens, bids = frozenset({api.PUBLISH, api.AWARD}), frozenset({api.OPEN}), frozenset({api.BID})
        return [
            Role(key=api.OFFICER, capacity=api.AGENCY, label=text("Officer"), permissions=officer),
            Role(key=api.OPENER, capacity=api.AGENCY, label=text("Opener"), permissions=opens),
            Role(key=api.BIDDER, capacity=api.SUPPLIER, label=text("Bidder"), permissions=bids),
        ]

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """The plugin's own tables."""
        return TABLES

    @hookimpl
    def register_objects(self) -> Sequence[BusinessObject]:
        """Tenders, with their life; core makes the staff screen of them, without a word about bids."""
        return business_objects()

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """What happens to a tender."""
        return [
            api.TenderDrafted, api.TenderPublished, api.BidSealed, api.BidWithdrawn, api.TenderClosed, api.KeyTurned,
            api.PassphraseRefused, api.TenderOpened, api.TenderAwarded, api.TenderCancelled,
        ]  # fmt: skip

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """From the draft to the award, each guarded by the state of the tender."""
        own = self.settings
        publish, award = (_permitted(permission) for permission in (api.PUBLISH, api.AWARD))
        turn, bid = _permitted(api.OPEN), _permitted(api.BID)
        return [
            Operation(command=api.DraftTender, policy=publish, apply=tenders.apply_draft, emits=(api.TenderDrafted,)),
            Operation(
                command=api.PublishTender, policy=publish, prepare=partial(tenders.prepare_publish, own),
                apply=partial(tenders.apply_publish, own), emits=(api.TenderPublished,),
            ),
            Operation(command=api.CancelTender, policy=publish, apply=tenders.apply_cancel, emits=(api.TenderCancelled,)),
            Operation(
                command=api.SubmitBid, policy=bid, prepare=bidding.prepare_submit, apply=bidding.apply_submit, emits=(api.BidSealed,)
            ),
            Operation(command=api.WithdrawBid, policy=bid, apply=bidding.apply_withdraw, emits=(api.BidWithdrawn,)),
            Operation(
                command=api.TurnKey, policy=turn, prepare=partial(opening.prepare_turn, own), apply=partial(opening.apply_turn, own),
                emits=(api.TenderClosed, api.KeyTurned, api.PassphraseRefused, api.TenderOpened),
            ),
            Operation(command=api.AwardTender, policy=award, apply=partial(awarding.apply_award, own), emits=(api.TenderAwarded,)),
        ]  # fmt: skip

    @hookimpl
    def register_queries(self) -> Sequence[Lookup[Any]]:
        """What may be known of a tender; each answer limits itself to who asks and when."""
        anyone = Policy(permission=api.SEE, who=frozenset({Who.ANYONE}))
        return [
            Lookup(query=api.Tenders, policy=anyone, answer=reading.tenders),
            Lookup(query=api.TenderByNumber, policy=anyone, answer=reading.tender_by_number),
            Lookup(query=api.OwnBids, policy=_permitted(api.BID), answer=reading.own_bids),
            Lookup(query=api.BidByNumber, policy=_permitted(api.BID), answer=reading.bid_by_number),
            Lookup(query=api.OpeningOf, policy=_permitted(api.SEE), answer=partial(reading.opening_of, self.settings)),
            Lookup(query=api.EvaluationOf, policy=_permitted(api.SEE), answer=reading.evaluation_of),
        ]

    @hookimpl
    def register_payment_methods(self) -> Sequence[PaymentMethod]:
        """Payment by invoice, offered to agencies."""
        return [awarding.invoice_method(self.settings.award_days)]

    @hookimpl
    def check_place_order(self, ctx: Context, command: PlaceOrder) -> Sequence[Refusal]:
        """An award is ordered by an officer, and once."""
        return awarding.check_order(ctx, command)

    @hookimpl
    def record_place_order(self, ctx: WriteContext, command: PlaceOrder, events: Sequence[Event]) -> None:
        """Note which order came of a tender."""
        awarding.record_order(ctx, command, events)

    @hookimpl
    def register_inspections(self) -> Sequence[Callable[[Context], Iterator[Inspection]]]:
        """The log of the opening."""
        return [inspect_tenders]

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        """Pages for everybody, suppliers, officers and openers."""
        return routes.routes()

    @hookimpl
    def contribute_navigation(self, ctx: Context) -> Sequence[Link]:
        """Tenders for everybody; what else there is by role."""
        return routes.navigation(ctx)

    @hookimpl
    def register_seeds(self) -> Sequence[Seed]:
        """An agency, two suppliers, an open tender and an awarded one."""
        return [Seed(title="an agency", plant=partial(demo.plant, self.settings))]


def _permitted(permission: str) -> Policy:
    return Policy(permission=permission, who=frozenset({Who.PERMITTED}))
