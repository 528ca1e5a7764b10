"""Parties: who acts, for whom and as what."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated

from pydantic import Field

from ecomkit.domain.text import Text
from ecomkit.domain.value import Key, Value

__all__ = [
    "Actor",
    "ActorKind",
    "Buyer",
    "Capacity",
    "Channel",
    "OpenTo",
    "Organisation",
    "Role",
    "Segment",
]  # fmt: skip

Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_.-]{0,62}$")]


class Channel(StrEnum):
    """How somebody reaches the shop (F3). It says nothing about who they are."""

    WEB = "web"
    API = "api"
    PHONE = "phone"
    KIOSK = "kiosk"
    STAFF = "staff"
    CLI = "cli"
    JOB = "job"


class ActorKind(StrEnum):
    """What kind of somebody acts."""

    GUEST = "guest"
    PERSON = "person"
    PROVIDER = "provider"
    SYSTEM = "system"


class Actor(Value):
    """Who acts. `key` is a party for a person, a plugin's name for the system or a provider, a session for a guest.

    `permissions` are those of the person's role in what they act as now; the gate looks at nothing else.
    """

    kind: ActorKind
    key: Key
    permissions: frozenset[str] = frozenset()


class Buyer(Value):
    """For whom somebody acts, and as what: a party (person or organisation) and a capacity declared by a plugin."""

    party: Key
    capacity: Key


class OpenTo(StrEnum):
    """Who may act in a capacity."""

    GUESTS = "guests"
    PERSONS = "persons"
    MEMBERS = "members"


class Capacity(Value):
    """A way of dealing with the shop: what a plugin declares with `register_capacities`. Core only compares keys.

    `buys` is false for those who deal without buying, such as suppliers who answer a tender. `permissions` belong to
    everybody who acts in the capacity; roles add to them. `audience` picks the colours of the pages. In a `personal`
    capacity, carts and orders belong to whoever made them: other members of the organisation neither see nor change them.
    """

    key: Code
    label: Text
    open_to: OpenTo = OpenTo.MEMBERS
    buys: bool = True
    permissions: frozenset[str] = frozenset()
    audience: str = ""
    compact: bool = False
    personal: bool = False


class Role(Value):
    """A named set of permissions within a capacity, given by membership: buyer, approver, clerk."""

    key: Code
    capacity: Code
    label: Text
    permissions: frozenset[str] = frozenset()


class Organisation(Value):
    """A company, an agency, an employer. Its people are memberships."""

    id: str
    name: str
    country: str


class Segment(Value):
    """A group of buyers. A shared segment may decide what a shared page shows; a private one is never cached."""

    key: Code
    shared: bool = False
