"""Trouble: pages that say what went wrong and how to go on."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from ecomkit.domain import Refusal
from ecomkit.hooks import Page
from ecomkit.hooks.pages.generic import DetailPage, Section
from ecomkit.hooks.pages.parts import Action, Link
from ecomkit.web.frames import visitor_of
from ecomkit.web.models.people import ErrorPage, RefusalPage
from ecomkit.web.request import WebRequest

__all__ = ["error_page", "not_allowed_page", "not_found_page", "refusal_page", "turned_away_page"]


def error_page(
    request: WebRequest, status: int, heading: str, text: str, *, reference: str = "", search: bool = False
) -> Page:
    """A page about an error."""
    links = (Link(request.gettext("To the start page"), "/"),)
    model = ErrorPage(heading=heading, text=text, status=status, reference=reference, links=links, search=search)
    return Page(template=model.template, model=model, title=heading, status=status)


def _for_staff(request: WebRequest, status: int, heading: str, text: str) -> Page:
    """The same in the back office, so that who works there stays there."""
    back = Section(links=(Link(request.gettext("To the start page"), "/admin"),))
    model = DetailPage(heading=heading, lead=text, sections=(back,))
    return Page(template="admin/detail.html", model=model, title=heading, status=status)


def not_found_page(request: WebRequest) -> Page:
    """Nothing is here, or nothing that this visitor may see: both read the same."""
    _ = request.gettext
    text = _("It may have moved, or the address was not copied whole.")
    if request.visitor.staff:
        return _for_staff(request, 404, _("There is no such page"), text)
    return error_page(request, 404, _("There is no such page"), text, search=True)


def turned_away_page(request: WebRequest, status: HTTPStatus) -> Page:
    """A request that was not looked into."""
    _ = request.gettext
    if status is HTTPStatus.FORBIDDEN:
        text = _("It came from another site. Open the page here and send the form again.")
        return error_page(request, 403, _("That form was not taken"), text)
    if status is HTTPStatus.METHOD_NOT_ALLOWED:
        return error_page(
            request, 405, _("This page cannot be used that way"), _("Go back and use its links and buttons.")
        )
    if status is HTTPStatus.TOO_MANY_REQUESTS:
        return error_page(request, 429, _("Too many tries"), _("Wait a quarter of an hour, then try again."))
    if status is HTTPStatus.REQUEST_ENTITY_TOO_LARGE:
        return error_page(
            request, 413, _("That is too much at once"), _("Send less, or write to us and we find a way.")
        )
    return error_page(request, int(status), _("That could not be read"), _("Go back and try again."))


def not_allowed_page(request: WebRequest, refusal: Refusal) -> Page:
    """Somebody signed in who may not, as whom they buy now: whoever else they may be is offered."""
    others = tuple(
        Action(hat.label, hat.target, (("capacity", hat.capacity),))
        for hat in visitor_of(request).hats
        if not hat.current
    )
    page = refusal_page(request, (refusal,), status=403)
    if not others or not isinstance(page.model, RefusalPage):
        return page
    text = f"{page.model.text} {request.gettext('It may be open to you as somebody else that you buy as.')}"
    return replace(page, model=replace(page.model, text=text, actions=others))


def refusal_page(
    request: WebRequest, refusals: tuple[Refusal, ...], *, status: int = 422, links: tuple[Link, ...] = ()
) -> Page:
    """A rule said no: its words, and the way on."""
    heading = request.gettext("That is not possible") if status != 403 else request.gettext("This is not open to you")
    words = " ".join(request.say(refusal.text) for refusal in refusals)
    if request.visitor.staff:
        return _for_staff(request, status, heading, words)
    more = links or (Link(request.gettext("To the start page"), "/"),)
    model = RefusalPage(heading=heading, text=words, links=more)
    return Page(template=model.template, model=model, title=heading, status=status)
