"""One calling rule for each verb."""

from __future__ import annotations

import contextvars
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from ecomkit.errors import PluginError
from ecomkit.kernel import Plugin, Registry, Spec, Verb, ask, check, contribute, hookimpl, record, register, resolve
from ecomkit.kernel.implementation import MOST_ASKED_AT_ONCE

Start = Callable[..., Registry]
SHOP = contextvars.ContextVar("SHOP", default="none")


class Quiet(Plugin):
    name = "quiet"

    @hookimpl
    def contribute_numbers(self) -> None:
        return None

    @hookimpl
    def check_sale(self) -> list[str]:
        return []

    @hookimpl
    def ask_score(self) -> None:
        return None


class Loud(Plugin):
    name = "loud"

    @hookimpl
    def contribute_numbers(self, lines: tuple[int, ...]) -> list[float]:
        return [float(line) for line in lines]

    @hookimpl
    def check_sale(self) -> list[str]:
        return ["not today"]

    @hookimpl
    def ask_score(self) -> int:
        return 0

    @hookimpl
    def ask_carrier(self) -> list[str]:
        return [SHOP.get()]

    @hookimpl
    def record_sale(self, ctx: list[str], events: object) -> None:
        ctx.append(f"loud wrote {events}")


class Broken(Plugin):
    name = "broken"

    @hookimpl
    def ask_carrier(self) -> list[str]:
        raise ConnectionError("no route")

    @hookimpl
    def ask_score(self) -> Any:
        return "high"

    @hookimpl
    def check_sale(self) -> list[str]:
        raise ValueError("cannot tell")

    @hookimpl
    def record_sale(self) -> None:
        raise ValueError("disk")


def hanging(released: threading.Event) -> type[Plugin]:
    class Hanging(Plugin):
        name = "hanging"

        @hookimpl
        def ask_carrier(self) -> list[str]:
            released.wait(30)
            return ["late"]

        @hookimpl
        def ask_score(self) -> int:
            released.wait(30)
            return 1

    return Hanging


def test_values_come_with_who_gave_them_and_silence_gives_no_answer(start: Start) -> None:
    (answer,) = contribute(start(Quiet, Loud), "contribute_numbers", ctx=None, lines=(1, 2))
    assert (answer.plugin, answer.hook, answer.values) == ("loud", "contribute_numbers", (1.0, 2.0))
    assert answer.where.startswith(f"{__file__}:")


def test_a_check_without_refusals_is_empty(start: Start) -> None:
    assert check(start(Quiet), "check_sale", ctx=None, command=None) == ()


def test_a_check_that_fails_does_not_allow(start: Start) -> None:
    with pytest.raises(PluginError, match="cannot tell"):
        check(start(Loud, Broken), "check_sale", ctx=None, command=None)


def test_records_are_written_in_the_shops_order_until_one_fails(start: Start) -> None:
    written: list[str] = []
    with pytest.raises(PluginError, match="plugin 'broken', hook 'record_sale'"):
        record(start(Loud, Broken), "record_sale", ctx=written, command=None, events="sale")
    assert written == ["loud wrote sale"]


def test_a_value_of_nought_is_an_answer(start: Start) -> None:
    (answer,) = ask(start(Quiet, Loud), "ask_score", ctx=None)
    assert (answer.plugin, answer.values, answer.failed) == ("loud", (0,), None)


@pytest.mark.parametrize(("hook", "fallback"), [("ask_carrier", "refuse"), ("ask_score", "review")])
def test_who_is_late_has_no_answer_but_the_hooks_fallback(specs: tuple[Spec, ...], hook: str, fallback: str) -> None:
    released = threading.Event()
    hurried = tuple(replace(one, deadline=1.0) if one.deadline else one for one in specs)
    registry = Registry.build(specs=hurried, plugins=(hanging(released), Loud), settings={}, picks={})
    began = time.monotonic()
    late, good = ask(registry, hook, ctx=None)
    took = time.monotonic() - began
    released.set()
    assert (late.plugin, late.values, late.fallback, late.failed) == (
        "hanging", (), fallback, "no answer within 1 seconds",
    )  # fmt: skip
    assert good.failed is None
    assert good.values
    assert 0.9 < took < 20


@pytest.mark.parametrize(
    ("hook", "fallback", "why"), [("ask_carrier", "refuse", "no route"), ("ask_score", "review", "valid integer")]
)
def test_who_fails_has_no_answer_but_the_hooks_fallback(start: Start, hook: str, fallback: str, why: str) -> None:
    failed, good = ask(start(Broken, Loud), hook, ctx=None)
    assert (failed.plugin, failed.values, failed.fallback) == ("broken", (), fallback)
    assert failed.failed is not None
    assert why in failed.failed
    assert good.plugin == "loud"


def test_plugins_are_asked_side_by_side(start: Start) -> None:
    barrier = threading.Barrier(2)

    def meeting(name: str) -> type[Plugin]:
        def ask_carrier(self: object) -> list[str]:
            barrier.wait(5)
            return [name]

        return type(name.title(), (Plugin,), {"name": name, "ask_carrier": hookimpl(ask_carrier)})

    answers = ask(start(meeting("a"), meeting("b")), "ask_carrier", ctx=None)
    assert [answer.values for answer in answers] == [("a",), ("b",)]


def test_who_only_calculates_is_asked_in_place(start: Start) -> None:
    class Counting(Plugin):
        name = "counting"

        @hookimpl(local=True)
        def ask_carrier(self) -> list[str]:
            return [threading.current_thread().name]

    class Asking(Plugin):
        name = "asking"

        @hookimpl
        def ask_carrier(self) -> list[str]:
            return [threading.current_thread().name]

    here, there = ask(start(Counting, Asking), "ask_carrier", ctx=None)
    assert here.values == (threading.current_thread().name,)
    assert there.values != here.values


def test_who_fails_in_place_has_no_answer_but_the_fallback(start: Start) -> None:
    class Wrong(Plugin):
        name = "wrong"

        @hookimpl(local=True)
        def ask_carrier(self) -> list[str]:
            raise KeyError("scale")

    failed, good = ask(start(Wrong, Loud), "ask_carrier", ctx=None)
    assert (failed.values, failed.fallback) == ((), "refuse")
    assert failed.failed is not None
    assert "scale" in failed.failed
    assert good.values


def test_a_thread_that_has_answered_is_asked_again(start: Start) -> None:
    class Thread(Plugin):
        name = "thread"

        @hookimpl
        def ask_carrier(self) -> list[str]:
            current = threading.current_thread()
            kept.append(current)
            return [current.name]

    kept: list[threading.Thread] = []
    registry = start(Thread)
    for _ in range(20):
        ask(registry, "ask_carrier", ctx=None)
    assert len(set(kept)) < 20
    assert all(one.is_alive() and one.daemon for one in kept)


def test_the_asking_threads_context_is_kept(start: Start) -> None:
    token = SHOP.set("tea shop")
    (answer,) = ask(start(Loud), "ask_carrier", ctx=None)
    SHOP.reset(token)
    assert answer.values == ("tea shop",)


def test_a_service_that_hangs_does_not_fill_the_process_with_threads(start: Start) -> None:
    released = threading.Event()
    registry = start(hanging(released))
    (implementation,) = registry.implementations("ask_carrier")
    for _ in range(MOST_ASKED_AT_ONCE):
        assert implementation.asked.acquire(blocking=False)
    (answer,) = ask(registry, "ask_carrier", ctx=None)
    assert answer.failed is not None
    assert f"{MOST_ASKED_AT_ONCE} earlier calls" in answer.failed
    for _ in range(MOST_ASKED_AT_ONCE):
        implementation.asked.release()
    released.set()
    assert ask(registry, "ask_carrier", ctx=None)[0].values == ("late",)


@pytest.mark.parametrize(
    ("call", "verb"),
    [
        (contribute, Verb.CONTRIBUTE),
        (check, Verb.CHECK),
        (record, Verb.RECORD),
        (ask, Verb.ASK),
        (register, Verb.REGISTER),
    ],
)
def test_a_hook_is_called_by_its_own_verb_only(start: Start, call: Any, verb: Verb) -> None:
    registry = start(Loud)
    for hook, spec in registry.specs.items():
        if spec.verb is not verb:
            with pytest.raises(TypeError, match=f"its verb is '{spec.verb.prefix}'"):
                call(registry, hook)


def test_resolve_calls_no_other_verb(start: Start) -> None:
    with pytest.raises(TypeError, match="its verb is 'check'"):
        resolve(start(Loud), "check_sale", "MX", ctx=None, command=None)


@pytest.mark.parametrize("arguments", [{}, {"ctx": None}, {"ctx": None, "lines": (), "more": 1}])
def test_a_hook_is_called_with_exactly_its_parameters(start: Start, arguments: dict[str, object]) -> None:
    with pytest.raises(TypeError, match=r"passes \(ctx, lines\)"):
        contribute(start(), "contribute_numbers", **arguments)


def test_a_listener_is_told_of_the_events_that_it_wants(start: Start) -> None:
    class Choosy(Plugin):
        name = "choosy"
        least = 5

        @hookimpl(when=lambda plugin, event: event > plugin.least)
        def on_sold(self) -> None:
            """Nothing."""

    class Broken(Plugin):
        name = "broken"

        @hookimpl(when=lambda plugin, event: plugin.nothing)
        def on_sold(self) -> None:
            """Nothing."""

    choosy, broken = start(Choosy, Broken).implementations("on_sold")
    assert [choosy.wants(event) for event in (5, 6)] == [False, True]
    assert broken.wants(5)
