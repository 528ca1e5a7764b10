"""A hook without a test is a promise that nobody keeps: each one is implemented by a small plugin that a test puts into a shop.

The tests stand in `tests/hooks/test_<subject>.py`, beside the subject that declares the hook. Counted is a method marked with
`@hookimpl` in a class that a test of the same file names: a class that no test uses proves nothing.
"""

from __future__ import annotations

import ast
from pathlib import Path
from types import ModuleType

import pytest

from ecomkit.hooks import events, law, objects, profile, rules, seeds, web
from ecomkit.kernel import specs_from
from ecomkit.shop import core_specs

TESTS = Path(__file__).parents[1] / "hooks"
SUBJECTS = (profile, rules, events, objects, web, law, seeds)


def tried(source: str) -> set[str]:
    """The hooks that classes implement which a test of this source names, by itself or through a class made from it."""
    tree = ast.parse(source)
    classes = {node.name: node for node in tree.body if isinstance(node, ast.ClassDef)}
    tests = [node for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")]
    open_names = [name for test in tests for name in _names(test) if name in classes]
    used: set[str] = set()
    while open_names:
        name = open_names.pop()
        if name not in used:
            used.add(name)
            open_names += [base.id for base in classes[name].bases if isinstance(base, ast.Name) and base.id in classes]
    return {hook for name in used for hook in _hooks(classes[name])}


def _names(node: ast.AST) -> list[str]:
    return [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]


def _hooks(cls: ast.ClassDef) -> list[str]:
    methods = [node for node in cls.body if isinstance(node, ast.FunctionDef)]
    return [one.name for one in methods if any("hookimpl" in _names(mark) for mark in one.decorator_list)]


def subject(module: ModuleType) -> str:
    return module.__name__.rpartition(".")[2]


def test_the_subjects_are_all_there_is() -> None:
    assert {spec.name for module in SUBJECTS for spec in specs_from(module)} == {spec.name for spec in core_specs()}


@pytest.mark.parametrize("module", SUBJECTS, ids=subject)
def test_each_hook_is_tried_beside_its_subject(module: ModuleType) -> None:
    path = TESTS / f"test_{subject(module)}.py"
    missing = {spec.name for spec in specs_from(module)} - tried(path.read_text("utf-8"))
    assert missing == set(), f"write a test with a plugin that implements them in {path.relative_to(TESTS.parents[1])}"


def test_hooks_that_commands_and_events_bring_are_tried() -> None:
    verbs = {hook.partition("_")[0] for hook in tried((TESTS / "test_events.py").read_text("utf-8"))}
    assert {"check", "record", "on"} <= verbs


def test_a_plugin_that_no_test_puts_into_a_shop_counts_for_nothing() -> None:
    plugin = "class One(Plugin):\n    @hookimpl\n    def ask_shipping(self): ...\n"
    assert tried(plugin) == set()
    assert tried(plugin + "def test_it():\n    shop(One)\n") == {"ask_shipping"}
    assert tried(plugin + "class Two(One): ...\ndef test_it():\n    shop(Two)\n") == {"ask_shipping"}
    assert tried(plugin.replace("    @hookimpl\n", "") + "def test_it():\n    shop(One)\n") == set()
