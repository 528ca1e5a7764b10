"""People, organisations, memberships, contacts and sign-ins on tables."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.engine import Row

from ecomkit.domain import Address, Contact, Person, new_id
from ecomkit.storage.database import Rows
from ecomkit.storage.tables import cart, contact, credential, membership, order, party, profile, session

__all__ = [
    "add_contact", "add_membership", "add_organisation", "add_person", "contact_by", "credential_by", "end_session",
    "erase", "insert_session", "memberships", "organisation_name", "person_by", "save_fields", "session_by",
    "token_hash", "wear",
    "change_password", "password_of",
    "members", "forget_contacts", "forget_sessions", "names_of",
]  # fmt: skip

_PERSON = (
    select(profile)
    .join(party, party.c.id == profile.c.party)
    .where(profile.c.party == bindparam("id"), party.c.erased_at.is_(None))
)
_NAME = select(profile.c.name).where(profile.c.party == bindparam("id"))
_CONTACT = select(contact).where(contact.c.id == bindparam("id"))
_CREDENTIAL = select(credential).where(credential.c.login == bindparam("login"))
_SESSION = select(session).where(session.c.token_hash == bindparam("token_hash"))
_MEMBERSHIPS = (
    select(membership, profile.c.name.label("organisation_name"))
    .join(profile, profile.c.party == membership.c.organisation)
    .where(membership.c.person == bindparam("person"))
    .order_by(membership.c.id)
)
_MEMBERS = (
    select(membership, profile.c.name, profile.c.email, profile.c.locale)
    .join(profile, profile.c.party == membership.c.person)
    .where(membership.c.organisation == bindparam("organisation"))
    .order_by(membership.c.id)
)


def add_person(rows: Rows, *, name: str, email: str, now: datetime, secret: str, login: str, locale: str = "") -> str:
    """Write a person who signs in with a password."""
    key = new_id()
    rows.write(insert(party), id=key, kind="person", created_at=now)
    rows.write(insert(profile), party=key, name=name, email=email, phone="", locale=locale, country="", fields="{}")
    rows.write(insert(credential), login=login, party=key, kind="password", secret=secret)
    return key


def add_organisation(rows: Rows, *, key: str, name: str, country: str, now: datetime) -> None:
    """Write an organisation."""
    rows.write(insert(party), id=key, kind="organisation", created_at=now)
    rows.write(insert(profile), party=key, name=name, email="", phone="", locale="", country=country, fields="{}")


def organisation_name(rows: Rows, key: str) -> str | None:
    """What a party is called, or None where there is none."""
    name = rows.scalar(_NAME, id=key)
    return None if name is None else str(name)


def names_of(rows: Rows, keys: Collection[str]) -> dict[str, str]:
    """What parties are called, in one query; those that are unknown or erased are missing."""
    if not keys:
        return {}
    found = rows.all(select(profile.c.party, profile.c.name).where(profile.c.party.in_(sorted(keys))))
    return {row.party: row.name for row in found if row.name}


def person_by(rows: Rows, key: str) -> Person | None:
    """A person who was not erased."""
    row = rows.first(_PERSON, id=key)
    if row is None:
        return None
    fields = tuple(json.loads(row.fields).items())
    return Person(id=key, name=row.name, email=row.email, phone=row.phone, locale=row.locale, fields=fields)


def set_locale(rows: Rows, key: str, locale: str, *, unknown_only: bool = False) -> None:
    """Write in which locale somebody reads; with `unknown_only` what is known already stays."""
    statement = update(profile).where(profile.c.party == key)
    rows.write(statement.where(profile.c.locale == "") if unknown_only else statement, locale=locale)


def save_fields(rows: Rows, key: str, fields: dict[str, str]) -> None:
    """Write profile fields beside those that are there."""
    before = rows.scalar(select(profile.c.fields).where(profile.c.party == key))
    merged = json.dumps(json.loads(before or "{}") | fields, ensure_ascii=False)
    rows.write(update(profile).where(profile.c.party == key), fields=merged)


def erase(rows: Rows, key: str, now: datetime) -> None:
    """Take away everything that says who somebody is: profile, contacts, sign-ins, memberships."""
    blank = {"name": "", "email": "", "phone": ""}
    rows.write(update(party).where(party.c.id == key), erased_at=now)
    rows.write(update(profile).where(profile.c.party == key), **blank, locale="", country="", fields="{}")
    place = {"line1": "", "line2": "", "postcode": "", "city": "", "region": ""}
    rows.write(update(contact).where(contact.c.party == key), **blank, **place)
    for table, column in (
        (credential, credential.c.party),
        (session, session.c.person),
        (membership, membership.c.person),
    ):
        rows.write(delete(table).where(column == key))


def add_contact(rows: Rows, who: Contact, where: Address, owner: str | None) -> str:
    """Write who an order goes to, and where."""
    key = new_id()
    rows.write(insert(contact), id=key, party=owner, **who.model_dump(), **where.model_dump())
    return key


def contact_by(rows: Rows, key: str) -> tuple[Contact, Address] | None:
    """Who an order goes to, and where; None when it was erased."""
    row = rows.first(_CONTACT, id=key)
    if row is None or not row.email:
        return None
    who = Contact(email=row.email, name=row.name, phone=row.phone)
    where = Address(
        line1=row.line1, line2=row.line2, postcode=row.postcode, city=row.city, region=row.region, country=row.country
    )
    return who, where


def add_membership(rows: Rows, *, person: str, organisation: str, capacity: str, role: str | None) -> str:
    """Write that somebody acts for an organisation; who does already gets the new role."""
    same = (membership.c.person == person, membership.c.organisation == organisation, membership.c.capacity == capacity)
    known = rows.scalar(select(membership.c.id).where(*same))
    if known is not None:
        rows.write(update(membership).where(membership.c.id == known), role=role)
        return str(known)
    key = new_id()
    rows.write(insert(membership), id=key, person=person, organisation=organisation, capacity=capacity, role=role)
    return key


def memberships(rows: Rows, person: str) -> tuple[Row[Any], ...]:
    """All memberships of a person, with the organisations' names."""
    return tuple(rows.all(_MEMBERSHIPS, person=person))


def members(rows: Rows, organisation: str) -> tuple[Row[Any], ...]:
    """All members of an organisation, with their names and addresses."""
    return tuple(rows.all(_MEMBERS, organisation=organisation))


def credential_by(rows: Rows, login: str) -> Row[Any] | None:
    """The sign-in with this login."""
    return rows.first(_CREDENTIAL, login=login)


def password_of(rows: Rows, person: str) -> str | None:
    """What is stored of a person's password; None for who has none."""
    mine = select(credential.c.secret).where(credential.c.party == person, credential.c.kind == "password")
    found: str | None = rows.scalar(mine)
    return found


def change_password(rows: Rows, person: str, *, before: str, after: str) -> bool:
    """Store another password in the place of one, and end every session; false where it is another one by now."""
    same = (credential.c.party == person, credential.c.kind == "password", credential.c.secret == before)
    if not rows.write(update(credential).where(*same), secret=after):
        return False
    rows.write(delete(session).where(session.c.person == person))
    return True


def token_hash(token: str) -> str:
    """What is stored of a token: a thief of the database gets no session."""
    return hashlib.sha256(token.encode()).hexdigest()


def insert_session(
    rows: Rows, token: str, *, person: str, expires_at: datetime, staff: bool, buyer: str | None, capacity: str | None
) -> None:
    """Write a session."""
    rows.write(
        insert(session), token_hash=token_hash(token), person=person, buyer=buyer, capacity=capacity, staff=staff,
        expires_at=expires_at,
    )  # fmt: skip


def session_by(rows: Rows, token: str) -> Row[Any] | None:
    """The session that a token opens."""
    return rows.first(_SESSION, token_hash=token_hash(token))


def wear(rows: Rows, token: str, buyer: str, capacity: str) -> None:
    """Change the hat of a session."""
    rows.write(update(session).where(session.c.token_hash == token_hash(token)), buyer=buyer, capacity=capacity)


def end_session(rows: Rows, token: str) -> None:
    """Sign out."""
    rows.write(delete(session).where(session.c.token_hash == token_hash(token)))


def forget_sessions(rows: Rows, now: datetime) -> int:
    """Delete sessions that have ended by themselves."""
    return rows.write(delete(session).where(session.c.expires_at < now))


def forget_contacts(rows: Rows, before: str) -> int:
    """Delete what guests wrote of themselves and never ordered with: contacts with a key lower than that."""
    old = delete(contact).where(contact.c.id < before, contact.c.party.is_(None))
    used = (select(table.c.id).where(table.c.contact == contact.c.id).exists() for table in (order, cart))
    return rows.write(old.where(*(~one for one in used)))
