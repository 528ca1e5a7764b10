"""Signing in to the back office, and its start page with the work of the day (E1.10)."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from sqlalchemy import func, select

from ecomkit.hooks import Form, Page, Redirect, form_for, read_form
from ecomkit.hooks.pages.parts import Tone
from ecomkit.services import sessions
from ecomkit.services.core import STAFF as CAPACITY
from ecomkit.storage.tables import discrepancy, held, job, order, stock
from ecomkit.web.admin.launch import launch_tasks
from ecomkit.web.cookies import STAFF
from ecomkit.web.models.admin import AdminSignIn, AdminStart, Work
from ecomkit.web.replies import Onward, local_path
from ecomkit.web.request import WebRequest
from ecomkit.web.storefront.sign_in import Credentials, limit_keys, too_many

__all__ = ["show_sign_in", "sign_in", "sign_out", "start"]

_HOURS = 12
_COUNT = select(func.count())
_TO_PREPARE = _COUNT.select_from(order).where(
    order.c.state == "placed", order.c.fulfilment.in_(("to_prepare", "late")), order.c.confirmed_at.is_not(None)
)
_UNCLEAR = _COUNT.select_from(discrepancy).where(discrepancy.c.closed_at.is_(None))
_PARKED = _COUNT.select_from(job).where(job.c.state == "parked")
_HELD = _COUNT.select_from(held).where(held.c.state == "waiting")
_OURS = _HELD.where(held.c.approver_capacity == CAPACITY)
_SOLD_OUT = _COUNT.select_from(stock).where(stock.c.on_hand <= stock.c.reserved)


def start(request: WebRequest) -> Page | Redirect:
    """What waits for somebody."""
    if not request.visitor.staff:
        return Redirect(to="/admin/sign-in")
    _ = request.gettext
    rows = request.rows
    allowed = request.ctx.actor.permissions
    ours = rows.scalar(_OURS.where(held.c.approver_party == request.ctx.shop.party))
    work = (
        ("staff.orders", Work(rows.scalar(_TO_PREPARE), _("to dispatch"), "/admin/orders?view=to_prepare", Tone.INFO)),
        ("staff.orders", Work(rows.scalar(_UNCLEAR), _("unclear payments"), "/admin/unclear", Tone.BAD)),
        *(
            (("staff.orders", Work(ours, _("for us to approve"), "/admin/approvals?view=ours", Tone.WARN)),)
            if ours
            else ()
        ),
        ("staff.orders", Work(rows.scalar(_HELD), _("waiting for approval"), "/admin/approvals")),
        ("staff.jobs", Work(rows.scalar(_PARKED), _("jobs given up"), "/admin/jobs", Tone.WARN)),
        ("staff.stock", Work(rows.scalar(_SOLD_OUT), _("sold out"), "/admin/stock?view=sold_out")),
        *_of_screens(request),
    )
    heading = _("Hello %(name)s", name=request.visitor.name)
    model = AdminStart(
        heading=heading, work=tuple(one for permission, one in work if permission in allowed),
        tasks=launch_tasks(request) if "staff.catalogue" in allowed else (),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=_("Start"))


def _of_screens(request: WebRequest) -> Iterator[tuple[str, Work]]:
    """What waits on the screens of plugins."""
    for screen in (one for answer in request.site.core.hooks.screens() for one in answer.values):
        if screen.waiting is not None and screen.permission in request.ctx.actor.permissions:
            words, count = screen.waiting
            yield screen.permission, Work(count(request.ctx), request.say(words), f"/admin/x/{screen.key}", Tone.WARN)


def _page(request: WebRequest, form: Form, status: int = 200) -> Page:
    model = AdminSignIn(heading=request.gettext("Staff sign-in"), form=form)
    return Page(template=model.template, model=model, title=model.heading, status=status)


def show_sign_in(request: WebRequest) -> Page | Redirect:
    """The form."""
    if request.visitor.staff:
        return Redirect(to="/admin")
    return _page(request, form_for(Credentials, action="/admin/sign-in", submit_label="Sign in", words=request.gettext))


def sign_in(request: WebRequest) -> Page | Onward:
    """Check the password of somebody who works here."""
    read = read_form(Credentials, request.form, action="/admin/sign-in", submit_label="Sign in", words=request.gettext)
    if isinstance(read, Form):
        return _page(request, read, 422)
    if request.site.sign_ins.full(*_keys(request, read.email)):
        return too_many(request)
    work = partial(sessions.staff_sign_in, request.site.core, request.now, email=read.email, password=read.password)
    return Onward(work, partial(_signed_in, email=read.email))


def _keys(request: WebRequest, email: str) -> tuple[str, ...]:
    return tuple(f"staff|{key}" for key in limit_keys(request, email))


def _signed_in(request: WebRequest, token: str | Exception | None, *, email: str) -> Page | Redirect:
    if isinstance(token, Exception):
        raise token
    if token is None:
        request.site.sign_ins.failed(*_keys(request, email))
        wrong = {"": request.gettext("The address or the password is not right.")}
        form = form_for(
            Credentials, {"email": email}, wrong, action="/admin/sign-in", submit_label="Sign in", words=request.gettext
        )
        return _page(request, form, 422)
    request.site.sign_ins.forget(*_keys(request, email))
    _end(request)
    request.put_cookie(STAFF, token, seconds=_HOURS * 3600, path="/admin")
    return Redirect(to=local_path(request.query.get("next", ""), "/admin"))


def _end(request: WebRequest) -> None:
    old = request.asked.cookies.get(STAFF)
    if old:
        request.rest()
        sessions.sign_out(request.site.core, old)
        request.refresh()


def sign_out(request: WebRequest) -> Redirect:
    """End the session."""
    _end(request)
    request.put_cookie(STAFF, "", seconds=0, path="/admin")
    return Redirect(to="/admin/sign-in")
