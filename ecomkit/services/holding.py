"""Holding: a command that waits for approval, and what becomes of it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import partial
from typing import Any

from pydantic import ValidationError

from ecomkit.domain import (
    Actor,
    ActorKind,
    ApprovalNeeded,
    Approver,
    Approvers,
    Buyer,
    Channel,
    Command,
    CommandGranted,
    CommandHeld,
    CommandLetGo,
    Context,
    DecideApproval,
    ExpireHeld,
    Grant,
    Held,
    HeldById,
    HeldCommand,
    HeldCommands,
    HeldState,
    Policy,
    Refusal,
    Refuse,
    Who,
    WriteContext,
    carries_sealed,
    hook_name,
    new_id,
    text,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Lookup, Operation
from ecomkit.services.core import STAFF, Core
from ecomkit.services.rows import rows_of
from ecomkit.services.sessions import permissions_as, permissions_of
from ecomkit.services.transaction import NeedsApproval, Transaction
from ecomkit.services.words import Words
from ecomkit.storage import holding as table
from ecomkit.storage import orders, profiles, stock

__all__ = ["hold", "lookups", "operations"]


class _Hold(Command[Held]):
    """Hold a command

    Core's own: writes the held command down in the transaction in which it was asked for.
    """

    asked: str
    payload: str


def hold(
    core: Core, transaction: Transaction, ctx: Context, command: Command[Any], needs: tuple[ApprovalNeeded, ...]
) -> Held:
    """Write a command down to be decided on, with everything that must last until then.

    One that carries something sealed is refused: what may be stored nowhere cannot wait. So is one that two sides would have
    to agree to: one person decides, and nobody is of both.
    """
    if ctx.actor.kind is not ActorKind.PERSON or ctx.buyer is None:
        words = text("This needs approval. Sign in, so that we know who asks and for whom.")
        raise Refuse.because("sign_in", words, rule=needs[0].rule)
    if carries_sealed(command):
        words = text("This cannot wait for approval, because it carries something that may not be kept.")
        raise Refuse.because("cannot_wait", words, rule=needs[0].rule)
    if len({(need.approver_party, need.approver_capacity) for need in needs}) > 1:
        words = text("This needs the agreement of more than one side, which cannot be asked here. Talk to us.")
        raise Refuse.because("several_sides", words, rule=needs[0].rule)
    asked = _Hold(asked=hook_name(type(command)), payload=command.model_dump_json())
    operation = Operation(
        command=_Hold, policy=Policy(permission="approvals.ask", who=frozenset({Who.ANYONE})), emits=(CommandHeld,),
        apply=lambda writing, _: _write_held(core, writing, command, needs),
    )  # fmt: skip
    held: Held = transaction.perform_own(ctx, asked, operation)
    return held


def _write_held(core: Core, ctx: WriteContext, command: Command[Any], needs: tuple[ApprovalNeeded, ...]) -> Held:
    assert ctx.buyer is not None
    key, number = new_id(), f"A-{ctx.next_in('held')}"
    deadline = ctx.now + timedelta(days=min(need.days for need in needs))
    owner, operation = core.operation(type(command))
    subject = operation.hold(_as_owner(ctx, owner), command, key, deadline) if operation.hold else None
    quote = orders.quote_by(rows_of(ctx), subject) if subject else None
    payable = quote.totals.payable if quote else None
    table.insert_held(
        rows_of(ctx),
        {
            "id": key, "number": number, "command": hook_name(type(command)), "payload": command.model_dump_json(), "subject": subject,
            "payable": payable.amount if payable else None, "currency": payable.currency if payable else None, "asked_by": ctx.actor.key,
            "party": ctx.buyer.party, "capacity": ctx.buyer.capacity, "channel": ctx.channel.value, "locale": ctx.locale,
            "held_at": ctx.now, "deadline": deadline, "decided_by": None, "result": None,
            "approver_party": needs[0].approver_party, "approver_capacity": needs[0].approver_capacity,
        },
        needs,
    )  # fmt: skip
    ctx.emit(CommandHeld(held=key, number=number, command=hook_name(type(command)), codes=tuple(n.code for n in needs)))
    return Held(held=key, number=number)


def _as_owner(ctx: WriteContext, plugin: str) -> WriteContext:
    """The same transaction for whose command it is: a plugin's holding has a plugin's rights, not core's."""
    assert isinstance(ctx.door, Transaction)
    return ctx.door.writing(ctx, plugin)


def may_decide(ctx: Context, held: HeldCommand) -> bool:
    """Whether the one who asks may decide: the permission, for the party, in the capacity, and not on their own request.

    People of the shop act for no buyer: they decide on what is put to the shop itself in the capacity `staff`.
    """
    if ctx.actor.kind is not ActorKind.PERSON or ctx.actor.key == held.asked_by:
        return False
    hat = ctx.buyer or _shop_itself(ctx)
    return all(
        need.permission in ctx.actor.permissions
        and hat == Buyer(party=need.approver_party, capacity=need.approver_capacity)
        for need in held.needs
    )


def _shop_itself(ctx: Context) -> Buyer:
    return Buyer(party=ctx.shop.party, capacity=STAFF)


def _decide(core: Core, ctx: WriteContext, command: DecideApproval) -> str:
    rows = rows_of(ctx)
    held = table.held_by(rows, command.held)
    if held is None or not may_decide(ctx, held):
        raise Refuse.because(
            "not_found", text("There is no such thing, or it is not yours to decide."), rule="approvals"
        )
    if held.state is not HeldState.WAITING or held.deadline < ctx.now:
        raise Refuse.because(
            "decided", text("It is no longer waiting: somebody decided, or its deadline passed."), rule="approvals"
        )
    permissions = permissions_as(core, rows, held.asked_by, held.buyer)
    reason = command.reason
    if command.decision == "grant" and permissions is None:
        reason = Words(core.hooks.registry, ctx.locale, core.folder).say(_NO_LONGER)
    granted = command.decision == "grant" and permissions is not None
    state = HeldState.GRANTED if granted else HeldState.REFUSED
    if not table.decide(rows, held.id, state, by=ctx.actor.key, reason=reason):
        raise Refuse.because("decided", text("Somebody else has just decided on it."), rule="approvals")
    if permissions is None or not granted:
        _let_go(core, ctx, held, state, reason)
        return ""
    result = _run_granted(core, ctx, held, permissions)
    table.note_result(rows, held.id, result)
    ctx.emit(CommandGranted(held=held.id, result=result))
    return result


def _run_granted(core: Core, ctx: WriteContext, held: HeldCommand, permissions: frozenset[str]) -> str:
    """Run the held command as who asked for it, in the transaction of the decision."""
    command = _command(core, held, ctx)
    row = table.held_row(rows_of(ctx), held.id)
    assert row is not None
    assert isinstance(ctx.door, Transaction)
    grant = Grant(held=held.id, codes=frozenset(need.code for need in held.needs), decided_by=ctx.actor.key)
    asker = replace(
        ctx, actor=Actor(kind=ActorKind.PERSON, key=held.asked_by, permissions=permissions), buyer=held.buyer, channel=Channel(row.channel),
        locale=row.locale, grant=grant, proofs=frozenset(),
    )  # fmt: skip
    try:
        return str(ctx.door.run_granted(asker, command))
    except Refuse as refuse:
        raise Refuse(*(_of_who_asked(refusal) for refusal in refuse.refusals)) from refuse
    except NeedsApproval as needed:
        raise Refuse(*(_asks_again(need) for need in needed.needs)) from needed


def _of_who_asked(refusal: Refusal) -> Refusal:
    """What is said of the reader's role is said to who decides, but is about somebody else's."""
    return refusal.model_copy(update={"text": _NOT_ALLOWED}) if refusal.code == "not_permitted" else refusal


_NO_LONGER = text("Who asked for this no longer acts there.")
_NOT_ALLOWED = text("The role of who asked for this no longer allows it.")


def _asks_again(need: ApprovalNeeded) -> Refusal:
    """A rule that did not speak when the command was held: what was agreed to does not answer it."""
    return Refusal(code=need.code, text=need.text, rule=need.rule)


def _command(core: Core, held: HeldCommand, ctx: WriteContext) -> Command[Any]:
    command = _read(core, held, ctx)
    if command is None:
        words = text("The plugin that this request belongs to is no longer enabled, or has changed what it asks for.")
        raise Refuse.because("plugin_gone", words, rule="approvals")
    return command


def _read(core: Core, held: HeldCommand, ctx: WriteContext) -> Command[Any] | None:
    """The command as it was held; None where its plugin is gone, or can no longer read what it wrote before an update."""
    kind = core.command_named(held.command)
    row = table.held_row(rows_of(ctx), held.id)
    if kind is None or row is None:
        return None
    try:
        return kind.model_validate_json(row.payload)
    except ValidationError:
        return None


def _let_go(core: Core, ctx: WriteContext, held: HeldCommand, state: HeldState, reason: str) -> None:
    """Give back what was set aside. Where nobody can read the command any more, its stock is free all the same."""
    command = _read(core, held, ctx)
    if command is not None:
        owner, operation = core.operation(type(command))
        if operation.let_go is not None:
            operation.let_go(_as_owner(ctx, owner), command, held.id)
    stock.release(rows_of(ctx), f"held/{held.id}")
    ctx.emit(CommandLetGo(held=held.id, state=state, reason=reason))


def _expire(core: Core, ctx: WriteContext, command: ExpireHeld) -> None:
    held = table.held_by(rows_of(ctx), command.held)
    if held is None or held.deadline >= ctx.now:
        return
    if table.decide(rows_of(ctx), held.id, HeldState.EXPIRED, by="core", reason=""):
        _let_go(core, ctx, held, HeldState.EXPIRED, "")


def _held_by_id(ctx: Context, query: HeldById) -> HeldCommand:
    held = table.held_by(rows_of(ctx), query.held)
    if held is None or not (
        held.asked_by == ctx.actor.key or may_decide(ctx, held) or "staff.orders" in ctx.actor.permissions
    ):
        raise NotFound("There is no such request, or it is not yours to see.")
    return held


def _approvers(core: Core, ctx: Context, query: Approvers) -> tuple[Approver, ...]:
    """Members of whom it is put to, whose role carries what is needed, but who asked."""
    held = table.held_by(rows_of(ctx), query.held)
    if held is None:
        raise NotFound("There is no such request.")
    found: list[dict[str, Approver]] = []
    for need in held.needs:
        members = profiles.members(rows_of(ctx), need.approver_party)
        found.append({
            row.person: Approver(person=row.person, name=row.name, email=row.email)
            for row in members
            if row.capacity == need.approver_capacity and row.person != held.asked_by
            and need.permission in permissions_of(core, row.capacity, row.role)
        })  # fmt: skip
    return tuple(one for key, one in found[0].items() if all(key in others for others in found)) if found else ()


def _held_commands(ctx: Context, query: HeldCommands) -> tuple[HeldCommand, ...]:
    if "staff.orders" in ctx.actor.permissions:
        ours = _shop_itself(ctx) if query.view == "ours" else None
        return table.waiting(rows_of(ctx), ours, query)
    if ctx.buyer is None:
        return ()
    if query.view == "mine":
        return table.held_of(rows_of(ctx), ctx.actor.key, ctx.buyer, query)
    return tuple(held for held in table.waiting(rows_of(ctx), ctx.buyer, query) if may_decide(ctx, held))


def operations(core: Core) -> tuple[Operation[Any], ...]:
    """Commands about held commands."""
    anyone = Policy(permission="staff.approvals", who=frozenset({Who.ANYONE}))
    system = Policy(permission="approvals.expire", who=frozenset({Who.SYSTEM}))
    emits = (CommandGranted, CommandLetGo)
    return (
        Operation(command=DecideApproval, policy=anyone, apply=partial(_decide, core), emits=emits),
        Operation(command=ExpireHeld, policy=system, apply=partial(_expire, core), emits=emits),
    )


def lookups(core: Core) -> tuple[Lookup[Any], ...]:
    """Queries about held commands; each limits its rows to who asks."""
    anyone = Policy(permission="approvals.see", who=frozenset({Who.ANYONE}))
    staff = Policy(permission="staff.orders", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    return (
        Lookup(query=HeldById, policy=anyone, answer=_held_by_id),
        Lookup(query=HeldCommands, policy=anyone, answer=_held_commands),
        Lookup(query=Approvers, policy=staff, answer=partial(_approvers, core)),
    )
