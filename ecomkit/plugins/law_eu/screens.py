"""The back office: statements of withdrawal, what is open first, and the page of one, on which it is closed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Final

from ecomkit.domain import OrderById, ProductsBySku, Refused, article_names
from ecomkit.plugins.law_eu.api import STAFF, CloseWithdrawal, Statement, Statements, StatementState
from ecomkit.plugins.law_eu.right import OPEN, number_open, statement_by
from ecomkit.plugins.law_eu.speech import Speech
from ecomkit.plugins.law_eu.telling import PAGE, goods
from ecomkit.sdk import (
    Context,
    Form,
    Page,
    PageRequest,
    Redirect,
    Screen,
    ScreenCell,
    Text,
    form_for,
    pages,
    read_form,
    text,
    text_in,
)

__all__ = ["one_withdrawal", "screen"]

_LIST: Final = "/admin/x/withdrawals"
_STATES: Final = {
    StatementState.STATED: text("Stated"), StatementState.ACKNOWLEDGED: text("Acknowledged"),
    StatementState.SETTLED: text_in("withdrawal", "Settled"), StatementState.REFUSED: text("No right to it"),
}  # fmt: skip


def screen() -> Screen:
    """Withdrawals. The refund itself is made on the order's page; each one's own page notes that all is done."""
    return Screen(
        key="withdrawals", title=text("Withdrawals"), permission=STAFF, rows=_rows, waiting=(text("withdrawals to close"), number_open)
    )  # fmt: skip


def _rows(ctx: Context) -> tuple[Sequence[Text], Sequence[Sequence[ScreenCell]]]:
    header = (
        text("Order"), text("Goods"), text("Stated"), text("To give back"), text("By"), text("State"), text("What to do"),
    )  # fmt: skip
    found = ctx.ask(Statements())
    skus = tuple({line for one in found for line, _ in one.lines})
    names = article_names(ctx.ask(ProductsBySku(skus=skus))) if skus else {}
    rows = [
        (
            (Text(msgid=one.number), f"/admin/orders/{one.order}"),
            "; ".join(f"{quantity} × {names.get(line, line)}" for line, quantity in one.lines),
            one.stated_at, one.amount, one.refund_by.date(), _STATES[one.state],
            (text("Close it") if _is_open(one) else text("See it"), f"{PAGE}/{one.key}"),
        )
        for one in found
    ]  # fmt: skip
    return header, rows


def _is_open(one: Statement) -> bool:
    return one.state.value in OPEN


def one_withdrawal(request: PageRequest) -> Page | Redirect:
    """One statement; with a form that was sent, it is closed."""
    key = request.path["key"][:64]
    if not request.form:
        return _page(request, key)
    asked = read_form(CloseWithdrawal, {**request.form, "statement": key}, words=_words(request))
    if isinstance(asked, Form):
        return _page(request, key, asked)
    outcome = request.run(asked)
    if isinstance(outcome, Refused):
        errors = {"": request.say(outcome.text)}
        return _page(request, key, form_for(CloseWithdrawal, asked.model_dump(), errors, words=_words(request)))
    return Redirect(to=_LIST, notice=text("The withdrawal is closed."))


def _words(request: PageRequest) -> Callable[[str], str]:
    return lambda msgid: request.say(Text(msgid=msgid))


def _page(request: PageRequest, key: str, refused: Form | None = None) -> Page:
    say, made = request.say, statement_by(request.ctx, key)
    heading = say(text("Withdrawal from order %(number)s", number=made.number))
    form = refused or form_for(CloseWithdrawal, words=_words(request))
    fields = tuple(one for one in form.fields if one.name != "statement")
    asked = replace(form, action=f"{PAGE}/{key}", submit_label=say(text("Close the withdrawal")), fields=fields)
    closing = pages.Section(title=say(text("Close the withdrawal")), form=asked)
    model = pages.DetailPage(
        heading=heading, tags=(pages.Tag(say(_STATES[made.state])),), crumbs=(pages.Link(say(text("Withdrawals")), _LIST),),
        sections=(pages.Section(summary=_facts(request, made)), *((closing,) if _is_open(made) else ())),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=heading, status=422 if refused else 200)


def _facts(request: PageRequest, made: Statement) -> tuple[pages.SummaryRow, ...]:
    say, speech = request.say, Speech(request.ctx, request.locale)
    order = request.ask(OrderById(order=made.order))
    rows = [
        pages.SummaryRow(say(text("Order")), links=(pages.Link(made.number, f"/admin/orders/{made.order}"),)),
        pages.SummaryRow(say(text("Goods")), goods(order, made)),
        pages.SummaryRow(say(text("Stated")), (speech.moment(made.stated_at),)),
        pages.SummaryRow(say(text("To give back")), (request.money(made.amount),)),
        pages.SummaryRow(say(text("By")), (speech.day(made.refund_by.date()),)),
    ]
    return (*rows, pages.SummaryRow(say(text("Note")), (made.note,))) if made.note else tuple(rows)
