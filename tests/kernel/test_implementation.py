"""A call names whoever breaks a rule."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

from ecomkit.errors import PluginError, UserError
from ecomkit.kernel import Plugin, Registry, hookimpl

Start = Callable[..., Registry]


class Busy(Exception):
    """A database that asks to be tried again."""


class Faulty(Plugin):
    name = "faulty"

    @hookimpl
    def check_sale(self, ctx: Any) -> list[str]:
        return list(ctx())


def call(start: Start, body: Callable[[], object], **options: Any) -> object:
    (implementation,) = start(Faulty, **options).implementations("check_sale")
    return implementation.call(ctx=body)


def raising(error: BaseException) -> Callable[[], object]:
    def body() -> object:
        raise error

    return body


@pytest.mark.parametrize("error", [ValueError("bad"), UserError("bad"), SystemExit("bad")])
def test_whatever_a_plugin_raises_names_plugin_hook_file_and_line(start: Start, error: BaseException) -> None:
    with pytest.raises(PluginError) as caught:
        call(start, raising(error))
    assert (caught.value.plugin, caught.value.hook) == ("faulty", "check_sale")
    assert caught.value.where == f"{__file__}:{Faulty.check_sale.__code__.co_firstlineno}"
    assert "bad" in caught.value.what
    assert caught.value.__cause__ is error


def test_the_line_that_failed_is_told(start: Start) -> None:
    body = raising(ValueError("bad"))
    with pytest.raises(PluginError, match=rf"\(line {body.__code__.co_firstlineno + 1}\)"):
        call(start, body)


def test_errors_that_ask_for_another_try_pass_unchanged(start: Start) -> None:
    with pytest.raises(Busy):
        call(start, raising(Busy()), passing=(Busy,))


def test_another_plugins_failure_keeps_its_name(start: Start) -> None:
    with pytest.raises(PluginError) as caught:
        call(start, raising(PluginError("inner", "check_pay", "inner.py:1", "raised")))
    assert caught.value.plugin == "inner"


def test_an_interrupt_is_not_a_plugins_failure(start: Start) -> None:
    with pytest.raises(KeyboardInterrupt):
        call(start, raising(KeyboardInterrupt()))


def test_a_wrong_type_names_plugin_and_place(start: Start) -> None:
    with pytest.raises(
        PluginError, match=r"plugin 'faulty', hook 'check_sale' .*number 1: input should be a valid str"
    ):
        call(start, lambda: [3])


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf"), sys.float_info.max * 10])
def test_numbers_that_are_none_are_refused(start: Start, number: float) -> None:
    class Unreal(Plugin):
        name = "unreal"

        @hookimpl
        def contribute_numbers(self) -> list[float]:
            return [number]

    (implementation,) = start(Unreal).implementations("contribute_numbers")
    with pytest.raises(PluginError, match="finite"):
        implementation.call(ctx=None, lines=())
