"""The two decorators: `hookspec` declares a hook, `hookimpl` implements one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, Final, Literal, TypeVar, cast, overload

import pluggy

__all__ = ["PROJECT", "Fallback", "Keys", "hookimpl", "hookspec"]

PROJECT: Final = "ecomkit"
"""The name under which pluggy finds our marks."""

Fallback = Literal["refuse", "review"]
"""What a caller does when an `ask_*` hook gives no answer: refuse, or go on and mark the quote for review."""

Keys = Sequence[str] | Callable[[Any], Sequence[str]]
"""The keys that a `resolve_*` implementation owns: a list, `"*"` (all that nobody else owns), or `plugin -> list`."""

When = Callable[[Any, Any], bool]
"""Whether an `on_*` implementation wants to know of an event: `(plugin, event) -> bool`, without asking anybody."""

_Function = TypeVar("_Function", bound=Callable[..., object])

_SPEC_MARK = pluggy.HookspecMarker(PROJECT)
_IMPL_MARK = pluggy.HookimplMarker(PROJECT)


@overload
def hookspec(function: _Function, /) -> _Function: ...
@overload
def hookspec(*, fallback: Fallback, deadline: float) -> Callable[[_Function], _Function]: ...
def hookspec(
    function: _Function | None = None, /, *, fallback: Fallback | None = None, deadline: float | None = None
) -> _Function | Callable[[_Function], _Function]:
    """Declare a hook: parameters, return annotation and docstring of the function are its contract (F4).

    `fallback` and `deadline` (seconds) belong to `ask_*` hooks, which must state both. pluggy's own options are not taken.
    """

    def mark(target: _Function) -> _Function:
        return _remember(_SPEC_MARK(target), "_spec", fallback=fallback, deadline=deadline)

    return mark if function is None else mark(function)


@overload
def hookimpl(function: _Function, /) -> _Function: ...
@overload
def hookimpl(
    *, keys: Keys | None = None, local: bool = False, when: When | None = None
) -> Callable[[_Function], _Function]: ...
def hookimpl(
    function: _Function | None = None, /, *, keys: Keys | None = None, local: bool = False, when: When | None = None
) -> _Function | Callable[[_Function], _Function]:
    """Mark a plugin's method as the implementation of the hook of the same name (F4).

    `resolve_*` implementations state the `keys` they own: `keys=["MX"]`, `keys="*"` for every key that nobody else owns,
    or a function of the plugin where its settings decide. An `ask_*` implementation that only calculates says `local=True`:
    it is called in place, without a thread and a deadline. An `on_*` implementation that can tell from its settings and the
    event that there is nothing to do says so with `when`: no job is left behind for it then. The shop's list is the call
    order: pluggy's `tryfirst`, `trylast` and wrappers are not taken.
    """

    def mark(target: _Function) -> _Function:
        return _remember(_IMPL_MARK(target), "_impl", keys=keys, local=local, when=when)

    return mark if function is None else mark(function)


def _remember(function: _Function, suffix: str, **options: object) -> _Function:
    """Keep our options beside pluggy's, so that pluggy's lookup of a mark (static, inherited, bound) finds them too."""
    cast(dict[str, object], getattr(function, PROJECT + suffix)).update(options)
    return function
