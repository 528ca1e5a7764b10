"""Screens of the back office: companies with their credit, and what was agreed with them."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.domain import Money
from ecomkit.plugins.b2b.api import (
    AddCompanyMember,
    AskForReference,
    Companies,
    ContractPrices,
    OpenCompany,
    SetContractPrice,
    SetCreditLimit,
    SetOrderLimit,
)
from ecomkit.sdk import Context, Screen, Text, text

__all__ = ["screens"]

STAFF = "staff.companies"


def screens() -> Sequence[Screen]:
    """Companies and contract prices."""
    commands = (OpenCompany, AddCompanyMember, SetCreditLimit, SetOrderLimit, AskForReference)
    return (
        Screen(key="companies", title=text("Companies"), permission=STAFF, rows=_companies, commands=commands),
        Screen(
            key="contract-prices",
            title=text("Contract prices"),
            permission=STAFF,
            rows=_prices,
            commands=(SetContractPrice,),
        ),
    )


def _companies(ctx: Context) -> tuple[Sequence[Text], Sequence[Sequence[str | Text]]]:
    header = (
        text("Company"), text("Key"), text("Credit limit"), text("Used"), text("Left"), text("Purchase-order number"),
    )  # fmt: skip
    rows = [
        (
            one.name, one.id, _written(one.credit.limit), _written(one.credit.used), _written(one.credit.left),
            text("required") if one.reference_required else text("optional"),
        )
        for one in ctx.ask(Companies())
    ]  # fmt: skip
    return header, rows


def _prices(ctx: Context) -> tuple[Sequence[Text], Sequence[Sequence[str | Text]]]:
    header = (
        text("Company"), text("Contract"), text("SKU"), text("From pieces"), text("Price"), text("For pieces"), text("Tax"), text("Valid"),
    )  # fmt: skip
    rows = [
        (
            one.company, one.contract, one.sku, str(one.from_quantity), _written(one.price.money), str(one.price.per),
            text("included") if one.price.includes_tax else text("on top"),
            f"{one.valid_from:%Y-%m-%d} – {f'{one.valid_until:%Y-%m-%d}' if one.valid_until else ''}",
        )
        for one in ctx.ask(ContractPrices())
    ]  # fmt: skip
    return header, rows


def _written(money: Money) -> str:
    return f"{money.decimal()} {money.currency}"
