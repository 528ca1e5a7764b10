"""Accounts and members: who may know of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ecomkit.domain import AccountByKey, Members
from ecomkit.errors import NotFound
from ecomkit.plugins.b2b import api
from ecomkit.shop import Shop
from tests.plugins.companies import Firm, company_shop, done, eur, make_firm, staff


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = company_shop(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def firm(shop: Shop) -> Firm:
    return make_firm(shop)


def test_an_account_says_what_is_free_above_its_floor(shop: Shop, firm: Firm) -> None:
    done(firm.buy(firm.buyer, "LAMP", 1))
    account = shop.ask(firm.till(firm.buyer).moment, AccountByKey(account=f"b2b.credit/{firm.key}"))
    assert (account.balance, account.reserved, account.floor, account.free) == (
        eur(-8900),
        eur(0),
        eur(-500_000),
        eur(491_100),
    )


def test_an_account_is_for_its_owner_and_staff(shop: Shop, firm: Firm) -> None:
    query = AccountByKey(account=f"b2b.credit/{firm.key}")
    other = make_firm(shop, "Otra")
    for stranger in (other.till(other.buyer).moment, staff(shop, "staff.catalogue")):
        with pytest.raises(NotFound):
            shop.ask(stranger, query)
    assert shop.ask(staff(shop, "staff.payments"), query).key == query.account
    with pytest.raises(NotFound):
        shop.ask(staff(shop), AccountByKey(account="b2b.credit/nobody"))


def test_members_see_those_of_their_own_hat_where_it_lets_them(shop: Shop, firm: Firm) -> None:
    query = Members(organisation=firm.key)
    other = make_firm(shop, "Otra")
    seen = shop.ask(firm.till(firm.buyer).moment, query)
    assert [(one.name, one.capacity, one.role) for one in seen] == [
        ("Talleres-buyer", api.PURCHASER, "buyer"), ("Talleres-approver", api.PURCHASER, "approver"),
    ]  # fmt: skip
    for stranger in (other.till(other.buyer).moment, staff(shop, "staff.catalogue")):
        with pytest.raises(NotFound):
            shop.ask(stranger, query)
    assert len(shop.ask(staff(shop, "staff.people"), query)) == 2
