"""With an account: called by name, orders at hand, buying again. Only where the recipe tells an account."""

from __future__ import annotations

from ecomkit.audit.check import Check, Evidence, Exhibit, Need, Severity, Unreached, Verdict, failed, passed, review
from ecomkit.audit.trials import Account

__all__ = ["CHECKS"]

_NEEDS = frozenset({Need.HOME, Need.ACCOUNT})
_METHOD = "an account of the recipe ([auth]) signs in"


def _account(evidence: Evidence) -> Account:
    account = evidence.trials.account
    if account is None:
        raise Unreached("no account is told (recipe: auth.login or auth.storage_state)")
    if not account.entered:
        raise Unreached(f"the account could not sign in: {account.reason}")
    return account


def _called_by_name(evidence: Evidence) -> Verdict:
    account = _account(evidence)
    shown = Exhibit(page="account", url=account.url, detail=account.name or "no name told, none seen")
    if account.named:
        return passed(f"customers are called by name: {account.name}", shown)
    if not account.name:
        return review("nobody is greeted; tell the account's first name (recipe: auth.login.name) to be sure", shown)
    return failed("customers who are signed in do not see their name", shown)


def _orders_at_hand(evidence: Evidence) -> Verdict:
    account = _account(evidence)
    shown = Exhibit(page="orders", url=account.orders_url or account.url, detail=f"{account.orders} orders")
    if not account.orders_url:
        return failed("customers who are signed in find no link to their orders", shown)
    if account.orders_status >= 400:
        return failed(f"the page of orders answers {account.orders_status}", shown)
    return passed("customers find their orders", shown)


def _buys_again(evidence: Evidence) -> Verdict:
    account = _account(evidence)
    if not account.orders_url or account.orders_status >= 400:
        raise Unreached("the page of orders was not reached")
    shown = Exhibit(page="orders", url=account.orders_url, detail=account.again or "no such button")
    if account.again:
        return passed("an order can be bought again", shown)
    if not account.orders:
        raise Unreached("the account has no order that could be bought again")
    return failed("an order cannot be bought again", shown)


CHECKS = (
    Check(
        id="REG-06",
        title="Customers are called by name",
        rows=("G1", "G5"),
        method=f"{_METHOD}; its first name is looked for on the pages after that",
        threshold="the name is shown",
        severity=Severity.MINOR,
        remedy="Greet people by their first name in the header or on the account's page.",
        needs=_NEEDS,
        judge=_called_by_name,
    ),
    Check(
        id="REG-07",
        title="Orders are at hand",
        rows=("G4", "E1.8"),
        method=f"{_METHOD}; a link to its orders is opened",
        threshold="there is one and it answers",
        severity=Severity.MAJOR,
        remedy="Link the orders from the account's first page.",
        needs=_NEEDS,
        judge=_orders_at_hand,
    ),
    Check(
        id="REG-08",
        title="Orders can be bought again",
        rows=("E1.8", "G4"),
        method=f"{_METHOD}; a button to buy again is looked for beside its orders",
        threshold="there is one",
        severity=Severity.NOTE,
        remedy="Put a button beside each order that fills the cart with the same again.",
        needs=_NEEDS,
        judge=_buys_again,
    ),
)
