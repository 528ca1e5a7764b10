"""Judge a plugin's methods against the hooks they implement, before any of them is called."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

import pluggy

from ecomkit.kernel.implementation import place_of
from ecomkit.kernel.owners import ANY_KEY
from ecomkit.kernel.plugin import Plugin
from ecomkit.kernel.problems import Problem, close_match
from ecomkit.kernel.spec import Spec
from ecomkit.kernel.verbs import Verb

__all__ = ["Method", "methods_of", "unmarked_methods"]

_PLUGGY_OPTIONS = ("wrapper", "hookwrapper", "tryfirst", "trylast", "optionalhook", "specname")
_NAMED = (inspect.Parameter.POSITIONAL_OR_KEYWORD, inspect.Parameter.KEYWORD_ONLY)


@dataclass(frozen=True, slots=True)
class Method:
    """A method that pluggy found marked as an implementation. `options` are pluggy's and ours."""

    plugin: str
    hook: str
    function: Callable[..., object]
    options: Mapping[str, object]
    file: str
    line: int

    @property
    def where(self) -> str:
        """`file:line`."""
        return f"{self.file}:{self.line}"

    @property
    def parameters(self) -> tuple[str, ...]:
        """The names that it takes, without self."""
        return tuple(inspect.signature(self.function).parameters)

    def problem(self, code: str, message: str, suggestion: str | None = None) -> Problem:
        """A problem of this very method."""
        return Problem(code, message, self.plugin, self.file, self.line, suggestion)

    def unknown(self, known: Iterable[str]) -> Problem:
        """No hook has this name."""
        meant = close_match(self.hook, known)
        words = ", ".join(f"{verb.prefix}_" for verb in Verb)
        suggestion = f"Did you mean {meant!r}?" if meant else f"Hooks start with one of {words}."
        return self.problem("hook.unknown", f"there is no hook {self.hook!r}", suggestion)

    def problems(self, spec: Spec) -> Iterator[Problem]:
        """How it is marked, that it is an ordinary function, and that it takes what the hook passes."""
        taken = [option for option in _PLUGGY_OPTIONS if self.options.get(option)]
        if taken:
            message = f"hook {self.hook!r} is marked with {', '.join(f'{name}=' for name in taken)}, which is refused"
            yield self.problem("hook.option", message, "Use ecomkit.hookimpl; the shop's list of plugins is the order.")
        elif message := self._unusual():
            yield self.problem("hook.async", message, "Write an ordinary `def` that returns its value.")
        if message := self._mistaken_parameters(spec):
            yield self.problem("hook.signature", message, f"Write: def {spec.signature}")
        if spec.verb is not Verb.RESOLVE and self.options.get("keys") is not None:
            message = f"hook {self.hook!r} is marked with keys=, which only resolve_* hooks have"
            yield self.problem("hook.option", message, "Leave keys= out.")
        if spec.verb is not Verb.ON and self.options.get("when") is not None:
            message = f"hook {self.hook!r} is marked with when=, which only on_* hooks have"
            yield self.problem("hook.option", message, "Leave when= out.")
        if spec.verb is not Verb.ASK and self.options.get("local"):
            message = f"hook {self.hook!r} is marked with local=True, which only ask_* hooks have"
            yield self.problem("hook.option", message, "Leave local= out: all other hooks are called in place.")

    def keys(self, plugin: Plugin) -> tuple[tuple[str, ...], Problem | None]:
        """The keys that a `resolve_*` method owns; the plugin's settings may decide."""
        stated = self.options.get("keys")
        if stated is None:
            message = f"hook {self.hook!r} must state the keys that it owns"
            return (), self.problem("key.missing", message, 'Write: @hookimpl(keys=["…"]), or keys="*" for all others.')
        try:
            found = stated(plugin) if callable(stated) else stated
        except Exception as error:  # noqa: BLE001 - a plugin's own function may raise anything; it becomes a problem
            message = f"the keys of hook {self.hook!r} cannot be read: {type(error).__name__}: {error}"
            return (), self.problem("key.invalid", message)
        if found == ANY_KEY:
            return (ANY_KEY,), None
        if isinstance(found, str) or not isinstance(found, Iterable):
            return (), self._wrong_keys(found)
        keys = tuple(dict.fromkeys(found))
        return (keys, None) if all(isinstance(key, str) and key for key in keys) else ((), self._wrong_keys(keys))

    def _wrong_keys(self, found: object) -> Problem:
        message = f"the keys of hook {self.hook!r} are {found!r}, not a list of words"
        return self.problem("key.invalid", message, f'Write: keys=["{found}"]' if isinstance(found, str) else None)

    def _unusual(self) -> str:
        if inspect.iscoroutinefunction(self.function) or inspect.isasyncgenfunction(self.function):
            return f"hook {self.hook!r} is written as `async def`, hooks are synchronous"
        if inspect.isgeneratorfunction(self.function):
            return f"hook {self.hook!r} is written with `yield`, hooks return"
        return ""

    def _mistaken_parameters(self, spec: Spec) -> str:
        parameters = inspect.signature(self.function).parameters.values()
        wrong = [str(one) for one in parameters if one.kind not in _NAMED]
        if wrong:
            return f"hook {self.hook!r} takes {', '.join(wrong)}, hooks name their parameters"
        extra = [one.name for one in parameters if one.name not in spec.parameters]
        if not extra:
            return ""
        passed = ", ".join(spec.parameters) or "nothing"
        return f"hook {self.hook!r} takes {', '.join(map(repr, extra))}, but the hook passes {passed}"


def methods_of(manager: pluggy.PluginManager, plugin: Plugin, name: str) -> Iterator[Method]:
    """The marked methods of one registered plugin, in the order of their lines."""
    methods = [
        _method(name, caller.name, found)
        for caller in manager.get_hookcallers(plugin) or ()
        for found in caller.get_hookimpls()
        if found.plugin is plugin
    ]
    return iter(sorted(methods, key=lambda method: method.line))


def unmarked_methods(cls: type[Plugin], name: str, marked: frozenset[str], known: Iterable[str]) -> Iterator[Problem]:
    """Methods that bear a hook's name without the mark: they would never be called."""
    for hook in known:
        function = inspect.getattr_static(cls, hook, None)
        if hook not in marked and inspect.isfunction(function):
            file, line = place_of(function)
            message = f"method {hook!r} has the name of a hook but is not marked"
            yield Problem("hook.unmarked", message, name, file, line, "Put @hookimpl above it, or rename it.")


def _method(plugin: str, hook: str, found: Any) -> Method:
    function = cast(Callable[..., object], found.function)
    file, line = place_of(function)
    return Method(plugin, hook, function, cast(Mapping[str, object], found.opts), file, line)
