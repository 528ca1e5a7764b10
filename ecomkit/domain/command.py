"""Commands ask for a change, queries ask for knowledge, events say what happened."""

from __future__ import annotations

import hashlib
import re
from enum import StrEnum
from typing import Any, ClassVar, Generic, TypeVar

from pydantic import BaseModel, model_serializer

from ecomkit.domain.value import Value

__all__ = ["Command", "Event", "Policy", "Query", "Sealed", "Who", "carries_sealed", "digest_of", "hook_name"]

T = TypeVar("T")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


def hook_name(cls: type) -> str:
    """`PlaceOrder` → `place_order`: how a class is called in hooks, on the command line and in addresses."""
    return _HUMP.sub("_", cls.__name__).lower()


def digest_of(value: Value) -> str:
    """A digest of a value's content, the same for equal values (SHA-256, hexadecimal)."""
    return hashlib.sha256(value.model_dump_json().encode()).hexdigest()


class Sealed(Value):
    """Something that may be stored nowhere but where its plugin puts it: not in logs, jobs, idempotency records or holds.

    Whoever writes a value down writes the word "sealed" in its place, wherever in the value it stands, so that nothing
    core keeps can carry it. It cannot be read back: a command that carries one is never held for approval.
    """

    secret: str

    @model_serializer
    def _word(self) -> str:
        return "sealed"

    def __repr__(self) -> str:
        return "Sealed(…)"

    __str__ = __repr__


def carries_sealed(value: object) -> bool:
    """Whether something sealed stands anywhere in a value."""
    if isinstance(value, Sealed):
        return True
    if isinstance(value, BaseModel):
        return any(carries_sealed(getattr(value, name)) for name in type(value).model_fields)
    if isinstance(value, dict):
        return any(carries_sealed(one) for one in value.values())
    return isinstance(value, tuple | list | set | frozenset) and any(carries_sealed(one) for one in value)


class Command(Value, Generic[T]):
    """A request to change something; `T` is what it gives when done. It passes the gate, or it does not happen."""

    @classmethod
    def title(cls) -> str:
        """The first line of the docstring: what people read on a button or in a list."""
        return (cls.__doc__ or cls.__name__).strip().splitlines()[0]


class Query(Value, Generic[T]):
    """A question; `T` is the answer's type. Rows come limited to the actor and buyer who ask."""


class Event(Value):
    """A past fact, written in the same transaction as the change.

    It holds keys and amounts, never personal data: names live in the profile and are erased there. `aggregate` is the
    kind of thing it happened to, `subject()` its key: together they name one hash chain.

    An `anonymous` event is logged without who did it and for whom (a sealed bid, a vote), and an idempotency record of a
    command that emits one does not name the actor either. Whoever must know later finds it in what the event is about.
    """

    aggregate: ClassVar[str] = ""
    version: ClassVar[int] = 1
    anonymous: ClassVar[bool] = False

    def subject(self) -> str:
        """The key of the thing it happened to: by convention the field named like the aggregate."""
        return str(getattr(self, self.aggregate))


class Who(StrEnum):
    """Whom a policy lets in."""

    ANYONE = "anyone"
    PERSON = "person"
    BUYER = "buyer"
    PERMITTED = "permitted"
    SYSTEM = "system"
    PROVIDER = "provider"


class Policy(Value):
    """Who may run a command or ask a query: declared data, shown in the access matrix.

    `PERSON` is anybody who is signed in; a guest is sent to sign in. `BUYER` means the buyer who owns the resource (or
    somebody who holds its unguessable token), and without `owned` anybody who may buy here, guests too; `PERMITTED` means
    that the actor's role carries `permission`. More than one may be named; one that fits is enough. `SYSTEM` is jobs and
    plugins. `owned` names the kind of resource (cart, quote, order, payment, held, person, contact) that the command's
    field of that name is the key of. Permissions that start with `staff.` are those that people who work here can be given.
    """

    permission: str
    who: frozenset[Who]
    owned: str | None = None

    def model_post_init(self, _context: Any, /) -> None:
        """An empty list of who may never means "everybody"."""
        if not self.who:
            raise ValueError("a policy names at least one of who may; an empty one lets nobody in")
