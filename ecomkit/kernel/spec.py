"""A hook's contract as a value: what is passed, what comes back, and what happens when nothing does."""

from __future__ import annotations

import inspect
import math
import typing
from collections.abc import Iterator
from dataclasses import dataclass
from types import FunctionType, ModuleType, SimpleNamespace
from typing import Any, cast

import pluggy

from ecomkit.errors import StartError
from ecomkit.kernel.markers import PROJECT, Fallback
from ecomkit.kernel.problems import Problem
from ecomkit.kernel.verbs import Verb, verb_of
from ecomkit.speech import say

__all__ = ["Spec", "specs_from"]


@dataclass(frozen=True, slots=True)
class Spec:
    """One hook. Read from a `@hookspec` function, or made directly for a hook derived from a command or an event.

    `parameters` are names in order: none for `register_*`, `ctx` first for all others. `returns` is a runtime type;
    `list[T]`, `Sequence[T]` and `tuple[T, ...]` all mean "any number of T". `plugin` is who declares it (None: core).
    `fallback` and `deadline` (seconds) are stated by `ask_*` hooks, and by no other.
    """

    name: str
    verb: Verb
    parameters: tuple[str, ...]
    returns: Any = None
    doc: str = ""
    plugin: str | None = None
    file: str | None = None
    line: int | None = None
    fallback: Fallback | None = None
    deadline: float | None = None

    @property
    def signature(self) -> str:
        """How an implementation is written: `check_place_order(self, ctx, command)`."""
        return f"{self.name}({', '.join(('self', *self.parameters))})"

    def problems(self) -> Iterator[Problem]:
        """What is wrong with the declaration itself, code `spec.invalid`."""
        for fault in self._faults():
            message = say("hook '%(hook)s' %(fault)s", hook=self.name, fault=fault)
            yield Problem("spec.invalid", message, self.plugin, self.file, self.line)

    def _faults(self) -> Iterator[str]:
        try:
            if verb_of(self.name) is not self.verb:
                yield say("is declared as %(verb)s_*, which its name does not say", verb=self.verb.prefix)
        except ValueError as error:
            yield say("has a name without a verb: %(error)s", error=error)
        if self.verb is Verb.REGISTER and self.parameters:
            yield say("takes parameters, but register_* hooks take none: a plugin has its settings")
        if self.verb is not Verb.REGISTER and self.parameters[:1] != ("ctx",):
            yield say("must take 'ctx' first")
        if self.verb is not Verb.ASK and (self.fallback is not None or self.deadline is not None):
            yield say("states a fallback or a deadline, which only ask_* hooks have")
        if self.verb is Verb.ASK and self.fallback not in ("refuse", "review"):
            yield say('must state a fallback: "refuse" or "review"')
        if self.verb is Verb.ASK and not (self.deadline and math.isfinite(self.deadline) and self.deadline > 0):
            yield say("must state a deadline in seconds")


def specs_from(namespace: ModuleType | type, *, plugin: str | None = None) -> tuple[Spec, ...]:
    """All hooks that a module or a class declares with `@hookspec`, in the order of their lines.

    `plugin` is the name of the declaring plugin. A module's imported specs are left to the module that defines them.
    Raises `StartError` when a declaration cannot be read or uses options of pluggy's own.
    """
    manager = pluggy.PluginManager(PROJECT)
    problems: list[Problem] = []
    specs: list[Spec] = []
    for name in dir(namespace):
        options = cast("dict[str, Any] | None", manager.parse_hookspec_opts(namespace, name))
        function = _function(namespace, name)
        if options is not None and _is_defined_in(namespace, function):
            try:
                specs.append(_spec(namespace, function, options, plugin))
            except _UnreadableSpec as error:
                code = function.__code__
                problems.append(Problem(error.code, str(error), plugin, code.co_filename, code.co_firstlineno))
    if problems:
        raise StartError(problems)
    return tuple(sorted(specs, key=lambda spec: spec.line or 0))


class _UnreadableSpec(Exception):
    def __init__(self, code: str, message: str) -> None:
        self.code = code
        super().__init__(message)


def _spec(namespace: ModuleType | type, function: FunctionType, options: dict[str, Any], plugin: str | None) -> Spec:
    name = function.__name__
    taken = [option for option in ("firstresult", "historic", "warn_on_impl", "warn_on_impl_args") if options[option]]
    if taken:
        message = say("hook '%(hook)s' is declared with %(mark)s=, which hooks do not take", hook=name, mark=taken[0])
        raise _UnreadableSpec("hook.option", message)
    try:
        verb, returns = verb_of(name), _returns(function)
    except ValueError as error:
        raise _UnreadableSpec("spec.invalid", str(error)) from error
    except Exception as error:
        message = say(
            "the return annotation of hook '%(hook)s' cannot be read (%(error)s): import its names at run time",
            hook=name,
            error=error,
        )
        raise _UnreadableSpec("spec.invalid", message) from error
    parameters = tuple(inspect.signature(function).parameters)
    if isinstance(namespace, type) and parameters[:1] in (("self",), ("cls",)):
        parameters = parameters[1:]
    code = function.__code__
    return Spec(
        name=name,
        verb=verb,
        parameters=parameters,
        returns=returns,
        doc=inspect.getdoc(function) or "",
        plugin=plugin,
        file=code.co_filename,
        line=code.co_firstlineno,
        fallback=options.get("fallback"),
        deadline=options.get("deadline"),
    )


def _function(namespace: ModuleType | type, name: str) -> FunctionType:
    found = inspect.getattr_static(namespace, name)
    return cast(FunctionType, inspect.unwrap(getattr(found, "__func__", found)))


def _is_defined_in(namespace: ModuleType | type, function: FunctionType) -> bool:
    return isinstance(namespace, type) or function.__module__ == namespace.__name__


def _returns(function: FunctionType) -> object:
    """The return annotation alone: types of parameters may be imported for the type checker only."""
    if "return" not in function.__annotations__:
        raise ValueError(say("hook '%(hook)s' must say what it returns", hook=function.__name__))
    holder = SimpleNamespace(__annotations__={"return": function.__annotations__["return"]})
    hint = typing.get_type_hints(holder, globalns=function.__globals__, include_extras=True)["return"]
    return None if hint is type(None) else hint
