"""Products and stock for the staff: counts, and corrections with a reason."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from sqlalchemy import bindparam, or_, select

from ecomkit.domain import AdjustStock, text
from ecomkit.hooks import Field, Form, Page, Redirect
from ecomkit.hooks.pages.generic import Cell, Column, Row, Table
from ecomkit.hooks.pages.parts import Empty, Link, Pager, Tag, Tone
from ecomkit.storage.catalogue import fold
from ecomkit.storage.tables import product, stock, variant
from ecomkit.web.admin.outcomes import run_and_return
from ecomkit.web.cookies import Flash
from ecomkit.web.models.admin import AdminScreen
from ecomkit.web.request import WebRequest

__all__ = ["adjust", "show_stock"]

_PAGE = 50
_STOCK = (
    select(stock, variant.c.product, product.c.name)
    .join(variant, variant.c.sku == stock.c.sku)
    .join(product, product.c.slug == variant.c.product)
    .where(stock.c.sku > bindparam("after"))
    .order_by(stock.c.sku)
    .limit(_PAGE)
)


def show_stock(request: WebRequest) -> Page:
    """A page of stock."""
    _ = request.gettext
    words, view = request.query.get("q", "")[:100], request.query.get("view", "all")
    statement = _STOCK.where(stock.c.on_hand <= stock.c.reserved) if view == "sold_out" else _STOCK
    for word in fold(words).split()[:5]:
        statement = statement.where(or_(product.c.search.contains(word, autoescape=True), stock.c.sku == words))
    rows = request.rows.all(statement, after=request.query.get("after", "")[:64])
    tabs = (
        Link(_("All"), "/admin/stock", view != "sold_out"),
        Link(_("Sold out"), "/admin/stock?view=sold_out", view == "sold_out"),
    )
    find = Form("/admin/stock", (Field("q", _("Name or article number"), value=words, required=False),), _("Search"), method="get",
                inline=True, main=False, mark_required=False)  # fmt: skip
    columns = (
        Column(_("Product")), Column(_("Article number")), Column(_("On hand"), numeric=True), Column(_("Promised"), numeric=True),
        Column(_("Free"), numeric=True), Column(_("Correct")),
    )  # fmt: skip
    table = Table(
        caption=_("Stock"),
        columns=columns,
        rows=tuple(_row(request, row) for row in rows),
        caption_hidden=True,
        stacked=True,
        empty=Empty(_("No products here")),
    )
    last = rows[-1].sku if len(rows) == _PAGE else ""
    following = f"/admin/stock?{urlencode({'view': view, 'q': words, 'after': last})}" if last else ""
    model = AdminScreen(
        heading=_("Products and stock"),
        table=table,
        tabs=tabs,
        search=find,
        pager=Pager(following=following) if following else None,
    )
    return Page(template=model.template, model=model, title=model.heading)


def _row(request: WebRequest, row: Any) -> Row:
    number = request.formats.number
    free = row.on_hand - row.reserved
    tag = Tag(request.gettext("Sold out"), Tone.WARN) if free <= 0 else None
    return Row(
        (
            Cell(text=row.name, href=f"/p/{row.product}?{urlencode({'sku': row.sku})}"), Cell(text=row.sku, tag=tag),
            Cell(text=number(row.on_hand)), Cell(text=number(row.reserved)), Cell(text=number(free)), Cell(form=_form(request, row.sku)),
        )
    )  # fmt: skip


def _form(request: WebRequest, sku: str) -> Form:
    _ = request.gettext
    fields = (
        Field("sku", "", "hidden", sku),
        Field(f"change.{sku}", _("Pieces to add; negative takes away"), "number-text", width="short"),
        Field(f"reason.{sku}", _("Reason"), maxlength=200),
    )
    return Form("/admin/stock", fields, _("Correct"), main=False, inline=True, mark_required=False)


def adjust(request: WebRequest) -> Redirect:
    """Correct a count."""
    sku = request.form.get("sku", "")
    try:
        command = AdjustStock(
            sku=sku,
            change=int(request.form.get(f"change.{sku}", "").strip()),
            reason=request.form.get(f"reason.{sku}", "").strip(),
        )
    except ValueError:
        words = text("Write how many pieces to add, such as 5 or -2, and a reason of three letters or more.")
        request.flash = Flash(text=words, tone="bad")
        return Redirect(to="/admin/stock")
    return run_and_return(request, command, "/admin/stock")
