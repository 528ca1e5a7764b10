"""Orders for the staff: lists by view, with who each is for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from urllib.parse import urlencode

from ecomkit.domain import Customers, OrderCustomer, Orders, OrderSummary, text, text_in
from ecomkit.hooks import Field, Form, Page
from ecomkit.hooks.pages.generic import Cell, Column, Row, Table
from ecomkit.hooks.pages.parts import Empty, Link, Pager
from ecomkit.web.models.admin import AdminScreen
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.orders import state_tag

__all__ = ["show_orders"]

_VIEWS: Final = {
    "all": text("All"), "to_prepare": text("To dispatch"), "unpaid": text("Unpaid"), "dispatched": text("On their way"),
    "cancelled": text_in("orders", "Cancelled"),
}  # fmt: skip
_PAGE: Final = 25


def show_orders(request: WebRequest) -> Page:
    """Orders, newest first. Who they are for is asked at once for the whole page."""
    _ = request.gettext
    view = request.query.get("view", "all")
    view = view if view in _VIEWS else "all"
    words, after = request.query.get("q", "")[:100], request.query.get("after", "")[:64] or None
    found = request.ask(Orders(view=view, words=words, after=after, limit=_PAGE))
    who = {one.order: one for one in request.ask(Customers(orders=tuple(one.id for one in found)))} if found else {}
    tabs = tuple(Link(request.say(label), _here(key, words), key == view) for key, label in _VIEWS.items())
    columns = (
        Column(_("Order")), Column(_("Customer")), Column(_("State")), Column(_("Placed")), Column(_("Promised")),
        Column(_("Total"), numeric=True),
    )  # fmt: skip
    empty = Empty(_("No orders here"), _("They appear as soon as somebody places one."))
    if words:
        everything = (Link(_("Show all"), "/admin/orders"),)
        empty = Empty(
            _("No order fits these words"), _("Try a part of a number, a name or an e-mail address."), everything
        )
    rows = tuple(_row(request, one, who) for one in found)
    table = Table(caption=_("Orders"), columns=columns, rows=rows, caption_hidden=True, stacked=True, empty=empty)
    following = _here(view, words, after=found[-1].id) if len(found) == _PAGE else ""
    model = AdminScreen(
        heading=_("Orders"), table=table, tabs=tabs, search=_search(request, view, words),
        pager=Pager(previous=_here(view, words) if after else "", following=following, keyed=True) if following or after else None,
    )  # fmt: skip
    return Page(template=model.template, model=model, title=_("Orders"))


def _here(view: str, words: str, **more: str) -> str:
    """An address of this list."""
    return f"/admin/orders?{urlencode({'view': view, **({'q': words} if words else {}), **more})}"


def _search(request: WebRequest, view: str, words: str) -> Form:
    label = request.gettext("Number, name or email")
    fields = (Field("q", label, value=words, required=False, maxlength=100), Field("view", "", "hidden", view))
    submit = request.gettext("Search")
    return Form("/admin/orders", fields, submit, method="get", inline=True, main=False, mark_required=False)


def _row(request: WebRequest, one: OrderSummary, who: Mapping[str, OrderCustomer]) -> Row:
    return Row(
        (
            Cell(text=one.number, href=f"/admin/orders/{one.id}"),
            _customer(request, who.get(one.id)),
            Cell(tag=state_tag(request, one.state, one.payment, one.fulfilment)),
            Cell(text=request.formats.moment(one.placed_at)),
            Cell(text=request.formats.day(one.promise) if one.promise else "–"),
            Cell(text=request.money(one.payable)),
        )
    )


def _customer(request: WebRequest, one: OrderCustomer | None) -> Cell:
    """The organisation and who deals for it, or the person and their address; what was erased is said to be."""
    if one is None or not (one.organisation or one.name or one.email):
        return Cell(text=request.gettext("erased"))
    known = [words for words in (one.organisation, one.name, one.email) if words]
    return Cell(text=known[0], note=known[1] if len(known) > 1 else "")
