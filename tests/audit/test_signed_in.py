"""With an account: the name, the orders, buying again; nothing is judged without one."""

from __future__ import annotations

import pytest

from ecomkit.audit.check import Status
from ecomkit.audit.checks.signed_in import CHECKS
from ecomkit.audit.trials import Account, Trials
from ecomkit.audit.trying.account import greeted
from tests.audit.samples import a_page, evidence, status_of

FULL: dict[str, object] = {
    "url": "u", "entered": True, "name": "Ana", "named": True, "orders_url": "o", "orders_status": 200, "orders": 1,
    "again": "Order again",
}  # fmt: skip


@pytest.mark.parametrize(
    ("name", "changed", "status"),
    [
        ("REG-06", {}, Status.PASS),
        ("REG-06", {"named": False}, Status.FAIL),
        ("REG-06", {"named": False, "name": ""}, Status.REVIEW),
        ("REG-07", {}, Status.PASS),
        ("REG-07", {"orders_url": ""}, Status.FAIL),
        ("REG-07", {"orders_status": 500}, Status.FAIL),
        ("REG-08", {}, Status.PASS),
        ("REG-08", {"again": ""}, Status.FAIL),
        ("REG-08", {"again": "", "orders": 0}, Status.NOT_TESTED),
        ("REG-08", {"orders_url": ""}, Status.NOT_TESTED),
    ],
)
def test_an_account_is_judged_by_what_it_shows(name: str, changed: dict[str, object], status: Status) -> None:
    account = Account.model_validate(FULL | changed)
    assert status_of(CHECKS, name, evidence(a_page(), trials=Trials(account=account))) is status


@pytest.mark.parametrize("name", [check.id for check in CHECKS])
def test_without_an_account_or_with_one_that_is_refused_nothing_is_judged(name: str) -> None:
    refused = Trials(account=Account(url="u", entered=False, reason="the shop did not let the account in"))
    assert status_of(CHECKS, name, evidence(a_page())) is Status.NOT_TESTED
    assert status_of(CHECKS, name, evidence(a_page(), trials=refused)) is Status.NOT_TESTED


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Hola, Ana", "Ana"),
        ("Welcome back, José!", "José"),
        ("Bienvenida Zoë", "Zoë"),
        ("Welcome to the shop", ""),
        ("Sign in", ""),
    ],
)
def test_a_greeting_names_somebody(text: str, name: str) -> None:
    assert greeted(text) == name
