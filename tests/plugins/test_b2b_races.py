"""Two at once: credit, the day's limit and decisions hold, and fail when their guard is taken out."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from ecomkit.domain import (
    DecideApproval,
    Destination,
    Done,
    Held,
    HeldState,
    IssuedLine,
    IssueQuote,
    Outcome,
    PaymentPart,
    PaymentPlan,
    PlaceOrder,
    Quote,
    Refused,
    UnitPrice,
    new_id,
)
from ecomkit.plugins.b2b import api, limits
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from tests.plugins.companies import Firm, company_shop, done, eur, join, make_firm, person

Act = Callable[[Firm], Any]
Opens = Callable[..., Shop]


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def opens(tmp_path: Path, request: pytest.FixtureRequest) -> Opens:
    """Opens the same shop again, with connections of its own."""
    database = "" if request.param == "sqlite" else request.getfixturevalue("postgres_url")
    return lambda *, catalogue=False: company_shop(tmp_path, database=database, catalogue=catalogue)


@pytest.fixture
def shop(opens: Opens) -> Iterator[Shop]:
    opened = opens(catalogue=True)
    yield opened
    opened.close()


def at_once(opens: Opens, firm: Firm, acts: Sequence[Act]) -> list[Outcome[Any]]:
    """Do these acts at the same moment, each in a thread with a shop and connections of its own."""
    start = threading.Barrier(len(acts))
    found: dict[int, Outcome[Any]] = {}

    def run(place: int, act: Act) -> None:
        own = opens()
        try:
            start.wait(60)
            found[place] = act(replace(firm, shop=own))
        finally:
            own.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    return [found[place] for place in range(len(acts))]


def offer(firm: Firm, cents: int) -> Quote:
    """An offer that the company may place: described, so that no stock or cart is between the orders."""
    line = IssuedLine(text="Service", quantity=1, unit_price=UnitPrice(money=eur(cents)))
    command = IssueQuote(
        buyer=firm.till(firm.buyer).ctx.buyer, seller="shop", source="offer", lines=(line,), destination=Destination(country="ES"),
        valid_until=firm.shop.clock() + timedelta(days=30), key=new_id(),
    )  # fmt: skip
    quote: Quote = done(firm.shop.run(firm.shop.system(), command))
    return quote


def ordering(who: str, quote: Quote) -> Act:
    """Somebody places an offer on account."""
    plan = PaymentPlan(parts=(PaymentPart(method=api.ACCOUNT),))
    return lambda own: own.shop.run(own.till(who).moment, PlaceOrder(quote=quote.id, plan=plan, key=new_id()))


def deciding(who: str, held: str, decision: Any = "grant") -> Act:
    """Somebody decides."""
    return lambda own: own.shop.run(own.till(who).moment, DecideApproval(held=held, decision=decision))


def take_the_floor_out(firm: Firm) -> None:
    """The account without its guard: what a shop that only looks before it writes would have."""
    with firm.shop.database.engine.connect() as connection:
        writer = connection.execution_options(writes=True)
        with writer.begin():
            writer.execute(text("UPDATE account SET floor = NULL WHERE key LIKE 'b2b.credit/%'"))


def owed(firm: Firm) -> int:
    (company,) = firm.shop.ask(firm.shop.system(), api.Companies())
    return company.credit.used.amount


def placed(outcomes: Sequence[Outcome[Any]]) -> int:
    return sum(isinstance(one, Done) for one in outcomes)


@pytest.mark.parametrize("guarded", [True, False])
def test_orders_at_once_never_exceed_the_credit(opens: Opens, shop: Shop, guarded: bool) -> None:
    firm = make_firm(shop, credit="500")
    members = [firm.buyer, *(person(shop, f"Member-{n}") for n in range(3))]
    for member in members[1:]:
        join(shop, member, firm.key, api.BUYER)
    if not guarded:
        take_the_floor_out(firm)
    acts = [ordering(member, offer(firm, 20_000)) for member in members]
    outcomes = at_once(opens, firm, acts)
    found = [one.code for one in verify(shop.core, shop.system())]
    if guarded:
        refused = {one.refusals[0].code for one in outcomes if isinstance(one, Refused)}
        assert (placed(outcomes), owed(firm), refused, found) == (2, 40_000, {"credit"}, [])
    else:
        assert (placed(outcomes), owed(firm), found) == (4, 80_000, ["b2b.credit"])


@pytest.mark.parametrize("guarded", [True, False])
def test_two_grants_at_once_never_exceed_the_credit(opens: Opens, shop: Shop, guarded: bool) -> None:
    firm = make_firm(shop, credit="1000")
    second = person(shop, "Second")
    join(shop, second, firm.key, api.APPROVER)
    held = [firm.held(ordering(firm.buyer, offer(firm, 60_000))(firm)).id for _ in range(2)]
    if not guarded:
        take_the_floor_out(firm)
    outcomes = at_once(opens, firm, [deciding(firm.approver, held[0]), deciding(second, held[1])])
    assert (placed(outcomes), owed(firm)) == ((1, 60_000) if guarded else (2, 120_000))
    states = {firm.held_state(one) for one in held}
    assert states == ({HeldState.GRANTED, HeldState.WAITING} if guarded else {HeldState.GRANTED})


@pytest.mark.parametrize("guarded", [True, False])
def test_an_order_split_over_two_browsers_is_caught(
    opens: Opens, shop: Shop, guarded: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    firm = make_firm(shop)
    firm.staff(api.SetOrderLimit(company=firm.key, role=api.BUYER, per_order="500", per_day="500"))
    acts = [ordering(firm.buyer, offer(firm, 30_000)) for _ in range(2)]
    if not guarded:
        stale = shop.ask(firm.till(firm.buyer).moment, api.MyCompany()).own
        monkeypatch.setattr(limits, "purchasing_of", lambda *_: stale)
    outcomes = at_once(opens, firm, acts)
    kinds = sorted(type(one).__name__ for one in outcomes)
    assert kinds == (["Done", "Held"] if guarded else ["Done", "Done"])
    waiting = next((one for one in outcomes if isinstance(one, Held)), None)
    assert (waiting is None) or [need.code for need in firm.held(waiting).needs] == ["b2b.day_limit"]


def test_of_two_who_decide_at_once_one_does(opens: Opens, shop: Shop) -> None:
    firm = make_firm(shop)
    second = person(shop, "Second")
    join(shop, second, firm.key, api.APPROVER)
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45)).id
    outcomes = at_once(opens, firm, [deciding(firm.approver, held), deciding(second, held, "refuse")])
    assert placed(outcomes) == 1
    granted = isinstance(outcomes[0], Done)
    assert firm.held_state(held) is (HeldState.GRANTED if granted else HeldState.REFUSED)
    assert firm.stock("MUG-BONE") == ((50, 45) if granted else (50, 0))
    assert verify(shop.core, shop.system()) == ()
