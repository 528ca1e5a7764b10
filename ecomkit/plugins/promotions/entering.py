"""Entering codes: into the cart, out of it, and what is forgotten."""

from __future__ import annotations

from typing import Final

from sqlalchemy import bindparam, delete, select, update

from ecomkit.domain import CartById, code_digest
from ecomkit.plugins.promotions import api
from ecomkit.plugins.promotions.commands import KIND
from ecomkit.plugins.promotions.reading import state_of
from ecomkit.plugins.promotions.tables import GUESSES, coupon, each, rule, use
from ecomkit.sdk import Text, WriteContext, text

__all__ = ["enter_code", "forget_shopper", "remove_code", "tidy_codes"]

_MOST = 5
_FOUND = (
    select(
        coupon.c.digest, coupon.c.ended, coupon.c.uses, coupon.c.most, rule.c.state, rule.c.begins, rule.c.ends,
        rule.c.uses.label("rule_uses"), rule.c.most.label("rule_most"),
    )
    .join(rule, rule.c.id == coupon.c.promotion)
    .where(coupon.c.digest == bindparam("of"))
)  # fmt: skip
_NAMELESS = update(use).where(use.c.person == bindparam("who")).values(person="")
_UNCOUNTED = delete(each).where(each.c.person == bindparam("who"))
_WORDS: Final = {
    "unknown": text("We do not know this code. Check it letter by letter, and that it is for this shop."),
    "paused": text("These were too many codes that do not exist. Wait a quarter of an hour, then try again."),
    "too_many": text("At most %(most)s codes fit into a cart. Take one out first.", most=_MOST),
    "known": text("This code is in your cart already."),
    "entered": text("The code is in your cart."),
}


def enter_code(ctx: WriteContext, command: api.EnterCode) -> api.CodeAnswer:
    """Put a code into the cart, or say what is wrong with it."""
    keys = GUESSES.keys(ctx, command.cart, command.client)
    if GUESSES.paused(ctx, keys):
        return _said("paused")
    found = ctx.db.first(_FOUND, of=code_digest(ctx.shop.secret, KIND, command.code.secret[:100]))
    if found is None:
        GUESSES.wrong(ctx, keys)
        return _said("unknown")
    lying = _lying(ctx, command.cart)
    if found.digest in lying:
        return _said("known")
    refusal = state_of(ctx, found)
    if refusal is not None:
        return api.CodeAnswer(code=refusal[0], text=refusal[1])
    if len(lying) >= _MOST:
        return _said("too_many")
    GUESSES.forget(ctx, keys)
    ctx.keep_codes(command.cart, (*lying, found.digest))
    return _said("entered")


def _lying(ctx: WriteContext, cart: str) -> tuple[str, ...]:
    return ctx.ask(CartById(cart=cart)).entered(ctx.plugin)


def _said(code: str) -> api.CodeAnswer:
    words: Text = _WORDS[code]
    return api.CodeAnswer(code=code, text=words)


def remove_code(ctx: WriteContext, command: api.RemoveCode) -> None:
    """Take it out; what is not there is out."""
    lying = _lying(ctx, command.cart)
    if command.coupon in lying:
        ctx.keep_codes(command.cart, [one for one in lying if one != command.coupon])


def forget_shopper(ctx: WriteContext, command: api.ForgetShopper) -> None:
    """Uses stay counted in all; nobody is named with them any more."""
    ctx.db.write(_NAMELESS, who=command.person)
    ctx.db.write(_UNCOUNTED, who=command.person)


def tidy_codes(ctx: WriteContext, _command: api.TidyCodes) -> None:
    """Guesses that make nobody wait."""
    GUESSES.tidy(ctx)
