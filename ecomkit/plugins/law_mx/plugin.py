"""The plugin: duties of the LFPC, who takes complaints, and the words beside the button and on the order."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.domain import Authority, Duty, OrderById
from ecomkit.errors import NotFound
from ecomkit.plugins.law_mx.duties import AUTHORITIES, DUTIES
from ecomkit.sdk import Block, Context, Plugin, ShownPage, hookimpl

__all__ = ["LawMX"]

_MEXICO = "MX"


class LawMX(Plugin):
    """Mexican consumer law: duties of art. 76 bis LFPC, PROFECO and Concilianet."""

    name = "law_mx"
    hook_api = 1
    kind = "law"
    countries = ("MX",)
    title = "Mexican consumer law"

    @hookimpl
    def register_duties(self) -> Sequence[Duty]:
        """What is owed, by article."""
        return DUTIES

    @hookimpl
    def register_authorities(self) -> Sequence[Authority]:
        """Who takes complaints."""
        return AUTHORITIES

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """Before the order: review, correct, confirm, in confidence. After it: a record to keep."""
        if _MEXICO not in (ctx.shop.country, *ctx.shop.served):
            return []
        if page.name == "checkout":
            return [Block(slot="checkout.before_pay", template="law_mx/checkout.html", model=ctx.shop.imprint)]
        if page.name == "order" and page.subject and self._of_mexico(ctx, page.subject):
            return [Block(slot="order.details", template="law_mx/order.html", model=ctx.shop.imprint)]
        return []

    def _of_mexico(self, ctx: Context, key: str) -> bool:
        try:
            order = ctx.ask(OrderById(order=key))
        except NotFound:
            return False
        return _MEXICO in (ctx.shop.country, order.quote.destination.country)
