"""Discrepancies: parked by a report that does not fit, closed by staff with a note."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

from ecomkit.domain import (
    CloseDiscrepancy,
    Discrepancies,
    Discrepancy,
    Done,
    Money,
    OrderById,
    PaymentReport,
    ProviderAnswer,
    Refused,
    ReportPayment,
    new_id,
)
from ecomkit.errors import NotFound
from ecomkit.services.verifying import verify
from ecomkit.shop import Shop
from ecomkit.storage import log
from ecomkit.testing import Till, make_shop, staff


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=("b2c", "rates", "demo_payments", "transfer"))
    yield opened
    assert verify(opened.core, opened.system()) == ()
    opened.close()


def parked(shop: Shop, *, payment: str = "") -> str:
    """A provider reports a cent for an order, or money for a payment that nobody knows; gives the order's number."""
    outcome = Till.for_guest(shop).buy("LAMP", payment="card")
    assert isinstance(outcome, Done)
    order = shop.ask(shop.system(), OrderById(order=outcome.result))
    report = PaymentReport(
        notice=new_id(), payment=payment or order.payments[0].id, reference="pay_1", answer=ProviderAnswer.SUCCEEDED,
        money=Money(amount=1, currency="EUR"),
    )  # fmt: skip
    assert isinstance(shop.run(shop.system(), ReportPayment(report=report)), Done)
    return order.number


def listed(shop: Shop, *, closed: bool = False) -> tuple[Discrepancy, ...]:
    return shop.ask(staff(shop)(), Discrepancies(closed=closed))


def test_one_is_listed_with_the_order_that_it_is_about(shop: Shop) -> None:
    number = parked(shop)
    (one,) = listed(shop)
    assert (one.kind, one.order_number, one.closed_at) == ("amount", number, None)


def test_a_payment_that_is_not_ours_has_no_order(shop: Shop) -> None:
    parked(shop, payment="nobody")
    (one,) = listed(shop)
    assert (one.kind, one.about, one.order, one.order_number) == ("unknown_payment", "nobody", None, "")


def test_staff_close_one_with_a_note_that_stays_in_the_log(shop: Shop) -> None:
    parked(shop)
    (one,) = listed(shop)
    outcome = shop.run(staff(shop)(), CloseDiscrepancy(discrepancy=one.id, note="  the bank sent the rest  "))
    assert outcome == Done(result=None)
    assert listed(shop) == ()
    (closed,) = listed(shop, closed=True)
    assert (closed.note, closed.closed_by, closed.closed_at) == ("the bank sent the rest", "clerk", shop.clock())
    with shop.database.read() as rows:
        (said,) = log.history(rows, "discrepancy", one.id)
    assert (said.name, said.actor, json.loads(said.payload)["note"]) == ("discrepancy_closed", "clerk", closed.note)


def test_closing_one_moves_no_money(shop: Shop) -> None:
    parked(shop)
    (one,) = listed(shop)
    assert one.order is not None
    before = shop.ask(shop.system(), OrderById(order=one.order))
    shop.run(staff(shop)(), CloseDiscrepancy(discrepancy=one.id, note="looked into"))
    assert shop.ask(shop.system(), OrderById(order=one.order)) == before


def test_one_is_closed_once(shop: Shop) -> None:
    parked(shop)
    (one,) = listed(shop)
    shop.run(staff(shop)(), CloseDiscrepancy(discrepancy=one.id, note="first"))
    again = shop.run(staff(shop)(), CloseDiscrepancy(discrepancy=one.id, note="second"))
    assert isinstance(again, Refused)
    assert again.refusals[0].code == "not_open"
    assert listed(shop, closed=True)[0].note == "first"
    nobody = shop.run(staff(shop)(), CloseDiscrepancy(discrepancy="none", note="third"))
    assert isinstance(nobody, Refused)


def test_it_takes_the_permission_for_payments_and_a_person(shop: Shop) -> None:
    parked(shop)
    (one,) = listed(shop)
    command = CloseDiscrepancy(discrepancy=one.id, note="looked into")
    for ctx in (staff(shop, "staff.orders")(), Till.for_guest(shop).moment, shop.system()):
        assert isinstance(shop.run(ctx, command), Refused)
    assert len(listed(shop)) == 1


def test_customers_do_not_see_them(shop: Shop) -> None:
    with pytest.raises(NotFound):
        shop.ask(Till.for_guest(shop).moment, Discrepancies())


@pytest.mark.parametrize("note", ["", "no", "x" * 201, "two\nlines"])
def test_a_note_is_a_line_of_words(note: str) -> None:
    with pytest.raises(ValidationError):
        CloseDiscrepancy(discrepancy="x", note=note)


def test_a_note_of_spaces_is_none(shop: Shop) -> None:
    parked(shop)
    (one,) = listed(shop)
    outcome = shop.run(staff(shop)(), CloseDiscrepancy(discrepancy=one.id, note="     "))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].field == "note"


def test_they_are_paged_by_key(shop: Shop) -> None:
    for _ in range(3):
        parked(shop, payment="nobody")
    first = shop.ask(staff(shop)(), Discrepancies(limit=2))
    rest = shop.ask(staff(shop)(), Discrepancies(limit=2, after=first[-1].id))
    assert (len(first), len(rest)) == (2, 1)
    assert {one.id for one in first}.isdisjoint({one.id for one in rest})
