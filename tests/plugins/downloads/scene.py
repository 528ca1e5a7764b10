"""A shop with files to sell, and what the tests do in it again and again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ecomkit.domain import Done, MarkPaid, Money, Order, OrderById, Outcome, Product, SaveProducts, UnitPrice, Variant
from ecomkit.plugins.downloads import Downloads, api
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, make_shop, run_jobs, settings_for, staff
from tests.shops import CONSUMERS

__all__ = ["CONTENT", "attach", "bought", "brought", "done", "file_shop", "paid", "take"]

CONTENT = b"%PDF-1.4\n" + bytes(range(256)) * 40


def done(outcome: Outcome[Any]) -> Any:
    """The result of what has to be done."""
    assert isinstance(outcome, Done), outcome
    return outcome.result


def _article(sku: str, cents: int, *, ships: bool = False) -> Product:
    variant = Variant(
        sku=sku, price=UnitPrice(money=Money(amount=cents, currency="EUR")), ships=ships, stock=50 if ships else None
    )
    return Product(slug=sku.lower(), name=f"The {sku.lower()}", variants=(variant,))


def file_shop(
    folder: Path, *, clock: Clock | None = None, database: str = "", mail: str = "127.0.0.1:1", use: tuple[Any, ...] = (),
    fresh: bool = True, more: dict[str, Any] | None = None, **settings: Any,
) -> Shop:  # fmt: skip
    """A small Spanish shop: a guide with a file, a gift that costs nothing with one, and a book, which is sent."""
    own: dict[str, Any] = {"database": database} if database else {}
    plugins = {"downloads": {"folder": str(folder / "files")} | settings} | (more or {})
    given = settings_for(folder, mail=mail, plugins=plugins, **own)
    shop = make_shop(folder, use=(*CONSUMERS, Downloads, *use), clock=clock or Clock(), settings=given, catalogue=fresh)
    if fresh:
        articles = (_article("GUIDE", 900), _article("GIFT", 0), _article("BOOK", 2500, ships=True))
        done(shop.run(shop.system(), SaveProducts(products=articles)))
        for sku in ("GUIDE", "GIFT"):
            attach(shop, sku, f"{sku.lower()}.pdf")
    return shop


def attach(shop: Shop, sku: str, name: str, content: bytes = CONTENT) -> str:
    """Put a file where new ones lie, and attach it as staff do; gives its key."""
    home = Path(shop.settings.plugins["downloads"]["folder"]) / "incoming"
    home.mkdir(parents=True, exist_ok=True)
    (home / name).write_bytes(content)
    return str(done(shop.run(staff(shop)(), api.AttachFile(sku=sku, file=name))))


def bought(till: Till, *skus: str, quantity: int = 1) -> Order:
    """Order these by transfer; nothing is paid yet."""
    for sku in skus:
        done(till.put(sku, quantity))
    done(till.fill())
    return till.shop.ask(till.shop.system(), OrderById(order=done(till.place())))


def paid(shop: Shop, order: Order) -> Order:
    """The money came, and what follows from it is done."""
    done(shop.run(staff(shop)(), MarkPaid(payment=order.payments[-1].id)))
    run_jobs(shop)
    return shop.ask(shop.system(), OrderById(order=order.id))


def brought(shop: Shop, order: Order) -> tuple[api.Download, ...]:
    """What an order may fetch."""
    return shop.ask(shop.system(), api.DownloadsOf(order=order.id))


def take(till: Till, one: api.Download) -> Outcome[None]:
    """Take a download as whoever bought it."""
    return till.shop.run(till.moment, api.TakeDownload(order=one.order, download=one.key))
