"""The customer profile: the only place where personal data lives, and where it is erased."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final

from pydantic import AfterValidator, Field

from ecomkit.domain.command import Command, Event, Query
from ecomkit.domain.party import Buyer, Capacity, Code
from ecomkit.domain.regions import region_name
from ecomkit.domain.text import Text
from ecomkit.domain.value import Key, Value
from ecomkit.mistakes import Mistake

__all__ = [
    "AddMembership",
    "AddOrganisation",
    "Address",
    "AskForPassword",
    "Capacities",
    "ChangePassword",
    "ChooseLanguage",
    "Contact",
    "ContactById",
    "EmailAddress",
    "ErasePerson",
    "Hat",
    "Hats",
    "Member",
    "Members",
    "MembershipAdded",
    "PasswordChanged",
    "Person",
    "PersonById",
    "PersonByLogin",
    "PersonErased",
    "PersonRegistered",
    "ProfileField",
    "RegisterPerson",
    "SaveProfile",
    "SetPassword",
]  # fmt: skip


def _comparable(email: str) -> str:
    """A few letters become three when addresses are compared."""
    if len(email.casefold()) > _LONGEST_EMAIL:
        raise Mistake("an address has %(most)s letters at most", most=_LONGEST_EMAIL)
    return email


_LONGEST_EMAIL = 254
EmailAddress = Annotated[
    str,
    Field(max_length=_LONGEST_EMAIL, pattern=r"^[^@\s<>\"',;:\\\x00-\x1f]{1,64}@[^@\s<>\"',;:\\\x00-\x1f]{1,189}$"),
    AfterValidator(_comparable),
]
_Line = Annotated[str, Field(max_length=120, pattern=r"^[^\x00-\x1f]*$")]
_Filled = Annotated[str, Field(min_length=1, max_length=120, pattern=r"^[^\x00-\x1f]*\S[^\x00-\x1f]*$")]


class Contact(Value):
    """Who to write to about an order."""

    email: EmailAddress
    name: _Filled
    phone: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")] = ""


_TOWN_FIRST: Final = frozenset({"US", "CA", "AU"})
_POSTCODE_BELOW: Final = frozenset({"GB", "IE"})
_REGION_BESIDE: Final = frozenset({"MX"})


class Address(Value):
    """Where something goes. Empty for an order that is collected."""

    line1: _Line = ""
    line2: _Line = ""
    postcode: Annotated[str, Field(max_length=16, pattern=r"^[^\x00-\x1f]*$")] = ""
    city: _Line = ""
    region: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")] = ""
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]

    @property
    def lines(self) -> tuple[str, ...]:
        """The lines that are written, in the order of its country; the country's name is left to who knows the reader."""
        found: tuple[str, ...]
        if self.country in _TOWN_FIRST:
            town = ", ".join(part for part in (self.city, f"{self.region} {self.postcode}".strip()) if part)
            found = (self.line1, self.line2, town)
        elif self.country in _POSTCODE_BELOW:
            found = (self.line1, self.line2, self.city, self.region, self.postcode)
        elif self.country in _REGION_BESIDE:
            region = region_name(self.country, self.region)
            town = (
                self.city if self.city.casefold() == region.casefold() else ", ".join(filter(None, (self.city, region)))
            )
            found = (self.line1, self.line2, f"{self.postcode} {town}")
        else:
            found = (self.line1, self.line2, f"{self.postcode} {self.city}", self.region)
        return tuple(line.strip() for line in found if line.strip())


class ProfileField(Value):
    """A personal datum that a plugin keeps in the profile, and what the law and the staff must know of it (F4d).

    `retention_days` counts from the last order; `department` is who reads it; `source` where it comes from.
    """

    key: Code
    label: Text
    department: str
    source: str
    retention_days: int
    personal: bool = True


class Person(Value):
    """A person with a profile. `fields` are those that plugins declared.

    `locale` is that of the language in which they made their account or chose to read; empty where it is not known.
    """

    id: str
    name: str
    email: str
    phone: str = ""
    locale: str = ""
    fields: tuple[tuple[str, str], ...] = ()


class PersonById(Query[Person]):
    """A person's profile. Raises `NotFound`, also for somebody erased."""

    person: str


class PersonByLogin(Query[str | None]):
    """The key of who signs in with an address, for the shop itself and its staff."""

    email: str


class ContactById(Query[tuple[Contact, Address]]):
    """Who an order goes to."""

    contact: str


class Hat(Value):
    """One way in which a person may deal here: for whom, and as what."""

    buyer: Buyer
    capacity: Capacity
    label: str
    role: str | None = None


class Capacities(Query[tuple[Capacity, ...]]):
    """All capacities that plugins declare, with that of the staff."""


class Hats(Query[tuple[Hat, ...]]):
    """All hats of the person who asks."""


class Member(Value):
    """Somebody who acts for an organisation: the key of the person, what they are called, and as what they act."""

    person: str
    name: str
    capacity: str
    role: str | None = None


class Members(Query[tuple[Member, ...]]):
    """Who acts for an organisation.

    Staff and plugins see all of them; a member whose hat carries the permission `members.see` sees those of the same hat.
    Raises `NotFound`.
    """

    organisation: str


class RegisterPerson(Command[str]):
    """Register a person

    Gives the key of the person. An address that is known already gives a refusal that says nothing of whose it is.
    """

    email: EmailAddress
    name: _Filled
    password: Annotated[str, Field(min_length=8, max_length=200, repr=False)]


class ChangePassword(Command[None]):
    """Change the password

    For the person themselves, who say the old one. All their sessions end: who knew the old one is out.
    """

    person: Key
    old: Annotated[str, Field(max_length=200, repr=False)]
    new: Annotated[str, Field(min_length=8, max_length=200, repr=False)]


class AskForPassword(Command[None]):
    """Ask for a new password

    Whoever has an account under this address gets a letter with a link; who asks does not learn whether there is one.
    """

    email: EmailAddress


class SetPassword(Command[None]):
    """Set a new password

    By the `ticket` of the letter's link, once and within an hour. All sessions of the person end.
    """

    ticket: Annotated[str, Field(min_length=1, max_length=300, repr=False)]
    new: Annotated[str, Field(min_length=8, max_length=200, repr=False)]


class ChooseLanguage(Command[None]):
    """Choose the language

    In which somebody is written to and, where they work here, reads the back office (E1.9). `language` is a code such as
    `es` or `pt-BR`; it is kept as the locale of the shop's country.
    """

    person: Key
    language: Annotated[str, Field(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]


class SaveProfile(Command[None]):
    """Save profile fields

    `fields` are keys that plugins declared with `register_profile_fields`.
    """

    person: str
    fields: tuple[tuple[Code, Annotated[str, Field(max_length=500)]], ...]


class ErasePerson(Command[None]):
    """Erase a person

    Names, addresses and profile fields go; orders, amounts and the log stay, without saying who.
    """

    person: str


class AddOrganisation(Command[str]):
    """Add an organisation

    A company, an agency, an employer: whoever buys or sells without being a person.
    """

    name: _Filled
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}$")]
    key: Key = ""


class AddMembership(Command[str]):
    """Add somebody to an organisation

    In a capacity and, where the capacity has roles, with one of them.
    """

    person: Key
    organisation: Key
    capacity: Code
    role: Code | None = None


class PersonRegistered(Event):
    """Somebody made an account."""

    aggregate: ClassVar[str] = "person"
    person: str


class PasswordChanged(Event):
    """Somebody has another password, and signs in anew."""

    aggregate: ClassVar[str] = "person"
    person: str


class PersonErased(Event):
    """Somebody's data was erased; what they bought stays."""

    aggregate: ClassVar[str] = "person"
    person: str


class MembershipAdded(Event):
    """Somebody now acts for an organisation."""

    aggregate: ClassVar[str] = "person"
    person: str
    organisation: str
    capacity: str
    role: str | None
