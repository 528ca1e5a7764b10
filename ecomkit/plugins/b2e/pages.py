"""Pages of employees: the wallet, and what their employer's shop says on its front."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ecomkit.domain import Money, Movement
from ecomkit.errors import NotFound
from ecomkit.plugins.b2e import speech
from ecomkit.plugins.b2e.api import MyWallet, Wallet
from ecomkit.plugins.b2e.months import days_left, last_day
from ecomkit.plugins.b2e.people import Worker, worker_of
from ecomkit.plugins.b2e.wallets import available
from ecomkit.sdk import Block, Context, Page, PageRequest, ShownPage, Text, pages, text, text_in

__all__ = ["WALLET_PAGE", "asked_month", "blocks_for", "signed", "wallet_page"]

WALLET_PAGE = "/wallet"
_SOON = 5
_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def asked_month(request: PageRequest) -> str | None:
    """The month that the address names. Raises `NotFound` for what is none."""
    month = request.query.get("month", "")
    if month and not _MONTH.fullmatch(month):
        raise NotFound("There is no such month.")
    return month or None


def signed(request: PageRequest, value: Money) -> str:
    """An amount with its sign: what came in, and what went out."""
    return f"+{request.money(value)}" if value.amount > 0 else f"−{request.money(-value)}"


def wallet_page(request: PageRequest) -> Page:
    """What can be spent and until when, then what it buys, then every movement with its reason and the balance after it."""
    wallet = request.ask(MyWallet(month=asked_month(request)))
    worker = worker_of(request.ctx)
    assert worker is not None  # the query found their wallet
    heading = request.say(_heading(wallet, speech.day(request.ctx, wallet.last)))
    model = pages.DetailPage(
        heading=heading, lead=request.say(_lead(wallet)), notices=_notices(request, wallet, worker),
        sections=(*_uses(request, wallet), _ledger(request, wallet, worker)), aside=_aside(request, wallet),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=request.say(text("Your allowance")))


def _heading(wallet: Wallet, last: str) -> Text:
    if not wallet.current:
        return text("Allowance until %(day)s", day=last)
    return text("%(money)s until %(day)s", money=wallet.free, day=last)


def _lead(wallet: Wallet) -> Text:
    if not wallet.current:
        return text("This month is over. What was not spent went back to %(name)s.", name=wallet.employer_name)
    return text("Your allowance from %(name)s, in money.", name=wallet.employer_name)


def _notices(request: PageRequest, wallet: Wallet, worker: Worker) -> tuple[pages.Notice, ...]:
    if not wallet.current:
        return ()
    contact = (pages.Link(request.say(text("Contact")), "/contact"),)
    if not wallet.active:
        words = text("Your allowance is blocked. Ask the people office of %(name)s, or us.", name=wallet.employer_name)
        return (pages.Notice(request.say(words), pages.Tone.WARN, contact),)
    if not wallet.free:
        words = text("Nothing is left this month. The next allowance comes on the first.")
        return (pages.Notice(request.say(words)),)
    if days_left(request.ctx.now, worker.timezone, wallet.month) < _SOON:
        last = speech.day(request.ctx, wallet.last)
        words = text("What is left ends on %(day)s. It is not carried over to the next month.", day=last)
        return (pages.Notice(request.say(words), pages.Tone.WARN),)
    return ()


def _uses(request: PageRequest, wallet: Wallet) -> tuple[pages.Section, ...]:
    if not wallet.current or not wallet.active:
        return ()
    said = [
        text(
            "It pays for anything in the shop, with its shipping and tax, in whole or in part. You pay the rest as you like."
        ),
        text("A refund comes back to it; once its month is over, to the allowance of the month that runs then."),
    ]
    shop = (pages.Link(request.say(text("Go to the shop")), "/"),)
    return (
        pages.Section(title=request.say(text("What it buys")), paragraphs=tuple(map(request.say, said)), links=shop),
    )


def _ledger(request: PageRequest, wallet: Wallet, worker: Worker) -> pages.Section:
    orders = dict(wallet.orders)
    columns = (
        pages.Column(request.say(text("Date"))), pages.Column(request.say(text("Reason"))),
        pages.Column(request.say(text("Amount")), numeric=True), pages.Column(request.say(text("Balance")), numeric=True),
    )  # fmt: skip
    rows = []
    for one in wallet.movements:
        said = (
            speech.short_day(request.ctx, one.at, worker.timezone), request.say(_reason(one, orders, wallet.month)),
            signed(request, one.money), request.money(one.balance),
        )  # fmt: skip
        rows.append(pages.Row(tuple(pages.Cell(text=words) for words in said)))
    empty = pages.Empty(
        request.say(text("No movements yet")),
        request.say(text("The allowance of the month comes with your first order.")),
    )
    caption = request.say(text("Movements of %(month)s", month=speech.month_name(request.ctx, wallet.month)))
    table = pages.Table(caption=caption, columns=columns, rows=tuple(rows), empty=empty, caption_hidden=True, fits=True)
    return pages.Section(title=caption, table=table)


def _reason(one: Movement, orders: dict[str, str], month: str) -> Text:
    """What a posting means to the person. Reasons that people wrote are shown as they are."""
    if one.key in orders:
        return text("Order %(number)s", number=orders[one.key])
    if one.key.startswith("refund/"):
        return text("Refund: %(reason)s", reason=one.reason)
    if one.key.startswith("b2e.close/"):
        return text("Not spent by the end of the month")
    if one.key.startswith("b2e.grant/") and one.key.endswith(f"/{month}"):
        return text("Allowance of the month")
    return Text(msgid=one.reason)


def _aside(request: PageRequest, wallet: Wallet) -> tuple[pages.Section, ...]:
    found = []
    if wallet.reserved:
        words = text("%(money)s for orders that wait for the rest of their payment.", money=wallet.reserved)
        found.append(pages.Section(title=request.say(text_in("wallet", "Set aside")), paragraphs=(request.say(words),)))
    if wallet.payroll is not None:
        words = text("%(money)s, with your next payslip.", money=wallet.payroll)
        found.append(pages.Section(title=request.say(text("Deducted from your pay")), paragraphs=(request.say(words),)))
    others: Sequence[str] = [month for month in wallet.months if month != wallet.month]
    if others:
        links = tuple(pages.Link(speech.month_name(request.ctx, one), f"{WALLET_PAGE}?month={one}") for one in others)
        found.append(pages.Section(title=request.say(text("Other months")), links=links))
    return tuple(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Front:
    """The note on the front of the employer's shop. Amounts and days are words already."""

    name: str
    money: str
    day: str
    path: str = WALLET_PAGE


def blocks_for(ctx: Context, page: ShownPage) -> Sequence[Block]:
    """Whose shop it is and what is left to spend, on its front and in the account."""
    slot = {"home": "home.top", "account": "account.aside"}.get(page.name)
    worker = worker_of(ctx) if slot is not None else None
    if slot is None or worker is None or not worker.active:
        return []
    left = available(ctx) or Money.zero(worker.currency)
    model = Front(name=worker.name, money=speech.money(ctx, left), day=speech.day(ctx, last_day(worker.month)))
    return [Block(slot=slot, template="b2e/front.html", model=model)]
