"""List prices for the staff: one form for each variant and currency that the shop sells in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from ecomkit.domain import Command, Product, RemoveListPrice, SetListPrice, Variant, parse_amount
from ecomkit.errors import NotFound
from ecomkit.hooks import Field, Form
from ecomkit.web.request import WebRequest

__all__ = ["price_field", "price_forms", "read_price"]


def price_field(sku: str, currency: str, own: str) -> str:
    """The name of the field that holds a price; `own` is the shop's own currency."""
    return f"price.{sku}" if currency in ("", own) else f"price.{sku}.{currency}"


def price_forms(request: WebRequest, base: str, shown: Product) -> tuple[tuple[str, Form], ...]:
    """The forms with their titles; `base` is the path of the product's page."""
    currencies = request.ctx.shop.currencies
    return tuple(
        (_title(request, one, code), _form(request, base, one, code)) for one in shown.variants for code in currencies
    )


def _title(request: WebRequest, one: Variant, currency: str) -> str:
    choices = ", ".join(value for _, value in one.options)
    what = f"{choices} ({one.sku})" if choices else one.sku
    if currency == request.ctx.shop.currency:
        return request.gettext("Price of %(what)s", what=what)
    return request.gettext("Price of %(what)s in %(currency)s", what=what, currency=currency)


def _form(request: WebRequest, base: str, one: Variant, currency: str) -> Form:
    _ = request.gettext
    market = request.ctx.shop.market_in(currency)
    price = one.price if market is None else dict(one.prices).get(currency)
    taxed = market.includes_tax if price is None and market is not None else price is None or price.includes_tax
    hint = _("In %(currency)s, tax included", currency=currency)
    without = _("In %(currency)s, without tax", currency=currency)
    said = hint if taxed else without
    if market is not None:
        said = f"{said}. {_('Empty: it is not sold there')}"
    place = () if market is None else (Field("currency", "", "hidden", currency),)
    fields = (
        Field("sku", "", "hidden", one.sku), *place,
        Field(price_field(one.sku, currency, request.ctx.shop.currency), _("List price"), width="short", inputmode="decimal",
              value="" if price is None else f"{price.money.decimal():f}", hint=said, required=market is None),
    )  # fmt: skip
    return Form(f"{base}/price", fields, _("Set the price"), main=False, inline=True, mark_required=False)


def read_price(request: WebRequest, shown: Product) -> Command[Any] | Mapping[str, str]:
    """The command that a form asks for, or what to mend by the name of its field. Raises `NotFound`."""
    form, shop = request.form, request.ctx.shop
    currency = form.get("currency", shop.currency)
    one = next((each for each in shown.variants if each.sku == form.get("sku", "")), None)
    if one is None or currency not in shop.currencies:
        raise NotFound("There is no such variant.")
    name = price_field(one.sku, currency, shop.currency)
    typed = form.get(name, "").strip()
    if not typed and currency != shop.currency:
        return RemoveListPrice(sku=one.sku, currency=currency)
    try:
        return SetListPrice(sku=one.sku, price=parse_amount(typed, currency))
    except (ValueError, ValidationError):
        return {name: request.gettext("Write an amount such as 14.90.")}
