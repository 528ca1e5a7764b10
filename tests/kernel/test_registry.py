"""Starting a shop's plugins: order, derived hooks, and all problems at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from ecomkit.errors import NotFound, PluginError, StartError
from ecomkit.kernel import Plugin, Problem, Registry, Spec, Verb, check, contribute, hookimpl, register

Start = Callable[..., Registry]


class One(Plugin):
    name = "one"

    @hookimpl
    def contribute_numbers(self) -> list[float]:
        return [1.0]

    @hookimpl
    def register_words(self) -> list[str]:
        return ["buy", "sell"]


class Two(Plugin):
    name = "two"
    requires = ("one",)

    @hookimpl
    def contribute_numbers(self) -> list[float]:
        return [2.0]

    @hookimpl
    def check_buy(self, command: object) -> list[str]:
        return [f"no {command}"]


def derived(registry: Registry) -> Iterable[Spec]:
    for answer in register(registry, "register_words"):
        for word in answer.values:
            yield Spec(f"check_{word}", Verb.CHECK, ("ctx", "command"), list[str], plugin=answer.plugin)


@pytest.mark.parametrize("order", [(One, Two), (Two, One)])
def test_the_shops_list_is_the_call_order(start: Start, order: tuple[type[Plugin], ...]) -> None:
    registry = start(*order, derive=derived)
    answers = contribute(registry, "contribute_numbers", ctx=None, lines=())
    assert [answer.plugin for answer in answers] == [plugin.name for plugin in order]
    assert [plugin.name for plugin in registry.plugins] == [plugin.name for plugin in order]


def test_what_plugins_declare_becomes_further_hooks(start: Start) -> None:
    registry = start(One, Two, derive=derived)
    assert registry.specs["check_sell"].plugin == "one"
    assert check(registry, "check_buy", ctx=None, command="tea")[0].values == ("no tea",)


def test_plugins_declare_once(start: Start) -> None:
    calls: list[str] = []

    class Counting(Plugin):
        name = "counting"

        @hookimpl
        def register_words(self) -> list[str]:
            calls.append("declared")
            return ["buy"]

    registry = start(Counting, derive=derived)
    register(registry, "register_words")
    register(registry, "register_words")
    assert calls == ["declared"]


def test_a_plugin_that_fails_to_register_is_named(start: Start) -> None:
    class Failing(Plugin):
        name = "failing"

        @hookimpl
        def register_words(self) -> list[str]:
            raise OSError("no dictionary")

    with pytest.raises(StartError) as caught:
        start(Failing)
    (problem,) = caught.value.problems
    assert (problem.code, problem.plugin, problem.file) == ("register.failed", "failing", __file__)
    assert "no dictionary" in problem.message


def test_hooks_of_a_plugin_that_failed_are_no_second_problem(examine: Callable[..., list[Problem]]) -> None:
    class Failing(One):
        name = "one"

        @hookimpl
        def register_words(self) -> list[str]:
            raise OSError("no dictionary")

    assert [problem.code for problem in examine(Failing, Two, derive=derived)] == ["register.failed"]


def test_problems_of_derived_hooks_are_collected(examine: Callable[..., list[Problem]]) -> None:
    def refuse(registry: Registry) -> Iterable[Spec]:
        raise StartError([Problem("command.twice", "two commands are called Buy")])

    assert [problem.code for problem in examine(One, Two, derive=refuse)] == ["command.twice"]


def test_all_problems_are_listed_at_once(start: Start, tmp_path: Path) -> None:
    class Wrong(Plugin):
        name = "wrong"
        requires = ("gone",)
        hook_api = 7

        @hookimpl
        def check_sael(self) -> list[str]:
            return []

        @hookimpl
        async def check_sale(self, wrong: object) -> list[str]:
            return []

    (tmp_path / "broken.py").write_text("import nothing_of_this_name\n", encoding="utf-8")
    with pytest.raises(StartError) as caught:
        start(
            "local:broken", "unheard_of", Wrong, One,
            local=tmp_path, settings={"one": {"size": 3}}, picks={"resolve_tax:MX": "one"},
        )  # fmt: skip
    assert sorted(problem.code for problem in caught.value.problems) == [
        "hook.async",
        "hook.signature",
        "hook.unknown",
        "pick.unknown",
        "plugin.api",
        "plugin.import",
        "plugin.requires",
        "plugin.unknown",
        "settings.unknown",
    ]
    assert len(str(caught.value).splitlines()) == 9


def test_examine_gives_what_could_be_started(specs: tuple[Spec, ...]) -> None:
    registry, problems = Registry.examine(specs=specs, plugins=["unheard_of", One])
    assert [problem.code for problem in problems] == ["plugin.unknown"]
    assert [plugin.name for plugin in registry.plugins] == ["one"]


def test_implementations_say_where_they_stand(start: Start) -> None:
    (implementation,) = start(One).implementations("contribute_numbers")
    assert implementation.where == f"{__file__}:{One.contribute_numbers.__code__.co_firstlineno}"


def test_a_plugin_that_is_not_enabled_is_not_found(start: Start) -> None:
    with pytest.raises(NotFound, match="'two' is not enabled"):
        start(One).plugin("two")


def test_asking_for_an_unknown_hook_is_a_programming_error(start: Start) -> None:
    with pytest.raises(LookupError, match="did you mean 'check_sale'"):
        start(One).implementations("check_sales")


def test_two_shops_in_one_process_share_nothing(start: Start) -> None:
    first, second = start(One), start()
    assert [len(shop.implementations("contribute_numbers")) for shop in (first, second)] == [1, 0]


def test_a_registry_that_was_examined_does_not_hide_failures_of_calls(start: Start) -> None:
    class Raising(Plugin):
        name = "raising"

        @hookimpl
        def contribute_numbers(self) -> list[float]:
            raise KeyError("line")

    with pytest.raises(PluginError):
        contribute(start(Raising), "contribute_numbers", ctx=None, lines=())


def test_what_plugins_declare_at_odds_is_told_with_the_rest(examine: Callable[..., list[Problem]]) -> None:
    class One(Plugin):
        name = "one"
        hook_api = 1

        @hookimpl
        def register_words(self) -> list[str]:
            return ["same"]

        @hookimpl
        def check_sael(self) -> list[str]:
            return []

    def agree(registry: Registry) -> Iterable[Problem]:
        words = [word for answer in registry.declared("register_words") for word in answer.values]
        yield Problem("key.two-owners", f"two plugins say {words[0]!r}")

    assert [problem.code for problem in examine(One, agree=agree)] == ["hook.unknown", "key.two-owners"]
