"""The plugin: what companies are to the shop."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from ecomkit.domain import (
    ApprovalNeeded,
    CancelOrder,
    Capacity,
    ExpireOrder,
    Item,
    PaymentMethod,
    PlaceOrder,
    PriceOffer,
    Refusal,
    Role,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.b2b import api, companies, contracts, demo, inbox, limits, pages, purchases
from ecomkit.plugins.b2b.credit import account_method, check_credit, inspect_credit
from ecomkit.plugins.b2b.models import Fact
from ecomkit.plugins.b2b.screens import STAFF, screens
from ecomkit.plugins.b2b.settings import B2BSettings
from ecomkit.plugins.b2b.tables import TABLES
from ecomkit.sdk import (
    Block,
    Context,
    Event,
    Inspection,
    Link,
    Lookup,
    Operation,
    Plugin,
    Policy,
    Route,
    Screen,
    Seed,
    ShownPage,
    Step,
    Table,
    Who,
    WriteContext,
    hookimpl,
    text,
    text_in,
)

__all__ = ["B2B"]

_MEMBER = "b2b.company"


class B2B(Plugin[B2BSettings]):
    """Companies buy through their people: contract prices, limits with approval, credit, purchase-order numbers."""

    name = "b2b"
    hook_api = 1
    kind = "model"
    title = "Companies (B2B)"

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        """A purchaser acts for a company; who they are is a membership."""
        seen = frozenset({_MEMBER, "members.see"})
        return [
            Capacity(key=api.PURCHASER, label=text("For my company"), permissions=seen, audience="b2b", compact=True)
        ]

    @hookimpl
    def register_roles(self) -> Sequence[Role]:
        """A buyer orders; an approver orders too, and decides on what others order above their limits."""
        return [
            Role(key=api.BUYER, capacity=api.PURCHASER, label=text_in("role", "Buyer")),
            Role(
                key=api.APPROVER,
                capacity=api.PURCHASER,
                label=text_in("role", "Approver"),
                permissions=frozenset({api.APPROVE}),
            ),
        ]

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        """The plugin's own tables."""
        return TABLES

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        """What happens to a company's account."""
        return [api.CompanyOpened, api.CreditLimitSet, api.OrderLimitSet, api.ContractPriceSet]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """What staff agree with companies, and the note that a buyer leaves with a cart."""
        staff = Policy(permission=STAFF, who=frozenset({Who.PERMITTED, Who.SYSTEM}))
        note = Policy(permission="carts.change", who=frozenset({Who.BUYER}), owned="cart")
        return [
            Operation(command=api.OpenCompany, policy=staff, apply=companies.open_company, emits=(api.CompanyOpened,)),
            Operation(command=api.AddCompanyMember, policy=staff, apply=companies.add_member),
            Operation(
                command=api.SetCreditLimit, policy=staff, apply=companies.set_credit_limit, emits=(api.CreditLimitSet,)
            ),
            Operation(
                command=api.SetOrderLimit, policy=staff, apply=limits.set_order_limit, emits=(api.OrderLimitSet,)
            ),
            Operation(
                command=api.SetContractPrice,
                policy=staff,
                apply=contracts.set_contract_price,
                emits=(api.ContractPriceSet,),
            ),
            Operation(command=api.AskForReference, policy=staff, apply=companies.ask_for_reference),
            Operation(command=api.NotePurchase, policy=note, apply=purchases.note_purchase),
        ]

    @hookimpl
    def register_queries(self) -> Sequence[Lookup[Any]]:
        """What members see of their company, and staff of all."""
        member = Policy(permission=_MEMBER, who=frozenset({Who.PERMITTED}))
        staff = Policy(permission=STAFF, who=frozenset({Who.PERMITTED, Who.SYSTEM}))
        return [
            Lookup(query=api.MyCompany, policy=member, answer=self._my_company),
            Lookup(query=api.Companies, policy=staff, answer=companies.all_companies),
            Lookup(query=api.ContractPrices, policy=staff, answer=contracts.contract_prices),
        ]

    def _my_company(self, ctx: Context, _query: api.MyCompany) -> api.CompanyPage:
        buyer = companies.purchaser(ctx)
        row = companies.company_of(ctx, buyer.party) if buyer is not None else None
        hat = companies.hat_of(ctx, buyer) if buyer is not None else None
        if buyer is None or row is None or hat is None:
            raise NotFound("You do not buy for a company that has an account here.")
        return api.CompanyPage(
            company=companies.company_by(ctx, row), own=limits.purchasing_of(ctx, self.settings, buyer, hat.role),
            role=hat.role or api.BUYER, members=companies.members_of(ctx, row.id), prices=contracts.valid_prices(ctx, row.id),
        )  # fmt: skip

    @hookimpl
    def contribute_prices(self, ctx: Context, items: tuple[Item, ...]) -> Sequence[PriceOffer]:
        """Contract prices of the company that is bought for."""
        return contracts.prices_of(ctx, items)

    @hookimpl
    def register_payment_methods(self) -> Sequence[PaymentMethod]:
        """Payment on account."""
        return [account_method(self.settings.term_days)]

    @hookimpl
    def register_steps(self) -> Sequence[Step]:
        """The purchase-order number."""
        return purchases.purchase_steps()

    @hookimpl
    def check_place_order(self, ctx: Context, command: PlaceOrder) -> Sequence[Refusal | ApprovalNeeded]:
        """Membership, credit and limits. Credit first: what cannot be paid is not worth anybody's approval."""
        buyer = companies.purchaser(ctx)
        if buyer is None:
            return []
        return [*check_credit(ctx, buyer, command), *limits.check_limits(ctx, self.settings, buyer, command)]

    @hookimpl
    def record_place_order(self, ctx: WriteContext, command: PlaceOrder, events: Sequence[Event]) -> None:
        """The order's purchase number, and its weight against the day's limit."""
        purchases.record_purchase(ctx, command, events)

    @hookimpl
    def record_cancel_order(self, ctx: WriteContext, command: CancelOrder) -> None:
        """A cancelled order frees the day's limit."""
        purchases.call_off(ctx, command.order)

    @hookimpl
    def record_expire_order(self, ctx: WriteContext, command: ExpireOrder, events: Sequence[Event]) -> None:
        """So does one that was never paid."""
        if events:
            purchases.call_off(ctx, command.order)

    @hookimpl
    def register_routes(self) -> Sequence[Route]:
        """Company, approvals, quick order."""
        member = Policy(permission=_MEMBER, who=frozenset({Who.PERMITTED}))
        approver = Policy(permission=api.APPROVE, who=frozenset({Who.PERMITTED}))
        both = ("GET", "POST")
        return [
            Route(path=pages.COMPANY, view=pages.company_page, policy=member, name="b2b.company"),
            Route(
                path=pages.QUICK_ORDER, view=pages.quick_order_page, policy=member, name="b2b.quick_order", methods=both
            ),
            Route(path=pages.INBOX, view=inbox.inbox_page, policy=approver, name="b2b.approvals", methods=both),
        ]

    @hookimpl
    def contribute_navigation(self, ctx: Context) -> Sequence[Link]:
        """Ways to the company's pages, for who wears the hat."""
        if companies.purchaser(ctx) is None:
            return []
        links = [
            Link(label=text("Your company"), path=pages.COMPANY),
            Link(label=text("Quick order"), path=pages.QUICK_ORDER),
        ]
        if api.APPROVE in ctx.actor.permissions:
            links.append(Link(label=text("Approvals"), path=pages.INBOX))
        return links

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """The purchase-order number on the order's page."""
        buyer = companies.purchaser(ctx)
        if page.name != "order" or buyer is None:
            return []
        row = purchases.purchase_of(ctx, page.subject)
        if row is None or row.company != buyer.party or not (row.reference or row.cost_centre):
            return []
        facts = (Fact("reference", row.reference), Fact("cost_centre", row.cost_centre))
        return [
            Block(slot="order.details", template="b2b/order_facts.html", model=tuple(one for one in facts if one.value))
        ]

    @hookimpl
    def register_screens(self) -> Sequence[Screen]:
        """Companies and contract prices."""
        return screens()

    @hookimpl
    def register_inspections(self) -> Sequence[Callable[[Context], Iterator[Inspection]]]:
        """Credit limits against the ledger."""
        return [inspect_credit]

    @hookimpl
    def register_seeds(self) -> Sequence[Seed]:
        """A company with people, limits, credit and prices."""
        return [Seed(title="a company", plant=demo.plant)]
