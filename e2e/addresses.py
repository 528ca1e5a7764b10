"""Every page of a shop with all plugins, by who sees it, and what no person looks at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

__all__ = ["EXCEPTIONS", "GUEST", "PEOPLE", "STAFF", "routes"]

GUEST: Final = {
    "/": "/",
    "/c/{category}": "/c/table",
    "/p/{product}": "/p/pausa-clock",
    "/p/{product}/review": "/p/loma-mug/review",
    "/search": "/search?q=mug",
    "/compare": "/compare?p=loma-mug&p=alba-teapot",
    "/contact": "/contact",
    "/returns": "/returns",
    "/shipping": "/shipping",
    "/privacy": "/privacy",
    "/terms": "/terms",
    "/complaints": "/complaints",
    "/safe-buying": "/safe-buying",
    "/accessibility": "/accessibility",
    "/withdrawal": "/withdrawal",
    "/withdraw": "/withdraw",
    "/withdraw/{key}": "{withdraw}",
    "/orders": "/orders",
    "/orders/{token}": "{order}",
    "/orders/found/{ticket}": "{found}",
    "/cart": "/cart",
    "/cart/code": "/cart/code",
    "/gift-card": "/gift-card",
    "/checkout": "/checkout",
    "/account/sign-in": "/account/sign-in",
    "/account/register": "/account/register",
    "/account/forgotten": "/account/forgotten",
    "/account/new-password": "/account/new-password",
    "/tenders": "/tenders?view=past",
    "/admin/sign-in": "/admin/sign-in",
}
"""Routes and what is asked for there, by somebody who has bought something and has something in the cart. What stands in braces
alone is an address that comes about on the way."""

PEOPLE: Final[Mapping[tuple[str, str], Mapping[str, str]]] = {
    ("sam@example.com", "Talleres Ibarra"): {
        "/company": "/company",
        "/company/quick-order": "/company/quick-order",
        "/held/{held}": "{held}",
        "/account": "/account",
        "/account/password": "/account/password",
        "/account/language": "/account/language",
        "/account/downloads": "/account/downloads",
    },
    ("ines@example.com", "Talleres Ibarra"): {"/company/approvals": "/company/approvals"},
    ("leo@example.com", "Clínica Norte"): {"/wallet": "/wallet"},
    ("olga@example.com", "Clínica Norte"): {"/employer/payroll": "/employer/payroll"},
    ("olga@example.com", "Papelería Ojeda"): {
        "/tenders/{number}": "/tenders/T-1002",
        "/tenders/{number}/bid": "/tenders/T-1002/bid",
        "/bids": "/bids",
        "/bids/{number}": "{bid}",
    },
    ("sam@example.com", "Ayuntamiento de Valdemora"): {
        "/agency/tenders": "/agency/tenders",
        "/agency/tenders/new": "/agency/tenders/new",
        "/agency/tenders/{number}/publish": "{publish}",
        "/agency/tenders/{number}/ranking": "/agency/tenders/T-1001/ranking",
    },
    ("lucia@example.com", "Ayuntamiento de Valdemora"): {
        "/agency/tenders/{number}/opening": "/agency/tenders/T-1002/opening",
    },
}
"""The same for who is signed in, and acts for somebody."""

STAFF: Final = {
    "/admin": "/admin",
    "/admin/language": "/admin/language",
    "/admin/orders": "/admin/orders",
    "/admin/orders/{order}": "{staff_order}",
    "/admin/stock": "/admin/stock",
    "/admin/products/{product}": "/admin/products/loma-mug",
    "/admin/approvals": "/admin/approvals?view=all",
    "/admin/approvals/{held}": "{staff_held}",
    "/admin/unclear": "/admin/unclear",
    "/admin/jobs": "/admin/jobs?view=all",
    "/admin/gift-cards/new": "/admin/gift-cards/new",
    "/admin/downloads/new": "/admin/downloads/new",
    "/admin/promotions/codes": "/admin/promotions/codes",
    "/admin/withdrawals/{key}": "{staff_withdrawal}",
    "/admin/o/tenders": "/admin/o/tenders",
    **{
        f"/admin/x/{key}": f"/admin/x/{key}"
        for key in (
            "companies", "contract-prices", "employers", "employee-prices", "payroll", "promotions", "promotion-codes", "gift-cards",
            "download-files", "downloads", "reviews", "withdrawals",
        )
    },
}  # fmt: skip
"""The same for the staff; screens and business objects by their keys."""

EXCEPTIONS: Final = {
    "/search/suggest": "an answer for the script of the search field",
    "/orders/{token}/pay/{payment}": "leads on to the provider",
    "/orders/{token}/back/{payment}": "leads on to the order",
    "/downloads/{token}": "leads on to the order",
    "/downloads/file/{ticket}": "a file",
    "/employer/payroll.csv": "a file",
    "/admin/b2e/payroll.csv": "a file",
    "/healthz": "for machines",
    "/metrics": "for machines",
    "/robots.txt": "for machines",
    "/sitemap.xml": "for machines",
    "/sitemaps/{part}": "for machines",
    "/openapi.json": "for machines",
    "/api/v1/products": "for machines",
    "/api/v1/products/{product}": "for machines",
}
"""Addresses that show no page, and why."""


def routes() -> list[str]:
    """Every route that is looked at."""
    return [*GUEST, *(route for each in PEOPLE.values() for route in each), *STAFF]
