"""Sessions: who a request comes from, and as what they deal."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.engine import Row

from ecomkit.domain import Actor, ActorKind, Buyer, Capacity, Context, OpenTo, Person, new_token
from ecomkit.services.core import STAFF, Core
from ecomkit.services.passwords import matches
from ecomkit.services.profiles import guest_buyer, login_of
from ecomkit.storage import profiles
from ecomkit.storage.database import Rows

__all__ = [
    "Visitor",
    "cart_key",
    "cart_of_buyer",
    "change_hat",
    "permissions_as",
    "permissions_of",
    "sign_in",
    "sign_out",
    "staff_sign_in",
    "visitor_of",
]

_STAFF_SESSION = timedelta(hours=12)


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who a request comes from: the actor, the hat they wear, their cart, and the locale that they chose to read in."""

    actor: Actor
    buyer: Buyer | None
    capacity: Capacity | None
    cart: str
    name: str = ""
    staff: bool = False
    locale: str = ""


def cart_key(token: str) -> str:
    """The key of the cart that a guest's cookie opens: never that of a person's, whatever the cookie says."""
    return hashlib.sha256(f"guest-cart:{token}".encode()).hexdigest()[:40]


def cart_of_buyer(person: str, buyer: Buyer | None) -> str:
    """The key of a person's cart in one hat: the same through every channel (P2)."""
    hat = f"{buyer.party}/{buyer.capacity}" if buyer else ""
    return hashlib.sha256(f"cart:{person}:{hat}".encode()).hexdigest()[:40]


def visitor_of(core: Core, rows: Rows, now: datetime, *, session: str | None, cart: str | None) -> Visitor:
    """Read a request's cookies. An unknown or expired session is a guest's."""
    row = profiles.session_by(rows, session) if session else None
    if row is not None and row.expires_at > now:
        person = profiles.person_by(rows, row.person)
        if person is not None:
            return _person(core, rows, row, person)
    key = cart_key(cart) if cart else ""
    buyer = guest_buyer(core, key or "nobody")
    capacity = core.capacities[buyer.capacity] if buyer else None
    return Visitor(actor=Actor(kind=ActorKind.GUEST, key=key[:40] or "guest"), buyer=buyer, capacity=capacity, cart=key)


def _person(core: Core, rows: Rows, row: Row[Any], person: Person) -> Visitor:
    if row.staff:
        role = _role(rows, person.id, core.facts.party, STAFF)
        permissions = permissions_of(core, STAFF, role)
        actor = Actor(kind=ActorKind.PERSON, key=person.id, permissions=permissions)
        return Visitor(
            actor=actor, buyer=None, capacity=None, cart="", name=person.name, staff=True, locale=person.locale
        )
    buyer, capacity, permissions = _hat(core, rows, person.id, row.buyer, row.capacity)
    actor = Actor(kind=ActorKind.PERSON, key=person.id, permissions=permissions)
    cart = cart_of_buyer(person.id, buyer)
    return Visitor(actor=actor, buyer=buyer, capacity=capacity, cart=cart, name=person.name, locale=person.locale)


def _hat(
    core: Core, rows: Rows, person: str, party: str | None, key: str | None
) -> tuple[Buyer | None, Capacity | None, frozenset[str]]:
    """The hat of a session, checked anew at each request: a membership may have ended since."""
    capacity = core.capacities.get(key or "")
    if party is None or capacity is None:
        return None, None, frozenset()
    if party == person and capacity.open_to is not OpenTo.MEMBERS:
        return Buyer(party=person, capacity=capacity.key), capacity, capacity.permissions
    for row in profiles.memberships(rows, person):
        if row.organisation == party and row.capacity == capacity.key:
            return Buyer(party=party, capacity=capacity.key), capacity, permissions_of(core, capacity.key, row.role)
    return None, None, frozenset()


def permissions_as(core: Core, rows: Rows, person: str, buyer: Buyer) -> frozenset[str] | None:
    """What a person may do as a buyer as of now; None where they no longer wear that hat."""
    worn, _, permissions = _hat(core, rows, person, buyer.party, buyer.capacity)
    return permissions if worn is not None else None


def _role(rows: Rows, person: str, organisation: str, capacity: str) -> str | None:
    for row in profiles.memberships(rows, person):
        if row.organisation == organisation and row.capacity == capacity:
            return row.role or ""
    return None


def permissions_of(core: Core, capacity: str, role: str | None) -> frozenset[str]:
    """What everybody may do in a capacity, and what the role there adds."""
    declared = core.capacities.get(capacity)
    found = core.roles.get((capacity, role or ""))
    return (declared.permissions if declared else frozenset()) | (found.permissions if found else frozenset())


def sign_in(core: Core, now: datetime, *, email: str, password: str, locale: str = "") -> str | None:
    """Check a password and open a session in the person's first hat; gives its token, or None.

    `locale` is that of the page that asked: it is noted for somebody of whom no language is known yet.
    """
    with core.database.read() as rows:
        row = profiles.credential_by(rows, login_of(email))
    if not matches(password, row.secret if row else None) or row is None:
        return None
    return _open(core, now, str(row.party), staff=False, locale=locale)


def staff_sign_in(core: Core, now: datetime, *, email: str, password: str) -> str | None:
    """Check a password of somebody who works here; gives a session's token, or None."""
    with core.database.read() as rows:
        row = profiles.credential_by(rows, login_of(email))
        works_here = row is not None and _role(rows, row.party, core.facts.party, STAFF) is not None
    if not matches(password, row.secret if row and works_here else None) or row is None:
        return None
    return _open(core, now, str(row.party), staff=True)


def _open(core: Core, now: datetime, person: str, *, staff: bool, locale: str = "") -> str:
    token = new_token()
    lasts = _STAFF_SESSION if staff else timedelta(days=core.rules.session_days)

    def write(rows: Rows) -> None:
        first = None if staff else _first_hat(core, rows, person)
        profiles.insert_session(
            rows, token, person=person, expires_at=now + lasts, staff=staff, buyer=first.party if first else None,
            capacity=first.capacity if first else None,
        )  # fmt: skip
        if locale:
            profiles.set_locale(rows, person, locale, unknown_only=True)

    core.database.write(write)
    return token


def _first_hat(core: Core, rows: Rows, person: str) -> Buyer | None:
    for row in profiles.memberships(rows, person):
        if row.capacity in core.capacities and row.capacity != STAFF:
            return Buyer(party=row.organisation, capacity=row.capacity)
    own = [c for c in core.capacities.values() if c.open_to is not OpenTo.MEMBERS]
    return Buyer(party=person, capacity=own[0].key) if own else None


def change_hat(core: Core, ctx: Context, token: str, buyer: Buyer) -> bool:
    """Deal as something else from now on; false for a hat that the person does not have."""

    def write(rows: Rows) -> bool:
        worn, _, _ = _hat(core, rows, ctx.actor.key, buyer.party, buyer.capacity)
        if worn is None:
            return False
        profiles.wear(rows, token, buyer.party, buyer.capacity)
        return True

    return core.database.write(write)


def sign_out(core: Core, token: str) -> None:
    """End a session."""
    core.database.write(lambda rows: profiles.end_session(rows, token))
