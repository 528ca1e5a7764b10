"""Companies: prices, limits, approvals, credit, purchase-order numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ecomkit.domain import (
    Buyer,
    CancelOrder,
    Checkout,
    ChooseShipping,
    DecideApproval,
    ErasePerson,
    FillCheckout,
    HeldById,
    HeldCommands,
    HeldState,
    MarkPaid,
    OrderById,
    PaymentState,
    QuoteById,
    Refused,
    RequestQuote,
    SetListPrice,
)
from ecomkit.errors import NotFound
from ecomkit.plugins.b2b import api
from ecomkit.plugins.b2b.tables import METADATA
from ecomkit.sdk import text
from ecomkit.services.seeding import seed
from ecomkit.services.steps import steps_for
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.storage.migrate import draft
from ecomkit.testing import Clock, Till
from tests.plugins.companies import Firm, company_shop, done, eur, join, make_firm, person, staff


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock) -> Iterator[Shop]:
    opened = company_shop(tmp_path, clock)
    yield opened
    assert verify(opened.core, opened.system()) == ()
    opened.close()


@pytest.fixture
def firm(shop: Shop) -> Firm:
    return make_firm(shop)


def decide(firm: Firm, who: str, held: str, decision: Any = "grant", reason: str = "") -> Any:
    return firm.shop.run(firm.till(who).moment, DecideApproval(held=held, decision=decision, reason=reason))


def codes(outcome: Any) -> list[str]:
    assert isinstance(outcome, Refused), outcome
    return [refusal.code for refusal in outcome.refusals]


# Contract prices


def test_a_contract_price_is_shown_with_its_reason(firm: Firm) -> None:
    firm.staff(api.SetContractPrice(company=firm.key, contract="2026-04", sku="LAMP", price="80.00"))
    till = firm.ready(firm.buyer, "LAMP", 1)
    quote = till.quote()
    assert quote.totals.payable == eur(8000)
    chosen = [step for step in quote.trace if step.phase == "base" and step.chosen]
    assert [(step.plugin, str(step.reason)) for step in chosen] == [("b2b", "Your price: contract 2026-04")]


def test_others_pay_the_list_price(shop: Shop, firm: Firm) -> None:
    firm.staff(api.SetContractPrice(company=firm.key, contract="2026-04", sku="LAMP", price="80.00"))
    other = make_firm(shop, "Otra")
    assert other.ready(other.buyer, "LAMP", 1).quote().totals.payable == eur(8900)
    guest = Till.for_guest(shop)
    guest.put("LAMP")
    guest.fill(shipping="collect")
    assert guest.quote().totals.payable == eur(8900)
    own_hat = Till.for_person(shop, firm.buyer, Buyer(party=firm.buyer, capacity="consumer"))
    own_hat.put("LAMP")
    own_hat.fill(shipping="collect")
    assert own_hat.quote().totals.payable == eur(8900)


def test_more_pieces_reach_the_next_price(firm: Firm) -> None:
    for pieces, price in ((1, "14.00"), (10, "12.00"), (20, "11.00")):
        firm.staff(
            api.SetContractPrice(
                company=firm.key, contract="2026-04", sku="MUG-BONE", price=price, from_quantity=pieces
            )
        )
    till = firm.till(firm.buyer)
    prices = []
    for wanted in (9, 1, 9, 1):
        till.put("MUG-BONE", wanted)
        prices.append(till.quote().lines[0].unit_price.money.amount)
    assert prices == [1400, 1200, 1200, 1100]


def test_a_price_counts_on_its_days_in_the_shops_time_zone(firm: Firm, clock: Clock) -> None:
    firm.staff(
        api.SetContractPrice(
            company=firm.key,
            contract="week",
            sku="LAMP",
            price="70",
            valid_from=date(2026, 11, 24),
            valid_until=date(2026, 11, 25),
        )
    )
    till = firm.ready(firm.buyer, "LAMP", 1)

    def price() -> int:
        return till.quote().lines[0].unit_price.money.amount

    assert price() == 8900
    clock.forward(hours=13, minutes=59)  # 22:59 in UTC is 23:59 in Madrid
    assert price() == 8900
    clock.forward(minutes=2)
    assert price() == 7000
    clock.forward(hours=47, minutes=58)
    assert price() == 7000
    clock.forward(minutes=2)
    assert price() == 8900


def test_a_net_price_gets_its_tax_on_top(firm: Firm) -> None:
    firm.staff(api.SetContractPrice(company=firm.key, contract="net", sku="LAMP", price="70.00", net=True))
    totals = firm.ready(firm.buyer, "LAMP", 1).quote().totals
    assert (totals.tax, totals.payable) == (eur(1470), eur(8470))


def test_a_price_changed_meanwhile_is_not_charged_unseen(firm: Firm) -> None:
    firm.staff(api.SetContractPrice(company=firm.key, contract="2026-04", sku="LAMP", price="80.00"))
    till = firm.ready(firm.buyer, "LAMP", 1)
    quote = till.quote()
    firm.staff(api.SetContractPrice(company=firm.key, contract="2026-04", sku="LAMP", price="85.00"))
    assert codes(till.place(quote)) == ["quote_changed"]


# Limits and approvals


def test_an_order_within_the_limit_is_placed_on_account(firm: Firm) -> None:
    order = firm.order(firm.buy(firm.buyer, "MUG-BONE", 10))
    assert (order.payment, order.confirmed_at is not None, order.expires_at) == (PaymentState.PROMISED, True, None)
    assert firm.credit_left() == eur(500_000 - 14_500)


def test_approved_two_days_later_at_the_same_price(shop: Shop, firm: Firm, clock: Clock) -> None:
    firm.staff(api.SetContractPrice(company=firm.key, contract="2026-04", sku="MUG-BONE", price="12.00"))
    outcome = firm.buy(firm.buyer, "MUG-BONE", 45)
    held = firm.held(outcome)
    assert held.payable == eur(54_000)
    assert [str(need.text) for need in held.needs] == ["540.00 EUR is above the limit of 500.00 EUR an order."]
    assert firm.stock("MUG-BONE") == (50, 45)
    clock.forward(days=2)
    shop.run(staff(shop), SetListPrice(sku="MUG-BONE", price=eur(9900)))
    firm.staff(api.SetContractPrice(company=firm.key, contract="2026-04", sku="MUG-BONE", price="19.00"))
    order = firm.order(decide(firm, firm.approver, held.id))
    assert order.quote.totals.payable == eur(54_000)
    assert (order.placed_by, order.buyer.party) == (firm.buyer, firm.key)
    assert firm.stock("MUG-BONE") == (50, 45)
    assert firm.credit_left() == eur(500_000 - 54_000)


def test_no_order_exists_before_the_grant(shop: Shop, firm: Firm) -> None:
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45))
    assert held.result is None
    assert firm.credit_left() == eur(500_000)


def test_a_refusal_gives_the_stock_back_and_says_why(shop: Shop, firm: Firm) -> None:
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45))
    done(decide(firm, firm.approver, held.id, "refuse", "wait for January"))
    after = shop.ask(firm.till(firm.buyer).moment, HeldById(held=held.id))
    assert (after.state, after.reason, after.result) == (HeldState.REFUSED, "wait for January", None)
    assert firm.stock("MUG-BONE") == (50, 0)
    assert codes(decide(firm, firm.approver, held.id)) == ["decided"]


def test_a_held_order_expires_and_gives_the_stock_back(shop: Shop, firm: Firm, clock: Clock) -> None:
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45))
    clock.forward(days=7, minutes=1)
    assert codes(decide(firm, firm.approver, held.id)) == ["decided"]
    shop.worker.plan()
    shop.worker.run_ready()
    assert shop.ask(firm.till(firm.buyer).moment, HeldById(held=held.id)).state is HeldState.EXPIRED
    assert firm.stock("MUG-BONE") == (50, 0)


def test_nobody_approves_their_own_request(shop: Shop, firm: Firm) -> None:
    second = person(shop, "Second")
    join(shop, second, firm.key, api.APPROVER)
    outcome = firm.buy(firm.approver, "MUG-BONE", 45)
    held = outcome.held  # type: ignore[union-attr]
    assert codes(decide(firm, firm.approver, held)) == ["not_found"]
    assert shop.ask(firm.till(firm.approver).moment, HeldCommands(view="to_decide")) == ()
    order = firm.order(decide(firm, second, held))
    assert order.placed_by == firm.approver


def test_a_second_hat_does_not_help(shop: Shop, firm: Firm) -> None:
    """Who asks as a buyer and becomes an approver meanwhile is still who asked; an approver elsewhere is a stranger."""
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45))
    other = make_firm(shop, "Otra")
    join(shop, firm.buyer, other.key, api.APPROVER)
    assert codes(decide(other, firm.buyer, held.id)) == ["not_found"]
    join(shop, firm.buyer, firm.key, api.APPROVER)
    assert codes(decide(firm, firm.buyer, held.id)) == ["not_found"]


def test_a_buyer_cannot_approve_for_a_colleague(shop: Shop, firm: Firm) -> None:
    colleague = person(shop, "Colleague")
    join(shop, colleague, firm.key, api.BUYER)
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45))
    assert codes(decide(firm, colleague, held.id)) == ["not_found"]


def test_an_approver_of_one_company_neither_sees_nor_decides_anothers(shop: Shop, firm: Firm) -> None:
    other = make_firm(shop, "Otra")
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45))
    stranger = other.till(other.approver).moment
    assert shop.ask(stranger, HeldCommands(view="to_decide")) == ()
    with pytest.raises(NotFound):
        shop.ask(stranger, HeldById(held=held.id))
    with pytest.raises(NotFound):
        shop.ask(stranger, QuoteById(quote=held.subject or ""))
    assert codes(decide(other, other.approver, held.id)) == ["not_found"]
    assert shop.ask(stranger, api.MyCompany()).company.id == other.key


def test_without_another_approver_the_order_is_refused_at_once(shop: Shop, firm: Firm) -> None:
    assert codes(firm.buy(firm.approver, "MUG-BONE", 45)) == ["no_approver"]
    assert firm.stock("MUG-BONE") == (50, 0)


def test_orders_split_under_the_limit_are_caught_by_the_day(firm: Firm, clock: Clock) -> None:
    assert firm.order(firm.buy(firm.buyer, "MUG-BONE", 30)).quote.totals.payable == eur(43_500)
    clock.forward(hours=23)
    assert firm.order(firm.buy(firm.buyer, "MUG-BRICK", 20)).quote.totals.payable == eur(31_000)
    held = firm.held(firm.buy(firm.buyer, "LAMP", 3))
    assert [need.code for need in held.needs] == ["b2b.day_limit"]
    assert str(held.needs[0].text) == ("This order brings the last 24 hours to 1012.00 EUR; the limit is 1000.00 EUR.")


def test_the_day_is_a_rolling_one(firm: Firm, clock: Clock) -> None:
    done(firm.buy(firm.buyer, "MUG-BONE", 30))
    clock.forward(hours=24)
    done(firm.buy(firm.buyer, "MUG-BRICK", 20))
    done(firm.buy(firm.buyer, "LAMP", 3))


def test_what_somebody_agreed_to_or_called_off_does_not_count_against_the_day(shop: Shop, firm: Firm) -> None:
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45))
    done(decide(firm, firm.approver, held.id))
    order = done(firm.buy(firm.buyer, "MUG-BRICK", 20))
    done(shop.run(staff(shop), CancelOrder(order=order, reason="wrong colour")))
    assert shop.ask(firm.till(firm.buyer).moment, api.MyCompany()).own.ordered == eur(0)


def test_a_members_own_limit_wins_over_the_roles(firm: Firm) -> None:
    firm.staff(api.SetOrderLimit(company=firm.key, role=api.BUYER, per_order="100", per_day="100"))
    assert [need.code for need in firm.held(firm.buy(firm.buyer, "MUG-BONE", 7)).needs] == [
        "b2b.order_limit",
        "b2b.day_limit",
    ]
    firm.staff(api.SetOrderLimit(company=firm.key, person=firm.buyer))
    done(firm.buy(firm.buyer, "MUG-BONE", 40))


def test_one_approval_answers_a_limit_that_is_reached_only_meanwhile(firm: Firm) -> None:
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 40))
    done(firm.buy(firm.buyer, "MUG-BRICK", 20))
    done(firm.buy(firm.buyer, "LAMP", 3))
    done(decide(firm, firm.approver, held.id))


def test_who_left_the_company_no_longer_buys_for_it(shop: Shop, firm: Firm) -> None:
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45))
    shop.run(staff(shop), ErasePerson(person=firm.buyer))
    assert done(decide(firm, firm.approver, held.id)) == ""
    told = shop.ask(firm.till(firm.approver).moment, HeldById(held=held.id))
    assert (told.state, told.reason) == (HeldState.REFUSED, "Who asked for this no longer acts there.")
    assert (firm.credit_left(), firm.stock("MUG-BONE")[1]) == (eur(500_000), 0)
    assert shop.ask(shop.system(), QuoteById(quote=held.subject or "")).valid_until < shop.clock()


# Credit


def test_an_order_above_the_credit_is_refused_with_what_is_left(shop: Shop) -> None:
    firm = make_firm(shop, credit="100")
    outcome = firm.buy(firm.buyer, "MUG-BONE", 7)
    assert codes(outcome) == ["credit"]
    assert str(outcome.text) == "101.50 EUR is more than the credit that your company has left: 100.00 EUR."  # type: ignore[union-attr]


def test_credit_is_checked_again_at_the_grant_and_the_request_goes_on_waiting(shop: Shop) -> None:
    firm = make_firm(shop, credit="700")
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45))
    order = firm.order(firm.buy(firm.buyer, "LAMP", 3))
    assert codes(decide(firm, firm.approver, held.id)) == ["credit"]
    assert firm.held_state(held.id) is HeldState.WAITING
    firm.staff(MarkPaid(payment=order.payments[0].id))
    assert firm.credit_left() == eur(70_000)
    done(decide(firm, firm.approver, held.id))
    assert firm.credit_left() == eur(70_000 - 65_250)


def test_a_cancelled_order_gives_its_credit_back(shop: Shop, firm: Firm) -> None:
    order = done(firm.buy(firm.buyer, "LAMP", 2))
    assert firm.credit_left() == eur(500_000 - 17_800)
    done(shop.run(staff(shop), CancelOrder(order=order)))
    assert firm.credit_left() == eur(500_000)


def test_the_credit_limit_never_falls_below_what_is_owed(firm: Firm) -> None:
    done(firm.buy(firm.buyer, "LAMP", 2))
    refused = firm.shop.run(staff(firm.shop), api.SetCreditLimit(company=firm.key, limit="177.99"))
    assert codes(refused) == ["owed"]
    firm.staff(api.SetCreditLimit(company=firm.key, limit="178.00"))
    assert firm.credit_left() == eur(0)


def test_only_companies_with_credit_pay_on_account(shop: Shop) -> None:
    firm = make_firm(shop, credit="0")
    till = firm.till(firm.buyer)
    assert "account" not in shop.core.offered_methods(till.moment)
    assert "account" not in shop.core.offered_methods(Till.for_guest(shop).moment)


# Purchase-order numbers


def test_the_purchase_number_is_asked_of_companies_alone(shop: Shop, firm: Firm) -> None:
    keys = [step.key for step in steps_for(shop.core, firm.till(firm.buyer).moment, Checkout(cart="c"))]
    assert keys == ["delivery", "purchase", "shipping", "payment"]
    assert "purchase" not in [
        step.key for step in steps_for(shop.core, Till.for_guest(shop).moment, Checkout(cart="c"))
    ]


def test_a_company_that_asks_for_a_number_gets_one_on_each_order(shop: Shop) -> None:
    firm = make_firm(shop, reference_required=True)
    missing = firm.buy(firm.buyer, "LAMP", 1)
    assert [(one.code, one.field) for one in missing.refusals] == [("incomplete", "purchase_order")]  # type: ignore[union-attr]
    till = firm.till(firm.buyer)
    empty = FillCheckout(cart=till.cart, steps={"purchase": {"purchase_order": " ", "cost_centre": "Taller 2"}})
    assert [(one.code, one.field) for one in shop.run(till.moment, empty).refusals] == [("field", "purchase_order")]  # type: ignore[union-attr]
    order = done(firm.buy(firm.buyer, "LAMP", 0, purchase_order="PO-7", cost_centre="Taller 2"))
    assert firm.purchase(order) == ("PO-7", "Taller 2")
    again = firm.buy(firm.buyer, "LAMP", 1)
    assert codes(again) == ["incomplete"]


def test_each_held_order_keeps_its_own_number(shop: Shop) -> None:
    firm = make_firm(shop, reference_required=True)
    first = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45, purchase_order="PO-1"))
    assert codes(firm.buy(firm.buyer, "MUG-BRICK", 1)) == ["incomplete"]
    second = done(firm.buy(firm.buyer, "MUG-BRICK", 0, purchase_order="PO-2"))
    assert firm.purchase(second)[0] == "PO-2"
    granted = done(decide(firm, firm.approver, first.id))
    assert firm.purchase(granted)[0] == "PO-1"


def test_nobody_notes_a_number_in_somebody_elses_cart(shop: Shop, firm: Firm) -> None:
    till = firm.ready(firm.buyer, "LAMP", 1)
    other = make_firm(shop, "Otra")
    outcome = shop.run(other.till(other.buyer).moment, api.NotePurchase(cart=till.cart, reference="PO-X"))
    assert codes(outcome) == ["not_found"]
    assert isinstance(
        shop.run(other.till(other.buyer).moment, ChooseShipping(cart=till.cart, option="parcel")), Refused
    )


# Staff, seeds, tables


def test_only_staff_with_the_permission_agree_terms(shop: Shop, firm: Firm) -> None:
    commands = (
        api.OpenCompany(name="Mine", country="ES", credit="1"),
        api.SetCreditLimit(company=firm.key, limit="9999"),
        api.SetOrderLimit(company=firm.key, role=api.BUYER),
        api.SetContractPrice(company=firm.key, contract="x", sku="LAMP", price="1"),
        api.AskForReference(company=firm.key),
        api.AddCompanyMember(company=firm.key, email="talleres-buyer@example.com", role=api.APPROVER),
    )
    for command in commands:
        assert codes(shop.run(firm.till(firm.approver).moment, command)) == ["not_permitted"]
        assert codes(shop.run(staff(shop, "staff.orders"), command)) == ["not_permitted"]


def test_the_screens_show_credit_and_agreed_prices(shop: Shop, firm: Firm) -> None:
    firm.staff(api.SetContractPrice(company=firm.key, contract="2026-04", sku="LAMP", price="80.00", net=True))
    done(firm.buy(firm.buyer, "MUG-BONE", 2))
    rows = {screen.key: screen.rows(staff(shop)) for answer in shop.hooks.screens() for screen in answer.values}
    assert rows["companies"][1] == [("Talleres", firm.key, eur(500_000), eur(2_900), eur(497_100), text("optional"))]
    assert rows["contract-prices"][1][0][:6] == ("Talleres", "2026-04", "Faro lamp", "LAMP", 1, eur(8_000))
    for header, lines in rows.values():
        assert {len(header)} == {len(line) for line in lines}


def test_a_company_is_opened_once_by_key_and_members_join_by_address(shop: Shop) -> None:
    opened = api.OpenCompany(name="Taller", country="ES", credit="100", company="taller")
    clerk = staff(shop)
    assert (
        done(shop.run(clerk, opened)) == done(shop.run(clerk, opened.model_copy(update={"credit": "900"}))) == "taller"
    )
    (company,) = shop.ask(clerk, api.Companies())
    assert company.credit.limit == eur(10_000)
    somebody = person(shop, "Ana")
    done(shop.run(clerk, api.AddCompanyMember(company="taller", email="ana@example.com")))
    assert codes(shop.run(clerk, api.AddCompanyMember(company="taller", email="nobody@example.com"))) == [
        "unknown_person"
    ]
    firm = Firm(shop, "taller", somebody, somebody)
    assert [one.name for one in shop.ask(firm.till(somebody).moment, api.MyCompany()).members] == ["Ana"]


@pytest.mark.parametrize(
    "command",
    [
        api.SetCreditLimit(company="nobody", limit="1"),
        api.SetContractPrice(company="nobody", contract="x", sku="LAMP", price="1"),
        api.SetOrderLimit(company="nobody", role="buyer"),
        api.AskForReference(company="nobody"),
    ],
)
def test_an_unknown_company_is_refused(shop: Shop, command: Any) -> None:
    assert codes(shop.run(staff(shop), command)) == ["unknown_company"]


def test_terms_that_make_no_sense_are_refused(shop: Shop, firm: Firm) -> None:
    contract = api.SetContractPrice(company=firm.key, contract="x", sku="LAMP", price="1")
    days = {"valid_from": date(2026, 12, 2), "valid_until": date(2026, 12, 1)}
    wrong = {
        "unknown_sku": contract.model_copy(update={"sku": "NOPE"}),
        "amount": contract.model_copy(update={"price": "1.005"}),
        "dates": contract.model_copy(update=days),
        "whose": api.SetOrderLimit(company=firm.key, role="buyer", person=firm.buyer),
        "unknown_role": api.SetOrderLimit(company=firm.key, role="king"),
    }
    assert {code: codes(shop.run(staff(shop), command)) for code, command in wrong.items()} == {c: [c] for c in wrong}


def test_the_demonstration_is_planted_once_and_tolerates_a_bare_catalogue(shop: Shop) -> None:
    first, second = seed(shop.core), seed(shop.core)
    assert first == second
    assert {one.role for one in first} >= {"company buyer", "company approver"}
    (company,) = shop.ask(shop.system(), api.Companies())
    assert (company.name, company.credit.limit) == ("Talleres Ibarra", eur(500_000))


def test_the_migration_makes_the_tables_as_declared(shop: Shop) -> None:
    assert "create_table" not in draft(shop.database, METADATA)
    assert "add_column" not in draft(shop.database, METADATA)


def test_the_quote_of_a_colleague_is_the_companys(shop: Shop, firm: Firm) -> None:
    """An approver reads what is asked for; the order belongs to the company."""
    held = firm.held(firm.buy(firm.buyer, "MUG-BONE", 45))
    approver = firm.till(firm.approver)
    assert shop.ask(approver.moment, QuoteById(quote=held.subject or "")).totals.payable == eur(65_250)
    order = done(decide(firm, firm.approver, held.id))
    assert shop.ask(approver.moment, OrderById(order=order)).id == order
    assert isinstance(shop.run(approver.moment, RequestQuote(cart=firm.till(firm.buyer).cart)), Refused)
