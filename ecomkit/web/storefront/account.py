"""The account: orders, what waits for approval, and the ways on (E1.8)."""

from __future__ import annotations

from ecomkit.domain import HeldCommand, HeldCommands, Orders, OrderSummary, PersonById
from ecomkit.hooks import Page
from ecomkit.hooks.pages.parts import Action, Link, SummaryRow
from ecomkit.web.frames import plugin_links
from ecomkit.web.models.people import AccountPage
from ecomkit.web.models.people import OrderSummary as Row
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.held import held_tag
from ecomkit.web.storefront.orders import again_of, state_tag

__all__ = ["account"]


def account(request: WebRequest) -> Page:
    """The account of who is signed in."""
    _ = request.gettext
    person = request.ask(PersonById(person=request.ctx.actor.key))
    waiting = {held.id: held for view in ("to_decide", "mine") for held in request.ask(HeldCommands(view=view))}
    request.subject = person.id
    links = (*plugin_links(request, "account"), Link(_("Change your password"), "/account/password"))
    if len(request.site.core.facts.languages) > 1:
        links = (*links, Link(_("Language of our letters"), "/account/language"))
    model = AccountPage(
        heading=_("Hello %(name)s", name=person.name), orders=tuple(_order(request, one) for one in request.ask(Orders())),
        held=tuple(_held(request, one) for one in waiting.values()), links=links,
        profile=(SummaryRow(_("Name"), (person.name,)), SummaryRow(_("Email"), (person.email,))),
        sign_out=Action(_("Sign out"), "/account/sign-out"),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=_("Account"))


def _order(request: WebRequest, one: OrderSummary) -> Row:
    return Row(
        number=one.number, href=f"/orders/{one.token}", when=request.formats.moment(one.placed_at), total=request.money(one.payable),
        state=state_tag(request, one.state, one.payment, one.fulfilment), again=again_of(request, one.token),
    )  # fmt: skip


def _held(request: WebRequest, one: HeldCommand) -> Row:
    return Row(
        number=one.number, href=f"/held/{one.id}", when=request.formats.moment(one.held_at),
        total=request.money(one.payable) if one.payable else "", state=held_tag(request, one.state),
    )  # fmt: skip
