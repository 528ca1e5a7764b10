"""Methods are judged against the hooks that they implement."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ecomkit.kernel import Plugin, Problem, Registry, contribute, hookimpl

Examine = Callable[..., list[Problem]]


class Misspelt(Plugin):
    name = "misspelt"

    @hookimpl
    def check_sael(self, ctx: object) -> list[str]:
        return []


class Unmarked(Plugin):
    name = "unmarked"

    def check_sale(self, ctx: object) -> list[str]:
        return []


def test_a_misspelt_hook_is_told_with_file_line_and_the_one_that_was_meant(examine: Examine) -> None:
    (problem,) = examine(Misspelt)
    assert (problem.code, problem.plugin, problem.file) == ("hook.unknown", "misspelt", __file__)
    assert problem.line == Misspelt.check_sael.__code__.co_firstlineno
    assert problem.suggestion == "Did you mean 'check_sale'?"


def test_a_hook_with_no_known_verb_is_told_the_verbs(examine: Examine) -> None:
    class Odd(Plugin):
        name = "odd"

        @hookimpl
        def zzz(self) -> None: ...

    (problem,) = examine(Odd)
    assert problem.code == "hook.unknown"
    assert "contribute_" in str(problem)


def test_a_hooks_name_without_the_mark_is_a_problem(examine: Examine) -> None:
    (problem,) = examine(Unmarked)
    assert (problem.code, problem.plugin) == ("hook.unmarked", "unmarked")


def test_a_wrong_parameter_is_told_with_the_right_signature(examine: Examine) -> None:
    class Wrong(Plugin):
        name = "wrong"

        @hookimpl
        def check_sale(self, context: object, command: object) -> list[str]:
            return []

    (problem,) = examine(Wrong)
    assert problem.code == "hook.signature"
    assert "'context'" in problem.message
    assert problem.suggestion == "Write: def check_sale(self, ctx, command)"


def test_open_ended_parameters_are_a_problem(examine: Examine) -> None:
    class Open(Plugin):
        name = "open"

        @hookimpl
        def check_sale(self, *args: Any, **kwargs: Any) -> list[str]:
            return []

    (problem,) = examine(Open)
    assert problem.code == "hook.signature"


def test_an_implementation_may_take_only_some_parameters_in_any_order(start: Callable[..., Registry]) -> None:
    class Few(Plugin):
        name = "few"

        @hookimpl
        def contribute_numbers(self, lines: tuple[int, ...]) -> list[float]:
            return [float(len(lines))]

    class Turned(Plugin):
        name = "turned"

        @hookimpl
        def contribute_numbers(self, lines: tuple[int, ...], *, ctx: float) -> list[float]:
            return [ctx]

    answers = contribute(start(Few, Turned), "contribute_numbers", ctx=0.5, lines=(1, 2))
    assert [answer.values for answer in answers] == [(2.0,), (0.5,)]


@pytest.mark.parametrize("kind", ["coroutine", "generator"])
def test_async_and_generator_hooks_are_a_problem(examine: Examine, kind: str) -> None:
    async def coroutine(self: Any, ctx: object) -> list[str]:
        return []

    def generator(self: Any, ctx: object) -> Iterator[str]:
        yield "no"

    function: Any = {"coroutine": coroutine, "generator": generator}[kind]
    cls = type("Slow", (Plugin,), {"name": "slow", "check_sale": hookimpl(function)})
    assert [problem.code for problem in examine(cls)] == ["hook.async"]


def test_an_inherited_implementation_counts(start: Callable[..., Registry]) -> None:
    class Base(Plugin):
        name = "first"

        @hookimpl
        def register_words(self) -> list[str]:
            return [self.name]

    class Derived(Base):
        name = "derived"

    assert start(Derived).declared("register_words")[0].values == ("derived",)


def test_a_property_is_not_run_while_looking_for_hooks(examine: Examine) -> None:
    class Careful(Plugin):
        name = "careful"

        @property
        def check_sale(self) -> object:
            raise AssertionError("run")

    assert examine(Careful) == []


def test_only_an_asked_hook_can_be_local(examine: Examine) -> None:
    class Hasty(Plugin):
        name = "hasty"

        @hookimpl(local=True)
        def check_sale(self, ctx: object) -> list[str]:
            return []

    (problem,) = examine(Hasty)
    assert "local=True" in problem.message
    assert problem.suggestion is not None


def test_only_a_listener_can_choose_its_events(examine: Examine) -> None:
    class Choosy(Plugin):
        name = "choosy"

        @hookimpl(when=lambda _plugin, _event: True)
        def check_sale(self, ctx: object) -> list[str]:
            return []

    (problem,) = examine(Choosy)
    assert "when=" in problem.message
    assert problem.suggestion is not None
