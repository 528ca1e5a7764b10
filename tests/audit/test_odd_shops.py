"""The driver finds its way through shops that are built in other ways than the laboratory's, and leaves them as they were."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from e2e.audit_lab.server import Lab, serve_handler
from ecomkit.audit.browser import Opened
from ecomkit.audit.check import Status
from ecomkit.audit.driver import Driver, Spent
from ecomkit.audit.evidence import Outcome
from ecomkit.audit.options import Options
from ecomkit.audit.report import Report
from ecomkit.audit.run import run_audit
from tests.audit.odd_shops import CatalogueShop, DrawerShop, LateShop, LockedShop, OrderFormShop, PagarShop

pytestmark = pytest.mark.browser

ASKED = ("FND-05", "FND-06", "CHK-01", "CHK-02", "CHK-04", "CHK-05", "CHK-07", "AFT-01", "REG-04")


@contextmanager
def _open(shop: type[CatalogueShop] | type[OrderFormShop]) -> Iterator[tuple[str, dict[str, int], list[str]]]:
    cart: dict[str, int] = {}
    sent: list[str] = []
    with serve_handler(type("Shop", (shop,), {"cart": cart, "sent": sent})) as url:
        yield url, cart, sent


def _status(report: Report) -> dict[str, Status]:
    return {result.id: result.status for result in report.checks}


def test_a_catalogue_as_home_plain_buttons_for_sizes_a_foreign_country_in_a_list_by_script_and_a_box_to_tick(
    browser: Opened,
) -> None:
    with _open(CatalogueShop) as (url, cart, sent):
        report = run_audit(url, Options(only=ASKED), opened=browser)
    journey = report.journeys[0]
    assert journey.outcome is Outcome.REACHED, journey.reason
    assert [click.partition(" [")[0] for click in journey.clicks] == [
        "Harbour mug",
        "Add to basket",
        "a variant",
        "Add to basket",
        "Go to checkout",
        "Continue",
    ]
    assert cart == {}
    assert "/rating/" not in sent
    assert "/order/place/" not in sent
    found = _status(report)
    assert found["FND-05"] is found["FND-06"] is found["CHK-04"] is found["CHK-07"] is Status.PASS
    assert found["REG-04"] is Status.PASS, "the page to register is behind a picture that leads to the page to sign in"
    assert found["AFT-01"] is Status.FAIL, "'return to basket' is no page about returns"


def test_an_order_form_is_a_shop_and_its_cart_is_left_empty(browser: Opened) -> None:
    with _open(OrderFormShop) as (url, cart, sent):
        report = run_audit(url, Options(only=ASKED), opened=browser)
    journey = report.journeys[0]
    assert journey.outcome is Outcome.REACHED, journey.reason
    assert sent.count("/cart/add") >= 1
    assert "/order/place/" not in sent
    assert cart == {}
    found = _status(report)
    assert found["CHK-01"] is found["CHK-04"] is found["CHK-07"] is Status.PASS
    assert found["CHK-05"] is Status.NOT_TESTED, "tickets are not sent by post"


def test_a_drawer_over_the_product_is_a_cart_that_can_be_changed_and_is_left_empty(browser: Opened) -> None:
    with _open(DrawerShop) as (url, cart, sent):
        report = run_audit(url, Options(only=("CHK-04", "CHK-17"), confirm=False), opened=browser)
    assert report.journeys[0].outcome is Outcome.REACHED, report.journeys[0].reason
    assert cart == {}
    assert "/out" in sent
    assert "/less" not in sent
    assert set(_status(report).values()) == {Status.PASS}


def test_what_a_script_adds_after_a_while_is_seen(browser: Opened) -> None:
    with _open(LateShop) as (url, _, _sent):
        report = run_audit(url, Options(only=("CHK-02",), confirm=False), opened=browser)
    (told,) = report.checks
    assert (told.status, told.message) == (Status.PASS, "adding is told: Added to your basket")


def test_a_checkout_below_a_word_for_paying_is_gone_through_and_nothing_is_paid(browser: Opened) -> None:
    with _open(PagarShop) as (url, _, sent):
        report = run_audit(url, Options(only=("CHK-08", "CHK-13"), confirm=False), opened=browser)
    assert report.journeys[0].outcome is Outcome.REACHED, report.journeys[0].reason
    assert report.payment_lock == ()
    assert set(_status(report).values()) == {Status.PASS}
    assert sent.count("/pagar/datos") == 1
    assert not {"/pagar", "/order/place/"} & set(sent)


def test_what_the_audits_own_lock_stopped_is_told_as_such_and_no_fault_of_the_shop(browser: Opened) -> None:
    with _open(LockedShop) as (url, _, sent):
        report = run_audit(url, Options(only=("CHK-08", "CHK-13", "CHK-20"), confirm=False), opened=browser)
    assert report.journeys[0].outcome is Outcome.BLOCKED
    assert report.journeys[0].reason.startswith(f"the audit's own lock stopped POST {url}pagar: ")
    assert set(_status(report).values()) == {Status.NOT_TESTED}
    assert "/pagar" not in sent


def test_what_no_chosen_check_needs_is_not_said_to_be_reached(audit_of: Callable[..., tuple[Report, Lab]]) -> None:
    report, _ = audit_of("plain-es", only=("FND-01",))
    assert report.journeys[0].outcome is Outcome.SKIPPED
    assert _status(report) == {"FND-01": Status.PASS}


def test_who_sells_is_judged_alone_as_it_is_with_all_the_others(audit_of: Callable[..., tuple[Report, Lab]]) -> None:
    report, _ = audit_of("plain-es", only=("LAW-04",))
    assert _status(report) == {"LAW-04": Status.PASS}


def test_no_visitor_that_the_audit_sends_leaves_anything_in_a_cart(audit_of: Callable[..., tuple[Report, Lab]]) -> None:
    report, lab = audit_of("plain-es", only=("ACC-02", "CHK-04", "CHK-18"))
    assert set(_status(report).values()) == {Status.PASS}
    assert len(lab.carts) > 1
    assert not any(lab.carts.values())


def test_some_pages_are_kept_to_empty_a_strangers_cart_with(browser: Opened) -> None:
    with browser[1].new_page() as page:
        driver = Driver(page, owned=False, timeout_s=1, budget_s=60)
        driver.paced.opened = 55
        with pytest.raises(Spent, match="60 pages"):
            driver.pace()
        driver.paced.opened, driver.paced.kept = 55, 0
        driver.pace()
        driver.paced.opened = 60
        with pytest.raises(Spent, match="60 pages"):
            driver.pace()
