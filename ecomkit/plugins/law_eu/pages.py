"""The on-line withdrawal function: finding the order, the statement, and what became of it (art. 11a)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from pydantic import BaseModel, Field

from ecomkit.domain import Done, FindOrder, Order, OrderByToken, Orders, Refused, Sealed
from ecomkit.plugins.law_eu.api import (
    RightLine,
    RightOfWithdrawal,
    Standing,
    Statement,
    WithdrawalOf,
    WithdrawFromContract,
)
from ecomkit.plugins.law_eu.entry import contact_of, entered
from ecomkit.plugins.law_eu.right import is_consumers
from ecomkit.plugins.law_eu.settings import LawEUSettings
from ecomkit.plugins.law_eu.speech import Speech
from ecomkit.plugins.law_eu.telling import goods, what_follows
from ecomkit.sdk import Form as AskedForm
from ecomkit.sdk import Page, PageRequest, Redirect, Text, form_for, new_token, pages, read_form, text

__all__ = ["FIND", "find", "masked", "withdraw"]

FIND = "/withdraw"


class AskedOrder(BaseModel):
    """What a guest knows of an order."""

    number: str = Field(
        title="Order number", max_length=40, description="It stands in every email about the order.",
        json_schema_extra={"error": "Write the number of the order, such as S-1001.", "width": "medium"},
    )  # fmt: skip
    email: str = Field(
        title="Email", max_length=254, description="The one that you ordered with.",
        json_schema_extra={
            "error": "Write the email that you ordered with.", "kind": "email", "autocomplete": "email", "inputmode": "email",
        },
    )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownLine:
    """A line with how many may be chosen."""

    name: str
    text: str
    left: int
    chosen: int
    condition: str
    excluded: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownStatement:
    """A statement that was made."""

    when: str
    lines: tuple[str, ...]
    follows: tuple[str, ...]
    acknowledged: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawPage:
    """The page about one order: what was stated, and the statement to make."""

    heading: str
    lead: str
    action: str
    key: str
    name: str
    number: str
    placed: str
    email: str
    lines: tuple[ShownLine, ...]
    statements: tuple[ShownStatement, ...]
    open: bool
    why: str
    until: str
    errors: tuple[pages.Notice, ...] = ()


def find(request: PageRequest, settings: LawEUSettings) -> Page | Redirect:
    """Which order: a guest says number and email, who is signed in picks one of their own."""
    if not request.form:
        return _ask(request, settings, form_for(AskedOrder, words=_words(request)))
    asked = read_form(AskedOrder, request.form, words=_words(request))
    if isinstance(asked, AskedForm):
        return _ask(request, settings, asked, status=422)
    found = request.run(FindOrder(number=asked.number, email=Sealed(secret=asked.email), client=request.client[:64]))
    if isinstance(found, Done) and found.result.ticket:
        return Redirect(to=f"{FIND}/{found.result.ticket}")
    why = found.result.text if isinstance(found, Done) else None
    said = {"": request.say(why)} if why else {}
    return _ask(request, settings, form_for(AskedOrder, asked.model_dump(), said, words=_words(request)), status=422)


def _words(request: PageRequest) -> Callable[[str], str]:
    """Fields say their msgids through the visitor's language."""
    return lambda msgid: request.say(Text(msgid=msgid))


def _ask(request: PageRequest, settings: LawEUSettings, form: AskedForm, *, status: int = 200) -> Page:
    say = request.say
    asked = replace(form, action=FIND, submit_label=say(text("Go on")))
    heading = say(text("Withdraw from contract here"))
    lead = say(
        text(
            "Say which order it is about. You need no reason and no account; next you see the statement and confirm it."
        )
    )
    sections = (*_own_orders(request, settings), _more(request))
    page = pages.FormPage(heading=heading, lead=lead, form=asked, sections=sections)
    return Page(template=page.template, model=page, title=heading, status=status)


def _own_orders(request: PageRequest, settings: LawEUSettings) -> tuple[pages.Section, ...]:
    """The orders of who is signed in: they have said who they are already."""
    if request.ctx.actor.kind != "person":
        return ()
    found = []
    for one in request.ask(Orders(limit=10)):
        order = request.ask(OrderByToken(token=one.token))
        if is_consumers(order, request.ctx, settings):
            label = request.say(text("Order %(number)s", number=one.number))
            found.append(pages.Link(label, f"{FIND}/{one.token}"))
    return (pages.Section(title=request.say(text("Your orders")), links=tuple(found)),) if found else ()


def _more(request: PageRequest) -> pages.Section:
    link = pages.Link(request.say(text("Right of withdrawal and form")), "/withdrawal")
    return pages.Section(links=(link,))


def withdraw(request: PageRequest) -> Page | Redirect:
    """The statement about one order; with a form that was sent, the statement is made."""
    order = entered(request)
    if not request.form:
        return _statement(request, order)
    wanted = _wanted(request, request.ask(WithdrawalOf(order=order.id)))
    if not wanted:
        return _statement(request, order, error=request.say(text("Choose at least one piece.")))
    key = request.form.get("key", "")[:60]
    outcome = request.run(WithdrawFromContract(order=order.id, lines=wanted), key=f"withdraw/{key}" if key else None)
    if isinstance(outcome, Refused):
        return _statement(request, order, error=request.say(outcome.text))
    return Redirect(
        to=f"{FIND}/{request.path['key']}", notice=text("You have withdrawn. We confirm it by email within minutes.")
    )


def _wanted(request: PageRequest, right: RightOfWithdrawal) -> tuple[tuple[str, int], ...]:
    found = []
    for place, line in enumerate(right.lines):
        typed = request.form.get(f"line-{place}", "")
        if typed.isascii() and typed.isdigit() and 0 < len(typed) < 8 and int(typed) > 0:
            found.append((line.key, int(typed)))
    return tuple(found)


def _statement(request: PageRequest, order: Order, *, error: str = "") -> Page:
    say, speech = request.say, Speech(request.ctx)
    right = request.ask(WithdrawalOf(order=order.id))
    contact = contact_of(request.ctx, order.id)
    heading = say(text("Withdraw from order %(number)s", number=order.number))
    model = WithdrawPage(
        heading=heading, lead="", action=f"{FIND}/{request.path['key']}", key=new_token(), name=contact.name if contact else "",
        number=order.number, placed=speech.moment(order.placed_at), email=masked(contact.email) if contact else "",
        lines=tuple(_line(request, place, line) for place, line in enumerate(right.lines) if line.left),
        statements=tuple(_made(request, speech, order, one) for one in right.statements), open=right.standing is Standing.OPEN,
        why=say(right.why) if right.why else "", until=speech.day(right.until) if right.until else "",
        errors=(pages.Notice(error, pages.Tone.WARN),) if error else (),
    )  # fmt: skip
    return Page(template="law_eu/withdraw.html", model=model, title=heading, status=422 if error else 200)


def _line(request: PageRequest, place: int, line: RightLine) -> ShownLine:
    typed = request.form.get(f"line-{place}", "")
    chosen = int(typed) if typed.isascii() and typed.isdigit() and int(typed[:7]) <= line.left else line.left
    return ShownLine(
        name=f"line-{place}", text=line.text, left=line.left, chosen=chosen, excluded=line.excluded,
        condition=request.say(line.condition) if line.condition else "",
    )  # fmt: skip


def _made(request: PageRequest, speech: Speech, order: Order, one: Statement) -> ShownStatement:
    return ShownStatement(
        when=speech.moment(one.stated_at), lines=goods(order, one),
        follows=what_follows(speech, order, one, request.ctx.shop.imprint.return_costs),
        acknowledged=speech.moment(one.acknowledged_at) if one.acknowledged_at else "",
    )  # fmt: skip


def masked(email: str) -> str:
    """An email that its owner recognises, and nobody else can read off the screen."""
    name, _, host = email.rpartition("@")
    return f"{name[:1]}•••@{host}"
