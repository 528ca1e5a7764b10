"""Products and stock for the staff: counts, and corrections with a reason."""

from __future__ import annotations

import json
import re
from typing import Any, Final
from urllib.parse import urlencode

from pydantic import ValidationError
from sqlalchemy import bindparam, or_, select

from ecomkit.domain import ENDLESS, AdjustStock, Refused, is_shown
from ecomkit.hooks import Field, Form, Page, Redirect
from ecomkit.hooks.pages.generic import Cell, Column, Row, Table
from ecomkit.hooks.pages.parts import Empty, Link, Notice, Pager, Tag, Tone
from ecomkit.storage.catalogue import fold
from ecomkit.storage.tables import product, stock, variant
from ecomkit.web.admin.outcomes import say_done
from ecomkit.web.admin.product import state_of
from ecomkit.web.models.admin import AdminScreen
from ecomkit.web.request import WebRequest

__all__ = ["adjust", "show_stock"]

_PAGE: Final = 50
_PIECES: Final = re.compile(r"[+-]?[0-9]{1,7}")
_STOCK = (
    select(
        stock,
        variant.c.product,
        variant.c.options,
        product.c.name,
        product.c.published,
        product.c.publish_at,
        product.c.withdraw_at,
    )
    .join(variant, variant.c.sku == stock.c.sku)
    .join(product, product.c.slug == variant.c.product)
    .where(stock.c.sku > bindparam("after"))
    .order_by(stock.c.sku)
    .limit(_PAGE)
)


def show_stock(request: WebRequest) -> Page:
    """A page of stock."""
    return _page(request)


def _page(request: WebRequest, refused: Form | None = None) -> Page:
    _ = request.gettext
    words, sold_out = _looked_for(request)
    rows = _rows(request, words, sold_out=sold_out)
    tabs = (Link(_("All"), "/admin/stock", not sold_out), Link(_("Sold out"), "/admin/stock?view=sold_out", sold_out))
    columns = (
        Column(_("Product")), Column(_("Article number")), Column(_("On hand"), numeric=True), Column(_("Set aside"), numeric=True),
        Column(_("Free"), numeric=True), Column(_("Correction")),
    )  # fmt: skip
    shown = tuple(_row(request, row, refused) for row in rows)
    lost = refused is not None and all(row.sku != refused.fields[0].value for row in rows)
    table = Table(
        caption=_("Stock"), columns=columns, rows=shown, caption_hidden=True, stacked=True,
        empty=Empty(_("No products here"), links=(Link(_("Show all"), "/admin/stock"),)),
    )  # fmt: skip
    following = f"/admin/stock?{_query(request, rows[-1].sku)}" if len(rows) == _PAGE else ""
    model = AdminScreen(
        heading=_("Products and stock"), table=table, tabs=tabs, search=_search(request, words, sold_out=sold_out),
        pager=_pager(request, following),
        notices=tuple(Notice(one.words, Tone.WARN) for one in refused.problems) if refused and lost else (),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=model.heading, status=422 if refused else 200)


def _pager(request: WebRequest, following: str) -> Pager | None:
    begun, query = "after" in request.query, _query(request, "")
    here = f"/admin/stock?{query}" if query else "/admin/stock"
    return Pager(previous=here if begun else "", following=following, keyed=True) if begun or following else None


def _looked_for(request: WebRequest) -> tuple[str, bool]:
    return request.query.get("q", "")[:100], request.query.get("view", "all") == "sold_out"


def _query(request: WebRequest, after: str) -> str:
    """The query of an address of this list, so that a correction comes back to where it was made."""
    words, sold_out = _looked_for(request)
    given = {"view": "sold_out" if sold_out else "", "q": words, "after": after}
    return urlencode({name: value for name, value in given.items() if value})


def _rows(request: WebRequest, words: str, *, sold_out: bool) -> Any:
    statement = _STOCK.where(stock.c.on_hand <= stock.c.reserved) if sold_out else _STOCK
    for word in fold(words).split()[:5]:
        statement = statement.where(or_(product.c.search.contains(word, autoescape=True), stock.c.sku == words.strip()))
    return request.rows.all(statement, after=request.query.get("after", "")[:64])


def _search(request: WebRequest, words: str, *, sold_out: bool) -> Form:
    _ = request.gettext
    view = (Field("view", "", "hidden", "sold_out"),) if sold_out else ()
    fields = (Field("q", _("Name or article number"), value=words, required=False), *view)
    return Form("/admin/stock", fields, _("Search"), method="get", inline=True, main=False, mark_required=False)


def _row(request: WebRequest, row: Any, refused: Form | None) -> Row:
    number = request.formats.number
    free = row.on_hand - row.reserved
    sold_out = Tag(request.gettext("Sold out"), Tone.WARN) if free <= 0 else None
    tag = sold_out if is_shown(row, request.now) else state_of(request, row)
    again = refused is not None and refused.fields[0].value == row.sku
    return Row(
        (
            Cell(text=_called(row), href=_page_of(request, row), tag=tag), Cell(text=row.sku),
            Cell(text=_pieces(request, row.on_hand)), Cell(text=number(row.reserved)), Cell(text=_pieces(request, free)),
            Cell(form=refused if again else _form(request, row.sku)),
        )
    )  # fmt: skip


def _called(row: Any) -> str:
    """The product with the choices that make the article, as orders say it."""
    return ", ".join((row.name, *(value for _, value in json.loads(row.options))))


def _pieces(request: WebRequest, count: int) -> str:
    return request.gettext("no limit") if count > ENDLESS // 2 else request.formats.number(count)


def _page_of(request: WebRequest, row: Any) -> str:
    """Where to see the product: its screen for who may change it, else its page."""
    may_change = "staff.catalogue" in request.ctx.actor.permissions
    return f"/admin/products/{row.product}" if may_change else f"/p/{row.product}?{urlencode({'sku': row.sku})}"


def _form(
    request: WebRequest, sku: str, *, typed: tuple[str, str] = ("", ""), errors: tuple[str, str] = ("", "")
) -> Form:
    _ = request.gettext
    fields = (
        Field("sku", "", "hidden", sku),
        Field(f"change.{sku}", _("Pieces to add; negative takes away"), "number-text", typed[0], error=errors[0], inputmode="text",
              maxlength=8, width="short"),
        Field(f"reason.{sku}", _("Reason"), value=typed[1], error=errors[1], maxlength=200),
    )  # fmt: skip
    query = _query(request, request.query.get("after", "")[:64])
    action = f"/admin/stock?{query}" if query else "/admin/stock"
    return Form(action, fields, _("Correct"), main=False, inline=True, mark_required=False)


def adjust(request: WebRequest) -> Page | Redirect:
    """Correct a count. What cannot be read or is refused comes back with what was typed."""
    _ = request.gettext
    sku = request.form.get("sku", "")[:64]
    change, reason = (request.form.get(f"{name}.{sku}", "").strip() for name in ("change", "reason"))
    whole = change.replace("−", "-")
    number = "" if _PIECES.fullmatch(whole) and int(whole) else _("Write how many pieces to add, such as 5 or -2.")
    why = "" if 3 <= len(" ".join(reason.split())) <= 200 else _("Write a reason of three letters or more.")
    if number or why:
        return _page(request, _form(request, sku, typed=(change[:20], reason[:400]), errors=(number, why)))
    try:
        command = AdjustStock(sku=sku, change=int(whole), reason=" ".join(reason.split()))
    except ValidationError:
        said = _("Write a smaller number: a million pieces at most.")
        return _page(request, _form(request, sku, typed=(change, reason), errors=(said, "")))
    outcome = request.run(command)
    if isinstance(outcome, Refused):
        return _page(request, _form(request, sku, typed=(change, reason), errors=(request.say(outcome.text), "")))
    return say_done(request, command, outcome, f"/admin/stock?{_query(request, request.query.get('after', '')[:64])}")
