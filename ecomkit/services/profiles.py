"""People, organisations, memberships and hats."""

from __future__ import annotations

from functools import partial
from typing import Any

from ecomkit.domain import (
    ActorKind,
    AddMembership,
    AddOrganisation,
    Address,
    Buyer,
    Capacities,
    Capacity,
    ChangePassword,
    ChooseLanguage,
    Contact,
    ContactById,
    Context,
    ErasePerson,
    Hat,
    Hats,
    Member,
    Members,
    MembershipAdded,
    OpenTo,
    PasswordChanged,
    Person,
    PersonById,
    PersonByLogin,
    PersonErased,
    PersonRegistered,
    Policy,
    Refuse,
    RegisterPerson,
    SaveProfile,
    Who,
    WriteContext,
    new_id,
    text,
)
from ecomkit.errors import NotFound
from ecomkit.hooks import Lookup, Operation
from ecomkit.services.core import STAFF, Core
from ecomkit.services.passwords import hashed, matches
from ecomkit.services.rows import rows_of
from ecomkit.services.words import languages_known, locale_in
from ecomkit.storage import profiles

__all__ = ["guest_buyer", "hats_of", "login_of", "lookups", "operations"]


def login_of(email: str) -> str:
    """How an address is compared at sign-in."""
    return email.strip().casefold()


def guest_buyer(core: Core, cart: str) -> Buyer | None:
    """As what somebody without an account may buy: the first capacity that is open to guests, or None."""
    for capacity in core.capacities.values():
        if capacity.open_to is OpenTo.GUESTS:
            return Buyer(party=f"guest/{cart}"[:64], capacity=capacity.key)
    return None


def hats_of(core: Core, ctx: Context, person: str) -> tuple[Hat, ...]:
    """All ways in which a person may deal: for themselves, and for each organisation they act for."""
    rows = rows_of(ctx)
    found = profiles.person_by(rows, person)
    if found is None:
        return ()
    own = (Hat(buyer=Buyer(party=person, capacity=c.key), capacity=c, label=found.name) for c in _open_to_persons(core))
    member = (
        Hat(
            buyer=Buyer(party=row.organisation, capacity=row.capacity), capacity=core.capacities[row.capacity],
            label=row.organisation_name, role=row.role,
        )
        for row in profiles.memberships(rows, person)
        if row.capacity in core.capacities and row.capacity != STAFF
    )  # fmt: skip
    return (*own, *member)


def _open_to_persons(core: Core) -> tuple[Capacity, ...]:
    return tuple(c for c in core.capacities.values() if c.open_to is not OpenTo.MEMBERS)


def _register(ctx: WriteContext, command: RegisterPerson, secret: str) -> str:
    rows, login = rows_of(ctx), login_of(command.email)
    if profiles.credential_by(rows, login) is not None:
        words = text("An account could not be made with this address. If it is yours, sign in.")
        raise Refuse.because("not_registered", words, rule="accounts", field="email")
    # Only who registers themselves reads this page: staff and imports do not say in which language somebody reads.
    locale = ctx.locale if ctx.actor.kind is ActorKind.GUEST else ""
    key = profiles.add_person(
        rows, name=command.name, email=command.email, now=ctx.now, secret=secret, login=login, locale=locale
    )
    ctx.emit(PersonRegistered(person=key))
    return key


def _new_secret(ctx: Context, command: ChangePassword) -> tuple[str, str] | None:
    """What is stored now and what will be, where the old password is right. Slow on purpose, so before the transaction."""
    before = profiles.password_of(rows_of(ctx), command.person)
    return (before, hashed(command.new)) if before is not None and matches(command.old, before) else None


def _change_password(ctx: WriteContext, command: ChangePassword, secrets: tuple[str, str] | None) -> None:
    if secrets is None or not profiles.change_password(
        rows_of(ctx), command.person, before=secrets[0], after=secrets[1]
    ):
        words = text("This is not your password.")
        raise Refuse.because("wrong_password", words, rule="accounts", field="old")
    ctx.emit(PasswordChanged(person=command.person))


def _choose_language(ctx: WriteContext, command: ChooseLanguage) -> None:
    known = languages_known(ctx.shop)
    if command.language not in known:
        words = text("This language is not spoken here. Languages are: %(known)s", known=", ".join(known))
        raise Refuse.because("unknown_language", words, rule="profile", field="language")
    profiles.set_locale(rows_of(ctx), command.person, locale_in(ctx.shop, command.language))


def _save(core: Core, ctx: WriteContext, command: SaveProfile) -> None:
    declared = {field.key for given in core.hooks.profile_fields() for field in given.values}
    for name, _ in command.fields:
        if name not in declared:
            words = text("No plugin declares the profile field %(name)s.", name=name)
            raise Refuse.because("undeclared_field", words, rule="profile", field=name)
    profiles.save_fields(rows_of(ctx), command.person, dict(command.fields))


def _erase(ctx: WriteContext, command: ErasePerson) -> None:
    if profiles.person_by(rows_of(ctx), command.person) is None:
        raise Refuse.because("not_found", text("There is no such person."), rule="profile")
    profiles.erase(rows_of(ctx), command.person, ctx.now)
    ctx.emit(PersonErased(person=command.person))


def _add_organisation(ctx: WriteContext, command: AddOrganisation) -> str:
    key = command.key or new_id()
    if profiles.organisation_name(rows_of(ctx), key) is None:
        profiles.add_organisation(rows_of(ctx), key=key, name=command.name, country=command.country, now=ctx.now)
    return key


def _add_membership(core: Core, ctx: WriteContext, command: AddMembership) -> str:
    if command.capacity != STAFF and command.capacity not in core.capacities:
        words = text("No plugin declares the capacity %(name)s.", name=command.capacity)
        raise Refuse.because("unknown_capacity", words, rule="capacities", field="capacity")
    if command.role is not None and (command.capacity, command.role) not in core.roles:
        known = ", ".join(role for capacity, role in core.roles if capacity == command.capacity) or "-"
        words = text("There is no role %(role)s there. Roles are: %(known)s", role=command.role, known=known)
        raise Refuse.because("unknown_role", words, rule="roles", field="role")
    if not _may_give(core, ctx, command):
        words = text("Nobody gives away permissions of the staff that they do not have themselves.")
        raise Refuse.because("not_permitted", words, rule="permissions", field="role")
    for party in (command.person, command.organisation):
        if profiles.organisation_name(rows_of(ctx), party) is None:
            raise Refuse.because("not_found", text("There is no such person or organisation."), rule="profile")
    key = profiles.add_membership(
        rows_of(ctx),
        person=command.person,
        organisation=command.organisation,
        capacity=command.capacity,
        role=command.role,
    )
    ctx.emit(
        MembershipAdded(
            person=command.person, organisation=command.organisation, capacity=command.capacity, role=command.role
        )
    )
    return key


def _may_give(core: Core, ctx: Context, command: AddMembership) -> bool:
    role = core.roles.get((command.capacity, command.role or ""))
    given = {one for one in (role.permissions if role else ()) if one.startswith("staff.")}
    return ctx.actor.kind is ActorKind.SYSTEM or given <= ctx.actor.permissions


def _person(ctx: Context, query: PersonById) -> Person:
    person = profiles.person_by(rows_of(ctx), query.person)
    if person is None:
        raise NotFound("There is no such person.")
    return person


def _by_login(ctx: Context, query: PersonByLogin) -> str | None:
    row = profiles.credential_by(rows_of(ctx), login_of(query.email))
    return str(row.party) if row else None


def _contact(ctx: Context, query: ContactById) -> tuple[Contact, Address]:
    found = profiles.contact_by(rows_of(ctx), query.contact)
    if found is None:
        raise NotFound("There is no such contact.")
    return found


def _hats(core: Core, ctx: Context, _query: Hats) -> tuple[Hat, ...]:
    return hats_of(core, ctx, ctx.actor.key) if ctx.actor.kind is ActorKind.PERSON else ()


def _members(ctx: Context, query: Members) -> tuple[Member, ...]:
    buyer = ctx.buyer
    all_of_them = ctx.actor.kind is ActorKind.SYSTEM or "staff.people" in ctx.actor.permissions
    own = buyer is not None and buyer.party == query.organisation and "members.see" in ctx.actor.permissions
    if not (all_of_them or own):
        raise NotFound("There is no such organisation, or it is not yours.")
    return tuple(
        Member(person=row.person, name=row.name, capacity=row.capacity, role=row.role)
        for row in profiles.members(rows_of(ctx), query.organisation)
        if all_of_them or (buyer is not None and row.capacity == buyer.capacity)
    )


def operations(core: Core) -> tuple[Operation[Any], ...]:
    """Commands about people and organisations."""
    anyone = Policy(permission="accounts.register", who=frozenset({Who.ANYONE}))
    own = Policy(permission="staff.people", who=frozenset({Who.BUYER, Who.PERMITTED, Who.SYSTEM}), owned="person")
    themselves = Policy(permission="accounts.password", who=frozenset({Who.BUYER}), owned="person")
    staff = Policy(permission="staff.people", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    return (
        Operation(
            command=RegisterPerson, policy=anyone, prepare=lambda _, command: hashed(command.password), apply=_register,
            emits=(PersonRegistered,),
        ),
        Operation(
            command=ChangePassword, policy=themselves, prepare=_new_secret, apply=_change_password, emits=(PasswordChanged,),
        ),
        Operation(command=ChooseLanguage, policy=own, apply=_choose_language),
        Operation(command=SaveProfile, policy=own, apply=partial(_save, core)),
        Operation(command=ErasePerson, policy=own, apply=_erase, emits=(PersonErased,)),
        Operation(command=AddOrganisation, policy=staff, apply=_add_organisation),
        Operation(command=AddMembership, policy=staff, apply=partial(_add_membership, core), emits=(MembershipAdded,)),
    )  # fmt: skip


def lookups(core: Core) -> tuple[Lookup[Any], ...]:
    """Queries about people."""
    person = Policy(permission="staff.people", who=frozenset({Who.BUYER, Who.PERMITTED, Who.SYSTEM}), owned="person")
    contact = Policy(permission="staff.orders", who=frozenset({Who.BUYER, Who.PERMITTED, Who.SYSTEM}), owned="contact")
    staff = Policy(permission="staff.people", who=frozenset({Who.PERMITTED, Who.SYSTEM}))
    anyone = Policy(permission="accounts.hats", who=frozenset({Who.ANYONE}))
    return (
        Lookup(query=PersonById, policy=person, answer=_person),
        Lookup(query=PersonByLogin, policy=staff, answer=_by_login),
        Lookup(query=ContactById, policy=contact, answer=_contact),
        Lookup(query=Capacities, policy=anyone, answer=lambda _ctx, _query: tuple(core.capacities.values())),
        Lookup(query=Hats, policy=anyone, answer=partial(_hats, core)),
        Lookup(query=Members, policy=anyone, answer=_members),
    )
