"""What plugins say of money: prices, discounts, delivery, taxes, ways to pay."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import (
    SHIPPING,
    Adjustment,
    Cart,
    DeliveryWay,
    DeliveryWays,
    Destination,
    Item,
    Money,
    OrderById,
    Parcel,
    PaymentMethod,
    PaymentState,
    PriceOffer,
    Quote,
    Reach,
    Refused,
    RequestQuote,
    ShippingOption,
    TaxableLine,
    TaxLine,
    tax_on,
)
from ecomkit.sdk import Context, Plugin, hookimpl, text
from ecomkit.shop import Shop
from ecomkit.testing import Till, make_shop, settings_for
from tests.hooks.scene import done, shop_with


def eur(cents: int) -> Money:
    return Money(amount=cents, currency="EUR")


def quoted(shop: Shop, sku: str = "LAMP", quantity: int = 1, **filled: str) -> Quote:
    till = Till.for_guest(shop)
    done(till.put(sku, quantity))
    done(till.fill(**filled))
    return till.quote()


def traced(quote: Quote, phase: str) -> list[tuple[str, str]]:
    """Who decided what in a phase."""
    return [(step.plugin, str(step.reason)) for step in quote.trace if step.phase == phase]


class Friends(Plugin):
    """A price for everybody."""

    name = "friends"
    hook_api = 1

    @hookimpl
    def contribute_prices(self, ctx: Context, items: tuple[Item, ...]) -> Sequence[PriceOffer]:
        return [
            PriceOffer(
                sku=item.sku, price=item.price.model_copy(update={"money": eur(8000)}), reach=Reach.EVERYONE,
                reason=text("Price for friends"),
            )
            for item in items
            if item.sku == "LAMP"
        ]  # fmt: skip


def test_a_price_is_charged_and_says_whose_it_is(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Friends)
    quote = quoted(shop)
    assert quote.lines[0].goods == eur(8000)
    assert ("friends", "Price for friends") in traced(quote, "base")
    assert quoted(shop, "MUG-BONE").lines[0].goods == eur(1450)
    shop.close()


class TenOff(Plugin):
    """A tenth off the first line."""

    name = "ten_off"
    hook_api = 1

    @hookimpl
    def contribute_adjustments(self, ctx: Context, items: tuple[Item, ...]) -> Sequence[Adjustment]:
        first = items[0]
        off = eur(-(first.price.times(first.quantity).amount // 10))
        return [Adjustment(code="ten_off", line=first.key, amount=off, reason=text("A tenth off"))]


def test_a_discount_lowers_the_line_and_says_why(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, TenOff)
    quote = quoted(shop)
    assert quote.lines[0].goods == eur(8010)
    assert ("ten_off", "A tenth off") in [(s.plugin, str(s.reason)) for s in quote.trace]
    shop.close()


class FreeInTheCart(Plugin):
    """Takes the price of delivery off, where the items lie in a cart."""

    name = "free_in_the_cart"
    hook_api = 1

    @hookimpl
    def contribute_adjustments(self, ctx: Context, items: tuple[Item, ...], cart: Cart | None) -> Sequence[Adjustment]:
        if cart is None:
            return []
        why = text("Delivery is on us")
        return [
            Adjustment(code="free", line=SHIPPING, amount=None, reason=why, valid_until=ctx.now + timedelta(minutes=1))
        ]


def test_delivery_can_be_lowered_and_a_quote_ends_with_what_lowered_it(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, FreeInTheCart)
    quote = quoted(shop, "MUG-BONE")
    assert quote.totals.shipping == eur(0)
    assert quote.shipping is not None
    assert quote.shipping.price == eur(0)
    ((why, money),) = quote.adjusted(shipping=True)
    assert (str(why), money.amount < 0) == ("Delivery is on us", True)
    assert quote.adjusted(shipping=False) == ()
    assert quote.valid_until == quote.made_at + timedelta(minutes=1)
    shop.close()


class Bicycles(Plugin):
    """Delivers by bicycle, where the road is short."""

    name = "bicycles"
    hook_api = 1

    @hookimpl
    def ask_shipping(self, ctx: Context, parcel: Parcel) -> Sequence[ShippingOption]:
        day = ctx.now.date() + timedelta(days=1)
        return [
            ShippingOption(
                key="bicycle", label=text("Bicycle"), price=eur(250), includes_tax=True, earliest=day, latest=day
            )
        ]


class Declared(Bicycles):
    """The same, and says so beforehand."""

    name = "declared"

    @hookimpl
    def register_delivery_ways(self) -> Sequence[DeliveryWay]:
        return [DeliveryWay(key="bicycle", label=text("Bicycle"))]


class Broken(Plugin):
    """A carrier that does not answer."""

    name = "broken"
    hook_api = 1

    @hookimpl
    def ask_shipping(self, ctx: Context, parcel: Parcel) -> Sequence[ShippingOption]:
        raise TimeoutError("the carrier is silent")


class Nosy(Plugin):
    """A carrier that reads the database."""

    name = "nosy"
    hook_api = 1

    @hookimpl
    def ask_shipping(self, ctx: Context, parcel: Parcel) -> Sequence[ShippingOption]:
        ctx.db.all(None)  # type: ignore[arg-type]
        return []


def test_a_way_to_deliver_is_offered_charged_and_promised(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Bicycles)
    quote = quoted(shop, shipping="bicycle")
    assert quote.totals.shipping == eur(250)
    assert ("bicycles", "Bicycle") in traced(quote, "shipping")
    order = shop.ask(shop.system(), OrderById(order=done(Till.for_guest(shop).buy("LAMP", shipping="bicycle"))))
    assert str(order.promise) == "2026-11-24"
    shop.close()


@pytest.mark.parametrize(
    ("carrier", "known"), [(Declared, ["parcel", "abroad", "collect", "bicycle"]), (Bicycles, None)]
)
def test_ways_to_deliver_are_known_where_all_who_deliver_declare_theirs(
    tmp_path: Path, carrier: type[Plugin], known: list[str] | None
) -> None:
    shop = shop_with(tmp_path, carrier)
    ways = shop.ask(shop.system(), DeliveryWays())
    assert (ways and [one.key for one in ways]) == known
    shop.close()


@pytest.mark.parametrize(("carrier", "said"), [(Broken, "the carrier is silent"), (Nosy, "have no database")])
def test_without_a_carrier_others_deliver_and_staff_are_told_and_without_any_the_customer_is(
    tmp_path: Path, carrier: type[Plugin], said: str, caplog: pytest.LogCaptureFixture
) -> None:
    shop = shop_with(tmp_path / "two", carrier)
    assert quoted(shop).review == (carrier.name,)
    shop.close()
    rates: dict[str, Any] = {"shipping": [], "tax": {"ES": {"standard": "21"}}}
    settings = settings_for(tmp_path, plugins={"rates": rates})
    shop = make_shop(tmp_path, use=("b2c", "rates", "transfer", carrier), settings=settings)
    till = Till.for_guest(shop)
    till.put("LAMP")
    asked = shop.run(till.ctx, RequestQuote(cart=till.cart))
    assert isinstance(asked, Refused)
    assert [one.code for one in asked.refusals] == ["carriers_silent"]
    assert said in caplog.text
    shop.close()


class Andorra(Plugin):
    """The tax of one country."""

    name = "andorra"
    hook_api = 1

    @hookimpl(keys=["AD"])
    def resolve_tax(self, ctx: Context, destination: Destination, lines: tuple[TaxableLine, ...]) -> Sequence[TaxLine]:
        return [tax_on(line, code="igi", label=text("IGI"), rate=4500) for line in lines if line.key != "shipping"]


def test_a_tax_is_that_of_who_owns_the_country(tmp_path: Path) -> None:
    rates = {"shipping": [{"key": "parcel", "label": "Parcel", "price": "0"}], "tax": {"ES": {"standard": "21"}}}
    settings = settings_for(tmp_path, plugins={"rates": rates}, countries=("ES", "AD"))
    shop = shop_with(tmp_path, Andorra, settings=settings)
    there, here = quoted(shop, country="AD"), quoted(shop)
    assert [(tax.code, tax.rate, tax.amount) for tax in there.taxes] == [("igi", 4500, eur(383))]
    assert ("andorra", "IGI") in traced(there, "tax")
    assert {plugin for plugin, _ in traced(here, "tax")} == {"rates"}
    shop.close()


class Cheques(Plugin):
    """Paid by cheque, by those who have an account."""

    name = "cheques"
    hook_api = 1

    @hookimpl
    def register_payment_methods(self) -> Sequence[PaymentMethod]:
        return [
            PaymentMethod(key="cheque", label=text("Cheque"), offered=lambda ctx: ctx.actor.kind == "person"),
            PaymentMethod(key="coins", label=text("Coins")),
        ]


def test_a_way_to_pay_pays_for_those_who_are_offered_it(tmp_path: Path) -> None:
    shop = shop_with(tmp_path, Cheques)
    order = shop.ask(shop.system(), OrderById(order=done(Till.for_guest(shop).buy("LAMP", payment="coins"))))
    assert [(one.method, one.state) for one in order.payments] == [("coins", PaymentState.PENDING)]
    till = Till.for_guest(shop)
    till.put("MUG-BONE")
    refused = till.fill(payment="cheque")
    assert isinstance(refused, Refused)
    assert refused.refusals[0].field == "payment"
    shop.close()
