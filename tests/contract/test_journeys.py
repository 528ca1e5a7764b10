"""Of each model's main journey: no network in a transaction, and no personal data but in the profile. With controls that fail."""

from __future__ import annotations

import logging
import re
import socket
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from sqlalchemy import MetaData, select

from ecomkit.domain import PlaceOrder, Reads
from ecomkit.errors import PluginError
from ecomkit.sdk import Command, Event, Operation, Plugin, Policy, Who, WriteContext, hookimpl
from ecomkit.shop import Shop
from ecomkit.storage.tables import contact, credential, party, profile
from ecomkit.testing import findings, no_network_while_writing, parked_jobs
from tests.contract.journeys import JOURNEYS, SECRET, World, open_world
from tests.servers import LetterSink, taking_letters
from tools.pages import ROOT, bundled

PLACES = {"profile", "contact", "credential"}
"""Where personal data may stand: each is erased with the person."""


@pytest.fixture(scope="module")
def sink() -> Iterator[tuple[LetterSink, str]]:
    with taking_letters() as taken:
        yield taken


@pytest.fixture(scope="module")
def gateway() -> Iterator[str]:
    command = [sys.executable, "-m", "ecomkit.dev.gateway", "--secret", SECRET]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        assert process.stdout is not None
        yield process.stdout.readline().split()[1]
        process.kill()


def personal_words(shop: Shop) -> set[str]:
    """What the shop knows of people: their names, addresses and where they are written to and called."""
    with shop.database.read() as rows:
        people = select(profile).join(party, party.c.id == profile.c.party).where(party.c.kind == "person")
        known = [word for row in rows.all(people) for word in (row.name, row.email, row.phone)]
        known += [word for row in rows.all(select(contact)) for word in (row.name, row.email, row.phone, row.line1)]
        known += [row.login for row in rows.all(select(credential))]
    return {word for word in known if word}


def strays(shop: Shop, words: set[str]) -> list[str]:
    """Where personal words stand in the database beside the places for them, as `table.column: word`."""
    pattern = re.compile("|".join(rf"\b{re.escape(word)}\b" for word in sorted(words)))
    tables = MetaData()
    tables.reflect(shop.database.engine)
    found = set()
    with shop.database.read() as rows:
        for table in tables.sorted_tables:
            for row in rows.all(select(table)) if table.name not in PLACES else ():
                for column, value in row._mapping.items():
                    found |= {f"{table.name}.{column}: {word}" for word in pattern.findall(str(value))}
    return sorted(found)


def test_each_model_that_comes_along_has_a_journey() -> None:
    assert set(JOURNEYS) == {plugin.name for plugin in bundled() if plugin.kind == "model"}


@pytest.mark.parametrize("model", JOURNEYS)
def test_a_journey_uses_no_network_while_it_writes_and_leaves_no_personal_data_behind(
    model: str, tmp_path: Path, sink: tuple[LetterSink, str], gateway: str, caplog: pytest.LogCaptureFixture
) -> None:
    kept, smtp = sink
    caplog.set_level(logging.DEBUG, logger="ecomkit")
    before = len(kept.letters)
    world = open_world(tmp_path, smtp=smtp, gateway=gateway)
    with no_network_while_writing(world.shop):
        JOURNEYS[model](world)
    words = personal_words(world.shop)
    assert len(words) > 3
    assert strays(world.shop, words) == []
    assert [word for word in words if word in caplog.text] == []
    assert parked_jobs(world.shop) == ()
    assert findings(world.shop) == ()
    assert (len(kept.letters) > before) is (model != "b2g"), "letters are the network that a journey has: none was sent"
    world.shop.close()


class Chatty(Plugin):
    """Asks somebody outside while an order is being written."""

    name = "chatty"
    hook_api = 1

    @hookimpl
    def record_place_order(self, ctx: WriteContext, command: PlaceOrder, events: tuple[Event, ...]) -> None:
        socket.create_connection(("127.0.0.1", 9), timeout=1)


@pytest.mark.parametrize("model", JOURNEYS)
def test_a_plugin_that_reaches_for_the_network_is_caught_on_each_journey(
    model: str, tmp_path: Path, sink: tuple[LetterSink, str], gateway: str
) -> None:
    world = open_world(tmp_path, smtp=sink[1], gateway=gateway, also=(Chatty,))
    with (
        no_network_while_writing(world.shop),
        pytest.raises(PluginError, match="no network inside a transaction") as caught,
    ):
        JOURNEYS[model](world)
    assert caught.value.plugin == "chatty"
    world.shop.close()


class Tell(Command[None]):
    """Tell who it was"""

    who: str


class Told(Event):
    """Somebody was talked about."""

    aggregate: ClassVar[str] = "gossip"
    who: str

    def subject(self) -> str:
        """All talk is one."""
        return "all"


class Gossip(Plugin):
    """Writes into the log who ordered."""

    name = "gossip"
    hook_api = 1

    @hookimpl
    def register_events(self) -> Sequence[type[Event]]:
        return [Told]

    @hookimpl
    def register_commands(self) -> Sequence[Operation[Any]]:
        shop_itself = Policy(permission="gossip", who=frozenset({Who.SYSTEM}))
        told = lambda ctx, command: ctx.emit(Told(who=command.who))  # noqa: E731
        return [Operation(command=Tell, policy=shop_itself, emits=(Told,), apply=told)]

    @hookimpl
    def record_place_order(self, ctx: WriteContext, command: PlaceOrder, events: tuple[Event, ...]) -> None:
        ctx.run(Tell(who=_somebody(ctx.db)))


def _somebody(rows: Reads) -> str:
    address = rows.scalar(select(contact.c.email).where(contact.c.email != ""))
    return str(address or rows.scalar(select(credential.c.login)))


@pytest.mark.parametrize("model", JOURNEYS)
def test_a_plugin_that_logs_who_it_was_is_found_on_each_journey(
    model: str, tmp_path: Path, sink: tuple[LetterSink, str], gateway: str
) -> None:
    world: World = open_world(tmp_path, smtp=sink[1], gateway=gateway, also=(Gossip,))
    JOURNEYS[model](world)
    found = strays(world.shop, personal_words(world.shop))
    assert found
    assert all(place.startswith("event.payload: ") for place in found)
    world.shop.close()
