"""The opening: two acts by two people, wrong passphrases, races and kills, and what verify finds."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event, select, text, update

from ecomkit.domain import Done, Outcome
from ecomkit.plugins.b2g import api, bidding, opening, sealing
from ecomkit.plugins.b2g.tables import envelope, offer, opener
from ecomkit.plugins.b2g.values import TenderState
from ecomkit.sdk import Sealed, new_token
from ecomkit.services.verifying import verify
from tests.plugins.b2g_scene import PASSPHRASES, Scene, reopened

THREE = ("lucia", "martin", "nuria")


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene.make(tmp_path)
    yield made
    made.close()


def sound(scene: Scene) -> list[Any]:
    return list(verify(scene.shop.core, scene.ctx(None)))


def state(scene: Scene, key: str) -> TenderState:
    return scene.tender(key).state


def wrong_for(scene: Scene, key: str, who: str) -> str:
    """A passphrase that the hint tells from the right one (all but one in 4096 are)."""
    with scene.shop.database.read() as reading:
        row = reading.first(select(opener).where(opener.c.tender == key, opener.c.person == scene.people[who]))
    assert row is not None
    tries = (f"not the passphrase {n}" for n in range(50))
    return next(one for one in tries if sealing.hint_of(sealing.share_of(one, row.salt, 14)) != row.hint)


def turn(scene: Scene, who: str, key: str, passphrase: str = "") -> Outcome[api.Turned]:
    return scene.run(who, api.TurnKey(tender=key, passphrase=Sealed(secret=passphrase or PASSPHRASES[who])))


def test_the_first_act_closes_the_tender_and_the_second_opens_the_bids(scene: Scene) -> None:
    key = scene.published()
    scene.bid("olga", key, "450,1200")
    assert scene.refused("lucia", api.TurnKey(tender=key, passphrase=Sealed(secret=PASSPHRASES["lucia"]))) == "early"
    scene.after(key)
    assert turn(scene, "lucia", key).result.state == "waiting"  # type: ignore[union-attr]
    assert state(scene, key) is TenderState.CLOSED
    assert turn(scene, "martin", key).result.state == "opened"  # type: ignore[union-attr]
    assert state(scene, key) is TenderState.OPENED
    assert sound(scene) == []


@pytest.mark.parametrize("pair", [("lucia", "nuria"), ("nuria", "martin"), ("martin", "lucia")])
def test_any_two_of_three_openers_open(scene: Scene, pair: tuple[str, str]) -> None:
    key = scene.published(openers=THREE)
    scene.bid("olga", key, "450,1200")
    scene.opened(key, *pair)
    assert scene.ranking(key) == [("ojeda-supplies", 102_000)]


def test_one_opener_twice_opens_nothing(scene: Scene) -> None:
    key = scene.published()
    scene.after(key)
    for _ in range(2):
        assert turn(scene, "lucia", key).result.state == "waiting"  # type: ignore[union-attr]
    assert state(scene, key) is TenderState.CLOSED


def test_only_its_openers_open(scene: Scene) -> None:
    key = scene.published()
    scene.after(key)
    for who, code in (("nuria", "not_opener"), ("sam", "not_permitted"), ("olga", "not_permitted")):
        assert scene.refused(who, api.TurnKey(tender=key, passphrase=Sealed(secret=PASSPHRASES["lucia"]))) == code


def test_shares_are_forgotten_once_the_bids_are_open(scene: Scene) -> None:
    key = scene.published()
    scene.opened(key)
    with scene.shop.database.read() as reading:
        assert [row.share for row in reading.all(select(opener))] == [None, None]


def test_a_wrong_passphrase_is_told_counted_and_locks_neither_tender_nor_colleagues(scene: Scene) -> None:
    key = scene.published(openers=THREE)
    scene.bid("olga", key, "450,1200")
    scene.after(key)
    wrong = wrong_for(scene, key, "lucia")
    left = [turn(scene, "lucia", key, wrong).result.tries_left for _ in range(5)]  # type: ignore[union-attr]
    assert left == [4, 3, 2, 1, 0]
    assert state(scene, key) is TenderState.PUBLISHED
    assert scene.refused("lucia", api.TurnKey(tender=key, passphrase=Sealed(secret=PASSPHRASES["lucia"]))) == "tries"
    assert turn(scene, "martin", key).result.state == "waiting"  # type: ignore[union-attr]
    scene.clock.forward(minutes=15)
    assert turn(scene, "lucia", key).result.state == "opened"  # type: ignore[union-attr]
    assert sound(scene) == []


def guesses(scene: Scene, key: str) -> int:
    """How many of twelve guesses at once are answered."""
    wrong = wrong_for(scene, key, "lucia")
    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(lambda _: turn(scene, "lucia", key, wrong), range(12)))
    return sum(isinstance(outcome, Done) for outcome in outcomes)


def test_guessing_in_parallel_gets_no_more_tries(scene: Scene) -> None:
    key = scene.published()
    scene.after(key)
    assert guesses(scene, key) == 5


def test_without_its_guard_parallel_guesses_get_through(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    unguarded = update(opener).where(*opening._MINE).values(wrong=opener.c.wrong + 1)
    monkeypatch.setattr(opening, "_WRONG", unguarded)
    started = threading.Barrier(12)
    derive = sealing.share_of

    def all_at_once(passphrase: str, salt: str, work: int) -> bytes:
        if passphrase.startswith("not the"):
            started.wait(60)
        return derive(passphrase, salt, work)

    key = scene.published()
    scene.after(key)
    wrong = wrong_for(scene, key, "lucia")
    monkeypatch.setattr(sealing, "share_of", all_at_once)
    with ThreadPoolExecutor(12) as pool:
        outcomes = list(pool.map(lambda _: turn(scene, "lucia", key, wrong), range(12)))
    assert sum(isinstance(outcome, Done) for outcome in outcomes) == 12


def test_a_slip_that_the_hint_misses_is_mended_by_giving_the_passphrase_again(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sealing, "hint_of", lambda _share: 7)
    key = scene.published()
    scene.bid("olga", key, "450,1200")
    scene.after(key)
    assert turn(scene, "lucia", key, "mistyped passphrase").result.state == "waiting"  # type: ignore[union-attr]
    assert turn(scene, "martin", key).result.state == "waiting"  # type: ignore[union-attr]
    assert turn(scene, "lucia", key).result.state == "opened"  # type: ignore[union-attr]


def test_two_first_acts_at_once_open_the_tender(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    key = scene.published()
    scene.bid("olga", key, "450,1200")
    scene.after(key)
    both, derive = threading.Barrier(2), sealing.share_of

    def together(passphrase: str, salt: str, work: int) -> bytes:
        share = derive(passphrase, salt, work)
        both.wait(60)
        return share

    monkeypatch.setattr(sealing, "share_of", together)
    with ThreadPoolExecutor(2) as pool:
        ends = sorted(o.result.state for o in pool.map(lambda who: turn(scene, who, key), ("lucia", "martin")))  # type: ignore[union-attr]
    assert ends == ["opened", "waiting"]
    assert sound(scene) == []


def bid_during_the_opening(scene: Scene, key: str, monkeypatch: pytest.MonkeyPatch) -> Outcome[Any]:
    """A bid arrives in time and is written only after the openers have acted."""
    arrived, go_on, seal = threading.Event(), threading.Event(), sealing.seal

    def slow(public: str, content: bytes, about: str) -> str:
        arrived.set()
        go_on.wait(60)
        return seal(public, content, about)

    monkeypatch.setattr(sealing, "seal", slow)
    in_time = scene.tender(key).deadline - timedelta(milliseconds=1)
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(scene.run, "tomas", scene.offer(key, "1,1"), now=in_time)
        assert arrived.wait(60)
        scene.opened(key)
        go_on.set()
        return waiting.result(60)


def test_a_bid_that_is_written_after_the_first_act_is_refused(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    key = scene.published()
    outcome = bid_during_the_opening(scene, key, monkeypatch)
    assert outcome.kind == "refused"
    assert outcome.refusals[0].code == "late"
    assert sound(scene) == []


def test_without_its_guard_such_a_bid_is_lost_and_verify_says_so(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bidding, "_guard", lambda *_: None)
    key = scene.published()
    assert isinstance(bid_during_the_opening(scene, key, monkeypatch), Done)
    assert scene.ranking(key) == []
    assert {one.code for one in sound(scene)} == {"b2g.opening"}


def test_every_bid_that_was_acknowledged_at_the_deadline_is_opened(scene: Scene) -> None:
    key = scene.published(openers=THREE)
    in_time = scene.tender(key).deadline - timedelta(milliseconds=1)
    scene.after(key)
    bids = [
        partial(scene.run, who, scene.offer(key, "450,1200"), now=in_time) for who in ("olga", "tomas", "pia", "oscar")
    ]
    acts: list[Callable[[], Outcome[Any]]] = [*bids, *(partial(turn, scene, who, key) for who in ("lucia", "martin"))]
    with ThreadPoolExecutor(len(acts)) as pool:
        outcomes = [one.result(120) for one in [pool.submit(act) for act in acts]]
    taken = {outcome.result.digest for outcome in outcomes[:4] if isinstance(outcome, Done)}
    assert state(scene, key) is TenderState.OPENED
    with scene.shop.database.read() as reading:
        kept = {row.digest for row in reading.all(select(envelope))}
    assert taken == kept
    assert sound(scene) == []


def submit_at_once(scene: Scene, key: str, slip: str) -> set[str]:
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda _: scene.do("olga", scene.offer(key, "450,1200", slip)), range(8)))
    return {one.number for one in outcomes}


def test_a_form_sent_eight_times_at_once_is_one_bid(scene: Scene) -> None:
    key = scene.published()
    assert len(submit_at_once(scene, key, new_token())) == 1
    assert len(scene.shop.ask(scene.ctx("olga"), api.OwnBids())) == 1


def test_without_the_slip_it_would_be_eight(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "slip_of", lambda _tender, _slip: new_token())
    key = scene.published()
    assert len(submit_at_once(scene, key, new_token())) == 8


def test_of_many_bids_of_one_supplier_at_once_one_counts(scene: Scene) -> None:
    key = scene.published()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: scene.bid("olga", key, "450,1200"), range(8)))
    states = sorted(one.state.value for one in scene.shop.ask(scene.ctx("olga"), api.OwnBids()))
    assert states == ["replaced"] * 7 + ["sealed"]
    assert sound(scene) == []


def in_another_process(work: Callable[[], None]) -> int:
    """Run in a child; gives how it ended (negative for a signal)."""
    child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def act_and_die(scene: Scene, folder: Path, who: str, key: str, *, at_statement: int) -> int:
    """One opener's act in a process that is killed before its n-th statement of the transaction."""

    def work() -> None:
        shop = reopened(folder, scene.clock)
        left = at_statement

        def count(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
            nonlocal left
            if not statement.startswith("SELECT"):
                left -= 1
                if left == 0:
                    os.kill(os.getpid(), signal.SIGKILL)

        event.listen(shop.database.engine, "before_cursor_execute", count)
        event.listen(shop.database.engine, "commit", lambda connection: count(connection, None, "COMMIT"))
        scene.turn(who, key, shop=shop)

    return in_another_process(work)


def test_openers_act_in_different_processes_with_a_kill_between(tmp_path: Path) -> None:
    scene = Scene.make(tmp_path)
    key = scene.published()
    scene.bid("olga", key, "450,1200")
    scene.after(key)
    scene.close()

    def first() -> None:
        scene.turn("lucia", key, shop=reopened(tmp_path, scene.clock))
        os.kill(os.getpid(), signal.SIGKILL)

    assert in_another_process(first) == -signal.SIGKILL
    scene.shop = reopened(tmp_path, scene.clock)
    assert state(scene, key) is TenderState.CLOSED
    assert scene.turn("martin", key).state == "opened"
    assert scene.ranking(key) == [("ojeda-supplies", 102_000)]
    assert sound(scene) == []
    scene.close()


@pytest.mark.parametrize(
    "n", [1, 3, 6, 9, *(pytest.param(n, marks=pytest.mark.hard) for n in (2, 4, 5, 7, 8, 10, 11, 12, 13, 14, 15))]
)
def test_an_opening_that_is_killed_halfway_is_as_if_it_had_not_begun(tmp_path: Path, n: int) -> None:
    scene = Scene.make(tmp_path)
    key = scene.published()
    for who, prices in (("olga", "450,1200"), ("tomas", "440,1250")):
        scene.bid(who, key, prices)
    scene.after(key)
    scene.turn("lucia", key)
    scene.close()
    ended = act_and_die(scene, tmp_path, "martin", key, at_statement=n)
    scene.shop = reopened(tmp_path, scene.clock)
    assert sound(scene) == []
    if ended == -signal.SIGKILL:
        assert state(scene, key) is TenderState.CLOSED
        assert scene.turn("martin", key).state == "opened"
    assert state(scene, key) is TenderState.OPENED
    assert [supplier for supplier, _ in scene.ranking(key)] == ["tajo-lighting", "ojeda-supplies"]
    assert sound(scene) == []
    scene.close()


PLANTED: dict[str, tuple[Any, str]] = {
    "a box changed": ("UPDATE b2g_envelope SET box = 'AAAA' || substr(box, 5)", "b2g.envelope"),
    "a digest changed with its box": (update(envelope).values(digest="0" * 64), "b2g.envelope"),
    "a bid removed": ("DELETE FROM b2g_envelope WHERE id = (SELECT min(id) FROM b2g_envelope)", "b2g.envelope"),
    "a bid put out of the race": ("UPDATE b2g_envelope SET state = 'withdrawn'", "b2g.envelope"),
    "a price changed": (update(offer).where(offer.c.rank == 2).values(total=1), "b2g.opening"),
    "ranks swapped": (update(offer).values(rank=3 - offer.c.rank), "b2g.ranking"),
    "another supplier's name": (update(offer).where(offer.c.rank == 1).values(supplier="pilar-stores"), "b2g.opening"),
    "the lot changed": ("UPDATE b2g_tender SET lines = replace(lines, '200', '300')", "b2g.content"),
    "the deadline moved": ("UPDATE b2g_tender SET deadline = '2026-11-01 00:00:00.000000'", "b2g.envelope"),
    "an event changed": ("UPDATE event SET payload = replace(payload, 'ranking', 'rankinG') WHERE name = 'tender_opened'", "I6.chain"),
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_verify_finds(scene: Scene, what: str) -> None:
    key = scene.published()
    scene.bid("olga", key, "450,1200")
    scene.bid("tomas", key, "440,1250")
    scene.opened(key)
    assert sound(scene) == []
    statement, code = PLANTED[what]
    with scene.shop.database.engine.begin() as connection:
        connection.execute(text(statement) if isinstance(statement, str) else statement)
    if what == "an event changed":
        with scene.shop.database.read() as reading:
            from ecomkit.storage.log import broken_chains

            assert [aggregate for aggregate, _, _ in broken_chains(reading)] == ["tender"]
        return
    assert code in {one.code for one in sound(scene)}
