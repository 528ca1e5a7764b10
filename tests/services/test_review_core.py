"""What a look at all of core found: free orders, drafts that carry more, events of others, variants that move."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, String, Table, event

from ecomkit.domain import (
    Adjustment,
    ChooseDelivery,
    Done,
    Event,
    Item,
    JobContext,
    Money,
    Order,
    OrderById,
    OrderConfirmed,
    OrderPlaced,
    PaymentPart,
    PaymentPlan,
    PaymentState,
    PlaceOrder,
    Product,
    ProductBySlug,
    SaveProducts,
    SetListPrice,
    UnitPrice,
    Variant,
)
from ecomkit.errors import NotFound, PluginError
from ecomkit.sdk import Job, Plugin, WriteContext, hookimpl, text
from ecomkit.services.worker import job_context
from ecomkit.shop import Shop
from ecomkit.storage.database import open_database
from ecomkit.testing import Till, findings, make_shop, run_jobs, settings_for
from tests.shops import CONSUMERS

notes = Table("notes_note", MetaData(), Column("cart", String(64), primary_key=True))


class Gift(Plugin):
    """Gives everything away."""

    name = "gift"
    hook_api = 1

    @hookimpl
    def contribute_adjustments(self, items: tuple[Item, ...]) -> Sequence[Adjustment]:
        return [
            Adjustment(
                code="gift", line=item.key, amount=-item.price.times(item.quantity), reason=text("A gift"), stacks=True
            )
            for item in items
        ]


class Notes(Plugin):
    """Writes down that a delivery was chosen."""

    name = "notes"
    hook_api = 1

    @hookimpl
    def register_tables(self) -> Sequence[Table]:
        return [notes]

    @hookimpl
    def record_choose_delivery(self, ctx: WriteContext, command: ChooseDelivery) -> None:
        ctx.db.write(notes.insert().values(cart=command.cart))


class Echo(Plugin):
    """Says that an order was placed a second time."""

    name = "echo"
    hook_api = 1

    @hookimpl
    def record_place_order(self, ctx: WriteContext, command: PlaceOrder, events: tuple[Event, ...]) -> None:
        for one in events:
            if isinstance(one, OrderPlaced):
                ctx.emit(one)


@contextmanager
def waits_for_the_disk(shop: Shop) -> Iterator[list[bool]]:
    """Whether each write that begins inside is one that waits."""
    found: list[bool] = []

    def begin(connection: Any) -> None:
        options = connection.get_execution_options()
        if options.get("writes", False):
            found.append(options.get("durable", True))

    event.listen(shop.database.engine, "begin", begin)
    try:
        yield found
    finally:
        event.remove(shop.database.engine, "begin", begin)


@pytest.mark.parametrize("method", ["transfer", "demo_card"])
def test_an_order_with_nothing_to_pay_is_confirmed_at_once(tmp_path: Path, method: str) -> None:
    shop = make_shop(tmp_path, use=("b2c", "rates", "transfer", "demo_payments", Gift))
    till = Till.for_guest(shop)
    till.put("MUG-BONE")
    till.fill(shipping="collect", payment=method)
    quote = till.quote()
    assert not quote.totals.payable
    placed = till.place(quote)
    assert isinstance(placed, Done), placed
    order = shop.ask(shop.system(), OrderById(order=placed.result))
    assert (order.payment, order.payments, order.expires_at) == (PaymentState.PAID, (), None)
    assert order.confirmed_at is not None
    assert not findings(shop)
    shop.close()


def test_a_draft_that_a_plugin_writes_along_with_waits_for_the_disk(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*CONSUMERS, Notes))
    notes.metadata.create_all(shop.database.engine)
    till = Till.for_guest(shop)
    till.put("MUG-BONE")
    with waits_for_the_disk(shop) as waited:
        assert isinstance(till.fill(), Done)
    assert waited[-1] is True
    with shop.database.read() as rows:
        assert len(rows.all(notes.select())) == 1
    shop.close()


def test_a_draft_that_nobody_writes_along_with_does_not_wait(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS)
    till = Till.for_guest(shop)
    with waits_for_the_disk(shop) as waited:
        assert isinstance(till.put("MUG-BONE"), Done)
        assert isinstance(till.fill(), Done)
    assert waited == [False, False]
    shop.close()


def test_nobody_emits_the_events_of_somebody_else(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*CONSUMERS, Echo))
    till = Till.for_guest(shop)
    till.put("MUG-BONE")
    till.fill()
    with pytest.raises(PluginError, match="does not emit OrderPlaced"):
        till.place()
    shop.close()


def _variant(sku: str, cents: int) -> Variant:
    return Variant(sku=sku, price=UnitPrice(money=Money(amount=cents, currency="EUR")), stock=5)


def test_a_variant_may_move_to_another_product(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS)
    both = Product(slug="cup", name="Cup", variants=(_variant("CUP-A", 500), _variant("CUP-B", 900)))
    shop.run(shop.system(), SaveProducts(products=(both,)))
    saucer = Product(slug="saucer", name="Saucer", variants=(_variant("CUP-A", 500),))
    assert isinstance(shop.run(shop.system(), SaveProducts(products=(saucer,))), Done)
    assert [v.sku for v in shop.ask(shop.system(), ProductBySlug(slug="cup")).variants] == ["CUP-B"]
    set_ = Product(slug="set", name="Set", variants=(_variant("CUP-B", 900),))
    assert isinstance(shop.run(shop.system(), SaveProducts(products=(set_,))), Done)
    with pytest.raises(NotFound):
        shop.ask(shop.system(), ProductBySlug(slug="cup"))
    assert isinstance(shop.run(shop.system(), SaveProducts(products=(both,))), Done)
    assert len(shop.ask(shop.system(), ProductBySlug(slug="cup")).variants) == 2
    shop.close()


def test_a_job_with_a_long_key_runs_commands_on_postgresql(tmp_path: Path, postgres_url: str) -> None:
    shop = make_shop(tmp_path, use=CONSUMERS, settings=settings_for(tmp_path, database=postgres_url))
    ctx = job_context(shop.core, plugin="a_plugin_with_a_name_that_says_it_all", key="x" * 200)
    mug = Product(slug="cup", name="Cup", variants=(_variant("CUP-A", 500),))
    ctx.run(SaveProducts(products=(mug,)))
    shop.close()
