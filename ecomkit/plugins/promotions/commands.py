"""The bodies of what staff do: promotions and their codes."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation
from itertools import count
from typing import Any

from pydantic import ValidationError
from sqlalchemy import bindparam, insert, select, update

from ecomkit.domain import Money, code_digest, new_code, tidy_code, typed_amount, typed_moment
from ecomkit.plugins.promotions import api
from ecomkit.plugins.promotions.announcing import TOPIC
from ecomkit.plugins.promotions.reading import ACTIVE, ENDED
from ecomkit.plugins.promotions.rules import WHOLE, Promotion, read_promotion
from ecomkit.plugins.promotions.scopes import unknown_words
from ecomkit.plugins.promotions.tables import coupon, rule
from ecomkit.sdk import Refuse, Text, WriteContext, mistake_in, new_id, text, text_of

__all__ = ["KIND", "add_code", "end_codes", "end_promotion", "follow_product", "make_codes", "save_promotion"]

KIND = "promotion"
"""What the digests of these codes are keyed with, beside the shop's secret."""
_KEY = 48
_RULE = select(rule).where(rule.c.id == bindparam("of"))
_CHANGE = update(rule).where(rule.c.id == bindparam("of"))
_CODE = select(coupon).where(coupon.c.digest == bindparam("of"))
_END = update(coupon).where(coupon.c.ended.is_(False)).values(ended=True)


def save_promotion(ctx: WriteContext, command: api.SavePromotion) -> str:
    """Read what staff wrote, and write it."""
    known = ctx.db.first(_RULE, of=command.promotion) if command.promotion else None
    if command.promotion and known is None:
        raise _refused("not_found", text("There is no such promotion. Leave the key empty for a new one."), None)
    promotion = _promotion(ctx, command, command.promotion or _fresh_key(ctx, command.name))
    values = {
        "name": promotion.name, "state": ACTIVE, "rule": promotion.model_dump_json(), "begins": promotion.begins, "ends": promotion.ends,
        "most": command.most, "saved_at": ctx.now,
    }  # fmt: skip
    if known is None:
        ctx.db.write(insert(rule), id=promotion.id, uses=0, **values)
    else:
        ctx.db.write(_CHANGE.values(**values), of=promotion.id)
    for topic in (promotion.topic, TOPIC):
        ctx.db.touch(topic)
    ctx.emit(api.PromotionSaved(promotion=promotion.id, percent=promotion.percent, amount=promotion.amount))
    return promotion.id


def follow_product(ctx: WriteContext, before: str, after: str) -> None:
    """A product that moved to another address has the promotions that it had."""
    for row in ctx.db.all(select(rule).where(rule.c.rule.contains(json.dumps(before), autoescape=True))):
        one = read_promotion(row.rule)
        if before not in one.products:
            continue
        products = tuple(after if slug == before else slug for slug in one.products)
        ctx.db.write(_CHANGE.values(rule=one.model_copy(update={"products": products}).model_dump_json()), of=one.id)
        for topic in (one.topic, TOPIC):
            ctx.db.touch(topic)


def _fresh_key(ctx: WriteContext, called: str) -> str:
    """A key that people recognise: the name as an address would write it, with a number where it is taken."""
    bare = "".join(c for c in unicodedata.normalize("NFKD", called.casefold()) if not unicodedata.combining(c))
    key = re.sub(r"[^a-z0-9]+", "-", bare)[:_KEY].strip("-") or "promotion"
    taken = {row.id for row in ctx.db.all(select(rule.c.id).where(rule.c.id.startswith(key, autoescape=True)))}
    return next(one for number in count(1) if (one := key if number == 1 else f"{key}-{number}") not in taken)


def _promotion(ctx: WriteContext, command: api.SavePromotion, key: str) -> Promotion:
    begins, ends = _moment(ctx, command.begins, "begins") or ctx.now, _moment(ctx, command.ends, "ends")
    if ends is not None and ends <= begins:
        raise _refused("order", text("It ends before it begins."), "ends")
    percent = _percent(command.percent) if command.kind in ("percent", "buy_get") else 0
    if command.kind == "buy_get" and not (command.buy and command.get):
        raise _refused("pieces", text("Say how many pieces are bought, and how many cost less."), "buy")
    try:
        promotion = Promotion(
            id=key, name=command.name.strip(), kind=command.kind, percent=percent, amount=_amount(ctx, command), buy=command.buy,
            get=command.get, minimum=_money(ctx, command.minimum, "minimum"), products=_listed(command.products),
            categories=_listed(command.categories), capacities=_listed(command.capacities), ways=_listed(command.ways),
            first_order=command.first_order, needs_code=command.needs_code, begins=begins, ends=ends, exclusive=command.exclusive,
            priority=command.priority, each=command.each, words=_words(command.words),
        )  # fmt: skip
    except ValidationError as error:
        raise _refused("promotion", text_of(mistake_in(error.errors()[0])), None) from error
    unknown = unknown_words(ctx, promotion)
    if unknown:
        raise Refuse(*unknown)
    return promotion


def _refused(code: str, words: Text, field: str | None) -> Refuse:
    return Refuse.because(code, words, rule="promotions", field=field)


def _amount(ctx: WriteContext, command: api.SavePromotion) -> Money | None:
    if command.kind != "amount":
        return None
    money = _money(ctx, command.amount, "amount")
    if money is None:
        raise _refused("amount", text("Say how much it takes off."), "amount")
    return money


def _money(ctx: WriteContext, written: str, field: str) -> Money | None:
    if not written.strip():
        return None
    try:
        money = typed_amount(written, ctx.shop.currency)
    except ValueError as error:
        raise _refused("amount", text("Write an amount such as 14.90."), field) from error
    if money.amount <= 0:
        raise _refused("amount", text("An amount is more than nothing."), field)
    return money


def _percent(written: str) -> int:
    """Hundredths of a percent, from 0.01 to 100."""
    try:
        hundredths = Decimal(written.replace(",", ".").strip().removesuffix("%").strip() or "0") * 100
    except InvalidOperation as error:
        raise _refused("percent", text("Write a percentage such as 10 or 12.5."), "percent") from error
    if hundredths != hundredths.to_integral_value() or not 1 <= hundredths <= WHOLE:
        raise _refused("percent", text("A percentage is at least 0.01 and at most 100."), "percent")
    return int(hundredths)


def _moment(ctx: WriteContext, written: str, field: str) -> datetime | None:
    try:
        return typed_moment(written, ctx.shop.timezone)
    except ValueError as error:
        words = text("Write a day and a time such as 2026-12-24 09:00, or nothing.")
        raise _refused("moment", words, field) from error


def _listed(written: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in written.split(",") if part.strip()))


def _words(written: str) -> tuple[tuple[str, str], ...]:
    pairs = [part.partition("=") for part in written.split(";") if part.strip()]
    if any(not (sign and language.strip() and said.strip()) for language, sign, said in pairs):
        raise _refused("words", text("Write languages and names like this: es=Rebajas; fr=Soldes"), "words")
    return tuple((language.strip(), said.strip()) for language, _, said in pairs)


def end_promotion(ctx: WriteContext, command: api.EndPromotion) -> None:
    """From now on it is over; quotes that were made with it are asked again."""
    _known(ctx, command.promotion)
    ctx.db.write(_CHANGE.values(state=ENDED), of=command.promotion)
    for topic in (f"{TOPIC}/{command.promotion}", TOPIC):
        ctx.db.touch(topic)
    ctx.emit(api.PromotionEnded(promotion=command.promotion))


def _known(ctx: WriteContext, key: str, *, coded: bool = False) -> Any:
    row = ctx.db.first(_RULE, of=key)
    if row is None or row.state != ACTIVE:
        raise _refused("not_found", text("There is no such promotion, or it has ended."), "promotion")
    if coded and not read_promotion(row.rule).needs_code:
        words = text("This promotion applies to everybody: save it again with “Needs a code”.")
        raise _refused("no_code", words, "promotion")
    return row


def add_code(ctx: WriteContext, command: api.AddCode) -> None:
    """A code that somebody thought of. It belongs to one promotion."""
    _known(ctx, command.promotion, coded=True)
    if len(tidy_code(command.code)) < 4:
        raise _refused("short", text("A code has at least four letters or digits."), "code")
    if ctx.db.first(_CODE, of=code_digest(ctx.shop.secret, KIND, command.code)) is not None:
        raise _refused("taken", text("There is such a code already."), "code")
    _keep(ctx, command.promotion, [command.code], command.most)


def make_codes(ctx: WriteContext, command: api.MakeCodes) -> api.Codes:
    """Codes by chance; two that are the same do not happen (58 bits)."""
    _known(ctx, command.promotion, coded=True)
    codes = [new_code() for _ in range(command.count)]
    _keep(ctx, command.promotion, codes, command.most)
    return api.Codes(secret="\n".join(codes))


def _keep(ctx: WriteContext, promotion: str, codes: Sequence[str], most: int | None) -> None:
    batch = f"{ctx.now:%Y-%m-%d}-{new_id()[-6:]}"
    for code in codes:
        ctx.db.write(
            insert(coupon), digest=code_digest(ctx.shop.secret, KIND, code), promotion=promotion, batch=batch, uses=0, most=most,
            ended=False, made_at=ctx.now,
        )  # fmt: skip
    ctx.db.touch(f"promotions/{promotion}")


def end_codes(ctx: WriteContext, command: api.EndCodes) -> int:
    """End what is named; carts that have such a code are asked again."""
    if command.code is not None and command.code.secret:
        these = coupon.c.digest == code_digest(ctx.shop.secret, KIND, command.code.secret)
    elif command.batch:
        these = coupon.c.batch == command.batch
    else:
        raise _refused("nothing", text("Name a code or a batch."), "batch")
    promotions = {row.promotion for row in ctx.db.all(select(coupon.c.promotion).where(these).distinct())}
    for promotion in promotions:
        ctx.db.touch(f"promotions/{promotion}")
    return ctx.db.write(_END.where(these))
