"""Admission: whether a policy lets somebody in. The only place that decides it."""

from __future__ import annotations

from ecomkit.domain import ActorKind, Buyer, Context, Policy, Refusal, Who, text
from ecomkit.services.rows import rows_of
from ecomkit.services.sessions import cart_of_buyer
from ecomkit.storage.owners import maker_of, owner_of

__all__ = ["admit"]

_SYSTEM = {ActorKind.SYSTEM: Who.SYSTEM, ActorKind.PROVIDER: Who.PROVIDER}


def admit(
    ctx: Context, policy: Policy, about: object, *, nested: bool = False, personal: frozenset[str] = frozenset()
) -> Refusal | None:
    """None where the policy lets this actor and buyer in; else why not.

    What belongs to somebody else reads like what does not exist, so that nobody learns of it. A command run inside
    another one is vouched for by the plugin whose body runs it, which counts as the system. In the capacities named as
    `personal`, what another member of the same organisation made is somebody else's too.
    """
    if _let_in(ctx, policy, nested=nested):
        return None
    if {Who.BUYER, Who.ANYONE} & policy.who:
        if policy.owned is None:
            return None if ctx.buyer is not None else _NO_BUYER
        return None if _owns(ctx, policy.owned, about, personal) else _NOT_FOUND
    return _SIGN_IN if Who.PERSON in policy.who and ctx.actor.kind is ActorKind.GUEST else _NOT_PERMITTED


def _let_in(ctx: Context, policy: Policy, *, nested: bool) -> bool:
    """Whether who acts is reason enough, whatever it is about."""
    kind = _SYSTEM.get(ctx.actor.kind)
    return (
        (Who.ANYONE in policy.who and policy.owned is None)
        or (kind is not None and kind in policy.who)
        or (nested and Who.SYSTEM in policy.who)
        or (Who.PERMITTED in policy.who and policy.permission in ctx.actor.permissions)
        or (Who.PERSON in policy.who and ctx.actor.kind is ActorKind.PERSON)
    )


def _owns(ctx: Context, kind: str, about: object, personal: frozenset[str]) -> bool:
    key = str(getattr(about, kind))
    if f"{kind}/{key}" in ctx.proofs:
        return True
    owner = owner_of(rows_of(ctx), kind, key)
    if owner is None or owner not in _own(ctx):
        return False
    if owner.capacity not in personal:
        return True
    maker = maker_of(rows_of(ctx), kind, key)
    return maker in (None, ctx.actor.key, cart_of_buyer(ctx.actor.key, ctx.buyer))


def _own(ctx: Context) -> tuple[Buyer, ...]:
    mine = Buyer(party=ctx.actor.key, capacity="")
    return (mine, ctx.buyer) if ctx.buyer is not None else (mine,)


_NO_BUYER = Refusal(
    code="no_buyer",
    text=text("No rule of this shop lets anybody buy. A plugin that declares who may buy has to be enabled."),
    rule="capacities",
)
_NOT_FOUND = Refusal(code="not_found", text=text("There is no such thing, or it is not yours."), rule="ownership")
_SIGN_IN = Refusal(code="sign_in", text=text("Sign in first."), rule="permissions")
_NOT_PERMITTED = Refusal(code="not_permitted", text=text("Your role does not allow this."), rule="permissions")
