"""Pages: anonymous ones as a share of a bare route that returns the same bytes; with a cart in CPU per request."""

from __future__ import annotations

import asyncio
import urllib.request
from pathlib import Path
from typing import Any

from benchmarks.client import Browser, form_with, load
from benchmarks.machine import REFERENCE
from benchmarks.servers import bare, cpu_seconds, free, megabytes, running_shop

__all__ = ["measure", "places"]

_TURNS = 3
"""How often the two that are compared are measured in turn; the medians count."""


def measure(shop: Path, seconds: float) -> dict[str, object]:
    """Home, list and product; then the same with a cart, cart and checkout."""
    figures: dict[str, object] = {}
    with running_shop(shop) as running:
        figures["first 200 after serve, s"] = running["seconds"]
        base, web = str(running["url"]), int(running["pids"]["web"])
        found = places(base)
        pages = {"home": "/", "list": found["list"], "product": found["products"][0]}
        for name, path in pages.items():
            figures |= asyncio.run(_share(shop, base, name, path, seconds))
        cookie = asyncio.run(_cart(base, pages["product"]))
        for name, path in (*pages.items(), ("cart", "/cart"), ("checkout", "/checkout")):
            figures |= asyncio.run(_cost(shop, base, name, path, web, cookie, seconds))
        figures["web process, MB"] = round(megabytes(web))
    return figures


def places(base: str) -> dict[str, Any]:
    """A list and the products that the shop links to."""
    with urllib.request.urlopen(f"{base}/sitemap.xml") as answer:
        addresses = [
            part.partition("</loc>")[0].removeprefix(base) for part in answer.read().decode().split("<loc>")[1:]
        ]
    return {
        "list": next(path for path in addresses if path.startswith("/c/")),
        "products": [path for path in addresses if path.startswith("/p/")],
    }  # fmt: skip


async def _share(shop: Path, base: str, name: str, path: str, seconds: float) -> dict[str, object]:
    """Both under the same load in turn, twice; the ratio of the medians."""
    body = shop / "var" / f"bench-{name}.html"
    body.write_bytes(urllib.request.urlopen(base + path).read())
    ours, theirs = [], []
    with bare(free(), body) as (reference, _):
        for url in (reference, base + path):
            await load(url, seconds=0.3)
        for _ in range(_TURNS):
            theirs.append((await load(reference, seconds=seconds / _TURNS))[0])
            ours.append((await load(base + path, seconds=seconds / _TURNS))[0])
    share = sorted(ours)[_TURNS // 2] / sorted(theirs)[_TURNS // 2]
    return {f"{name}, share of a bare route": f"{share:.0%} ({body.stat().st_size / 1024:.0f} KB)"}


async def _cart(base: str, product: str) -> str:
    """The cookies of somebody with something in the cart."""
    browser = Browser(base)
    page = await browser.get(product)
    await browser.submit(page, form_with(page.text, "sku"))
    jar: dict[str, Any] = next(iter(browser.cookies.values()))
    await browser.close()
    return "; ".join(f"{key}={value}" for key, value in jar.items() if "flash" not in key)


async def _cost(
    shop: Path, base: str, name: str, path: str, web: int, cookie: str, seconds: float
) -> dict[str, object]:
    """CPU of a page for somebody with a cart, and of a bare route in turn with it: what that says of the reference machine."""
    ours, theirs = [], []
    with bare(free(), shop / "var" / "bench-home.html") as (reference, pid):
        await load(reference, seconds=0.3)
        for _ in range(_TURNS):
            theirs.append(await _cpu(reference, pid, "", seconds / _TURNS))
            ours.append(await _cpu(base + path, web, cookie, seconds / _TURNS))
    mine, bares = sorted(ours)[_TURNS // 2], sorted(theirs)[_TURNS // 2]
    return {
        f"{name} with a cart, CPU ms": round(mine, 2),
        f"{name} with a cart, CPU ms at the reference's speed": round(mine / bares * REFERENCE, 2),
    }


async def _cpu(url: str, pid: int, cookie: str, seconds: float) -> float:
    before = cpu_seconds(pid)
    count, _ = await load(url, seconds=seconds, cookie=cookie)
    return (cpu_seconds(pid) - before) / count * 1000
