"""Real shops for tests: a SQLite file in a folder, plugins of choice, a small assortment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from ecomkit.domain import (
    MAIN_MARKET,
    Actor,
    ActorKind,
    Buyer,
    Category,
    ChangeCart,
    Channel,
    Context,
    Done,
    FillCheckout,
    Money,
    Outcome,
    PaymentPart,
    PaymentPlan,
    PlaceOrder,
    Product,
    Quote,
    RequestQuote,
    SaveCategories,
    SaveProducts,
    UnitPrice,
    Variant,
    new_id,
)
from ecomkit.services.profiles import guest_buyer
from ecomkit.services.sessions import cart_of_buyer
from ecomkit.settings import MailSettings, Settings, ShopSettings
from ecomkit.shop import Shop, open_shop

__all__ = ["Clock", "Till", "make_shop", "settings_for"]

SECRET = "a-secret-for-tests-only-0123456789"
RATES: Mapping[str, Any] = {
    "shipping": [
        {"key": "parcel", "label": "Parcel", "countries": ["ES", "PT"], "price": "3.95", "free_from": "60", "min_days": 1, "max_days": 2},
        {"key": "abroad", "label": "Parcel abroad", "countries": ["US"], "price": "14.50", "min_days": 4, "max_days": 8},
        {"key": "collect", "label": "Collect in the shop", "countries": ["ES"], "price": "0",
         "min_days": 0, "max_days": 1, "collected": True},
    ],
    "tax": {
        "ES": {"standard": "21", "reduced": "10", "label": "IVA"},
        "PT": {"standard": "23"},
        "US": {"label": "Sales tax", "regions": {"NY": "8.875"}},
    },
}  # fmt: skip
TRANSFER = {"iban": "ES9121000418450200051332", "holder": "Alameda S.L.", "days": 7}


class Clock:
    """A clock that a test turns: `clock.forward(days=2)`. It starts on a Monday morning in UTC."""

    def __init__(self, start: datetime = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)) -> None:
        self.now = start

    def __call__(self) -> datetime:
        """The time it shows."""
        return self.now

    def forward(self, **span: float) -> None:
        """Turn it on, by `timedelta`'s words."""
        self.now += timedelta(**span)


def settings_for(
    folder: Path, *, plugins: Mapping[str, Mapping[str, Any]] | None = None, mail: str = "127.0.0.1:1",
    markets: Mapping[str, Any] | None = None, **shop: Any,
) -> Settings:  # fmt: skip
    """Settings of a small Spanish shop whose database lies in `folder`; `plugins` are their sections, `markets` further ones."""
    base: dict[str, Any] = {
        "name": "Alameda", "currency": "EUR", "country": "ES", "countries": ("ES", "PT", "US"), "timezone": "Europe/Madrid",
        "database": f"sqlite:///{folder / 'shop.db'}", "secret": SECRET,
    }  # fmt: skip
    sections = {"rates": RATES, "transfer": TRANSFER, "demo_payments": {"secret": "gateway-secret-for-tests"}}
    return Settings(
        shop=ShopSettings(**(base | shop)), mail=MailSettings(smtp=mail), plugins=sections | dict(plugins or {}),
        markets=markets or {},
    )  # fmt: skip


def make_shop(
    folder: Path, *, use: Sequence[Any], clock: Clock | None = None, settings: Settings | None = None, catalogue: bool = True,
) -> Shop:  # fmt: skip
    """Open a migrated shop with three products: a mug (two colours), a lamp with 3 pieces, and a sold-out fan.

    `use` are its plugins, names or classes, in the order of calls; without a model among them nobody can buy.
    """
    shop = open_shop(settings or settings_for(folder), folder=folder, plugins=use, clock=clock or Clock())
    shop.migrate()
    if catalogue:
        shop.run(shop.system(), SaveCategories(categories=(Category(slug="home", name="Home", tint="sand"),)))
        shop.run(shop.system(), SaveProducts(products=_assortment()))
    return shop


def _assortment() -> tuple[Product, ...]:
    def variant(sku: str, cents: int, stock: int, *options: tuple[str, str], weight: int = 400) -> Variant:
        price = UnitPrice(money=Money(amount=cents, currency="EUR"))
        return Variant(sku=sku, price=price, stock=stock, options=options, weight_g=weight)

    mug = Product(
        slug="loma-mug", name="Loma mug", categories=("home",), description="A wide mug.",
        variants=(variant("MUG-BONE", 1450, 50, ("Colour", "Bone")), variant("MUG-BRICK", 1550, 20, ("Colour", "Brick"))),
    )  # fmt: skip
    lamp = Product(
        slug="faro-lamp", name="Faro lamp", categories=("home",), variants=(variant("LAMP", 8900, 3, weight=1650),)
    )
    fan = Product(slug="brisa-fan", name="Brisa fan", categories=("home",), variants=(variant("FAN", 5900, 0),))
    return mug, lamp, fan


@dataclass(frozen=True, slots=True)
class Till:
    """Buys through the same commands as page, API and agents do, as whoever `ctx` says."""

    shop: Shop
    ctx: Context
    cart: str

    @classmethod
    def for_guest(cls, shop: Shop, market: str = MAIN_MARKET) -> Till:
        """A guest with an empty cart, in the main market or the one of that key."""
        cart = new_id()
        ctx = shop.context(
            channel=Channel.WEB, actor=Actor(kind=ActorKind.GUEST, key=cart), buyer=guest_buyer(shop.core, cart),
            proofs=frozenset({f"cart/{cart}"}), market=shop.core.facts.market(market),
        )  # fmt: skip
        return cls(shop, ctx, cart)

    @classmethod
    def for_person(cls, shop: Shop, person: str, buyer: Buyer, permissions: frozenset[str] = frozenset()) -> Till:
        """A person in one of their hats."""
        actor = Actor(kind=ActorKind.PERSON, key=person, permissions=permissions)
        cart = cart_of_buyer(person, buyer)
        ctx = shop.context(channel=Channel.WEB, actor=actor, buyer=buyer, proofs=frozenset({f"cart/{cart}"}))
        return cls(shop, ctx, cart)

    @property
    def moment(self) -> Context:
        """The same visitor now."""
        return replace(self.ctx, now=self.shop.clock())

    def put(self, sku: str, quantity: int = 1) -> Outcome[Any]:
        """Put something into the cart."""
        return self.shop.run(self.moment, ChangeCart(cart=self.cart, sku=sku, quantity=quantity))

    def fill(self, *, shipping: str = "parcel", payment: str = "transfer", **delivery: str) -> Outcome[Any]:
        """Fill the checkout in for somebody in Madrid; words override fields of the delivery."""
        address = {
            "email": "ana@example.com", "name": "Ana Ruiz", "country": "ES", "line1": "Calle Mayor 1", "postcode": "28013",
            "city": "Madrid", "region": "", "phone": "",
        }  # fmt: skip
        place = address | delivery
        steps = {
            "contact": place,
            "delivery": place,
            "shipping": {"shipping": shipping},
            "payment": {"payment": payment},
        }
        return self.shop.run(self.moment, FillCheckout(cart=self.cart, steps=steps))

    def quote(self) -> Quote:
        """Ask what it costs. A refusal fails the test that did not expect it."""
        outcome = self.shop.run(self.moment, RequestQuote(cart=self.cart))
        assert isinstance(outcome, Done), outcome
        return outcome.result

    def place(
        self,
        quote: Quote | None = None,
        *,
        key: str | None = None,
        plan: PaymentPlan | None = None,
        reference: str = "",
    ) -> Outcome[str]:
        """Place the order by the plan of the checkout."""
        asked = quote or self.quote()
        paid = plan or asked.plan or PaymentPlan(parts=(PaymentPart(method="transfer"),))
        command = PlaceOrder(quote=asked.id, plan=paid, key=key or new_id(), reference=reference)
        return self.shop.run(self.moment, command)

    def buy(self, sku: str, quantity: int = 1, **filled: str) -> Outcome[str]:
        """All of it: put, fill, quote, place."""
        for outcome in (self.put(sku, quantity), self.fill(**filled)):
            assert isinstance(outcome, Done), outcome
        return self.place()
