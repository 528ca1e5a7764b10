"""Demonstration: a clinic whose people have 60 euros a month, or what is like it, and a few prices of their own."""

from __future__ import annotations

from collections.abc import Sequence

from ecomkit.domain import AddMembership, sample_price
from ecomkit.plugins.b2e.api import EMPLOYEE, HR, STAFF, OpenEmployer, OpenWallet, SetEmployeePrice
from ecomkit.plugins.b2e.office import OFFICE
from ecomkit.plugins.b2e.pages import WALLET_PAGE
from ecomkit.sdk import JobContext, Principal, demo_password, ensure_person

__all__ = ["plant"]

EMPLOYER = "demo-clinica-norte"
_PEOPLE = (
    ("Sam Rivera", "sam@example.com", STAFF, "employee", WALLET_PAGE),
    ("Leo Marín", "leo@example.com", STAFF, "another employee", WALLET_PAGE),
    ("Olga Prieto", "olga@example.com", HR, "payroll office", OFFICE),
)
_PERCENT = {
    "LOMA-MUG-BON": "20",
    "LOMA-MUG-BRI": "20",
    "LOMA-MUG-COB": "20",
    "FARO-LAMP-BRI": "15",
    "TRIO-STOOL": "12.5",
}
_FIXED = {"ECO-HEADPHONES-BON": "99", "BRISA-FAN": "45"}


def plant(ctx: JobContext) -> Sequence[Principal]:
    """Clínica Norte: people, allowance, payroll, prices."""
    opened = OpenEmployer(
        name="Clínica Norte",
        country=ctx.shop.country,
        timezone=ctx.shop.timezone,
        allowance=sample_price("60", ctx.shop.currency),
        payroll=sample_price("200", ctx.shop.currency),
        employer=EMPLOYER,
    )
    ctx.run(opened)
    principals = []
    for name, email, role, what, page in _PEOPLE:
        person = ensure_person(ctx, name=name, email=email)
        ctx.run(AddMembership(person=person, organisation=EMPLOYER, capacity=EMPLOYEE, role=role))
        ctx.run(OpenWallet(employer=EMPLOYER, person=person))
        principals.append(Principal(role=what, email=email, password=demo_password(ctx, email), page=page))
    for sku, percent in _PERCENT.items():
        ctx.run(SetEmployeePrice(employer=EMPLOYER, sku=sku, percent=percent))
    for sku, euros in _FIXED.items():
        price = sample_price(euros, ctx.shop.currency)
        ctx.run(SetEmployeePrice(employer=EMPLOYER, sku=sku, price=price))
    return principals
