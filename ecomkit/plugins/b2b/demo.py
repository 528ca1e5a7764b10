"""Demonstration: a workshop with a buyer, an approver, credit and a few agreed prices."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ecomkit.domain import AddMembership, Command, Refuse, sample_price
from ecomkit.plugins.b2b.api import (
    APPROVER,
    BUYER,
    PURCHASER,
    OpenCompany,
    SetContractPrice,
    SetOrderLimit,
)
from ecomkit.sdk import JobContext, Principal, demo_password, ensure_person

__all__ = ["plant"]

COMPANY = "demo-talleres-ibarra"
_PRICES = (
    ("LOMA-MUG-BON", 1, "12.90", False),
    ("LOMA-MUG-BON", 24, "11.50", False),
    ("CIMA-HELMET-MAR-M", 1, "28.00", False),
    ("CIMA-HELMET-MAR-M", 10, "24.50", False),
    ("TRAMA-NB-COB-LIN", 1, "22.00", False),
    ("BOTICA-CASE", 1, "41.00", False),
)


def plant(ctx: JobContext) -> Sequence[Principal]:
    """Talleres Ibarra: Sam buys up to 500 euros an order or what is like it, Inés approves."""
    credit, per_order, per_day = (sample_price(euros, ctx.shop.currency) for euros in ("5000", "500", "1000"))
    buyer, approver = "sam@example.com", "ines@example.com"
    people = {
        BUYER: ensure_person(ctx, name="Sam Rivera", email=buyer),
        APPROVER: ensure_person(ctx, name="Inés Ibarra", email=approver),
    }
    opened = OpenCompany(
        name="Talleres Ibarra", country=ctx.shop.country, credit=credit, reference_required=True, company=COMPANY
    )
    for command in (opened, SetOrderLimit(company=COMPANY, role=BUYER, per_order=per_order, per_day=per_day)):
        _run(ctx, command)
    for role, person in people.items():
        _run(ctx, AddMembership(person=person, organisation=COMPANY, capacity=PURCHASER, role=role))
    for sku, pieces, euros, net in _PRICES:
        price = sample_price(euros, ctx.shop.currency)
        agreed = SetContractPrice(
            company=COMPANY, contract="2026-IBARRA", sku=sku, price=price, from_quantity=pieces, net=net
        )
        _run(ctx, agreed, tolerate="unknown_sku")
    return [
        Principal(role="company buyer", email=buyer, password=demo_password(ctx, buyer), page="/company"),
        Principal(
            role="company approver", email=approver, password=demo_password(ctx, approver), page="/company/approvals"
        ),
    ]


def _run(ctx: JobContext, command: Command[Any], *, tolerate: str = "") -> None:
    try:
        ctx.run(command)
    except Refuse as refuse:
        if refuse.refusals[0].code != tolerate:
            raise
