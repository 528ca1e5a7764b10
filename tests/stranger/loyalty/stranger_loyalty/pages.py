"""The page `/loyalty`: balance, movements and the name on the card; and the screen of the staff."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Annotated

from pydantic import Field
from sqlalchemy import func, select

from ecomkit.domain import Movement, Movements, PersonById, Refused, SaveProfile
from ecomkit.errors import NotFound
from ecomkit.sdk import Context, Form, Page, PageRequest, Redirect, Reply, Text, Value, form_for, pages, read_form, text
from stranger_loyalty.account import account_of, free_on
from stranger_loyalty.settings import LoyaltySettings
from stranger_loyalty.table import grant, member

__all__ = ["CLUB_NAME", "LoyaltyPages", "screen_rows"]

CLUB_NAME = "loyalty.club_name"
_WHY = {
    "earned": text("Points for an order"),
    "taken_back": text("Taken back after a refund"),
    "lapsed": text("Lapsed"),
    "given": text("A present from us"),
    "capture": text("Paid with points"),
}
_REFUND = text("Given back for a refund")


class CardName(Value):
    """What the form asks."""

    club_name: Annotated[
        str,
        Field(
            default="", max_length=40, pattern=r"^[^\x00-\x1f<>]*$", title="Name on your card",
            description="For example: Ana R.",
            json_schema_extra={"error": "Enter a name of at most 40 characters", "autocomplete": "nickname"},
        ),
    ]  # fmt: skip


class LoyaltyPages:
    """The views, made with the shop's settings."""

    def __init__(self, settings: LoyaltySettings) -> None:
        self._settings = settings

    def show(self, request: PageRequest) -> Reply:
        """Balance, movements, name."""
        names = dict(request.ask(PersonById(person=request.ctx.actor.key)).fields)
        return self._page(request, self._form(request, {"club_name": names.get(CLUB_NAME, "")}))

    def save(self, request: PageRequest) -> Reply:
        """Keep the name, or ask again."""
        given = read_form(CardName, request.form, action="/loyalty/name", submit_label="Save", words=_said(request))
        if isinstance(given, Form):
            return self._page(request, replace(given, main=False))
        person = request.ctx.actor.key
        outcome = request.run(SaveProfile(person=person, fields=((CLUB_NAME, given.club_name),)))
        words = outcome.text if isinstance(outcome, Refused) else text("Saved.")
        return Redirect(to="/loyalty", notice=words)

    def _form(self, request: PageRequest, values: dict[str, object]) -> Form:
        words = _said(request)
        return replace(form_for(CardName, values, action="/loyalty/name", submit_label="Save", words=words), main=False)

    def _page(self, request: PageRequest, form: Form) -> Page:
        say = _said(request)
        free = free_on(request.ctx, request.ctx.actor.key)
        balance = pages.SummaryRow(
            label=say("Your points"), lines=(str(self._settings.points(free)), request.money(free))
        )
        detail = pages.DetailPage(
            heading=say("Points"),
            sections=(pages.Section(summary=(balance,)), pages.Section(title=say("What happened"), table=self._table(request))),
            aside=(pages.Section(title=say("Your card"), form=form),),
        )  # fmt: skip
        return Page(template=detail.template, model=detail, title=say("Points"))

    def _table(self, request: PageRequest) -> pages.Table:
        say = _said(request)
        columns = (
            pages.Column(say("Date")), pages.Column(say("What")), pages.Column(say("Points"), numeric=True),
            pages.Column(say("Balance"), numeric=True),
        )  # fmt: skip
        rows = tuple(self._row(request, one) for one in _movements(request))
        empty = pages.Empty(say("No points yet"), say("Your next order brings the first ones."))
        return pages.Table(caption=say("Movements"), columns=columns, rows=rows, caption_hidden=True, empty=empty)

    def _row(self, request: PageRequest, one: Movement) -> pages.Row:
        worth = self._settings.point_value
        why = _REFUND if one.key.startswith("refund/") else _WHY.get(one.reason, text("Other"))
        change = one.money.amount // worth if one.money.amount > 0 else -(-one.money.amount // worth)
        cells = (f"{one.at:%Y-%m-%d}", request.say(why), f"{change:+d}", str(self._settings.points(one.balance)))
        return pages.Row(tuple(pages.Cell(text=cell) for cell in cells))


def _movements(request: PageRequest) -> Sequence[Movement]:
    try:
        return request.ask(Movements(account=account_of(request.ctx.actor.key), limit=50))
    except NotFound:
        return ()


def _said(request: PageRequest) -> Callable[[str], str]:
    """Plain words of a form or page in the visitor's language."""
    return lambda words: request.say(Text(msgid=words))


def screen_rows(settings: LoyaltySettings, ctx: Context) -> tuple[Sequence[Text], Sequence[Sequence[str]]]:
    """A hundred members, newest first: key, points now, points forgiven."""
    lost = func.coalesce(func.sum(grant.c.forgiven), 0).label("forgiven")
    chosen = (
        select(member.c.person, lost)
        .outerjoin(grant, grant.c.person == member.c.person)
        .group_by(member.c.person, member.c.joined_at)
        .order_by(member.c.joined_at.desc())
        .limit(100)
    )
    rows = [
        (row.person, str(settings.points(free_on(ctx, row.person))), str(row.forgiven)) for row in ctx.db.all(chosen)
    ]
    return (text("Member"), text("Points"), text("Forgiven")), rows
