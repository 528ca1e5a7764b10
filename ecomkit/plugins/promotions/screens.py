"""The screens of the back office: promotions, and batches of codes."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from babel.numbers import format_percent
from sqlalchemy import func, select

from ecomkit.plugins.promotions import api
from ecomkit.plugins.promotions.pages import CODES_OF_STAFF
from ecomkit.plugins.promotions.rules import WHOLE, Promotion, read_promotion
from ecomkit.plugins.promotions.tables import coupon, rule
from ecomkit.sdk import Context, Screen, ScreenCell, Text, text, text_in

__all__ = ["screens"]

Shown = tuple[Sequence[Text], Sequence[Sequence[ScreenCell]]]
_MOST = 200


def screens() -> Sequence[Screen]:
    """Promotions with what is done to them, and codes."""
    whole = (api.SavePromotion, api.EndPromotion)
    coded = (api.AddCode, api.EndCodes)
    return (
        Screen(key="promotions", title=text("Promotions"), permission=api.PERMISSION, rows=_promotions, commands=whole),
        Screen(key="promotion-codes", title=text("Codes"), permission=api.PERMISSION, rows=_codes, commands=coded),
    )


def _promotions(ctx: Context) -> Shown:
    header = (
        text("Name"), text("Key"), text("What it does"), text("From"), text("Until"), text("State"), text("Uses"), text("Codes"),
    )  # fmt: skip
    rows: list[Sequence[ScreenCell]] = []
    for row in ctx.db.all(select(rule).order_by(rule.c.saved_at.desc(), rule.c.id).limit(_MOST)):
        one = read_promotion(row.rule)
        uses = f"{row.uses} / {row.most}" if row.most is not None else str(row.uses)
        codes = (text("See the codes"), f"{CODES_OF_STAFF}?promotion={row.id}") if one.needs_code else None
        rows.append((one.name, one.id, _effect(ctx, one), row.begins, row.ends, _state(ctx, row), uses, codes))
    return header, rows


def _state(ctx: Context, row: Any) -> Text:
    if row.state != "active" or (row.ends is not None and row.ends <= ctx.now):
        return text("ended")
    return text("planned") if row.begins > ctx.now else text_in("promotion", "active")


def _effect(ctx: Context, one: Promotion) -> ScreenCell:
    share = Decimal(one.percent).scaleb(-4)
    percent = format_percent(share, locale=ctx.locale.replace("-", "_"), decimal_quantization=False)
    pieces = one.buy + one.get
    if one.kind == "shipping":
        return text("Free delivery")
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
