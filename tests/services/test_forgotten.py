"""Forgotten passwords: one link, once, for an hour, and nobody learns who has an account."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from ecomkit.domain import AskForPassword, Done, ErasePerson, Refused, RegisterPerson, SetPassword
from ecomkit.services import sessions
from ecomkit.shop import Shop
from ecomkit.storage.tables import job, session
from ecomkit.testing import Clock, Till, make_shop, run_jobs, settings_for
from tests.servers import LetterSink, taking_letters
from tests.shops import CONSUMERS

EMAIL, OLD, NEW = "ana@example.com", "the old password", "the new password"


@pytest.fixture
def sink() -> Iterator[tuple[LetterSink, str]]:
    with taking_letters() as taken:
        yield taken


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def shop(tmp_path: Path, clock: Clock, sink: tuple[LetterSink, str]) -> Iterator[Shop]:
    settings = settings_for(tmp_path, mail=sink[1])
    opened = make_shop(tmp_path, use=CONSUMERS, settings=settings, clock=clock)
    assert isinstance(opened.run(opened.system(), RegisterPerson(email=EMAIL, name="Ana", password=OLD)), Done)
    yield opened
    opened.close()


def text_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return str(body.get_content())


def asked(shop: Shop, sink: LetterSink, email: str = EMAIL) -> str:
    """The ticket of the letter that came; "" where none did."""
    before = len(sink.letters)
    assert isinstance(shop.run(Till.for_guest(shop).moment, AskForPassword(email=email)), Done)
    run_jobs(shop)
    written = sink.letters[before:]
    found = re.search(r"/account/new-password\?ticket=(\S+)", text_of(written[0])) if written else None
    return found[1] if found else ""


def chosen(shop: Shop, ticket: str, new: str = NEW) -> Any:
    return shop.run(Till.for_guest(shop).moment, SetPassword(ticket=ticket, new=new))


def signs_in(shop: Shop, password: str) -> bool:
    return sessions.sign_in(shop.core, shop.clock(), email=EMAIL, password=password) is not None


def test_the_link_of_the_letter_sets_a_new_password_and_ends_every_session(
    shop: Shop, sink: tuple[LetterSink, str]
) -> None:
    assert signs_in(shop, OLD)
    ticket = asked(shop, sink[0])
    assert sink[0].letters[0]["To"] == EMAIL
    assert isinstance(chosen(shop, ticket), Done)
    with shop.database.read() as rows:
        assert rows.all(select(session)) == ()
    assert signs_in(shop, NEW)
    assert not signs_in(shop, OLD)


def test_a_link_works_once(shop: Shop, sink: tuple[LetterSink, str]) -> None:
    ticket = asked(shop, sink[0])
    assert isinstance(chosen(shop, ticket), Done)
    again = chosen(shop, ticket, "another password")
    assert isinstance(again, Refused)
    assert again.refusals[0].code == "ticket"
    assert signs_in(shop, NEW)


def test_a_link_works_for_an_hour(shop: Shop, sink: tuple[LetterSink, str], clock: Clock) -> None:
    ticket = asked(shop, sink[0])
    clock.forward(minutes=61)
    assert isinstance(chosen(shop, ticket), Refused)
    assert signs_in(shop, OLD)


@pytest.mark.parametrize("change", ["person", "end", "signature"])
def test_a_link_that_was_changed_opens_nothing(shop: Shop, sink: tuple[LetterSink, str], change: str) -> None:
    person, end, signature = asked(shop, sink[0]).split(".")
    made_up = {
        "person": f"{person[::-1]}.{end}.{signature}", "end": f"{person}.{int(end) + 1}.{signature}",
        "signature": f"{person}.{end}.{signature[::-1]}",
    }  # fmt: skip
    assert isinstance(chosen(shop, made_up[change]), Refused)
    assert signs_in(shop, OLD)


@pytest.mark.parametrize("ticket", ["x", "..", "a.b.c", "a.²2.c", "1" * 300])
def test_what_is_no_ticket_is_refused_in_words(shop: Shop, ticket: str) -> None:
    assert isinstance(chosen(shop, ticket), Refused)


def test_who_has_no_account_gets_no_letter_and_the_same_answer(shop: Shop, sink: tuple[LetterSink, str]) -> None:
    assert asked(shop, sink[0], "nobody@example.com") == ""
    assert sink[0].letters == []


def test_what_waits_to_be_written_holds_no_way_in(shop: Shop, sink: tuple[LetterSink, str]) -> None:
    shop.run(Till.for_guest(shop).moment, AskForPassword(email=EMAIL))
    with shop.database.read() as rows:
        payloads = [row.payload for row in rows.all(select(job)) if row.name == "way_back"]
    assert len(payloads) == 1
    assert EMAIL not in payloads[0]
    assert "ticket" not in payloads[0]


def test_who_was_erased_meanwhile_is_not_written_to(shop: Shop, sink: tuple[LetterSink, str]) -> None:
    shop.run(Till.for_guest(shop).moment, AskForPassword(email=EMAIL))
    with shop.database.read() as rows:
        person = next(row.payload for row in rows.all(select(job)) if row.name == "way_back")
    key = re.search(r'"person": ?"([^"]+)"', person)
    assert key is not None
    assert isinstance(shop.run(shop.system(), ErasePerson(person=key[1])), Done)
    run_jobs(shop)
    assert sink[0].letters == []
