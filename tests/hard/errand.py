"""A customer's errand with money and mail outside the shop: place, pay at the provider, be told, get a part back, be sent the rest.

Every step may be repeated after a crash. `BROKEN` are shops that do one thing wrong; the witnesses must catch each.
"""

from __future__ import annotations

import asyncio
import smtplib
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
from sqlalchemy import Connection, event

from ecomkit.domain import (
    Actor,
    ActorKind,
    AdjustStock,
    Channel,
    DispatchOrder,
    Done,
    Letter,
    Money,
    OrderById,
    PaymentPart,
    PaymentPlan,
    PlaceOrder,
    RefundOrder,
    new_id,
)
from ecomkit.plugins.demo_payments.provider import GatewayProvider
from ecomkit.services.post import Post
from ecomkit.services.profiles import guest_buyer
from ecomkit.services.worker import Worker
from ecomkit.shop import Shop
from ecomkit.testing import Clock, Till, make_shop, run_jobs, settings_for
from ecomkit.web.app import build_app
from tests.hard.scenarios import staff

__all__ = ["BROKEN", "REFUND", "SECRET", "address_of", "open_outside", "prepare", "run_errand"]

USE = ("b2c", "rates", "demo_payments", "collection", "order_mails")
SECRET = "gateway-secret-for-tests"
REFUND = 500
SKU = "MUG-BRICK"


def open_outside(folder: Path, gateway: str, smtp: str, *, minutes: float = 0) -> Shop:
    """The shop that pays and writes outside; so many minutes after it was opened for the first time."""
    clock = Clock()
    clock.forward(minutes=minutes)
    settings = settings_for(
        folder, plugins={"demo_payments": {"gateway": gateway, "secret": SECRET}}, mail=smtp, url="http://shop.example"
    )
    fresh = not (folder / "shop.db").exists()
    shop = make_shop(folder, use=USE, clock=clock, settings=settings, catalogue=fresh)
    if fresh:
        assert isinstance(shop.run(staff(shop), AdjustStock(sku=SKU, change=5000, reason="delivery")), Done)
    return shop


def address_of(number: int) -> str:
    """Where a customer gets their letters."""
    return f"buyer-{number}@example.com"


def _till(shop: Shop, number: int, *quotes: str) -> Till:
    cart = f"cart-{number}"
    proofs = frozenset({f"cart/{cart}", *(f"quote/{quote}" for quote in quotes)})
    actor = Actor(kind=ActorKind.GUEST, key=f"guest-{number}")
    ctx = shop.context(channel=Channel.WEB, actor=actor, buyer=guest_buyer(shop.core, cart), proofs=proofs)
    return Till(shop, ctx, cart)


def prepare(shop: Shop, number: int) -> str:
    """Everything before the button: gives the quote."""
    till = _till(shop, number)
    assert isinstance(till.put(SKU), Done)
    assert isinstance(till.fill(payment="card", email=address_of(number)), Done)
    return till.quote().id


def run_errand(shop: Shop, number: int, quote: str) -> None:
    """From the button to the parcel. A payment page that is open is paid; where the shop says it is paid, nobody pays again."""
    plan = PaymentPlan(parts=(PaymentPart(method="card"),))
    placed = shop.run(
        _till(shop, number, quote).ctx, PlaceOrder(quote=quote, plan=plan, key=f"press-of-a-button-{number}")
    )
    assert isinstance(placed, Done), placed
    _visit(shop, placed.result, comes_back=number % 2 == 0)
    clock = shop.clock
    assert isinstance(clock, Clock)
    clock.forward(seconds=30)
    run_jobs(shop)
    back = Money(amount=REFUND, currency="EUR")
    shop.run(staff(shop), RefundOrder(order=placed.result, money=back, reason="scratched", key=f"refund-once-{number}"))
    shop.run(staff(shop), DispatchOrder(order=placed.result))
    run_jobs(shop)


def _visit(shop: Shop, order_key: str, *, comes_back: bool) -> None:
    """The customer follows the link to the provider and pays; some come back to the shop, some close the window."""
    order = shop.ask(shop.system(), OrderById(order=order_key))
    payment = order.payments[0]
    path = f"/orders/{order.token}"
    app = build_app(shop)

    async def walk() -> None:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url=shop.settings.shop.url, timeout=60) as visitor:
            page = (await visitor.get(f"{path}/pay/{payment.id}")).headers["location"]
            if urlsplit(page).path.startswith("/pay/"):
                _pay_there(page)
                if comes_back:
                    await visitor.get(f"{path}/back/{payment.id}")

    asyncio.run(walk())
    app.site.lanes.close()


def _pay_there(page: str) -> None:
    """What a person does on the provider's page, as a card that neither returns nor sends a webhook: only asking tells."""
    parts = urlsplit(page)
    pay = {"payment": parts.path.rsplit("/", 1)[-1], "outcome": "unknown"}
    there = f"{parts.scheme}://{parts.netloc}/v1/test/pay"
    answer = httpx2.post(there, json=pay, headers={"Authorization": f"Bearer {SECRET}"}, timeout=60)
    assert answer.status_code in (200, 409), answer.text


def _charge_anew(_shop: Shop) -> None:
    """Each start is another payment: no key that tells the provider that it is the same one."""
    start = GatewayProvider.start
    ask = GatewayProvider.ask

    def careless(self: GatewayProvider, payment: Any, **said: str) -> Any:
        return start(self, payment.model_copy(update={"id": new_id()}), **said)

    def by_reference(self: GatewayProvider, payment: Any) -> Any:
        if payment.reference is None:
            return ask(self, payment)
        known = self._call("GET", f"/v1/payments/{payment.reference}")
        return ask(self, payment.model_copy(update={"id": known["key"]}))

    setattr(GatewayProvider, "start", careless)  # noqa: B010 - as the control does it, not as a class is written
    setattr(GatewayProvider, "ask", by_reference)  # noqa: B010


def _refund_anew(_shop: Shop) -> None:
    """Each try of a refund is another refund."""
    refund = GatewayProvider.refund

    def careless(self: GatewayProvider, payment: Any, money: Money, key: str) -> Any:
        return refund(self, payment, money, f"{key}-{new_id()}")

    setattr(GatewayProvider, "refund", careless)  # noqa: B010


def _name_letters_anew(_shop: Shop) -> None:
    """A repeated letter cannot be told from a second one."""
    write = Post._message

    def careless(self: Post, letter: Letter) -> EmailMessage:
        message = write(self, letter)
        message.replace_header("Message-ID", f"<{letter.key.replace('/', '.')}.{new_id()}@example.com>")
        return message

    setattr(Post, "_message", careless)  # noqa: B010


def _note_first(_shop: Shop) -> None:
    """A job is noted as done before it is: what is lost then is lost for ever."""
    run = Worker._run

    def careless(self: Worker, one: Any) -> None:
        self._queue.finish([one])
        run(self, one)

    setattr(Worker, "_run", careless)  # noqa: B010


def _write_first(shop: Shop) -> None:
    """The confirmation leaves before the order is there for good."""
    told: set[str] = set()

    @event.listens_for(shop.database.engine, "commit")
    def _tell(connection: Connection) -> None:
        raw: Any = connection.connection.dbapi_connection
        placed = raw.execute("SELECT id FROM orders WHERE confirmed_at IS NULL").fetchall()
        for (key,) in placed:
            if key not in told:
                told.add(key)
                _hurry(shop, key)


def _hurry(shop: Shop, order: str) -> None:
    host, _, port = shop.settings.mail.smtp.rpartition(":")
    text = f"Subject: Order received\r\nMessage-ID: <{order}.received@example.com>\r\n\r\nThank you\r\n"
    with smtplib.SMTP(host, int(port)) as server:
        server.sendmail("shop@example.com", ["hasty@example.com"], text)


BROKEN: Mapping[str, Callable[[Shop], None]] = {
    "charges anew": _charge_anew,
    "refunds anew": _refund_anew,
    "names letters anew": _name_letters_anew,
    "notes first": _note_first,
    "writes first": _write_first,
}
