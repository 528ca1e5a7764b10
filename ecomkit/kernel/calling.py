"""The calling rules: one function a verb. The verb of a hook decides how it may be called."""

from __future__ import annotations

import contextvars
from concurrent.futures import Future, wait
from typing import Any

from ecomkit.errors import NotFound, PluginError
from ecomkit.kernel import threads
from ecomkit.kernel.implementation import MOST_ASKED_AT_ONCE, Answer, Implementation
from ecomkit.kernel.problems import close_match
from ecomkit.kernel.registry import Hook, Registry
from ecomkit.kernel.verbs import Verb

__all__ = ["NoOwner", "ask", "check", "contribute", "record", "register", "resolve"]


class NoOwner(NotFound):
    """No enabled plugin owns this key of a `resolve_*` hook."""

    def __init__(self, hook: str, key: str, known: tuple[str, ...]) -> None:
        self.hook = hook
        self.key = key
        meant = close_match(key, known)
        owned = f"did you mean {meant!r}?" if meant else f"owned are: {', '.join(known) or 'none'}"
        super().__init__(f"no enabled plugin owns key {key!r} of hook {hook!r}; {owned}")


def register(registry: Registry, hook: str, /) -> tuple[Answer[Any], ...]:
    """What the plugins declared with a `register_*` hook. They were asked once, when the shop started."""
    _of(registry, hook, Verb.REGISTER, {})
    return registry.declared(hook)


def contribute(registry: Registry, hook: str, /, **arguments: object) -> tuple[Answer[Any], ...]:
    """The values of all plugins, with provenance. Plugins that give nothing have no answer. Raises `PluginError`."""
    return _collect(_of(registry, hook, Verb.CONTRIBUTE, arguments), arguments)


def check(registry: Registry, hook: str, /, **arguments: object) -> tuple[Answer[Any], ...]:
    """The refusals and approvals of all plugins; empty means allowed. Raises `PluginError`: what fails is refused."""
    return _collect(_of(registry, hook, Verb.CHECK, arguments), arguments)


def record(registry: Registry, hook: str, /, **arguments: object) -> None:
    """Let all plugins write after the write. Raises `PluginError`, upon which the caller rolls back."""
    for implementation in _of(registry, hook, Verb.RECORD, arguments).implementations:
        implementation.value(arguments)


def resolve(registry: Registry, hook: str, key: str, /, **arguments: object) -> Any:
    """The value given by the owner of the key. Raises `NoOwner`, `PluginError`."""
    found = _of(registry, hook, Verb.RESOLVE, arguments)
    owner = found.owner(key)
    if owner is None:
        raise NoOwner(hook, key, tuple(sorted(found.owners)))
    return owner.value(arguments)


def ask(registry: Registry, hook: str, /, **arguments: object) -> tuple[Answer[Any], ...]:
    """The answers of all plugins, asked side by side, each within the hook's deadline.

    Never raises for a plugin: one that fails or is late has an answer without values, with `failed` and the hook's
    `fallback` set, and the caller acts on it. A thread cannot be stopped: a late one runs on, and its value is dropped.
    Those that only calculate are called here, while the others wait for the world.
    """
    found = _of(registry, hook, Verb.ASK, arguments)
    outside = {one.plugin: _in_thread(one, arguments) for one in found.implementations if not one.local}
    here = {one.plugin: _in_place(found, one, arguments) for one in found.implementations if one.local}
    if outside:
        wait(outside.values(), timeout=found.spec.deadline)
    given = here | {
        one.plugin: _outcome(found, one, outside[one.plugin]) for one in found.implementations if not one.local
    }
    answers = [given[one.plugin] for one in found.implementations]
    return tuple(answer for answer in answers if answer is not None)


def _of(registry: Registry, hook: str, verb: Verb, arguments: dict[str, object]) -> Hook:
    found = registry.hook(hook)
    if found.spec.verb is not verb:
        raise TypeError(f"hook {hook!r} is called with {verb.prefix}(), its verb is {found.spec.verb.prefix!r}")
    if arguments.keys() != found.parameters:
        expected, got = ", ".join(found.spec.parameters), ", ".join(arguments)
        raise TypeError(f"hook {hook!r} passes ({expected}), called with ({got})")
    return found


def _collect(hook: Hook, arguments: dict[str, object]) -> tuple[Answer[Any], ...]:
    answers = [implementation.answer(arguments) for implementation in hook.implementations]
    return tuple([answer for answer in answers if answer is not None])


def _in_place(hook: Hook, one: Implementation, arguments: dict[str, object]) -> Answer[Any] | None:
    try:
        return one.answer(arguments)
    except PluginError as error:
        return _silent(hook, one, error.what)


def _in_thread(one: Implementation, arguments: dict[str, object]) -> Future[Answer[Any] | None]:
    future: Future[Answer[Any] | None] = Future()
    context = contextvars.copy_context()

    def run() -> None:
        try:
            future.set_result(context.run(one.answer, arguments))
        except BaseException as error:  # noqa: BLE001 - handed over to the asking thread
            future.set_exception(error)
        finally:
            one.asked.release()

    if not one.asked.acquire(blocking=False):
        future.set_exception(TimeoutError(f"{MOST_ASKED_AT_ONCE} earlier calls have not come back"))
        return future
    try:
        threads.start(run)
    except RuntimeError as error:
        one.asked.release()
        future.set_exception(error)
    return future


def _outcome(hook: Hook, one: Implementation, future: Future[Answer[Any] | None]) -> Answer[Any] | None:
    if not future.done():
        failed = f"no answer within {hook.spec.deadline:g} seconds"
    elif (error := future.exception()) is None:
        return future.result()
    else:
        failed = error.what if isinstance(error, PluginError) else f"{type(error).__name__}: {error}"
    return _silent(hook, one, failed)


def _silent(hook: Hook, one: Implementation, failed: str) -> Answer[Any]:
    return Answer(one.plugin, one.hook, one.where, (), failed, hook.spec.fallback)
