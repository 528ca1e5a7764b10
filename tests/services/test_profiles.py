"""Profiles: a password is changed by whose it is, who says the old one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from ecomkit.domain import (
    Actor,
    ActorKind,
    ChangePassword,
    Channel,
    Context,
    Done,
    ErasePerson,
    Refused,
    RegisterPerson,
)
from ecomkit.services.sessions import sign_in, visitor_of
from ecomkit.shop import Shop
from ecomkit.storage.tables import event
from ecomkit.testing import make_shop, staff
from tests.shops import CONSUMERS

OLD, NEW, EMAIL = "the-old-password", "a-better-password", "ana@example.com"


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Shop]:
    opened = make_shop(tmp_path, use=CONSUMERS, catalogue=False)
    yield opened
    opened.close()


@pytest.fixture
def ana(shop: Shop) -> str:
    outcome = shop.run(shop.system(), RegisterPerson(email=EMAIL, name="Ana", password=OLD))
    assert isinstance(outcome, Done)
    return outcome.result


def signed_in_with(shop: Shop, password: str) -> str | None:
    return sign_in(shop.core, shop.clock(), email=EMAIL, password=password)


def acting(shop: Shop, person: str) -> Context:
    return shop.context(channel=Channel.WEB, actor=Actor(kind=ActorKind.PERSON, key=person))


def code(outcome: object) -> str:
    assert isinstance(outcome, Refused)
    return outcome.refusals[0].code


def test_the_new_password_opens_and_every_session_of_the_old_one_ends(shop: Shop, ana: str) -> None:
    session = signed_in_with(shop, OLD)
    assert isinstance(shop.run(acting(shop, ana), ChangePassword(person=ana, old=OLD, new=NEW)), Done)
    assert signed_in_with(shop, OLD) is None
    assert signed_in_with(shop, NEW) is not None
    with shop.database.read() as rows:
        assert visitor_of(shop.core, rows, shop.clock(), session=session, cart=None).actor.kind is ActorKind.GUEST
        (said,) = rows.all(select(event.c.payload).where(event.c.name == "password_changed"))
    assert NEW not in str(said)


def test_a_wrong_password_changes_nothing(shop: Shop, ana: str) -> None:
    session = signed_in_with(shop, OLD)
    assert code(shop.run(acting(shop, ana), ChangePassword(person=ana, old="a-guess", new=NEW))) == "wrong_password"
    assert signed_in_with(shop, OLD) is not None
    with shop.database.read() as rows:
        assert visitor_of(shop.core, rows, shop.clock(), session=session, cart=None).actor.key == ana


def test_nobody_changes_the_password_of_somebody_else(shop: Shop, ana: str) -> None:
    change = ChangePassword(person=ana, old=OLD, new=NEW)
    assert code(shop.run(acting(shop, "eve"), change)) == "not_found"
    assert code(shop.run(staff(shop, "staff.people")(), change)) == "not_found"


def test_who_was_erased_has_no_password_to_change(shop: Shop, ana: str) -> None:
    shop.run(shop.system(), ErasePerson(person=ana))
    assert code(shop.run(acting(shop, ana), ChangePassword(person=ana, old=OLD, new=NEW))) in (
        "wrong_password",
        "not_found",
    )


def test_neither_password_is_told_by_how_the_command_prints() -> None:
    printed = repr(ChangePassword(person="p", old=OLD, new=NEW))
    assert OLD not in printed
    assert NEW not in printed
