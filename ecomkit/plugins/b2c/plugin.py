"""The plugin: who may buy as a consumer, and what good manners owe them. What a country's law asks is in the packs of law."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from babel import Locale
from pydantic import Field

from ecomkit.domain import Capacity, OpenTo, WaysToPay
from ecomkit.plugins.b2c.demo import plant
from ecomkit.plugins.b2c.pages import COMPLAINTS, SAFE_BUYING, complaints, safe_buying
from ecomkit.sdk import (
    Block,
    Context,
    Link,
    Plugin,
    Policy,
    Route,
    Seed,
    ShownPage,
    Text,
    Value,
    Who,
    hookimpl,
    text,
)

__all__ = ["B2C", "B2CSettings"]

CONSUMER = "consumer"


class B2CSettings(Value):
    """`[plugins.b2c]`: whether guests may buy (G1)."""

    guests: bool = Field(default=True, description="Whether somebody without an account may buy")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Limits:
    """Where is delivered and how can be paid, before anything is asked."""

    countries: tuple[str, ...]
    ways: tuple[Text, ...]


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
    def register_routes(self) -> Sequence[Route]:
        """How to complain, and how to buy safely (C8b)."""
        anyone = Policy(permission="b2c.see", who=frozenset({Who.ANYONE}))
        return [
            Route(path=COMPLAINTS, view=complaints, policy=anyone, name="b2c.complaints"),
            Route(path=SAFE_BUYING, view=safe_buying, policy=anyone, name="b2c.safe_buying"),
        ]

    @hookimpl
    def contribute_navigation(self, ctx: Context) -> Sequence[Link]:
        """The two pages, at the foot of each page that a consumer sees."""
        if ctx.buyer is not None and ctx.buyer.capacity != CONSUMER:
            return []
        return [
            Link(label=text("Complaints"), path=COMPLAINTS, place="footer"),
            Link(label=text("Buying safely"), path=SAFE_BUYING, place="footer"),
        ]

    @hookimpl
    def contribute_blocks(self, ctx: Context, page: ShownPage) -> Sequence[Block]:
        """Delivery and payment at the start of the checkout, and the account offered after the order (E3.1)."""
        if ctx.buyer is None or ctx.buyer.capacity != CONSUMER:
            return []
        if page.name == "checkout":
            return [Block(slot="checkout.top", template="b2c/limits.html", model=_limits(ctx))]
        if page.name == "order" and ctx.actor.kind == "guest":
            return [Block(slot="order.details", template="b2c/account_offer.html", model=self.settings)]
        return []

    @hookimpl
    def register_seeds(self) -> Sequence[Seed]:
        """A consumer who can sign in."""
        return [Seed(title="a consumer", plant=plant)]


def _limits(ctx: Context) -> _Limits:
    return _Limits(countries=_names(ctx.countries, ctx.locale), ways=ctx.ask(WaysToPay()))


@lru_cache(maxsize=64)
def _names(countries: tuple[str, ...], locale: str) -> tuple[str, ...]:
    names = Locale.parse(locale.replace("-", "_")).territories
    return tuple(names.get(code, code) for code in countries)
