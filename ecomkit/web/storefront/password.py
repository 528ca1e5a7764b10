"""Changing the password: the old one is asked for, and every other session ends."""

from __future__ import annotations

from functools import partial
from typing import Annotated

from pydantic import BaseModel, Field

from ecomkit.domain import ChangePassword, Done, Outcome, PersonById, Refused, text
from ecomkit.hooks import Form, Page, Redirect, form_for, read_form
from ecomkit.hooks.pages.parts import Link
from ecomkit.services import sessions
from ecomkit.web.cookies import SESSION
from ecomkit.web.models.people import SignInPage
from ecomkit.web.replies import Onward
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.sign_in import limit_keys, too_many

__all__ = ["change_password", "show_password"]

_HERE = "/account/password"
_SUBMIT = "Change the password"


class NewPassword(BaseModel):
    """The old password, and the one that takes its place."""

    old: Annotated[str, Field(title="Your password now", min_length=1, max_length=200, json_schema_extra={
        "kind": "password", "autocomplete": "current-password", "error": "Enter your password"})]  # fmt: skip
    new: Annotated[str, Field(title="New password", description="8 characters or more", min_length=8, max_length=200, json_schema_extra={
        "kind": "password", "autocomplete": "new-password", "error": "Enter a password of 8 characters or more"})]  # fmt: skip


def _page(request: WebRequest, form: Form, status: int = 200) -> Page:
    _ = request.gettext
    heading = _("Change your password")
    model = SignInPage(heading=heading, form=form, links=(Link(_("Account"), "/account"),))
    return Page(template=model.template, model=model, title=heading, status=status)


def show_password(request: WebRequest) -> Page:
    """The form: two questions."""
    return _page(request, form_for(NewPassword, action=_HERE, submit_label=_SUBMIT, words=request.gettext))


def change_password(request: WebRequest) -> Page | Onward:
    """Check and store beside the database lane, since both take long on purpose; tries count as those at sign-in do."""
    read = read_form(NewPassword, request.form, action=_HERE, submit_label=_SUBMIT, words=request.gettext)
    if isinstance(read, Form):
        return _page(request, read, 422)
    person = request.ask(PersonById(person=request.ctx.actor.key))
    if request.site.sign_ins.full(*limit_keys(request, person.email)):
        return too_many(request)
    command = ChangePassword(person=person.id, old=read.old, new=read.new)
    request.rest()
    work = partial(request.site.shop.run, request.ctx, command)
    return Onward(work, partial(_changed, email=person.email, new=read.new))


def _changed(request: WebRequest, outcome: Outcome[None] | Exception, *, email: str, new: str) -> Page | Onward:
    if isinstance(outcome, Exception):
        raise outcome
    if isinstance(outcome, Done):
        request.site.sign_ins.forget(*limit_keys(request, email))
        work = partial(sessions.sign_in, request.site.core, request.now, email=email, password=new)
        return Onward(work, _signed_in_again)
    request.site.sign_ins.failed(*limit_keys(request, email))
    words = {one.field or "": request.say(one.text) for one in outcome.refusals} if isinstance(outcome, Refused) else {}
    form = form_for(NewPassword, {}, words, action=_HERE, submit_label=_SUBMIT, words=request.gettext)
    return _page(request, form, 422)


def _signed_in_again(request: WebRequest, token: str | Exception | None) -> Redirect:
    """Go on here in a new session, in the same hat: the old one ended with all others."""
    if isinstance(token, Exception):
        raise token
    if token is not None:
        request.put_cookie(SESSION, token, seconds=request.site.core.rules.session_days * 86_400)
        if request.ctx.buyer is not None:
            request.rest()
            sessions.change_hat(request.site.core, request.ctx, token, request.ctx.buyer)
    return Redirect(to="/account", notice=text("Your password is changed. You are signed out everywhere else."))
