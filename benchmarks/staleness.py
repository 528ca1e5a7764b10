"""Staleness: how long two web processes still send a page as it was after a price, the stock or a text changed."""

from __future__ import annotations

import time
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from benchmarks.pages import places
from benchmarks.servers import web_process
from ecomkit.domain import (
    AdjustStock,
    Command,
    Done,
    Money,
    Product,
    ProductAsWritten,
    SaveProducts,
    SetListPrice,
    StockLevels,
)
from ecomkit.shop import Shop, open_shop

__all__ = ["measure"]

_ROUNDS = 5
_LONGEST = 10.0


def measure(folder: Path) -> dict[str, object]:
    """The longest of some rounds, each changed from a third process and looked at in both."""
    with ExitStack() as stack:
        bases = [stack.enter_context(web_process(folder)) for _ in range(2)]
        shop = open_shop(folder)
        stack.callback(shop.close)
        product = _a_product(shop, bases[0])
        pages = [f"{base}/p/{product.slug}" for base in bases]
        return {
            f"stale after another {what}, two web processes, s": round(_longest(shop, product, pages, change), 2)
            for what, change in _CHANGES.items()
        }


def _a_product(shop: Shop, base: str) -> Product:
    """One with a single article that has stock of its own."""
    for path in places(base)["products"]:
        found = shop.ask(shop.system(), ProductAsWritten(slug=path.removeprefix("/p/")))
        if len(found.variants) == 1 and not found.variants[0].parts:
            return found
    raise SystemExit("the shop has no product with one article")


Change = Callable[[Shop, Product, int], tuple[Command[Any], str]]
"""Gives, for a turn, what changes and what the page says from then on."""


def _price(_shop: Shop, product: Product, turn: int) -> tuple[Command[Any], str]:
    one = product.variants[0]
    money = Money(amount=12300 + turn * 100, currency=one.price.money.currency)
    return SetListPrice(sku=one.sku, price=money), f'"price": "{money.decimal():f}"'


def _text(_shop: Shop, product: Product, turn: int) -> tuple[Command[Any], str]:
    said = f"Written anew in turn {turn}."
    return SaveProducts(products=(product.model_copy(update={"description": said}),)), said


def _stock(shop: Shop, product: Product, turn: int) -> tuple[Command[Any], str]:
    """All of it goes, and comes again."""
    sku = product.variants[0].sku
    (level,) = shop.ask(shop.system(), StockLevels(skus=(sku,)))
    free = level.on_hand - level.reserved
    change, said = (-free, "OutOfStock") if turn % 2 == 0 else (50, "InStock")
    return AdjustStock(sku=sku, change=change, reason="for the benchmark"), said


_CHANGES: dict[str, Change] = {"price": _price, "text": _text, "stock band": _stock}


def _longest(shop: Shop, product: Product, pages: list[str], change: Change) -> float:
    longest = 0.0
    for turn in range(_ROUNDS):
        for page in pages:
            _body(page)
        now = shop.ask(shop.system(), ProductAsWritten(slug=product.slug))
        command, said = change(shop, now, turn)
        outcome = shop.run(shop.system(), command)
        if not isinstance(outcome, Done):
            raise SystemExit(f"{type(command).__name__}: {outcome}")
        began = time.perf_counter()
        longest = max(longest, *(_until(page, said, began) for page in pages))
    return longest


def _until(page: str, said: str, began: float) -> float:
    while said not in _body(page):
        if time.perf_counter() - began > _LONGEST:
            raise SystemExit(f"{page} did not say {said!r} within {_LONGEST:.0f} s")
        time.sleep(0.01)
    return time.perf_counter() - began


def _body(page: str) -> str:
    with urllib.request.urlopen(page) as answer:
        return str(answer.read().decode())
