"""One plugin's implementation of one hook, and the answer it gives."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from threading import BoundedSemaphore
from typing import Any, Generic, NamedTuple, TypeVar

from ecomkit.errors import PluginError
from ecomkit.kernel.markers import Fallback
from ecomkit.kernel.returns import Returned, WrongReturn

__all__ = ["Answer", "Implementation", "place_of"]

T = TypeVar("T")

MOST_ASKED_AT_ONCE = 64
"""A service that hangs must not fill the process with waiting threads."""


class Answer(NamedTuple, Generic[T]):
    """What one plugin said to one call: its values with their provenance (`where` is `file:line`).

    Only for `ask_*`: `failed` says why there is no answer, and `fallback` what the hook declares for that case.
    """

    plugin: str
    hook: str
    where: str
    values: tuple[T, ...]
    failed: str | None = None
    fallback: Fallback | None = None


@dataclass(frozen=True, slots=True)
class Implementation:
    """A plugin's bound method, ready to be called.

    `keys` are what a `resolve_*` implementation owns; a `local` one of `ask_*` only calculates; one of `on_*` is told of the
    events that it `wants`.
    """

    plugin: str
    hook: str
    where: str
    keys: tuple[str, ...]
    parameters: tuple[str, ...]
    function: Callable[..., object] = field(repr=False)
    returned: Returned = field(repr=False)
    local: bool = False
    when: Callable[[object], bool] | None = field(default=None, repr=False)
    passing: tuple[type[BaseException], ...] = field(default=(), repr=False)
    asked: BoundedSemaphore = field(
        default_factory=lambda: BoundedSemaphore(MOST_ASKED_AT_ONCE), repr=False, compare=False
    )

    def call(self, /, **arguments: object) -> Any:
        """`value(arguments)`, with the arguments by keyword."""
        return self.value(arguments)

    def wants(self, event: object) -> bool:
        """Whether there may be something to do for it. A question that fails is no answer: then it is told."""
        try:
            return self.when is None or self.when(event)
        except Exception:  # noqa: BLE001 - the plugin's own mistake shows in its job, not in the command of somebody else
            return True

    def value(self, arguments: Mapping[str, object]) -> Any:
        """The checked value of the hook, called with those arguments that the implementation takes.

        Raises `PluginError` for whatever the plugin raises (but `passing` and another plugin's `PluginError`, which go
        through as they are), and for a value that the hook does not allow.
        """
        taken = {name: arguments[name] for name in self.parameters}
        try:
            return self.returned(self.function(**taken))
        except PluginError:
            raise
        except self.passing:
            raise
        except WrongReturn as error:
            raise PluginError(self.plugin, self.hook, self.where, str(error)) from error
        except (Exception, SystemExit) as error:
            raise PluginError(self.plugin, self.hook, self.where, self._raised(error)) from error

    def answer(self, arguments: Mapping[str, object]) -> Answer[Any] | None:
        """The values with their provenance; None when the plugin has nothing to say. Raises what `value` raises."""
        value = self.value(arguments)
        if not self.returned.many:
            return None if value is None else Answer(self.plugin, self.hook, self.where, (value,))
        return Answer(self.plugin, self.hook, self.where, value) if value else None

    def _raised(self, error: BaseException) -> str:
        said = traceback.format_exception_only(error)[-1].strip()
        own_file = self.where.rpartition(":")[0]
        lines = [line for frame, line in traceback.walk_tb(error.__traceback__) if _file(frame) == own_file]
        return f"raised {said} (line {lines[-1]})" if lines else f"raised {said}"


def _file(frame: Any) -> str:
    return str(frame.f_code.co_filename)


def place_of(function: Callable[..., object]) -> tuple[str, int]:
    """File and line of a function or method, through decorators that keep `__wrapped__`."""
    code = inspect.unwrap(getattr(function, "__func__", function)).__code__
    return code.co_filename, code.co_firstlineno
