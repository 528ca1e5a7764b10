"""Commands: joining, settling an order, giving and lapsing. Each may be run again without doing more."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Annotated, Any, ClassVar

from pydantic import Field
from sqlalchemy import insert, select, update

from ecomkit.domain import Money, Movements, Order, OrderById, OrderState, PersonById, Posting, total
from ecomkit.errors import NotFound
from ecomkit.sdk import Command, Event, Operation, Policy, Refuse, Who, WriteContext, new_id, text
from stranger_loyalty.account import ISSUED, METHOD, account_of
from stranger_loyalty.settings import LoyaltySettings, months_before
from stranger_loyalty.table import grant, member

__all__ = ["PERMISSION", "GivePoints", "JoinLoyalty", "LapsePoints", "PointsMoved", "SettlePoints", "operations"]

PERMISSION = "staff.loyalty"


class PointsMoved(Event):
    """Somebody's points became more or less."""

    aggregate: ClassVar[str] = "loyalty_member"
    person: str
    points: int
    why: str

    def subject(self) -> str:
        """The member."""
        return self.person


class JoinLoyalty(Command[None]):
    """Take part in the points programme"""

    person: str


class SettlePoints(Command[int]):
    """Give an order the points that it has earned as of now

    Gives the change. Run after each confirmation, cancellation and refund, in any order and any number of times.
    """

    order: str


class GivePoints(Command[None]):
    """Give points"""

    person: Annotated[str, Field(title="Member", description="The key in the list")]
    points: Annotated[int, Field(ge=1, le=100_000, title="Points")]
    reason: Annotated[str, Field(min_length=3, max_length=80, title="Reason", description="For example: late delivery")]


class LapsePoints(Command[int]):
    """Let the points of an account lapse on which nothing has moved for too long

    Gives how many. `now` does not ask how long: the account is being closed.
    """

    person: str
    now: bool = False


def _join(_settings: LoyaltySettings, ctx: WriteContext, command: JoinLoyalty) -> None:
    currency = ctx.shop.currency
    ctx.ledger.open(f"{ISSUED}/{currency}", currency=currency, owner=ctx.shop.party, floor=None)
    ctx.ledger.open(account_of(command.person), currency=currency, owner=command.person)
    if ctx.db.first(select(member).where(member.c.person == command.person)) is None:
        ctx.db.write(insert(member), person=command.person, joined_at=ctx.now)


def _move(settings: LoyaltySettings, ctx: WriteContext, person: str, points: int, *, key: str, why: str) -> None:
    """Give points, or take them where `points` is negative."""
    if not points:
        return
    own, issued = account_of(person), f"{ISSUED}/{ctx.shop.currency}"
    debit, credit = (issued, own) if points > 0 else (own, issued)
    money = settings.worth(abs(points), ctx.shop.currency)
    ctx.ledger.post(Posting(key=f"loyalty.{key}", debit=debit, credit=credit, money=money, reason=why))
    ctx.emit(PointsMoved(person=person, points=points, why=why))


def _free(settings: LoyaltySettings, ctx: WriteContext, person: str) -> int:
    money = ctx.ledger.balance(account_of(person))
    return settings.points(money) if money is not None else 0


def _settle(settings: LoyaltySettings, ctx: WriteContext, command: SettlePoints) -> int:
    order: Order = ctx.ask(OrderById(order=command.order))
    row = ctx.db.first(select(grant).where(grant.c.order == order.id))
    if row is None and (order.confirmed_at is None or not _takes_part(ctx, order)):
        return 0
    ctx.run(JoinLoyalty(person=order.placed_by))
    points, forgiven, turn = (row.points, row.forgiven, row.turn) if row is not None else (0, 0, 0)
    due = settings.earned(_kept(order)) - (points - forgiven)
    change = max(due, -min(points, _free(settings, ctx, order.placed_by)))
    if due == 0 and row is not None:
        return 0
    why = "earned" if change > 0 else "taken_back"
    _move(settings, ctx, order.placed_by, change, key=f"order/{order.id}/{turn + 1}", why=why)
    after = {"points": points + change, "forgiven": forgiven + change - due, "turn": turn + 1, "settled_at": ctx.now}
    if row is None:
        ctx.db.write(insert(grant), order=order.id, person=order.placed_by, number=order.number, **after)
    else:
        ctx.db.write(update(grant).where(grant.c.order == order.id), **after)
    return change


def _takes_part(ctx: WriteContext, order: Order) -> bool:
    """Whether a person ordered for themselves. A guest has no profile, a company's buyer is not the buyer."""
    if order.buyer.party != order.placed_by:
        return False
    try:
        ctx.ask(PersonById(person=order.placed_by))
    except NotFound:
        return False
    return True


def _kept(order: Order) -> Money:
    """The money that the order keeps: paid otherwise than by points, and not given back."""
    settled = (p.left for p in order.payments if p.state.settled and p.method != METHOD)
    return total(settled if order.state is not OrderState.CANCELLED else (), order.quote.currency)


def _give(settings: LoyaltySettings, ctx: WriteContext, command: GivePoints) -> None:
    try:
        ctx.ask(PersonById(person=command.person))
    except NotFound:
        words = text("There is no such member. Take the key from the list.")
        raise Refuse.because("unknown_member", words, rule="loyalty", field="person") from None
    ctx.run(JoinLoyalty(person=command.person))
    _move(settings, ctx, command.person, command.points, key=f"given/{new_id()}", why="given")


def _lapse(settings: LoyaltySettings, ctx: WriteContext, command: LapsePoints) -> int:
    try:
        last = ctx.ask(Movements(account=account_of(command.person), limit=1))
    except NotFound:
        return 0
    points = _free(settings, ctx, command.person)
    silent = bool(last) and last[0].at <= months_before(ctx.now, settings.lapse_months) and settings.lapse_months > 0
    if not last or not points or not (silent or command.now):
        return 0
    _move(
        settings, ctx, command.person, -points, key=f"lapse/{command.person}/{last[0].at:%Y%m%d%H%M%S%f}", why="lapsed"
    )
    return points


def operations(settings: LoyaltySettings) -> Sequence[Operation[Any]]:
    """The commands with their policies: the shop itself joins, settles and lapses; staff give."""
    itself = Policy(permission="loyalty.settle", who=frozenset({Who.SYSTEM}))
    staff = Policy(permission=PERMISSION, who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    return [
        Operation(command=JoinLoyalty, policy=itself, apply=partial(_join, settings)),
        Operation(command=SettlePoints, policy=itself, apply=partial(_settle, settings), emits=(PointsMoved,)),
        Operation(command=LapsePoints, policy=itself, apply=partial(_lapse, settings), emits=(PointsMoved,)),
        Operation(command=GivePoints, policy=staff, apply=partial(_give, settings), emits=(PointsMoved,)),
    ]
