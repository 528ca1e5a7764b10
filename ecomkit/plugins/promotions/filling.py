"""A promotion as its form is filled in: what `SavePromotion` reads into the same one again."""

from __future__ import annotations

from decimal import Decimal

from babel.numbers import get_decimal_symbol

from ecomkit.domain import Money, written_moment
from ecomkit.plugins.promotions.rules import Promotion
from ecomkit.sdk import Context

__all__ = ["filled_in"]

_AS_THEY_ARE = frozenset({"name", "kind", "buy", "get", "first_order", "each", "needs_code", "exclusive", "priority"})


def filled_in(ctx: Context, one: Promotion, most: int | None) -> dict[str, object]:
    """The fields of `SavePromotion`, as the reader would type them."""
    zone = ctx.shop.timezone
    lists = {name: ", ".join(getattr(one, name)) for name in ("products", "categories", "capacities", "ways")}
    numbers = {
        "percent": _decimal(ctx, Decimal(one.percent).scaleb(-2).normalize()) if one.percent else "",
        "amount": _money(ctx, one.amount),
        "minimum": _money(ctx, one.minimum),
    }
    return {
        **{name: getattr(one, name) for name in _AS_THEY_ARE}, **lists, **numbers, "promotion": one.id, "most": most,
        "words": "; ".join(f"{language}={said}" for language, said in one.words),
        "begins": written_moment(one.begins, zone), "ends": written_moment(one.ends, zone),
    }  # fmt: skip


def _money(ctx: Context, money: Money | None) -> str:
    return "" if money is None else _decimal(ctx, money.decimal())


def _decimal(ctx: Context, number: Decimal) -> str:
    return f"{number:f}".replace(".", get_decimal_symbol(ctx.locale.replace("-", "_")))
