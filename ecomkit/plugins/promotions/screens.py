"""The screens of the back office: promotions, and batches of codes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import format_percent
from sqlalchemy import func, select

from ecomkit.domain import Categories
from ecomkit.errors import NotFound
from ecomkit.plugins.promotions import api
from ecomkit.plugins.promotions.filling import filled_in
from ecomkit.plugins.promotions.pages import CODES_OF_STAFF
from ecomkit.plugins.promotions.reading import ACTIVE
from ecomkit.plugins.promotions.rules import WHOLE, Promotion, read_promotion
from ecomkit.plugins.promotions.tables import coupon, rule
from ecomkit.sdk import Command, Context, Opened, Screen, ScreenCell, Text, text, text_in

__all__ = ["screens"]

Shown = tuple[Sequence[Text], Sequence[Sequence[ScreenCell]]]
_MOST = 200


def screens() -> Sequence[Screen]:
    """Promotions with what is done to them, and codes."""
    whole = (api.SavePromotion, api.EndPromotion)
    coded = (api.AddCode, api.EndCodes)
    return (
        Screen(
            key="promotions", title=text("Promotions"), permission=api.PERMISSION, rows=_promotions, commands=whole, open=_opened,
        ),
        Screen(key="promotion-codes", title=text("Codes"), permission=api.PERMISSION, rows=_codes, commands=coded),
    )  # fmt: skip


def _promotions(ctx: Context) -> Shown:
    header = (
        text("Name"), text("Key"), text("What it does"), text("What it is for"), text("Who buys"), text("From"), text("Until"),
        text("State"), text("Uses"), text("Codes"),
    )  # fmt: skip
    called = {one.slug: one.name for one in ctx.ask(Categories())}
    rows: list[Sequence[ScreenCell]] = []
    for row in ctx.db.all(select(rule).order_by(rule.c.saved_at.desc(), rule.c.id).limit(_MOST)):
        one = read_promotion(row.rule)
        uses = f"{row.uses} / {row.most}" if row.most is not None else str(row.uses)
        codes = (text("See the codes"), f"{CODES_OF_STAFF}?promotion={row.id}") if one.needs_code else None
        name = (one.name, f"/admin/x/promotions?open={one.id}")
        what = (_effect(ctx, one), _goods(one, called), _buyers(one))
        rows.append((name, one.id, *what, row.begins, row.ends, _state(ctx, row), uses, codes))
    return header, rows


def _opened(ctx: Context, key: str) -> Opened:
    """The page of one promotion. One that was ended begins again when it is saved."""
    row = ctx.db.first(select(rule).where(rule.c.id == key))
    if row is None:
        raise NotFound("There is no such promotion.")
    one = read_promotion(row.rule)
    ending: Mapping[type[Command[Any]], Mapping[str, object]] = (
        {api.EndPromotion: {"promotion": one.id}} if row.state == ACTIVE else {}
    )
    return Opened(title=one.name, values={api.SavePromotion: filled_in(ctx, one, row.most), **ending})


def _goods(one: Promotion, called: Mapping[str, str]) -> ScreenCell:
    """Categories by their names and products by their addresses, with the worth to reach."""
    named = ", ".join([*(called.get(slug, slug) for slug in one.categories), *one.products])
    if one.minimum is None:
        return named or text("Everything")
    if not named:
        return text("Everything, from %(amount)s", amount=one.minimum)
    return text("%(goods)s, from %(amount)s", goods=named, amount=one.minimum)


def _buyers(one: Promotion) -> ScreenCell:
    named = ", ".join(one.capacities)
    if one.first_order:
        return text("%(who)s, first orders only", who=named) if named else text("First orders only")
    return named or text("Everybody")


def _state(ctx: Context, row: Any) -> Text:
    if row.state != ACTIVE or (row.ends is not None and row.ends <= ctx.now):
        return text("ended")
    return text("planned") if row.begins > ctx.now else text_in("promotion", "active")


def _effect(ctx: Context, one: Promotion) -> ScreenCell:
    share = Decimal(one.percent).scaleb(-4)
    percent = format_percent(share, locale=ctx.locale.replace("-", "_"), decimal_quantization=False)
    pieces = one.buy + one.get
    if one.kind == "shipping":
        return text("Free delivery: %(ways)s", ways=", ".join(one.ways)) if one.ways else text("Free delivery")
    if one.kind != "buy_get":
        return f"−{percent}" if one.kind == "percent" else text("−%(amount)s", amount=one.amount or "")
    if one.percent == WHOLE:
        return text("%(all)s for the price of %(paid)s", all=pieces, paid=one.buy)
    return text("Of %(all)s, −%(percent)s on the cheapest %(less)s", all=pieces, percent=percent, less=one.get)


def _codes(ctx: Context) -> Shown:
    header = (text("Promotion"), text("Batch"), text("Codes"), text("Uses"), text("Ended"), text("Made"))
    batches: Any = (
        select(
            rule.c.name, coupon.c.batch, func.count().label("codes"), func.sum(coupon.c.uses).label("uses"),
            func.min(coupon.c.made_at).label("made"), func.count().filter(coupon.c.ended).label("ended"),
        )
        .join(rule, rule.c.id == coupon.c.promotion)
        .group_by(rule.c.name, coupon.c.batch)
        .order_by(func.min(coupon.c.made_at).desc(), coupon.c.batch.desc())
        .limit(_MOST)
    )  # fmt: skip
    rows = [
        (row.name, row.batch, int(row.codes), int(row.uses), int(row.ended), row.made.date())
        for row in ctx.db.all(batches)
    ]
    return header, rows
