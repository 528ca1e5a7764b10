"""Pages of text, contact and returns."""

from __future__ import annotations

from ecomkit.errors import NotFound
from ecomkit.hooks import Page
from ecomkit.hooks.pages.generic import Section
from ecomkit.hooks.pages.parts import Link, SummaryRow
from ecomkit.web.models.people import ContactPage, ReturnsPage, TextPage
from ecomkit.web.request import WebRequest

__all__ = ["contact", "returns", "text_page"]


def text_page(request: WebRequest) -> Page:
    """A page that the shop wrote."""
    slug = request.asked.path.strip("/")
    written = request.site.texts.page(slug, request.locale)
    if written is None:
        raise NotFound("There is no such page.")
    request.canonical = f"/{slug}"
    model = TextPage(heading=written.title, body=written.body)
    return Page(template=model.template, model=model, title=written.title)


def contact(request: WebRequest) -> Page:
    """Ways to reach people, and how soon they answer (E1.4, E5.1)."""
    _ = request.gettext
    identity = request.site.settings.identity
    ways = []
    if identity.phone:
        ways.append(SummaryRow(_("Phone"), links=(Link(identity.phone, f"tel:{identity.phone.replace(' ', '')}"),)))
    if identity.email:
        ways.append(SummaryRow(_("Email"), links=(Link(identity.email, f"mailto:{identity.email}"),)))
    if identity.address:
        ways.append(SummaryRow(_("Address"), tuple(line for line in (identity.company, identity.address) if line)))
    answer = request.ngettext(
        "A person answers within %(n)s hour.", "A person answers within %(n)s hours.", identity.answer_hours
    )
    topics = (
        Link(_("Where is my order?"), "/orders"),
        Link(_("Send something back"), "/returns"),
        Link(_("Shipping"), "/shipping"),
    )
    request.canonical = "/contact"
    model = ContactPage(heading=_("Contact"), answer_time=answer, ways=tuple(ways), topics=topics)
    return Page(template=model.template, model=model, title=_("Contact"))


def returns(request: WebRequest) -> Page:
    """How to send something back (E1.7)."""
    _ = request.gettext
    identity = request.site.settings.identity
    lead = request.ngettext(
        "You have %(n)s day from delivery to change your mind.",
        "You have %(n)s days from delivery to change your mind.",
        identity.return_days,
    )
    to = identity.email or identity.phone or request.ctx.shop.name
    costs = (
        _("We pay for sending it back: our answer brings the label.")
        if identity.return_costs == "shop"
        else _("You pay the postage for sending it back; where something is broken or wrong, we do.")
    )
    steps = (
        _("Write to %(to)s with the order number and what you send back. You need no reason and no account.", to=to),
        f"{_('Send it to the address that we answer with.')} {costs}",
        _("We give the money back the way it came, as soon as it is here."),
    )
    policy = (Section(links=(Link(_("Ask us first"), "/contact"),)),)
    request.canonical = "/returns"
    model = ReturnsPage(heading=_("Returns"), lead=lead if identity.return_days else "", steps=steps, policy=policy)
    return Page(template=model.template, model=model, title=_("Returns"))
