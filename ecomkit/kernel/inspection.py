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
from ecomkit.kernel.problems import Problem, close_match, did_you_mean
from ecomkit.kernel.spec import Spec
from ecomkit.kernel.verbs import Verb
from ecomkit.speech import say

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
        suggestion = did_you_mean(meant) if meant else say("Hooks start with one of %(words)s.", words=words)
        return self.problem("hook.unknown", say("there is no hook '%(hook)s'", hook=self.hook), suggestion)

    def problems(self, spec: Spec) -> Iterator[Problem]:
        """How it is marked, that it is an ordinary function, and that it takes what the hook passes."""
        taken = [option for option in _PLUGGY_OPTIONS if self.options.get(option)]
        if taken:
            marks = ", ".join(f"{name}=" for name in taken)
            message = say("hook '%(hook)s' is marked with %(marks)s, which is refused", hook=self.hook, marks=marks)
            suggestion = say("Use ecomkit.hookimpl; the shop's list of plugins is the order.")
            yield self.problem("hook.option", message, suggestion)
        elif message := self._unusual():
            yield self.problem("hook.async", message, say("Write an ordinary `def` that returns its value."))
        if message := self._mistaken_parameters(spec):
            yield self.problem("hook.signature", message, say("Write: %(what)s", what=f"def {spec.signature}"))
        if spec.verb is not Verb.RESOLVE and self.options.get("keys") is not None:
            yield self._misplaced("keys=", "resolve_*", say("Leave %(mark)s out.", mark="keys="))
        if spec.verb is not Verb.ON and self.options.get("when") is not None:
            yield self._misplaced("when=", "on_*", say("Leave %(mark)s out.", mark="when="))
        if spec.verb is not Verb.ASK and self.options.get("local"):
            remedy = say("Leave local= out: all other hooks are called in place.")
            yield self._misplaced("local=True", "ask_*", remedy)

    def _misplaced(self, mark: str, hooks: str, remedy: str) -> Problem:
        message = say(
            "hook '%(hook)s' is marked with %(mark)s, which only %(hooks)s hooks have",
            hook=self.hook,
            mark=mark,
            hooks=hooks,
        )
        return self.problem("hook.option", message, remedy)

    def keys(self, plugin: Plugin) -> tuple[tuple[str, ...], Problem | None]:
        """The keys that a `resolve_*` method owns; the plugin's settings may decide."""
        stated = self.options.get("keys")
        if stated is None:
            message = say("hook '%(hook)s' must state the keys that it owns", hook=self.hook)
            suggestion = say('Write: @hookimpl(keys=["…"]), or keys="*" for all others.')
            return (), self.problem("key.missing", message, suggestion)
        try:
            found = stated(plugin) if callable(stated) else stated
        except Exception as error:  # noqa: BLE001 - a plugin's own function may raise anything; it becomes a problem
            said = f"{type(error).__name__}: {error}"
            message = say("the keys of hook '%(hook)s' cannot be read: %(said)s", hook=self.hook, said=said)
            return (), self.problem("key.invalid", message)
        if found == ANY_KEY:
            return (ANY_KEY,), None
        if isinstance(found, str) or not isinstance(found, Iterable):
            return (), self._wrong_keys(found)
        keys = tuple(dict.fromkeys(found))
        return (keys, None) if all(isinstance(key, str) and key for key in keys) else ((), self._wrong_keys(keys))

    def _wrong_keys(self, found: object) -> Problem:
        message = say(
            "the keys of hook '%(hook)s' are %(found)s, not a list of words", hook=self.hook, found=repr(found)
        )
        remedy = say("Write: %(what)s", what=f'keys=["{found}"]')
        return self.problem("key.invalid", message, remedy if isinstance(found, str) else None)

    def _unusual(self) -> str:
        if inspect.iscoroutinefunction(self.function) or inspect.isasyncgenfunction(self.function):
            return say("hook '%(hook)s' is written as `async def`, hooks are synchronous", hook=self.hook)
        if inspect.isgeneratorfunction(self.function):
            return say("hook '%(hook)s' is written with `yield`, hooks return", hook=self.hook)
        return ""

    def _mistaken_parameters(self, spec: Spec) -> str:
        parameters = inspect.signature(self.function).parameters.values()
        wrong = [str(one) for one in parameters if one.kind not in _NAMED]
        if wrong:
            return say(
                "hook '%(hook)s' takes %(taken)s, hooks name their parameters", hook=self.hook, taken=", ".join(wrong)
            )
        extra = [one.name for one in parameters if one.name not in spec.parameters]
        if not extra:
            return ""
        passed, taken = ", ".join(spec.parameters) or say("nothing"), ", ".join(map(repr, extra))
        return say(
            "hook '%(hook)s' takes %(taken)s, but the hook passes %(passed)s",
            hook=self.hook,
            taken=taken,
            passed=passed,
        )


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
            message = say("method '%(hook)s' has the name of a hook but is not marked", hook=hook)
            yield Problem("hook.unmarked", message, name, file, line, say("Put @hookimpl above it, or rename it."))


def _method(plugin: str, hook: str, found: Any) -> Method:
    function = cast(Callable[..., object], found.function)
    file, line = place_of(function)
    return Method(plugin, hook, function, cast(Mapping[str, object], found.opts), file, line)
