"""What may be said when a hook is declared or implemented."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

import pluggy
import pytest

from ecomkit.errors import StartError
from ecomkit.kernel import Plugin, Problem, hookimpl, hookspec, specs_from

PLUGGY_IMPL = pluggy.HookimplMarker("ecomkit")
PLUGGY_SPEC = pluggy.HookspecMarker("ecomkit")


@pytest.mark.parametrize("option", ["tryfirst", "trylast", "wrapper", "hookwrapper", "specname", "optionalhook"])
def test_hookimpl_does_not_take_options_of_pluggy(option: str) -> None:
    with pytest.raises(TypeError, match=option):
        cast(Any, hookimpl)(**{option: True})


@pytest.mark.parametrize("option", ["historic", "firstresult", "warn_on_impl"])
def test_hookspec_does_not_take_options_of_pluggy(option: str) -> None:
    with pytest.raises(TypeError, match=option):
        cast(Any, hookspec)(**{option: True})


@pytest.mark.parametrize("option", ["tryfirst", "trylast"])
def test_pluggys_own_mark_with_an_order_is_a_problem(examine: Callable[..., list[Problem]], option: str) -> None:
    class Eager(Plugin):
        name = "eager"

        @PLUGGY_IMPL(tryfirst=option == "tryfirst", trylast=option == "trylast")
        def check_sale(self) -> list[str]:
            return []

    (problem,) = examine(Eager)
    assert (problem.code, problem.plugin) == ("hook.option", "eager")
    assert f"{option}=" in problem.message


def test_pluggys_own_wrapper_is_a_problem(examine: Callable[..., list[Problem]]) -> None:
    class Wrapping(Plugin):
        name = "wrapping"

        @PLUGGY_IMPL(wrapper=True)
        def check_sale(self) -> Any:
            return (yield)

    assert [problem.code for problem in examine(Wrapping)] == ["hook.option"]


def test_a_spec_marked_historic_is_refused() -> None:
    class Old:
        @PLUGGY_SPEC(historic=True)
        def on_sale(ctx: object) -> None:
            raise NotImplementedError

    with pytest.raises(StartError, match="historic") as caught:
        specs_from(Old)
    assert caught.value.problems[0].code == "hook.option"


def test_keys_on_a_hook_that_has_none_are_a_problem(examine: Callable[..., list[Problem]]) -> None:
    class Keyed(Plugin):
        name = "keyed"

        @hookimpl(keys=["MX"])
        def check_sale(self) -> list[str]:
            return []

    assert [problem.code for problem in examine(Keyed)] == ["hook.option"]
