"""Screens of the back office: companies with their credit, and what was agreed with them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from ecomkit.domain import ProductsBySku, article_names
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
    agreed = ctx.ask(ContractPrices())
    names = article_names(ctx.ask(ProductsBySku(skus=tuple(one.sku for one in agreed))))
    companies = {one.id: one.name for one in ctx.ask(Companies())}
    several = any(one.price.per > 1 for one in agreed)
    header = (
        text("Company"), text("Contract"), text("Article"), text("SKU"), text("From pieces"), text("Price"),
        *((text("For pieces"),) if several else ()), text("Tax"), text("From"), text("Until"),
    )  # fmt: skip
    rows = [
        (
            companies.get(one.company, one.company), one.contract, names.get(one.sku), one.sku, one.from_quantity, one.price.money,
            *((one.price.per,) if several else ()), text("included") if one.price.includes_tax else text("on top"),
            _day(ctx, one.valid_from), one.valid_until,
        )
        for one in agreed
    ]  # fmt: skip
    return header, rows


def _day(ctx: Context, moment: datetime) -> date:
    return moment.astimezone(ZoneInfo(ctx.shop.timezone)).date()
