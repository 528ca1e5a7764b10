"""Who may do what, and what a transaction keeps."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select

from ecomkit.domain import (
    Actor,
    ActorKind,
    AddMembership,
    ApprovalNeeded,
    Buyer,
    Capacity,
    ChangeCart,
    Channel,
    CheckoutOf,
    DecideApproval,
    Destination,
    Done,
    FillCheckout,
    Held,
    IssuedLine,
    IssueQuote,
    Money,
    OpenTo,
    OrderById,
    Parcel,
    PaymentMethod,
    PaymentPart,
    PaymentPlan,
    PayOrder,
    PlaceOrder,
    Posting,
    Refusal,
    Refused,
    RegisterPerson,
    RequestQuote,
    ShippingOption,
    StockLevels,
    UnitPrice,
    new_id,
)
from ecomkit.errors import NotFound
from ecomkit.sdk import Command, Context, Operation, Plugin, Policy, Refuse, Who, WriteContext, hookimpl, text
from ecomkit.services.sessions import cart_of_buyer, visitor_of
from ecomkit.shop import Shop
from ecomkit.storage.tables import idempotency
from ecomkit.testing import Till, findings, make_shop, signed_in


def eur(cents: int) -> Money:
    return Money(amount=cents, currency="EUR")


class Ask(Command[str]):
    """Ask for goods"""

    quote: str
    plan: PaymentPlan
    key: str


class TryAndGoOn(Command[str]):
    """Try to place an order, and go on whatever comes of it"""

    quote: str
    plan: PaymentPlan


class Fill(Command[None]):
    """Fill a purse"""


class Clubs(Plugin):
    """A club buys; its boss agrees; each member has a purse."""

    name = "clubs"
    hook_api = 1

    @hookimpl
    def register_capacities(self) -> Sequence[Capacity]:
        """Members act for themselves here."""
        return [Capacity(key="member", label=text("Member"), open_to=OpenTo.PERSONS)]

    @hookimpl
    def register_payment_methods(self) -> Sequence[PaymentMethod]:
        """The purse."""
        return [PaymentMethod(key="purse", label=text("Purse"), account=_purse, offered=lambda ctx: bool(_purse(ctx)))]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        """Commands around an order."""
        anyone = Policy(permission="clubs.use", who=frozenset({Who.ANYONE}))
        return [
            Operation(command=Ask, policy=anyone, apply=_place),
            Operation(command=TryAndGoOn, policy=anyone, apply=_try),
            Operation(command=Fill, policy=anyone, apply=_fill),
        ]

    @hookimpl
    def check_ask(self, ctx: Context, command: Ask) -> Sequence[Refusal | ApprovalNeeded]:
        """Somebody has to agree."""
        return [
            ApprovalNeeded(
                code="clubs.ask", text=text("Ask the boss."), permission="clubs.agree", approver_party="boss", approver_capacity="member"
            )
        ]  # fmt: skip


def _purse(ctx: Context) -> str | None:
    return f"clubs.purse/{ctx.actor.key}" if ctx.actor.kind is ActorKind.PERSON else None


def _fill(ctx: WriteContext, command: Fill) -> None:
    purse = _purse(ctx)
    assert purse is not None
    ctx.ledger.open("clubs.bank", currency="EUR", owner="shop", floor=None)
    ctx.ledger.open(purse, currency="EUR", owner=ctx.actor.key)
    ctx.ledger.post(Posting(key=new_id(), debit="clubs.bank", credit=purse, money=eur(100_000), reason="a gift"))


def _place(ctx: WriteContext, command: Ask) -> str:
    return ctx.run(PlaceOrder(quote=command.quote, plan=command.plan, key=command.key))


def _try(ctx: WriteContext, command: TryAndGoOn) -> str:
    try:
        return ctx.run(PlaceOrder(quote=command.quote, plan=command.plan, key=new_id()))
    except Refuse:
        return "never mind"


@pytest.fixture
def shop(tmp_path: Path) -> Any:
    opened = make_shop(tmp_path, use=("b2c", "rates", "transfer", Clubs))
    yield opened
    assert findings(opened) == ()
    opened.close()


def plan(method: str = "transfer") -> PaymentPlan:
    return PaymentPlan(parts=(PaymentPart(method=method),))


def reserved(shop: Shop, sku: str) -> int:
    (level,) = shop.ask(shop.system(), StockLevels(skus=(sku,)))
    return level.reserved


def boss(shop: Shop) -> Context:
    actor = Actor(kind=ActorKind.PERSON, key="boss", permissions=frozenset({"clubs.agree"}))
    return shop.context(channel=Channel.WEB, actor=actor, buyer=Buyer(party="boss", capacity="member"))


def test_a_guest_does_not_open_a_persons_cart_by_naming_the_person_in_the_cookie(shop: Shop) -> None:
    ana = signed_in(shop)
    ana.put("LAMP")
    ana.fill()
    forged = f"{ana.ctx.actor.key}:{ana.ctx.actor.key}/consumer"
    assert ana.cart == cart_of_buyer(ana.ctx.actor.key, ana.ctx.buyer)
    assert ana.cart == hashlib.sha256(f"cart:{forged}".encode()).hexdigest()[:40]
    with shop.database.read() as rows:
        guest = visitor_of(shop.core, rows, shop.clock(), session=None, cart=forged)
    assert guest.cart != ana.cart
    ctx = shop.context(
        channel=Channel.WEB, actor=guest.actor, buyer=guest.buyer, proofs=frozenset({f"cart/{guest.cart}"})
    )
    with pytest.raises(NotFound):
        shop.ask(ctx, CheckoutOf(cart=ana.cart))


def test_a_cart_that_does_not_exist_yet_is_nobodys_to_fill(shop: Shop) -> None:
    outcome = shop.run(Till.for_guest(shop).moment, ChangeCart(cart=new_id(), sku="LAMP", quantity=1))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "not_found"


def test_a_quote_of_somebody_elses_cart_says_nothing_of_what_lies_in_it(shop: Shop) -> None:
    victim, stranger = Till.for_guest(shop), Till.for_guest(shop)
    victim.put("LAMP")
    for cart in (victim.cart, new_id()):
        outcome = shop.run(stranger.moment, RequestQuote(cart=cart))
        assert isinstance(outcome, Refused)
        assert outcome.refusals[0].code == "not_found"


def test_nobody_gives_themselves_the_permissions_of_a_manager(shop: Shop) -> None:
    ana = signed_in(shop)
    clerk = shop.context(
        channel=Channel.STAFF,
        actor=Actor(kind=ActorKind.PERSON, key=ana.ctx.actor.key, permissions=frozenset({"staff.people"})),
    )
    up = AddMembership(person=ana.ctx.actor.key, organisation="shop", capacity="staff", role="manager")
    outcome = shop.run(clerk, up)
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "not_permitted"


def test_a_guest_is_asked_to_sign_in_before_something_waits_for_approval(shop: Shop) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()
    outcome = shop.run(till.moment, Ask(quote=till.quote().id, plan=plan(), key=new_id()))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "sign_in"


def test_staff_and_jobs_who_need_an_approval_are_refused_not_broken(shop: Shop) -> None:
    outcome = shop.run(shop.system(), Ask(quote="q", plan=plan(), key=new_id()))
    assert isinstance(outcome, Refused)


def test_an_order_inside_what_was_agreed_to_takes_its_own_stock(shop: Shop) -> None:
    """The held command set nothing aside: there is nothing to take over."""
    till = signed_in(shop)
    till.put("LAMP", 2)
    till.fill()
    held = shop.run(till.moment, Ask(quote=till.quote().id, plan=plan(), key=new_id()))
    assert isinstance(held, Held)
    assert reserved(shop, "LAMP") == 0
    granted = shop.run(boss(shop), DecideApproval(held=held.held, decision="grant"))
    assert isinstance(granted, Done), granted
    assert reserved(shop, "LAMP") == 2


def test_an_order_inside_what_was_agreed_to_is_not_placed_with_another_cart(shop: Shop) -> None:
    till = signed_in(shop)
    till.put("LAMP", 2)
    till.fill()
    held = shop.run(till.moment, Ask(quote=till.quote().id, plan=plan(), key=new_id()))
    assert isinstance(held, Held)
    till.put("MUG-BONE")
    granted = shop.run(boss(shop), DecideApproval(held=held.held, decision="grant"))
    assert isinstance(granted, Refused)
    assert granted.refusals[0].code == "cart_changed"


def test_half_of_a_refused_order_is_not_kept_by_a_body_that_goes_on(shop: Shop) -> None:
    till = signed_in(shop)
    till.put("LAMP")
    till.fill()
    outcome = shop.run(till.moment, TryAndGoOn(quote=till.quote().id, plan=plan("nothing")))
    assert isinstance(outcome, Refused)
    assert reserved(shop, "LAMP") == 0


def test_who_holds_the_link_to_an_order_does_not_pay_it_from_an_account(shop: Shop) -> None:
    """A refund would go to whose order it is, who may have no such account."""
    guest, ana = Till.for_guest(shop), signed_in(shop)
    outcome = guest.buy("LAMP")
    assert isinstance(outcome, Done)
    assert isinstance(shop.run(ana.moment, Fill()), Done)
    ctx = shop.context(
        channel=Channel.WEB, actor=ana.ctx.actor, buyer=ana.ctx.buyer, proofs=frozenset({f"order/{outcome.result}"})
    )
    paid = shop.run(ctx, PayOrder(order=outcome.result, plan=plan("purse"), key=new_id()))
    assert isinstance(paid, Refused)
    assert paid.refusals[0].code == "method"
    own = ana.buy("MUG-BONE", payment="purse")
    assert isinstance(own, Done), own
    assert shop.ask(shop.system(), OrderById(order=own.result)).confirmed_at is not None


def test_a_quote_issued_under_a_known_key_is_not_shown_to_another_buyer(shop: Shop) -> None:
    def issue(buyer: str) -> Any:
        line = IssuedLine(text="Painting a wall", quantity=1, unit_price=UnitPrice(money=eur(10_000)))
        command = IssueQuote(
            buyer=Buyer(party=buyer, capacity="member"), seller="shop", source="clubs", lines=(line,), key="quote-2026-1",
            destination=Destination(country="ES"), valid_until=shop.clock() + timedelta(days=9),
        )  # fmt: skip
        return shop.run(shop.system(plugin=f"of-{buyer}"), command)

    first, same, other = issue("one"), issue("one"), issue("two")
    assert isinstance(first, Done)
    assert isinstance(same, Done)
    assert first.result.id == same.result.id
    assert isinstance(other, Refused)


@pytest.mark.parametrize("amount", ["500", "99999999999999999999"])
def test_a_part_of_a_payment_without_a_currency_is_refused_in_words(shop: Shop, amount: str) -> None:
    till = Till.for_guest(shop)
    till.put("LAMP")
    steps = {"payment": {"payment": "transfer", "part": "purse", "part_amount": amount}}
    outcome = shop.run(till.moment, FillCheckout(cart=till.cart, steps=steps))
    assert isinstance(outcome, Refused)


def test_a_password_is_not_kept_in_the_digest_of_a_request(shop: Shop) -> None:
    """Who reads the database must not be able to try passwords against a bare digest."""
    ctx = shop.context(channel=Channel.API, actor=Actor(kind=ActorKind.GUEST, key="guest"))
    asked = RegisterPerson(email="eva@example.com", name="Eva", password="correct-horse-2")
    first, second = shop.run(ctx, asked, key="register-1"), shop.run(ctx, asked, key="register-1")
    assert first == second
    bare = hashlib.sha256(asked.model_dump_json().encode()).hexdigest()
    with shop.database.read() as rows:
        assert bare not in {row.digest for row in rows.all(select(idempotency))}


class Carrier(Plugin):
    """Is asked over the network, while nothing of the database is held."""

    name = "carrier"
    hook_api = 1

    @hookimpl
    def ask_shipping(self, ctx: Context, parcel: Parcel) -> Sequence[ShippingOption]:
        """Note how many transactions are open."""
        SEEN.append(OPEN[0])
        return []


SEEN: list[int] = []
OPEN = [0]


def test_no_read_is_held_open_while_carriers_are_asked(tmp_path: Path) -> None:
    shop = make_shop(tmp_path, use=("b2c", "rates", "transfer", Carrier))
    till = Till.for_guest(shop)
    till.put("LAMP")
    till.fill()

    def counted(change: int) -> Any:
        def count(_connection: Any) -> None:
            OPEN[0] += change

        return count

    for name, change in (("begin", 1), ("commit", -1), ("rollback", -1)):
        event.listen(shop.database.engine, name, counted(change))
    assert isinstance(till.place(), Done)
    assert SEEN == [0]
    assert OPEN == [0]
    shop.close()
