"""The plugin: who may buy as a consumer, and what the law and good manners owe them."""

from __future__ import annotations

from collections.abc import Sequence

from pydantic import Field

from ecomkit.domain import Capacity, OpenTo
from ecomkit.plugins.b2c.demo import plant
from ecomkit.sdk import Block, Context, Plugin, Seed, ShownPage, Value, hookimpl, text

__all__ = ["B2C", "B2CSettings"]

CONSUMER = "consumer"


class B2CSettings(Value):
    """`[plugins.b2c]`: whether guests may buy (G1), and the days in which a consumer may withdraw (Directive 2011/83/EU, art. 9)."""

    guests: bool = Field(default=True, description="Whether somebody without an account may buy")
    withdrawal_days: int = Field(
        default=14, ge=0, le=365, description="How long a consumer may withdraw; 0 says nothing of it"
    )


class B2C(Plugin[B2CSettings]):
    """Consumers buy for themselves, with prices that contain the tax."""

    name = "b2c"
    hook_api = 1
    kind = "model"
    title = "Consumers (B2C)"

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        """A consumer: a guest, or a person for themselves."""
        open_to = OpenTo.GUESTS if self.settings.guests else OpenTo.PERSONS
        return [Capacity(key=CONSUMER, label=text("For myself"), open_to=open_to)]

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """The right of withdrawal beside the button and on the order (art. 6), and the account offered afterwards (E3.1)."""
        if ctx.buyer is None or ctx.buyer.capacity != CONSUMER:
            return []
        if page.name == "checkout" and self.settings.withdrawal_days:
            return [Block(slot="checkout.before_pay", template="b2c/withdrawal.html", model=self.settings)]
        if page.name == "order" and ctx.actor.kind == "guest":
            return [Block(slot="order.details", template="b2c/account_offer.html", model=self.settings)]
        return []

    @hookimpl
    def register_seeds(self) -> Sequence[Seed]:
        """A consumer who can sign in."""
        return [Seed(title="a consumer", plant=plant)]
