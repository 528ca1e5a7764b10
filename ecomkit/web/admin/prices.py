"""List prices for the staff: a table of articles and of the currencies that the shop sells in, each price with its form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from babel.numbers import get_decimal_symbol
from pydantic import ValidationError

from ecomkit.domain import Command, Money, Product, RemoveListPrice, SetListPrice, Variant, typed_amount
from ecomkit.errors import NotFound
from ecomkit.hooks import Field, Form
from ecomkit.hooks.pages.generic import Cell, Column, Row, Table
from ecomkit.web.request import WebRequest

__all__ = ["price_field", "price_table", "read_price", "signs_of"]


def price_field(sku: str, currency: str, own: str) -> str:
    """The name of the field that holds a price; `own` is the shop's own currency."""
    return f"price.{sku}" if currency in ("", own) else f"price.{sku}.{currency}"


def price_table(request: WebRequest, base: str, shown: Product, refused: Form | None = None) -> Table:
    """A row for each article and a column for each currency, each price with the form that sets it.

    `base` is the path of the product's page, `refused` a form as it came back, which then stands open.
    """
    _ = request.gettext
    currencies = request.ctx.shop.currencies
    heads = (
        [_("List price")] if len(currencies) == 1 else [_("List price in %(currency)s", currency=c) for c in currencies]
    )
    columns = (Column(_("Article")), Column(_("Article number")), *(Column(one) for one in heads))
    rows = tuple(
        Row(
            (
                Cell(text=_choices(shown, one)),
                Cell(text=one.sku),
                *(_cell(request, base, one, c, refused) for c in currencies),
            )
        )
        for one in shown.variants
    )
    return Table(caption=_("Prices"), caption_hidden=True, stacked=True, columns=columns, rows=rows)


def _choices(shown: Product, one: Variant) -> str:
    return ", ".join(value for _, value in one.options) or shown.name


def _cell(request: WebRequest, base: str, one: Variant, currency: str, refused: Form | None) -> Cell:
    form = _form(request, base, one, currency)
    if refused is not None and refused.fields[-1].name == form.fields[-1].name:
        form = refused
    price = one.price if currency == request.ctx.shop.currency else dict(one.prices).get(currency)
    return Cell(text=request.money(price.money) if price else request.gettext("not sold there"), form=form)


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
              value="" if price is None else _written(request, price.money), hint=said, required=market is None),
    )  # fmt: skip
    return Form(
        f"{base}/price",
        fields,
        _("Set the price"),
        main=False,
        inline=True,
        mark_required=False,
        title=_("Change the price"),
    )


def _written(request: WebRequest, money: Money) -> str:
    """As the reader's language writes it, which is how it is typed."""
    return f"{money.decimal():f}".replace(".", get_decimal_symbol(request.formats.locale))


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
        return SetListPrice(sku=one.sku, price=typed_amount(typed, currency, signs_of(request)))
    except (ValueError, ValidationError):
        return {name: request.gettext("Write an amount such as 14.90.")}


def signs_of(request: WebRequest) -> str:
    """The decimal signs that an amount may have: the reader's own, and the point."""
    return f"{get_decimal_symbol(request.formats.locale)}."
