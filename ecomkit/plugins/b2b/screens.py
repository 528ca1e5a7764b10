"""Screens of the back office: companies with their credit, and what was agreed with them."""

from __future__ import annotations

from collections.abc import Sequence

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
from ecomkit.sdk import Context, Screen, ScreenCell, Text, text

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


def _companies(ctx: Context) -> tuple[Sequence[Text], Sequence[Sequence[ScreenCell]]]:
    header = (
        text("Company"), text("Key"), text("Credit limit"), text("Used"), text("Left"), text("Purchase-order number"),
    )  # fmt: skip
    rows = [
        (
            one.name, one.id, one.credit.limit, one.credit.used, one.credit.left,
            text("required") if one.reference_required else text("optional"),
        )
        for one in ctx.ask(Companies())
    ]  # fmt: skip
    return header, rows


def _prices(ctx: Context) -> tuple[Sequence[Text], Sequence[Sequence[ScreenCell]]]:
    header = (
        text("Company"), text("Contract"), text("SKU"), text("From pieces"), text("Price"), text("For pieces"), text("Tax"),
        text("From"), text("Until"),
    )  # fmt: skip
    rows = [
        (
            one.company, one.contract, one.sku, one.from_quantity, one.price.money, one.price.per,
            text("included") if one.price.includes_tax else text("on top"),
            one.valid_from, one.valid_until,
        )
        for one in ctx.ask(ContractPrices())
    ]  # fmt: skip
    return header, rows
