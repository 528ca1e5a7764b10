"""Whole guest checkouts through the demo gateway, webhook and worker included; the books are looked at afterwards."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from itertools import cycle
from pathlib import Path

from benchmarks.client import Browser, form_with
from benchmarks.machine import slowness
from benchmarks.pages import places
from benchmarks.servers import running_shop
from benchmarks.shops import cli

__all__ = ["measure"]

_CLIENTS = 16
_PRODUCTS = 5
_ADDRESS = {
    "email": "ana@example.com", "name": "Ana Ruiz", "line1": "Calle Mayor 1", "postcode": "28013", "city": "Madrid", "country": "ES",
}  # fmt: skip


def measure(shop: Path, seconds: float) -> dict[str, object]:
    """As many as go in the time, by 16 clients at once."""
    with running_shop(shop) as running:
        base = str(running["url"])
        products = asyncio.run(_stocked(shop, base))
        asyncio.run(_crowd(base, products, 1))
        before = slowness(shop.parent, seconds / 2)
        spans, failed = asyncio.run(_crowd(base, products, seconds * 3))
        slower = (before + slowness(shop.parent, seconds / 2)) / 2
        time.sleep(2)
    spans.sort()
    rate, half, most = len(spans) / (seconds * 3), spans[len(spans) // 2] * 1000, spans[int(len(spans) * 0.99)] * 1000
    found = subprocess.run(
        [sys.executable, "-m", "ecomkit.cli", "verify", "--json"], cwd=shop, capture_output=True, text=True, check=False
    )
    return {
        "machine before and after the checkouts, times slower": round(slower, 2),
        "whole checkouts per second": round(rate, 1),
        "the same at the reference's speed": round(rate * slower, 1),
        "checkout p50, ms": round(half),
        "checkout p99, ms": round(most),
        "checkout p99 at the reference's speed, ms": round(most / slower),
        "checkouts failed": f"{failed} of {len(spans) + failed}",
        "books afterwards": "right" if found.returncode == 0 else json.loads(found.stdout or "{}"),
    }


async def _stocked(shop: Path, base: str) -> list[str]:
    """Some products of which there are more than the crowd can buy."""
    browser, found = Browser(base), list[str](places(base)["products"][:_PRODUCTS])
    skus = [form_with((await browser.get(product)).text, "sku").values["sku"] for product in found]
    await browser.close()
    for sku in skus:
        given = {"sku": sku, "change": "100000", "reason": "for the benchmark"}
        cli(
            shop,
            "run",
            "adjust_stock",
            *(word for name, value in given.items() for word in ("--set", f"{name}={value}")),
        )
    return found


async def _crowd(base: str, products: list[str], seconds: float) -> tuple[list[float], int]:
    end, spans, failures, next_one = time.perf_counter() + seconds, [], [], cycle(products)

    async def one() -> None:
        while (start := time.perf_counter()) < end:
            try:
                await _buy(base, next(next_one))
                spans.append(time.perf_counter() - start)
            except (RuntimeError, LookupError, OSError, asyncio.IncompleteReadError) as error:
                failures.append(error)

    await asyncio.gather(*(one() for _ in range(_CLIENTS)))
    if failures:
        print("first failure:", repr(failures[0])[:500], file=sys.stderr)
    return spans, len(failures)


async def _buy(base: str, product: str) -> None:
    """Product, cart, checkout, payment page, order page."""
    browser = Browser(base)
    page = await browser.get(product)
    await browser.submit(page, form_with(page.text, "sku"))
    page = await browser.get("/checkout")
    form = form_with(page.text, "email")
    paying = await browser.submit(page, form, **_ADDRESS, payment="card", op="pay")
    if "/pay/" not in paying.url:
        raise RuntimeError(f"no payment page but {paying.url}: {paying.status}")
    card = form_with(paying.text, "number")
    numbers = {name: _typed(name) for name, value in card.values.items() if not value}
    done = await browser.submit(paying, card, **numbers)
    if done.status != 200 or "/orders/" not in done.url:
        raise RuntimeError(f"no order page but {done.url}: {done.status}")
    await browser.close()


def _typed(name: str) -> str:
    """What a customer types into a field of the payment page."""
    if "number" in name:
        return "4242 4242 4242 4242"
    return "12/30" if "exp" in name else "123"
