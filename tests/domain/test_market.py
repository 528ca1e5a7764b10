"""Markets: a country has one, a currency one kind of price, and amounts of two never mix."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomkit.domain import Market, Money, Product, ShopFacts, UnitPrice, Variant, market_clashes, sold_for, total

MAIN = Market(key="main", currency="EUR", countries=("ES", "PT"))
CURRENCIES = ("EUR", "USD", "JPY", "KWD")


def market(key: str, currency: str, *countries: str, includes_tax: bool = True) -> Market:
    return Market(key=key, currency=currency, countries=countries, includes_tax=includes_tax)


def facts(*markets: Market) -> ShopFacts:
    return ShopFacts(
        name="S", party="shop", url="http://s", currency="EUR", country="ES", countries=("ES", "PT"), languages=("en",), timezone="UTC",
        secret="x", markets=markets,
    )  # fmt: skip


def test_markets_that_go_together() -> None:
    us, mx = market("us", "USD", "US", includes_tax=False), market("mx", "MXN", "MX")
    assert market_clashes(MAIN, (us, mx, market("sv", "USD", "SV", includes_tax=False))) == ()
    assert (us.country, mx.country) == ("US", "MX")


def test_all_that_clashes_is_told_at_once() -> None:
    others = (
        market("a", "USD", "US", "PT"), market("b", "USD", "US", includes_tax=False), market("c", "EUR", "IE", includes_tax=False),
        market("d", "JPY", "JP", "JP"), market("main", "CHF", "CH"),
    )  # fmt: skip
    assert tuple(map(str, market_clashes(MAIN, others))) == (
        "PT belongs to [shop] already: take it out of [markets.a]",
        "US belongs to [markets.a] already: take it out of [markets.b]",
        "the prices in USD are those of [markets.a], with or without tax as there: take prices_include_tax out of [markets.b]",
        "the prices in EUR are those of [shop], with or without tax as there: take prices_include_tax out of [markets.c]",
        "[markets.d] names a country twice",
        "[markets.main] is what [shop] says: give it another name",
    )


def test_what_a_shop_knows_of_its_markets() -> None:
    us, ie, sv = market("us", "USD", "US"), market("ie", "EUR", "IE"), market("sv", "USD", "SV", "US")
    shop = facts(us, ie, sv)
    assert (shop.currencies, shop.foreign) == (("EUR", "USD"), ("USD",))
    assert shop.served == ("ES", "PT", "US", "IE", "SV")
    assert (shop.market("sv"), shop.market("main"), shop.market("xx")) == (sv, None, None)
    assert (shop.market_in("USD"), shop.market_in("EUR"), shop.market_in("JPY")) == (us, None, None)
    assert facts().foreign == ()


def amounts(currency: str) -> st.SearchStrategy[Money]:
    return st.integers(0, 10**9).map(lambda n: Money(amount=n, currency=currency))


@given(st.data(), st.sampled_from(CURRENCIES), st.sampled_from(CURRENCIES))
def test_amounts_of_two_currencies_are_never_put_together(data: st.DataObject, one: str, other: str) -> None:
    first, second = data.draw(amounts(one)), data.draw(amounts(other))
    if one == other:
        assert total([first, second], one).amount == first.amount + second.amount
    else:
        for mix in (
            lambda: first + second,
            lambda: first - second,
            lambda: first < second,
            lambda: total([first], other),
        ):
            with pytest.raises(ValueError, match="cannot be put together"):
                mix()


@given(st.data(), st.sampled_from(CURRENCIES[1:]))
def test_a_product_in_a_market_has_prices_in_its_currency_alone(data: st.DataObject, wanted: str) -> None:
    """Whatever its variants cost elsewhere: each is there at its own price, or not at all."""
    prices = st.lists(st.sampled_from(CURRENCIES[1:]), unique=True).map(tuple)
    variants = tuple(
        Variant(
            sku=f"S{n}", price=UnitPrice(money=data.draw(amounts("EUR"))),
            prices=tuple((code, UnitPrice(money=data.draw(amounts(code)))) for code in data.draw(prices)),
        )
        for n in range(data.draw(st.integers(1, 4)))
    )  # fmt: skip
    shown = sold_for(Product(slug="s", name="S", variants=variants), wanted)
    sold = [one for one in variants if wanted in dict(one.prices)]
    assert [one.sku for one in (shown.variants if shown else ())] == [one.sku for one in sold]
    for here, there in zip(shown.variants if shown else (), sold, strict=True):
        assert here.price == dict(there.prices)[wanted]
        assert here.price.money.currency == wanted
