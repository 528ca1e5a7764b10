"""Choosing a market: in which country's shop, and in which currency, a visitor looks around."""

from __future__ import annotations

from ecomkit.domain import MAIN_MARKET, text
from ecomkit.hooks import Redirect
from ecomkit.web.markets import market_cookie
from ecomkit.web.replies import local_path
from ecomkit.web.request import WebRequest

__all__ = ["choose_market"]


def choose_market(request: WebRequest) -> Redirect:
    """Remember the market of the form, and go back to the page that it was sent from. A cart is priced anew there."""
    facts, key = request.site.core.facts, request.form.get("market", "")
    back = local_path(request.form.get("next", "")[:500] or "/", "/")
    market = facts.market(key)
    if market is None and key != MAIN_MARKET:
        return Redirect(to=back)
    request.set_cookies.append(market_cookie(key, secure=request.site.secure))
    currency = market.currency if market is not None else facts.currency
    return Redirect(to=back, notice=text("Prices are in %(currency)s now.", currency=currency))
