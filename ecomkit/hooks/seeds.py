"""Hooks of demonstration data: what a plugin plants into a new shop, and who may sign in afterwards."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from ecomkit.domain import JobContext, PersonByLogin, RegisterPerson
from ecomkit.kernel import hookspec

__all__ = ["Principal", "Seed", "demo_password", "ensure_person", "register_seeds"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Principal:
    """Somebody who can sign in to the demonstration: as what, and with which credentials. `page` is where to begin."""

    role: str
    email: str
    password: str
    page: str = "/"


@dataclass(frozen=True, slots=True, kw_only=True)
class Seed:
    """Demonstration data of a plugin. Planting it twice is planting it once."""

    title: str
    plant: Callable[[JobContext], Sequence[Principal]]


@hookspec
def register_seeds() -> Sequence[Seed]:
    """Demonstration data."""
    raise NotImplementedError


def demo_password(ctx: JobContext, email: str) -> str:
    """The password of a demonstration account: another one in each shop, made from the shop's own secret."""
    digest = hmac.new(ctx.shop.secret.encode(), f"demo:{email}".encode(), hashlib.sha256).hexdigest()
    return f"demo-{digest[:10]}"


def ensure_person(ctx: JobContext, *, name: str, email: str) -> str:
    """The key of a demonstration person, registered if need be."""
    known = ctx.ask(PersonByLogin(email=email))
    if known is not None:
        return known
    return ctx.run(RegisterPerson(email=email, name=name, password=demo_password(ctx, email)))
