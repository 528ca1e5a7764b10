"""Reading and judging declarations of hooks."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ecomkit.errors import StartError
from ecomkit.kernel import Problem, Registry, Spec, Verb, hookspec, specs_from


class Declared:
    @hookspec
    def record_sale(self, ctx: object, command: object) -> None:
        """Write it down."""

    @hookspec(fallback="review", deadline=1.5)
    def ask_risk(self, ctx: object) -> float:
        raise NotImplementedError

    def check_unmarked(self, ctx: object) -> None:
        raise NotImplementedError


def test_specs_are_read_in_the_order_of_their_lines() -> None:
    record, ask = specs_from(Declared, plugin="till")
    assert (record.name, record.verb, record.parameters) == ("record_sale", Verb.RECORD, ("ctx", "command"))
    assert (record.returns, record.doc, record.plugin, record.file) == (None, "Write it down.", "till", __file__)
    assert (ask.name, ask.returns, ask.fallback, ask.deadline) == ("ask_risk", float, "review", 1.5)
    assert record.line is not None
    assert ask.line is not None
    assert record.line < ask.line


def test_a_name_without_a_verb_and_a_missing_return_type_are_told_together() -> None:
    class Wrong:
        @hookspec
        def before_sale(self, ctx: object) -> None: ...

        @hookspec
        def check_sale(self, ctx: object):  # type: ignore[no-untyped-def]
            ...

    with pytest.raises(StartError) as caught:
        specs_from(Wrong)
    assert [problem.code for problem in caught.value.problems] == ["spec.invalid", "spec.invalid"]
    assert "before_sale" in str(caught.value)
    assert "must say what it returns" in str(caught.value)


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (Spec("check_sale", Verb.RECORD, ("ctx",)), "declared as record_"),
        (Spec("check_sale", Verb.CHECK, ("command", "ctx")), "'ctx' first"),
        (Spec("register_words", Verb.REGISTER, ("ctx",)), "take none"),
        (Spec("ask_risk", Verb.ASK, ("ctx",), deadline=1.0), "must state a fallback"),
        (Spec("ask_risk", Verb.ASK, ("ctx",), fallback="refuse"), "must state a deadline"),
        (Spec("ask_risk", Verb.ASK, ("ctx",), fallback="refuse", deadline=float("inf")), "must state a deadline"),
        (Spec("check_sale", Verb.CHECK, ("ctx",), deadline=1.0), "only ask_"),
        (Spec("check_sale", Verb.CHECK, ("ctx",), returns=3), "cannot be checked"),
    ],
)
def test_an_unsound_declaration_is_a_problem_at_start(spec: Spec, message: str) -> None:
    _, (problem,) = Registry.examine(specs=[spec], plugins=[])
    assert problem.code == "spec.invalid"
    assert message in problem.message


def test_two_declarations_of_one_hook_are_a_problem(specs: tuple[Spec, ...]) -> None:
    _, (problem,) = Registry.examine(specs=[*specs, specs[0]], plugins=[])
    assert problem.code == "spec.twice"


def test_a_sound_declaration_has_no_problems(examine: Callable[..., list[Problem]]) -> None:
    assert examine() == []
