"""Nothing tells a sealed bid before the opening: the whole database is searched, and each test has a control that is found."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import inspect, text

from ecomkit import Plugin, hookimpl
from ecomkit.domain import ApprovalNeeded, Context, Event, Refused, WriteContext
from ecomkit.domain import text as words
from ecomkit.errors import PluginError
from ecomkit.plugins.b2g import api, sealing
from ecomkit.plugins.b2g.values import Tender
from ecomkit.sdk import Sealed
from tests.plugins.b2g_scene import Scene

PRICES = "31415927,27182818"
PARTS = ("31415927", "27182818", "314159.27", "271828.18")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene.make(tmp_path)
    yield made
    made.close()


def rows(scene: Scene, *, but: frozenset[str] = frozenset()) -> list[str]:
    """Every row of every table, as text."""
    with scene.shop.database.engine.connect() as connection:
        names = inspect(connection).get_table_names()
        return [
            f"{name} {tuple(row)}"
            for name in names
            if name not in but
            for row in connection.execute(text(f'SELECT * FROM "{name}"'))
        ]


def open_text(scene: Scene) -> list[str]:
    """Which parts of the bid stand open anywhere in the database's files, as text or as stored integers."""
    held = scene.files()
    numbers = [int(part) for part in PRICES.split(",")]
    return [part for part in PARTS if part.encode() in held] + [str(n) for n in numbers if n.to_bytes(4) in held]


def linked(scene: Scene, before: Sequence[str]) -> list[str]:
    """Rows written since that name the supplier or its person."""
    known = set(before)
    secrets = (scene.people["olga"], "ojeda-supplies", "Papelería Ojeda", "olga@example.com")
    return [row for row in rows(scene) if row not in known and any(one in row for one in secrets)]


def test_neither_prices_nor_supplier_stand_in_the_database(scene: Scene) -> None:
    key = scene.published()
    before = rows(scene)
    receipt = scene.bid("olga", key, PRICES)
    scene.bid("olga", key, PRICES)
    scene.do("olga", api.WithdrawBid(number=scene.bid("olga", key, PRICES).number))
    assert receipt.digest in "".join(rows(scene))
    assert open_text(scene) == []
    assert linked(scene, before) == []


def test_the_search_finds_a_bid_that_is_not_sealed(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "seal", lambda _public, content, _about: content.decode())
    monkeypatch.setattr(sealing, "digest_of_box", lambda _box: "0" * 64)
    key = scene.published()
    before = rows(scene)
    scene.bid("olga", key, PRICES)
    assert open_text(scene)
    assert linked(scene, before)


def test_the_search_finds_an_event_that_names_its_actor(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(api.BidSealed, "anonymous", False)
    key = scene.published()
    before = rows(scene)
    scene.bid("olga", key, PRICES)
    assert any(row.startswith("event ") for row in linked(scene, before))


def test_a_request_sent_with_a_key_leaves_no_trace_of_who_sent_it(scene: Scene) -> None:
    key = scene.published()
    before = rows(scene)
    command = scene.offer(key, PRICES)
    first = scene.do("olga", command, key="request-of-olga")
    assert scene.do("olga", command, key="request-of-olga") == first
    assert any(row.startswith("idempotency ") for row in set(rows(scene)) - set(before))
    assert linked(scene, before) == []
    assert open_text(scene) == []


def test_the_search_finds_an_idempotency_record_that_names_its_actor(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    for event in (api.BidSealed, api.BidWithdrawn):
        monkeypatch.setattr(event, "anonymous", False)
    key = scene.published()
    before = rows(scene)
    scene.do("olga", scene.offer(key, PRICES), key="request-of-olga")
    assert any(row.startswith("idempotency ") for row in linked(scene, before))


def test_events_of_bids_name_nobody_and_leave_no_job_with_more(scene: Scene) -> None:
    key = scene.published()
    scene.bid("olga", key, PRICES)
    found = [row for row in rows(scene) if row.startswith("event ") and "bid_sealed" in row]
    assert len(found) == 1
    assert "'anonymous', '', None, None" in found[0]
    assert not [row for row in rows(scene) if row.startswith("job ")]


def test_passphrases_and_private_key_are_nowhere(scene: Scene) -> None:
    from tests.plugins.b2g_scene import PASSPHRASES

    key = scene.published()
    scene.after(key)
    scene.turn("lucia", key)
    held = scene.files()
    assert [one for one in PASSPHRASES.values() if one.encode() in held] == []


def test_lists_and_pages_say_the_same_with_and_without_bids(scene: Scene) -> None:
    key = scene.published(days=7)

    def seen() -> list[Any]:
        found: list[Any] = []
        for who in ("sam", "lucia", "tomas", "rival"):
            ctx = scene.ctx(who)
            found += [
                scene.shop.ask(ctx, api.Tenders(view=view)) for view in ("open", "past", "agency", "to_open", "staff")
            ]
            found.append(scene.shop.ask(ctx, api.TenderByNumber(number=key)))
        return [
            *found,
            scene.shop.ask(scene.ctx("lucia"), api.OpeningOf(number=key)),
            scene.shop.ask(scene.ctx("tomas"), api.OwnBids()),
        ]

    before = seen()
    scene.bid("olga", key, PRICES)
    scene.bid("pia", key, "1,1")
    assert seen() == before
    assert "bids" not in Tender.model_fields


def test_the_staff_screen_shows_no_column_that_depends_on_bids(scene: Scene) -> None:
    thing = scene.shop.core.objects["tenders"]
    key = scene.published()

    def shown() -> list[tuple[Any, ...]]:
        with scene.shop.database.read() as reading:
            from sqlalchemy import select

            return [tuple(row) for row in reading.all(select(*(thing.table.c[name] for name, _ in thing.columns)))]

    before = shown()
    scene.bid("olga", key, PRICES)
    assert shown() == before


class Asker(Plugin):
    """Wants everything approved."""

    name = "asker"
    hook_api = 1

    @hookimpl
    def check_submit_bid(self, ctx: Context, command: api.SubmitBid) -> Sequence[ApprovalNeeded]:
        """Ask somebody."""
        return [
            ApprovalNeeded(
                code="ask", text=words("Ask"), permission="x", approver_party="shop", approver_capacity="staff"
            )
        ]


class Clumsy(Plugin):
    """Breaks after a bid was written."""

    name = "clumsy"
    hook_api = 1

    @hookimpl
    def record_submit_bid(self, ctx: WriteContext, command: api.SubmitBid, events: Sequence[Event]) -> None:
        """Break, quoting what it was given."""
        raise RuntimeError(f"broken by {command!r}")


def test_a_bid_is_never_held_for_approval(tmp_path: Path) -> None:
    scene = Scene.make(tmp_path, use=("rates", "b2g", Asker))
    outcome = scene.run("olga", scene.offer(scene.published(), PRICES))
    assert isinstance(outcome, Refused)
    assert outcome.refusals[0].code == "cannot_wait"
    assert open_text(scene) == []
    scene.close()


def test_a_failure_quotes_nothing_of_the_bid(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    scene = Scene.make(tmp_path, use=("rates", "b2g", Clumsy))
    key = scene.published()
    with caplog.at_level(logging.DEBUG), pytest.raises(PluginError) as raised:
        scene.run("olga", scene.offer(key, PRICES))
    said = f"{raised.value} {raised.value.__cause__!r} {caplog.text}"
    assert "Sealed(…)" in said
    assert [part for part in PARTS if part in said] == []
    assert open_text(scene) == []
    scene.close()


def test_a_sealed_field_is_written_down_as_a_word_wherever_it_stands(scene: Scene) -> None:
    publish = api.PublishTender(tender="t", passphrases=(Sealed(secret="olive-tram"), Sealed(secret="granite")))
    assert json.loads(publish.model_dump_json())["passphrases"] == ["sealed", "sealed"]
    assert "olive" not in f"{publish!r} {publish} {publish.model_dump()}"
