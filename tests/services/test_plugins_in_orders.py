"""What plugins do along with an order, a draft, a step, a letter or a job: it lasts, it is theirs, and nobody else's."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Column, MetaData, String, Table, event

from ecomkit.domain import (
    Adjustment,
    Checkout,
    CheckoutOf,
    ChooseDelivery,
    Done,
    Event,
    FillCheckout,
    Item,
    Money,
    OrderById,
    OrderPlaced,
    PaymentState,
    PlaceOrder,
    Product,
    ProductBySlug,
    Quote,
    RequestQuote,
    SaveProducts,
    UnitPrice,
    Value,
    Variant,
)
from ecomkit.errors import NotFound, PluginError
from ecomkit.sdk import Command, Job, Operation, Plugin, Policy, Step, Who, WriteContext, hookimpl, text
from ecomkit.services.post import Post
from ecomkit.services.steps import steps_for
from ecomkit.services.worker import job_context
from ecomkit.settings import MailSettings
from ecomkit.shop import Shop
from ecomkit.storage import orders
from ecomkit.testing import Till, findings, make_shop, settings_for
from tests.servers import certificate_of, server_side, taking_letters
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


@pytest.mark.parametrize("method", ["transfer", "card"])
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


class Guarded(Plugin):
    """Asks for one more thing, behind the payment."""

    name = "guarded"
    hook_api = 1

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        anyone = Policy(permission="guarded", who=frozenset({Who.ANYONE}))
        return [Operation(command=Agree, policy=anyone, apply=lambda _ctx, _command: None)]

    @hookimpl
    def register_steps(self) -> Sequence[Step]:
        return [
            Step(
                key="terms", title=text("Terms"), input=Agreement, command=lambda _cart, _given: Agree(),
                complete=lambda _ctx, _checkout: None, after="payment",
            )
        ]  # fmt: skip


class Agree(Command[None]):
    """Agree to the terms"""


class Agreement(Value):
    """Whether somebody agrees."""

    agreed: str


def test_a_step_whose_command_must_last_makes_the_checkout_last(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*CONSUMERS, Guarded))
    till = Till.for_guest(shop)
    till.put("MUG-BONE")
    filled = FillCheckout(cart=till.cart, steps={"shipping": {"shipping": "parcel"}, "terms": {"agreed": "yes"}})
    with waits_for_the_disk(shop) as waited:
        assert isinstance(shop.run(till.moment, filled), Done)
    assert waited == [False, True]
    assert shop.ask(till.moment, CheckoutOf(cart=till.cart)).shipping == "parcel"
    shop.close()


def test_letters_are_handed_over_to_a_server_that_proves_who_it_is(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    certificate = certificate_of("localhost", tmp_path)
    shop = make_shop(tmp_path, use=CONSUMERS)
    with taking_letters(server_side(certificate)) as (_, address):
        mail = MailSettings(smtp=address.replace("127.0.0.1", "localhost"), tls=True)
        post = Post(shop.settings.model_copy(update={"mail": mail}), tmp_path, shop.registry)
        with pytest.raises(ssl.SSLCertVerificationError):
            post._connected()
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        assert post._connected().noop()[0] == 250
        post.hang_up()
    shop.close()


def test_a_manual_payment_is_no_provider_s_to_ask_for(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=("b2c", "rates", "transfer", "demo_payments"))
    for method in ("transfer", "card"):
        assert isinstance(Till.for_guest(shop).buy("MUG-BONE", payment=method), Done)
    late, before = shop.clock() - timedelta(hours=3), shop.clock() + timedelta(minutes=1)
    with shop.database.read() as rows:
        waiting = orders.unanswered(rows, ["card"], before=before, late=late)
    assert [payment.method for payment in waiting] == ["card"]
    shop.close()


class AskInside(Command[Quote]):
    """Ask for a quote"""

    cart: str


class Late(Plugin):
    """Asks for a quote inside a transaction: too late for carriers."""

    name = "late"
    hook_api = 1

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        anyone = Policy(permission="late", who=frozenset({Who.ANYONE}))
        return [Operation(command=AskInside, policy=anyone, apply=lambda ctx, c: ctx.run(RequestQuote(cart=c.cart)))]


def test_no_carrier_is_asked_inside_a_transaction(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=(*CONSUMERS, Late))
    till = Till.for_guest(shop)
    till.put("LAMP")
    with pytest.raises(PluginError, match="does not wait for the network"):
        shop.run(till.moment, AskInside(cart=till.cart))
    shop.close()


def test_a_job_is_not_named_like_a_listener() -> None:
    with pytest.raises(ValueError, match="named like a hook"):
        Job(name="on_order_placed", work=lambda _ctx, _payload: None)


def _step(key: str, after: str) -> Step:
    return Step(
        key=key, title=text("Step"), input=Agreement, command=lambda _cart, _given: Agree(),
        complete=lambda _ctx, _checkout: None, after=after,
    )  # fmt: skip


def test_steps_behind_one_neighbour_keep_the_shops_order(tmp_path: Path) -> None:
    class Early(Plugin):
        name = "early"
        hook_api = 1

        @hookimpl
        def register_steps(self) -> Sequence[Step]:
            return [_step("d", "c"), _step("a", "delivery"), _step("b", "delivery"), _step("lost", "nowhere")]

    class Late(Plugin):
        name = "late"
        hook_api = 1

        @hookimpl
        def register_steps(self) -> Sequence[Step]:
            return [_step("c", "delivery"), _step("e", "b")]

    shop = make_shop(tmp_path, use=(*CONSUMERS, Early, Late))
    steps = [step.key for step in steps_for(shop.core, Till.for_guest(shop).moment, Checkout(cart="c"))]
    assert steps == ["delivery", "a", "b", "e", "c", "d", "shipping", "payment", "lost"]
    shop.close()
