"""Signing in and out, registering, and changing hats."""

from __future__ import annotations

from functools import partial
from typing import Annotated
from urllib.parse import urlencode, urlsplit

from pydantic import BaseModel, Field

from ecomkit.domain import CartById, ChangeCart, Done, EmailAddress, Outcome, Refused, RegisterPerson, text
from ecomkit.hooks import Form, Page, Redirect, form_for, read_form
from ecomkit.hooks.pages.parts import Link
from ecomkit.services import sessions
from ecomkit.services.profiles import login_of
from ecomkit.web.cookies import CART, SESSION
from ecomkit.web.frames import read_hat
from ecomkit.web.models.people import SignInPage
from ecomkit.web.replies import Onward, local_path
from ecomkit.web.request import WebRequest
from ecomkit.web.trouble import error_page

__all__ = [
    "Credentials",
    "change_hat",
    "limit_keys",
    "register",
    "show_register",
    "show_sign_in",
    "sign_in",
    "sign_out",
    "too_many",
]

_ACCOUNT = "/account"
_NAME = r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$"
_ERROR = "The address or the password is not right. Check both, or make an account."


class Credentials(BaseModel):
    """What somebody signs in with."""

    email: Annotated[str, Field(title="Email", max_length=254, json_schema_extra={
        "kind": "email", "autocomplete": "username", "error": "Enter your email, for example ana@example.com"})]  # fmt: skip
    password: Annotated[str, Field(title="Password", max_length=200, json_schema_extra={
        "kind": "password", "autocomplete": "current-password", "error": "Enter your password"})]  # fmt: skip


class NewAccount(BaseModel):
    """What an account needs, and no more (E1.5)."""

    name: Annotated[str, Field(title="Full name", min_length=1, max_length=120, pattern=_NAME, json_schema_extra={
        "autocomplete": "name", "error": "Enter your name"})]  # fmt: skip
    email: Annotated[EmailAddress, Field(title="Email", json_schema_extra={
        "kind": "email", "autocomplete": "email", "error": "Enter your email, for example ana@example.com"})]  # fmt: skip
    password: Annotated[str, Field(title="Password", description="8 characters or more", min_length=8, max_length=200, json_schema_extra={
        "kind": "password", "autocomplete": "new-password", "error": "Enter a password of 8 characters or more"})]  # fmt: skip


def _next(request: WebRequest, otherwise: str = _ACCOUNT) -> str:
    wanted = request.query.get("next", "")[:300]
    return local_path(wanted, otherwise) if wanted else otherwise


def _here(request: WebRequest, path: str) -> str:
    onward = _next(request, "")
    return f"{path}?{urlencode({'next': onward})}" if onward else path


def _page(request: WebRequest, form: Form, status: int = 200, *, register: bool = False) -> Page:
    _ = request.gettext
    heading = _("Make an account") if register else _("Sign in")
    other = (
        Link(_("Sign in"), _here(request, "/account/sign-in"))
        if register
        else Link(_("Make an account"), _here(request, "/account/register"))
    )
    guest = "" if request.ctx.buyer is None else _("You can also buy without an account.")
    if register:
        guest = _("With an account you see your orders, order again in one step, and need not type your address twice.")
    forgotten = Link(_("Forgotten your password?"), "/account/forgotten")
    model = SignInPage(heading=heading, form=form, guest=guest, links=(other, forgotten))
    return Page(template=model.template, model=model, title=heading, status=status)


def show_sign_in(request: WebRequest) -> Page:
    """The form."""
    return _page(
        request,
        form_for(Credentials, action=_here(request, "/account/sign-in"), submit_label="Sign in", words=request.gettext),
    )


def limit_keys(request: WebRequest, login: str) -> tuple[str, str]:
    """What is counted: this login from this address."""
    return (f"{login_of(login)}|{request.asked.client}", f"all|{login_of(login)}|{request.asked.client}")


def too_many(request: WebRequest) -> Page:
    """The page that says to wait."""
    _ = request.gettext
    return error_page(request, 429, _("Too many tries"), _("Wait a quarter of an hour, then try again."))


def sign_in(request: WebRequest) -> Page | Onward:
    """Check the password beside the database lane, since that takes long on purpose."""
    action = _here(request, "/account/sign-in")
    read = read_form(Credentials, request.form, action=action, submit_label="Sign in", words=request.gettext)
    if isinstance(read, Form):
        return _page(request, read, 422)
    keys = limit_keys(request, read.email)
    if request.site.sign_ins.full(*keys):
        return too_many(request)
    work = partial(
        sessions.sign_in, request.site.core, request.now, email=read.email, password=read.password, locale=request.locale
    )  # fmt: skip
    return Onward(work, partial(_signed_in, email=read.email))


def _signed_in(request: WebRequest, token: str | Exception | None, *, email: str) -> Page | Redirect:
    if isinstance(token, Exception):
        raise token
    keys = limit_keys(request, email)
    if token is None:
        request.site.sign_ins.failed(*keys)
        wrong = {"": request.gettext(_ERROR)}
        action = _here(request, "/account/sign-in")
        form = form_for(
            Credentials, {"email": email}, wrong, action=action, submit_label="Sign in", words=request.gettext
        )
        return _page(request, form, 422)
    request.site.sign_ins.forget(*keys)
    return _welcome(request, token)


def _welcome(request: WebRequest, token: str) -> Redirect:
    """Open the new session, end the old one, and take the guest's cart along."""
    old = request.asked.cookies.get(SESSION)
    if old:
        sessions.sign_out(request.site.core, old)
    request.put_cookie(SESSION, token, seconds=request.site.core.rules.session_days * 86_400)
    if request.ctx.actor.kind == "guest" and request.visitor.cart:
        _bring_cart(request, token)
        request.put_cookie(CART, "", seconds=0)
    return Redirect(to=_next(request))


def _bring_cart(request: WebRequest, token: str) -> None:
    lines = request.ask(CartById(cart=request.visitor.cart)).lines
    request.become(session=token)
    for line in lines:
        request.run(ChangeCart(cart=request.visitor.cart, sku=line.sku, quantity=line.quantity))


def show_register(request: WebRequest) -> Page:
    """The form: three questions."""
    form = form_for(
        NewAccount, action=_here(request, "/account/register"), submit_label="Make an account", words=request.gettext
    )
    return _page(request, form, register=True)


def register(request: WebRequest) -> Page | Onward:
    """Make an account."""
    action, label = _here(request, "/account/register"), "Make an account"
    read = read_form(NewAccount, request.form, action=action, submit_label=label, words=request.gettext)
    if isinstance(read, Form):
        return _page(request, read, 422, register=True)
    keys = limit_keys(request, "register")
    if request.site.sign_ins.full(*keys):
        return too_many(request)
    request.site.sign_ins.failed(*keys)
    command = RegisterPerson(email=read.email, name=read.name, password=read.password)
    request.rest()
    return Onward(partial(request.site.shop.run, request.ctx, command), partial(_registered, account=read))


def _registered(request: WebRequest, outcome: Outcome[str] | Exception, *, account: NewAccount) -> Page | Onward:
    if isinstance(outcome, Exception):
        raise outcome
    if isinstance(outcome, Done):
        work = partial(sessions.sign_in, request.site.core, request.now, email=account.email, password=account.password)
        return Onward(work, partial(_signed_in, email=account.email))
    words = {"email": request.say(outcome.text)} if isinstance(outcome, Refused) else {}
    values = {"name": account.name, "email": account.email}
    action = _here(request, "/account/register")
    form = form_for(NewAccount, values, words, action=action, submit_label="Make an account", words=request.gettext)
    return _page(request, form, 422, register=True)


def sign_out(request: WebRequest) -> Redirect:
    """End the session."""
    token = request.asked.cookies.get(SESSION)
    if token:
        request.rest()
        sessions.sign_out(request.site.core, token)
        request.refresh()
    request.put_cookie(SESSION, "", seconds=0)
    return Redirect(to="/", notice=text("You are signed out."))


def change_hat(request: WebRequest) -> Redirect:
    """Deal as something else from now on, and stay on the page."""
    token, buyer = request.asked.cookies.get(SESSION), read_hat(request.form.get("capacity", ""))
    if token is None or buyer is None:
        return Redirect(to=_ACCOUNT)
    request.rest()
    worn = sessions.change_hat(request.site.core, request.ctx, token, buyer)
    request.refresh()
    came_from = urlsplit(request.headers.get("referer", ""))
    same = came_from.netloc == request.headers.get("host", "")
    to = local_path(came_from.path, _ACCOUNT) if same and came_from.path else _ACCOUNT
    return Redirect(to=to) if worn else Redirect(to=_ACCOUNT, notice=text("That is not one of your roles."))
