"""A way back in for who forgot the password: a letter with a link, and the page that it leads to."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import BaseModel, Field

from ecomkit.domain import AskForPassword, Done, EmailAddress, Outcome, Refused, SetPassword, text
from ecomkit.hooks import Form, Page, Redirect, form_for, read_form
from ecomkit.hooks.pages.parts import Link
from ecomkit.services.forgotten import PAGE
from ecomkit.web.models.people import SignInPage
from ecomkit.web.replies import Onward
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.sign_in import limit_keys, too_many

__all__ = ["ask", "choose", "show_asking", "show_choosing"]

_ASK = "/account/forgotten"
_LONGEST_TICKET = 300


class Forgotten(BaseModel):
    """Who asks."""

    email: Annotated[EmailAddress, Field(title="Email", json_schema_extra={
        "kind": "email", "autocomplete": "username", "error": "Enter your email, for example ana@example.com"})]  # fmt: skip


class Chosen(BaseModel):
    """The password that takes the forgotten one's place, and the ticket of the letter."""

    ticket: Annotated[str, Field(min_length=1, max_length=_LONGEST_TICKET, json_schema_extra={"kind": "hidden"})]
    new: Annotated[str, Field(title="New password", description="8 characters or more", min_length=8, max_length=200, json_schema_extra={
        "kind": "password", "autocomplete": "new-password", "error": "Enter a password of 8 characters or more"})]  # fmt: skip


def _asking(request: WebRequest, form: Form, status: int = 200) -> Page:
    _ = request.gettext
    lead = _("Write your email: if there is an account for it, we send you a link to choose a new password.")
    return _page(request, _("Forgotten your password?"), lead, form, Link(_("Sign in"), "/account/sign-in"), status)


def _choosing(request: WebRequest, form: Form, status: int = 200) -> Page:
    _ = request.gettext
    lead = _("You are signed out everywhere else with it.")
    return _page(request, _("Choose a new password"), lead, form, Link(_("Ask for another link"), _ASK), status)


def _page(request: WebRequest, heading: str, lead: str, form: Form, other: Link, status: int) -> Page:
    request.unlisted = True
    model = SignInPage(heading=heading, form=form, guest=lead, links=(other,))
    return Page(template=model.template, model=model, title=heading, status=status)


def show_asking(request: WebRequest) -> Page:
    """One question."""
    return _asking(request, form_for(Forgotten, action=_ASK, submit_label="Send me a link", words=request.gettext))


def ask(request: WebRequest) -> Page | Redirect:
    """Say the same, whether there is an account or not. Who asks too often has to wait."""
    read = read_form(Forgotten, request.form, action=_ASK, submit_label="Send me a link", words=request.gettext)
    if isinstance(read, Form):
        return _asking(request, read, 422)
    keys = (*limit_keys(request, read.email), f"client|{request.asked.client}")
    if request.site.ways_back.full(*keys):
        return too_many(request)
    request.site.ways_back.failed(*keys)
    request.run(AskForPassword(email=read.email))
    said = text("If there is an account for this address, a letter with a link is on its way. It works for an hour.")
    return Redirect(to="/account/sign-in", notice=said)


def show_choosing(request: WebRequest) -> Page:
    """The form that the letter leads to."""
    values = {"ticket": request.query.get("ticket", "")[:_LONGEST_TICKET]}
    return _choosing(
        request, form_for(Chosen, values, action=PAGE, submit_label="Keep the new password", words=request.gettext)
    )


def choose(request: WebRequest) -> Page | Onward:
    """Check and store beside the database lane, since hashing takes long on purpose."""
    read = read_form(Chosen, request.form, action=PAGE, submit_label="Keep the new password", words=request.gettext)
    if isinstance(read, Form):
        return _choosing(request, read, 422)
    request.rest()
    work = partial(request.site.shop.run, request.ctx, SetPassword(ticket=read.ticket, new=read.new))
    return Onward(work, partial(_chosen, ticket=read.ticket))


def _chosen(request: WebRequest, outcome: Outcome[None] | Exception, *, ticket: str) -> Page | Redirect:
    if isinstance(outcome, Exception):
        raise outcome
    if isinstance(outcome, Done):
        return Redirect(to="/account/sign-in", notice=text("Your password is changed. Sign in with the new one."))
    wrong = {"": request.say(outcome.text)} if isinstance(outcome, Refused) else {}
    form = form_for(
        Chosen, {"ticket": ticket}, wrong, action=PAGE, submit_label="Keep the new password", words=request.gettext
    )
    return _choosing(request, form, 422)
