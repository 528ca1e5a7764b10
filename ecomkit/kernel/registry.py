"""The plugins of one shop, started and checked: who implements which hook, and who owns which key."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import pluggy

from ecomkit.errors import NotFound, PluginError, StartError
from ecomkit.kernel.discovery import LOCAL, installed, load, local_modules
from ecomkit.kernel.implementation import Answer, Implementation
from ecomkit.kernel.inspection import Method, methods_of, unmarked_methods
from ecomkit.kernel.markers import PROJECT
from ecomkit.kernel.owners import ANY_KEY, check_picks, owners_of
from ecomkit.kernel.plugin import Plugin
from ecomkit.kernel.problems import Problem, close_match
from ecomkit.kernel.requirements import check_classes, check_sections, read_settings
from ecomkit.kernel.returns import Returned
from ecomkit.kernel.spec import Spec
from ecomkit.kernel.verbs import Verb
from ecomkit.speech import say

__all__ = ["Hook", "Registry"]


@dataclass(frozen=True, slots=True)
class Hook:
    """One hook of one shop, ready to be called. `owners` (of a `resolve_*` hook) maps keys to implementations."""

    spec: Spec
    implementations: tuple[Implementation, ...]
    parameters: frozenset[str]
    owners: Mapping[str, Implementation]

    def owner(self, key: str) -> Implementation | None:
        """Who answers for the key: its owner, else the one who takes all others, else nobody."""
        return self.owners.get(key) or self.owners.get(ANY_KEY)


class Registry:
    """The plugins of one shop (F4). Immutable and free of module state: two shops in one process share nothing.

    Made by `Registry.build`, which raises when anything is wrong, or by `Registry.examine`, which tells.
    """

    __slots__ = ("_by_name", "_declared", "_hooks", "plugins", "specs")

    def __init__(
        self, plugins: Sequence[Plugin], hooks: Mapping[str, Hook], declared: Mapping[str, tuple[Answer[Any], ...]]
    ) -> None:
        self.plugins: Final = tuple(plugins)
        """The started plugins in the order of the shop's list, which is the order of every call."""
        self.specs: Final[Mapping[str, Spec]] = MappingProxyType({name: hook.spec for name, hook in hooks.items()})
        """All hooks by name: given, and derived."""
        self._by_name = {plugin.name: plugin for plugin in plugins}
        self._hooks = dict(hooks)
        self._declared = dict(declared)

    @classmethod
    def build(
        cls,
        *,
        specs: Iterable[Spec],
        plugins: Sequence[str | type[Plugin]],
        settings: Mapping[str, Mapping[str, object]] = MappingProxyType({}),
        picks: Mapping[str, str] = MappingProxyType({}),
        local: Path | None = None,
        derive: Callable[[Registry], Iterable[Spec]] | None = None,
        agree: Callable[[Registry], Iterable[Problem]] | None = None,
        passing: tuple[type[BaseException], ...] = (),
    ) -> Registry:
        """Start the plugins. Raises `StartError` with every problem found.

        `settings` are by plugin name; `picks` decide between two owners, `{"resolve_tax:MX": "taxes_mx"}`; `local` is the
        folder of the shop's own plugins; `derive` is called once all `register_*` hooks have answered and gives further
        specs; `agree` then says where plugins' declarations are at odds; exceptions of the types in `passing` (retries of the
        database) are never wrapped.
        """
        registry, problems = cls.examine(
            specs=specs,
            plugins=plugins,
            settings=settings,
            picks=picks,
            local=local,
            derive=derive,
            agree=agree,
            passing=passing,
        )
        if problems:
            raise StartError(problems)
        return registry

    @classmethod
    def examine(
        cls,
        *,
        specs: Iterable[Spec],
        plugins: Sequence[str | type[Plugin]],
        settings: Mapping[str, Mapping[str, object]] = MappingProxyType({}),
        picks: Mapping[str, str] = MappingProxyType({}),
        local: Path | None = None,
        derive: Callable[[Registry], Iterable[Spec]] | None = None,
        agree: Callable[[Registry], Iterable[Problem]] | None = None,
        passing: tuple[type[BaseException], ...] = (),
    ) -> tuple[Registry, list[Problem]]:
        """Like `build`, but gives what could be started and all problems instead of raising."""
        start = _Start(settings, picks, passing)
        start.load(plugins, local)
        start.add_specs(specs)
        if derive is not None:
            start.derive(derive)
        start.finish()
        if agree is not None:
            start.problems += agree(start.registry())
        return start.registry(), start.problems

    def plugin(self, name: str) -> Plugin:
        """The enabled plugin of that name. Raises `NotFound`."""
        if name not in self._by_name:
            raise NotFound(f"plugin {name!r} is not enabled")
        return self._by_name[name]

    def hook(self, name: str) -> Hook:
        """The hook of that name. Raises `LookupError`: asking for an unknown one is a programming error."""
        found = self._hooks.get(name)
        if found is None:
            meant = close_match(name, self._hooks)
            raise LookupError(f"there is no hook {name!r}" + (f", did you mean {meant!r}?" if meant else ""))
        return found

    def implementations(self, hook: str) -> tuple[Implementation, ...]:
        """Who implements the hook, in the order of the shop's list. Raises `LookupError` for an unknown hook."""
        return self.hook(hook).implementations

    def owner(self, hook: str, key: str) -> Implementation | None:
        """Who answers for a key of a `resolve_*` hook, or None. Raises `LookupError` for an unknown hook."""
        return self.hook(hook).owner(key)

    def declared(self, hook: str) -> tuple[Answer[Any], ...]:
        """What the plugins declared when the shop started. Raises `LookupError` for an unknown hook."""
        self.hook(hook)
        return self._declared.get(hook, ())


class _Start:
    """One start of one shop's plugins: collects problems instead of stopping at the first."""

    def __init__(
        self,
        settings: Mapping[str, Mapping[str, object]],
        picks: Mapping[str, str],
        passing: tuple[type[BaseException], ...],
    ) -> None:
        self.problems: list[Problem] = []
        self._settings = settings
        self._picks = picks
        self._passing = passing
        self._manager = pluggy.PluginManager(PROJECT)
        self._classes: dict[str, type[Plugin]] = {}
        self._started: dict[str, Plugin] = {}
        self._methods: dict[str, dict[str, Method]] = {}
        self._broken: frozenset[str] = frozenset()
        self._hooks_missing = False
        self._specs: dict[str, Spec] = {}
        self._refused_specs: set[str] = set()
        self._returned: dict[str, Returned] = {}
        self._implementations: dict[str, tuple[Implementation, ...]] = {}
        self._declared: dict[str, tuple[Answer[Any], ...]] = {}

    def load(self, plugins: Sequence[str | type[Plugin]], local: Path | None) -> None:
        """Import, check and start the plugins, and let pluggy find their methods."""
        names = list(dict.fromkeys(plugins))
        self.problems += [
            Problem(
                "plugin.name",
                say("plugin '%(name)s' stands twice in the shop's list", name=_word(name)),
                suggestion=say("Remove one."),
            )
            for name in names
            if plugins.count(name) > 1
        ]
        classes, problems = load(names, local=local)
        self.problems += problems
        available = frozenset(installed()) | frozenset(local_modules(local))
        self._broken = frozenset((problem.plugin or "").removeprefix(LOCAL) for problem in problems)
        self.problems += check_classes(classes, broken=self._broken, available=available)
        for cls in classes:
            self._start(cls)
        if not any((problem.plugin or "").startswith(LOCAL) for problem in problems):
            known = frozenset(self._classes) | self._broken
            self.problems += check_sections(self._settings, known, available)

    def add_specs(self, specs: Iterable[Spec]) -> None:
        """Check further specs, bind their implementations and call those that register."""
        added = [spec for spec in specs if self._is_sound(spec)]
        for spec in added:
            self._implementations[spec.name] = tuple(
                bound
                for name in self._classes
                if (method := self._methods[name].get(spec.name)) and (bound := self._bind(method, spec))
            )
        for spec in added:
            if spec.verb is Verb.REGISTER:
                self._declared[spec.name] = self._register(spec.name)

    def derive(self, derive: Callable[[Registry], Iterable[Spec]]) -> None:
        """Let the floor above turn what was declared into further hooks."""
        try:
            specs = tuple(derive(self.registry()))
        except StartError as error:
            self.problems += error.problems
            self._hooks_missing = True
        except PluginError as error:
            self.problems.append(_failed(error))
            self._hooks_missing = True
        else:
            self.add_specs(specs)

    def finish(self) -> None:
        """What can be said only when all hooks are known."""
        known = (*self._specs, *self._refused_specs)
        for name, methods in self._methods.items():
            unknown = [hook for hook in methods if hook not in known]
            if self._leans_on_broken(name):
                unknown = [hook for hook in unknown if close_match(hook, self._specs, likeness=_TYPING_ERROR)]
            self.problems += [methods[hook].unknown(self._specs) for hook in unknown]
            self.problems += unmarked_methods(self._classes[name], name, frozenset(methods), self._specs)
        for hook, implementations in self._implementations.items():
            self.problems += owners_of(hook, implementations, self._picks)[1]
        resolving = {hook: self._implementations[hook] for hook in self._specs if hook.startswith("resolve_")}
        self.problems += check_picks(self._picks, resolving)

    def registry(self) -> Registry:
        """What has been started so far."""
        hooks = {
            name: Hook(spec, bound, frozenset(spec.parameters), owners_of(name, bound, self._picks)[0])
            for name, spec in self._specs.items()
            for bound in [self._implementations[name]]
        }
        return Registry(tuple(self._started.values()), hooks, self._declared)

    def _start(self, cls: type[Plugin]) -> None:
        """A plugin that cannot start is still searched for methods, so that all its mistakes are told at once."""
        name = getattr(cls, "name", None) or cls.__name__
        if name in self._classes:
            return
        self._classes[name] = cls
        settings, problems = read_settings(cls, self._settings.get(name, {}))
        self.problems += problems
        plugin = object.__new__(cls)
        if settings is not None:
            try:
                plugin = self._started[name] = cls(settings)
            except Exception as error:  # noqa: BLE001 - a plugin may raise anything; it becomes a problem
                raised = f"{type(error).__name__}: {error}"
                message = say("cannot be made from its settings: %(said)s", said=raised)
                self.problems.append(Problem("plugin.init", message, name))
        self._manager.register(plugin, name)
        self._methods[name] = {method.hook: method for method in methods_of(self._manager, plugin, name)}

    def _is_sound(self, spec: Spec) -> bool:
        problems = list(spec.problems())
        if spec.name in self._specs:
            other = self._specs[spec.name]
            place = f"{other.file}:{other.line}"
            message = say("hook '%(hook)s' is declared twice, the other is at %(place)s", hook=spec.name, place=place)
            problems.append(Problem("spec.twice", message, spec.plugin, spec.file, spec.line, say("Rename one.")))
        elif not problems:
            try:
                self._returned[spec.name] = Returned(spec.returns)
                self._specs[spec.name] = spec
            except Exception as error:  # noqa: BLE001 - pydantic raises many kinds for a type that it cannot check
                message = say(
                    "hook '%(hook)s' returns %(returns)s, which cannot be checked: %(error)s",
                    hook=spec.name, returns=repr(spec.returns), error=error,
                )  # fmt: skip
                problems.append(Problem("spec.invalid", message, spec.plugin, spec.file, spec.line))
        self.problems += problems
        self._refused_specs.update({spec.name} if problems else ())
        return not problems

    def _bind(self, method: Method, spec: Spec) -> Implementation | None:
        problems = list(method.problems(spec))
        plugin = self._started.get(method.plugin)
        keys: tuple[str, ...] = ()
        if plugin is not None and spec.verb is Verb.RESOLVE:
            keys, problem = method.keys(plugin)
            problems += [problem] if problem else []
        self.problems += problems
        if problems or plugin is None:
            return None
        return Implementation(
            plugin=method.plugin,
            hook=spec.name,
            where=method.where,
            keys=keys,
            local=bool(method.options.get("local")),
            when=partial(when, plugin) if callable(when := method.options.get("when")) else None,
            parameters=method.parameters,
            function=method.function,
            returned=self._returned[spec.name],
            passing=() if spec.verb is Verb.REGISTER else self._passing,
        )

    def _register(self, hook: str) -> tuple[Answer[Any], ...]:
        answers = []
        for implementation in self._implementations[hook]:
            try:
                answers.append(implementation.answer({}))
            except PluginError as error:
                self.problems.append(_failed(error))
        return tuple(answer for answer in answers if answer)

    def _leans_on_broken(self, name: str) -> bool:
        """A broken plugin may not have declared hooks that it, or one that requires it, implements."""
        failed = {problem.plugin for problem in self.problems if problem.code in _HIDES_HOOKS} | self._broken
        seen, open_names = set[str](), [name]
        while open_names:
            cls = self._classes.get(open_names.pop())
            fresh = [one for one in (cls.requires if cls else ()) if one not in seen]
            seen.update(fresh)
            open_names += fresh
        return self._hooks_missing or bool((seen | {name}) & failed)


_TYPING_ERROR = 0.9
_HIDES_HOOKS = ("plugin.import", "plugin.init", "settings.invalid", "settings.unknown", "register.failed")


def _failed(error: PluginError) -> Problem:
    file, _, line = error.where.rpartition(":")
    message = say("hook '%(hook)s' failed at start: %(what)s", hook=error.hook, what=error.what)
    return Problem("register.failed", message, error.plugin, file or None, int(line) if line.isdigit() else None)


def _word(name: str | type[Plugin]) -> str:
    return name if isinstance(name, str) else name.__name__
