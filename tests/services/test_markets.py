"""A shop in two markets: what an article costs in each is its own price, and amounts never mix."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import select

from ecomkit.domain import (
    Actor,
    ActorKind,
    AdjustStock,
    Category,
    ChangeCart,
    Channel,
    Command,
    Context,
    Destination,
    Done,
    FacetsOf,
    Filters,
    IssuedLine,
    IssueQuote,
    Listing,
    MarkPaid,
    Money,
    OrderById,
    Orders,
    Outcome,
    PaymentPart,
    PaymentPlan,
    PayOrder,
    PriceRange,
    Product,
    ProductAsWritten,
    ProductBySlug,
    Products,
    RefundOrder,
    Refused,
    RemoveListPrice,
    RequestQuote,
    SaveCategories,
    SaveProducts,
    SetListPrice,
    SortKey,
    StockLevels,
    Suggest,
    UnitPrice,
    Variant,
    new_id,
)
from ecomkit.errors import NotFound
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.storage.tables import account, posting
from ecomkit.testing import Clock, Till, make_shop, settings_for
from tests.shops import CONSUMERS

RATES: Mapping[str, Any] = {
    "shipping": [
        {"key": "parcel", "label": "Parcel", "price": "3.95", "free_from": "60", "countries": ["ES", "PT"], "max_days": 2},
        {"key": "air", "label": "Air mail", "currency": "USD", "price": "12.00", "free_from": "99", "countries": ["US"], "max_days": 8,
         "prices_include_tax": False},
    ],
    "tax": {"ES": {"standard": "21", "label": "IVA"}, "PT": {"standard": "23"}, "US": {"label": "Sales tax", "regions": {"NY": "8.875"}}},
}  # fmt: skip
MARKETS = {"us": {"currency": "USD", "countries": ["US"], "prices_include_tax": False}}


def usd(amount: int, *, includes_tax: bool = False) -> UnitPrice:
    return UnitPrice(money=Money(amount=amount, currency="USD"), includes_tax=includes_tax)


def eur(amount: int) -> UnitPrice:
    return UnitPrice(money=Money(amount=amount, currency="EUR"))


def product(slug: str, *variants: Variant, **given: Any) -> Product:
    return Product(slug=slug, name=slug.capitalize(), categories=("home",), variants=variants, **given)


MUG = product(
    "mug",
    Variant(sku="MUG-S", price=eur(1000), stock=9, options=(("Size", "S"),), prices=(("USD", usd(1500)),)),
    Variant(sku="MUG-L", price=eur(800), stock=9, options=(("Size", "L"),)),
)
LAMP = product("lamp", Variant(sku="LAMP", price=eur(9000), stock=9, prices=(("USD", usd(11000)),)))
FAN = product("fan", Variant(sku="FAN", price=eur(2000), stock=9))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def shop(tmp_path: Path, clock: Clock, request: pytest.FixtureRequest) -> Iterator[Shop]:
    own = {} if request.param == "sqlite" else {"database": request.getfixturevalue("postgres_url")}
    settings = settings_for(tmp_path, plugins={"rates": RATES}, markets=MARKETS, countries=("ES", "PT"), **own)
    opened = make_shop(tmp_path, use=CONSUMERS, clock=clock, settings=settings, catalogue=False)
    done(
        opened,
        SaveCategories(
            categories=(Category(slug="home", name="Home"), Category(slug="low", name="Low", rule="price < 12"))
        ),
    )
    assert done(opened, SaveProducts(products=(MUG, LAMP, FAN))) == 3
    yield opened
    opened.close()


def done(shop: Shop, command: Command[Any], ctx: Context | None = None) -> Any:
    outcome = shop.run(ctx or shop.system(), command)
    assert isinstance(outcome, Done), outcome
    return outcome.result


def refused(outcome: Outcome[Any]) -> str:
    assert isinstance(outcome, Refused), outcome
    return outcome.refusals[0].code


def guest(shop: Shop, market: str = "us") -> Context:
    return Till.for_guest(shop, market).moment


def staff(shop: Shop) -> Context:
    permissions = frozenset({"staff.orders", "staff.payments", "staff.refunds", "staff.catalogue"})
    return shop.context(channel=Channel.STAFF, actor=Actor(kind=ActorKind.PERSON, key="clerk", permissions=permissions))


def listed(shop: Shop, market: str = "us", **asked: Any) -> Listing:
    found: Listing = shop.ask(guest(shop, market), Products(**asked))
    return found


def prices(listing: Listing) -> dict[str, str]:
    return {card.slug: str(card.price.money) for card in listing.cards}


def bought(till: Till, sku: str = "LAMP") -> str:
    where = {"country": "US", "region": "NY", "postcode": "10001", "shipping": "air"} if till.ctx.market else {}
    outcome = till.buy(sku, 1, **where)
    assert isinstance(outcome, Done), outcome
    return outcome.result


def test_a_list_has_what_is_sold_in_its_currency_at_its_prices(shop: Shop) -> None:
    assert prices(listed(shop, "main")) == {"fan": "20.00 EUR", "lamp": "90.00 EUR", "mug": "8.00 EUR"}
    assert prices(listed(shop)) == {"lamp": "110.00 USD", "mug": "15.00 USD"}
    assert listed(shop).count == 2
    assert not listed(shop).cards[1].several


def test_choices_that_are_not_sold_in_a_currency_narrow_none_of_its_lists(shop: Shop) -> None:
    """The large mug has no price in dollars at first. What the product itself says stays, whichever of its articles are sold."""

    def counts(market: str) -> list[int]:
        sizes = (Filters(features=(("Size", size),)) for size in "SLX")
        return [listed(shop, market, filters=one).count for one in sizes]

    assert (counts("main"), counts("us")) == ([1, 1, 0], [1, 0, 0])
    done(shop, SetListPrice(sku="MUG-L", price=Money(amount=1700, currency="USD")))
    assert counts("us") == [1, 1, 0]
    done(shop, RemoveListPrice(sku="MUG-L", currency="USD"))
    assert counts("us") == [1, 0, 0]
    done(shop, SaveProducts(products=(MUG.model_copy(update={"attributes": (("Size", "L"), ("Size", "X"))}),)))
    assert (counts("main"), counts("us")) == ([1, 1, 1], [1, 1, 1])


def test_order_filters_and_shelves_go_by_the_currency(shop: Shop) -> None:
    def order(market: str, sort: SortKey) -> list[str]:
        return [card.slug for card in listed(shop, market, sort=sort).cards]

    assert order("main", "price") == ["mug", "fan", "lamp"]
    assert order("us", "price-down") == ["lamp", "mug"]
    under_ten = Filters(prices=(PriceRange(under=1000),))
    assert [card.slug for card in listed(shop, "main", filters=under_ten).cards] == ["mug"]
    assert listed(shop, filters=under_ten).count == 0
    assert [card.slug for card in listed(shop, "main", category="low").cards] == ["mug"]
    assert listed(shop, category="low").count == 0
    facets = shop.ask(guest(shop), FacetsOf(category="home"))
    assert facets.in_stock == 2


def test_a_process_follows_prices_of_each_currency(shop: Shop) -> None:
    assert listed(shop).count == 2
    done(shop, SetListPrice(sku="FAN", price=Money(amount=2500, currency="USD")))
    assert prices(listed(shop))["fan"] == "25.00 USD"
    assert prices(listed(shop, "main"))["fan"] == "20.00 EUR"
    done(shop, RemoveListPrice(sku="FAN", currency="USD"))
    assert "fan" not in prices(listed(shop))
    assert prices(listed(shop, "main"))["fan"] == "20.00 EUR"


def test_a_product_shows_the_variants_that_are_sold_there(shop: Shop) -> None:
    mug = shop.ask(guest(shop), ProductBySlug(slug="mug"))
    assert [(one.sku, one.price) for one in mug.variants] == [("MUG-S", usd(1500))]
    with pytest.raises(NotFound):
        shop.ask(guest(shop), ProductBySlug(slug="fan"))
    assert len(shop.ask(guest(shop, "main"), ProductBySlug(slug="mug")).variants) == 2
    assert [one.slug for one in shop.ask(guest(shop), Suggest(words="fan")).products] == []
    assert [one.slug for one in shop.ask(guest(shop, "main"), Suggest(words="fan")).products] == ["fan"]


def test_a_reduction_is_measured_by_the_prices_of_its_currency(shop: Shop, clock: Clock) -> None:
    clock.forward(days=3)
    done(shop, SetListPrice(sku="LAMP", price=Money(amount=9900, currency="USD")))
    assert listed(shop).cards[0].lowest_before == Money(amount=11000, currency="USD")
    assert listed(shop, "main").cards[1].lowest_before is None
    clock.forward(days=31)
    assert listed(shop).cards[0].lowest_before is None


def test_what_is_not_named_stays_and_none_ends_it(shop: Shop) -> None:
    def written() -> dict[str, Any]:
        return dict(shop.ask(shop.system(), ProductAsWritten(slug="lamp")).variants[0].prices)

    plain = LAMP.model_copy(update={"variants": (Variant(sku="LAMP", price=eur(9000)),)})
    assert done(shop, SaveProducts(products=(plain,))) == 0
    assert written() == {"USD": usd(11000)}
    ended = LAMP.model_copy(update={"variants": (Variant(sku="LAMP", price=eur(9000), prices=(("USD", None),)),)})
    assert done(shop, SaveProducts(products=(ended,))) == 1
    assert written() == {}
    assert done(shop, SaveProducts(products=(ended,))) == 0


def test_prices_are_in_a_currency_that_a_market_sells_in(shop: Shop) -> None:
    yen = UnitPrice(money=Money(amount=1000, currency="JPY"))
    wrong = product("odd", Variant(sku="ODD", price=eur(100), prices=(("JPY", yen),)))
    assert refused(shop.run(shop.system(), SaveProducts(products=(wrong,)))) == "currency"
    assert refused(shop.run(shop.system(), SetListPrice(sku="FAN", price=yen.money))) == "price"
    assert refused(shop.run(shop.system(), RemoveListPrice(sku="FAN", currency="USD"))) == "no_price"


def test_an_order_is_placed_paid_and_refunded_in_its_currency(shop: Shop) -> None:
    order = bought(Till.for_guest(shop, "us"))
    placed = shop.ask(shop.system(), OrderById(order=order))
    quote = placed.quote
    assert quote.currency == "USD"
    assert (str(quote.totals.goods), str(quote.totals.shipping)) == ("110.00 USD", "0.00 USD")
    assert quote.destination.country == "US"
    assert str(quote.totals.payable) == "119.76 USD"  # 8.875 % on top
    done(shop, MarkPaid(payment=placed.payments[0].id), staff(shop))
    done(
        shop,
        RefundOrder(order=order, money=Money(amount=1000, currency="USD"), reason="scratch", key=new_id()),
        staff(shop),
    )
    with shop.database.read() as rows:
        books = {row.key: row.currency for row in rows.all(select(account))}
        entries = {(row.debit, row.currency) for row in rows.all(select(posting))}
    assert books == {"sales/USD": "USD", "cash/transfer/USD": "USD"}
    assert all(books[debit] == currency for debit, currency in entries)
    assert not verify(shop.core, shop.system())


def test_two_markets_keep_two_books(shop: Shop) -> None:
    for market in ("main", "us"):
        placed = shop.ask(shop.system(), OrderById(order=bought(Till.for_guest(shop, market))))
        done(shop, MarkPaid(payment=placed.payments[0].id), staff(shop))
    with shop.database.read() as rows:
        books = {row.key for row in rows.all(select(account))}
    assert {"sales/EUR", "sales/USD", "cash/transfer/EUR", "cash/transfer/USD"} <= books
    assert not verify(shop.core, shop.system())


def test_a_list_of_orders_says_each_in_its_currency(shop: Shop) -> None:
    for market in ("us", "main"):
        bought(Till.for_guest(shop, market))
    assert [str(one.payable) for one in shop.ask(staff(shop), Orders())] == ["90.00 EUR", "119.76 USD"]


def test_a_cart_that_changes_market_is_priced_anew(shop: Shop) -> None:
    here = Till.for_guest(shop)
    here.put("LAMP")
    here.fill()
    assert str(here.quote().totals.goods) == "90.00 EUR"
    there = replace(here, ctx=replace(here.ctx, market=shop.core.facts.market("us"), currency="USD"))
    quote = there.quote()
    assert str(quote.totals.goods) == "110.00 USD"
    assert (quote.destination.country, quote.contact) == ("US", None)
    assert refused(there.place(quote)) == "incomplete"  # the address in Madrid is none of this market
    assert str(here.quote().totals.goods) == "90.00 EUR"
    assert here.quote().destination.country == "ES"
    assert isinstance(here.place(), Done)


def test_what_is_not_sold_in_a_market_is_said(shop: Shop) -> None:
    till = Till.for_guest(shop, "us")
    assert refused(till.put("FAN")) == "not_sold_here"
    assert refused(till.put("NIX")) == "unknown_sku"
    home = replace(till, ctx=replace(till.ctx, market=None, currency="EUR"))
    home.put("FAN")
    assert refused(shop.run(till.moment, RequestQuote(cart=till.cart))) == "not_sold_here"
    assert isinstance(shop.run(till.moment, ChangeCart(cart=till.cart, sku="FAN", quantity=0, how="set")), Done)


def test_a_market_delivers_to_its_own_countries(shop: Shop) -> None:
    for market, country in (("us", "ES"), ("main", "US")):
        till = Till.for_guest(shop, market)
        till.put("LAMP")
        assert refused(till.fill(country=country, region="NY")) == "not_served"


def test_a_quote_is_placed_in_its_currency_whichever_market_is_looked_at(shop: Shop) -> None:
    there = Till.for_guest(shop, "us")
    there.put("MUG-S")
    assert isinstance(there.fill(country="US", region="NY", postcode="10001", shipping="air"), Done)
    quote = there.quote()
    here = replace(there, ctx=replace(there.ctx, market=None, currency="EUR"))
    outcome = here.place(quote)
    assert isinstance(outcome, Done), outcome
    order = shop.ask(shop.system(), OrderById(order=outcome.result))
    assert {payment.money.currency for payment in order.payments} == {"USD"}
    again = PayOrder(order=order.id, plan=PaymentPlan(parts=(PaymentPart(method="transfer"),)), key=new_id())
    proved = replace(here.moment, proofs=here.moment.proofs | {f"order/{order.id}"})
    assert isinstance(shop.run(proved, again), Done)
    assert not verify(shop.core, shop.system())


def test_a_quote_of_fixed_prices_is_in_one_currency_of_the_shop(shop: Shop, clock: Clock) -> None:
    def issue(*prices: UnitPrice) -> Outcome[Any]:
        lines = tuple(IssuedLine(text="Work", quantity=1, unit_price=price) for price in prices)
        buyer = guest(shop).buyer
        assert buyer is not None
        command = IssueQuote(
            key=new_id(), buyer=buyer, seller="shop", source="offer", lines=lines, destination=Destination(country="US", region="NY"),
            valid_until=clock() + timedelta(days=3),
        )  # fmt: skip
        return shop.run(shop.system(), command)

    issued = issue(usd(5000))
    assert isinstance(issued, Done), issued
    assert str(issued.result.totals.payable) == "54.44 USD"
    assert refused(issue(usd(5000), eur(100))) == "currency"
    assert refused(issue(UnitPrice(money=Money(amount=1, currency="JPY")))) == "currency"


def test_what_is_kept_is_what_a_fresh_look_finds(tmp_path: Path) -> None:
    """Whatever prices come and go, each currency's lists hold what is written, in its order, and nothing of the other's."""
    draw = Random(7)
    settings = settings_for(tmp_path, markets=MARKETS, countries=("ES", "PT"))
    shop = make_shop(tmp_path, use=CONSUMERS, settings=settings, catalogue=False)
    done(
        shop,
        SaveProducts(
            products=tuple(
                product(f"p{n}", Variant(sku=f"A{n}", price=eur(100)), Variant(sku=f"B{n}", price=eur(100)))
                for n in range(6)
            )
        ),
    )
    for _ in range(60):
        sku, cents = f"{draw.choice('AB')}{draw.randrange(6)}", draw.randrange(1, 10_000)
        if draw.random() < 0.3:
            shop.run(shop.system(), RemoveListPrice(sku=sku, currency="USD"))
        else:
            done(shop, SetListPrice(sku=sku, price=Money(amount=cents, currency=draw.choice(("EUR", "USD")))))
        written = [shop.ask(shop.system(), ProductAsWritten(slug=f"p{n}")) for n in range(6)]
        for market, currency in (("main", "EUR"), ("us", "USD")):
            found = listed(shop, market, sort="price").cards
            costs = {one.slug: _lowest(one, currency) for one in written}
            assert {card.slug: card.price.money for card in found} == {
                slug: cost for slug, cost in costs.items() if cost is not None
            }
            assert [card.price.money.amount for card in found] == sorted(card.price.money.amount for card in found)
    shop.close()


def _lowest(one: Product, currency: str) -> Money | None:
    prices = (each.price if currency == "EUR" else dict(each.prices).get(currency) for each in one.variants)
    return min((price.money for price in prices if price is not None), default=None)


def test_a_set_is_sold_where_it_has_a_price_whatever_its_parts_cost_there(shop: Shop) -> None:
    box = product("box", Variant(sku="BOX", price=eur(2500), parts=(("FAN", 2),), prices=(("USD", usd(4000)),)))
    done(shop, SaveProducts(products=(box,)))
    stocked = Filters(in_stock=True)
    assert prices(listed(shop, filters=stocked))["box"] == "40.00 USD"
    done(shop, AdjustStock(sku="FAN", change=-8, reason="broken"))
    assert "box" not in prices(listed(shop, filters=stocked))


def test_a_product_can_be_had_where_a_variant_that_is_sold_there_is_left(shop: Shop) -> None:
    done(shop, AdjustStock(sku="MUG-S", change=-9, reason="broken"))
    assert listed(shop, filters=Filters(in_stock=True)).count == 1
    assert listed(shop, "main", filters=Filters(in_stock=True)).count == 3


def test_stock_is_one_for_all_markets(shop: Shop) -> None:
    bought(Till.for_guest(shop, "us"))
    bought(Till.for_guest(shop, "main"))
    (level,) = shop.ask(shop.system(), StockLevels(skus=("LAMP",)))
    assert (level.on_hand, level.reserved) == (9, 2)
