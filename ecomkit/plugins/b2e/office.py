"""The payroll of a month as a page and a file: for the employer's payroll office, and for staff."""

from __future__ import annotations

import csv
import io

from ecomkit.domain import Money, total
from ecomkit.errors import NotFound
from ecomkit.plugins.b2e import speech
from ecomkit.plugins.b2e.api import Deduction, Deductions, MyDeductions
from ecomkit.plugins.b2e.months import month_of
from ecomkit.plugins.b2e.pages import asked_month
from ecomkit.plugins.b2e.people import employer_row, worker_of
from ecomkit.sdk import Document, Page, PageRequest, pages, text

__all__ = ["OFFICE", "OFFICE_FILE", "STAFF_FILE", "csv_of", "office_file", "office_page", "staff_file"]

OFFICE = "/employer/payroll"
OFFICE_FILE = "/employer/payroll.csv"
STAFF_FILE = "/admin/b2e/payroll.csv"
_HEADER = ("employee", "name", "month", "deducted", "given_back", "due", "currency", "settled")
_FORMULA = tuple("=+-@\t\r")


def office_page(request: PageRequest) -> Page:
    """What to deduct this month, person by person: amounts, never what was bought."""
    worker = worker_of(request.ctx)
    if worker is None:
        raise NotFound("You do not act for an employer that has an account here.")
    month = asked_month(request) or worker.month
    lines = request.ask(MyDeductions(month=month))
    heading = request.say(text("Payroll of %(month)s", month=speech.month_name(request.ctx, month)))
    due = total((line.due for line in lines if not line.settled), worker.currency)
    model = pages.TablePage(
        heading=heading, lead=request.say(text("%(money)s to deduct for %(name)s.", money=due, name=worker.name)),
        table=_table(request, lines, heading), tabs=_tabs(request, worker.month, month),
        links=(pages.Link(request.say(text("Download as CSV")), f"{OFFICE_FILE}?month={month}"),),
    )  # fmt: skip
    return Page(template=model.template, model=model, title=heading)


def _tabs(request: PageRequest, current: str, shown: str) -> tuple[pages.Link, ...]:
    """This month and the five before."""
    year, number = int(current[:4]), int(current[5:])
    months = [f"{year + (number - 1 - back) // 12}-{(number - 1 - back) % 12 + 1:02d}" for back in range(6)]
    return tuple(
        pages.Link(speech.month_name(request.ctx, one), f"{OFFICE}?month={one}", one == shown) for one in months
    )


def _table(request: PageRequest, lines: tuple[Deduction, ...], caption: str) -> pages.Table:
    columns = (
        pages.Column(request.say(text("Employee"))), pages.Column(request.say(text("Bought")), numeric=True),
        pages.Column(request.say(text("Given back")), numeric=True), pages.Column(request.say(text("To deduct")), numeric=True),
    )  # fmt: skip
    settled = pages.Tag(request.say(text("Settled by the employer")), pages.Tone.OK)
    due = pages.Tag(request.say(text("To deduct")), pages.Tone.INFO)
    rows = tuple(
        pages.Row((
            pages.Cell(text=line.name or line.person, tag=settled if line.settled else due), pages.Cell(text=request.money(line.deducted)),
            pages.Cell(text=request.money(line.given_back)), pages.Cell(text=request.money(line.due)),
        ))
        for line in lines
    )  # fmt: skip
    empty = pages.Empty(
        request.say(text("Nothing to deduct")), request.say(text("Nobody paid from their pay this month."))
    )
    return pages.Table(caption=caption, columns=columns, rows=rows, caption_hidden=True, fits=True, empty=empty)


def office_file(request: PageRequest) -> Document:
    """The same for a payroll program."""
    worker = worker_of(request.ctx)
    if worker is None:
        raise NotFound("You do not act for an employer that has an account here.")
    month = asked_month(request) or worker.month
    return _file(request.ask(MyDeductions(month=month)), worker.employer, month)


def staff_file(request: PageRequest) -> Document:
    """Any employer's month, for staff."""
    row = employer_row(request.ctx, request.query.get("employer", ""))
    if row is None:
        raise NotFound("There is no such employer.")
    month = asked_month(request) or month_of(request.ctx.now, row.timezone)
    return _file(request.ask(Deductions(employer=row.id, month=month)), row.id, month)


def _file(lines: tuple[Deduction, ...], employer: str, month: str) -> Document:
    safe = "".join(c for c in employer if c.isascii() and (c.isalnum() or c in "-_"))
    return Document(
        content=csv_of(lines).encode(), media_type="text/csv; charset=utf-8", filename=f"payroll-{safe}-{month}.csv"
    )


def csv_of(lines: tuple[Deduction, ...]) -> str:
    """Comma separated, amounts with a point; a name that a spreadsheet would run as a formula is quoted out."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_HEADER)
    for line in lines:
        amounts = [_plain(money) for money in (line.deducted, line.given_back, line.due)]
        state = "yes" if line.settled else "no"
        writer.writerow([line.person, _quoted(line.name), line.month, *amounts, line.due.currency, state])
    return out.getvalue()


def _plain(money: Money) -> str:
    return f"{money.decimal():f}"


def _quoted(name: str) -> str:
    return f"'{name}" if name.startswith(_FORMULA) else name
