"""The one tree of errors.

    EcomkitError
    ├── UserError            a person's mistake: one clear line, exit 2, nothing written
    ├── NotFinished          the work could not be finished (disk, network, interrupt): exit 3
    ├── StartError           the shop cannot start: carries every problem found, all at once
    ├── PluginError          a plugin broke a calling rule at run time: names plugin, hook, file and line
    └── NotFound             no such thing, or not this actor's to see (both read the same from outside)

A business refusal is not an error: it is an outcome, see `ecomkit.domain.outcome`.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ecomkit.kernel.problems import Problem

__all__ = ["EcomkitError", "NotFinished", "NotFound", "PluginError", "StartError", "UserError"]


class EcomkitError(Exception):
    """Root of all errors that ecomkit raises on purpose."""


class UserError(EcomkitError):
    """A person's mistake. `str(error)` is one line: what, where, how to mend it. The CLI exits with 2."""


class NotFinished(EcomkitError):
    """The work was right but could not be finished: disk full, no network, interrupted. The CLI exits with 3."""


class StartError(EcomkitError):
    """The shop cannot start. `problems` holds everything that was found, so that all is mended in one go."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class PluginError(EcomkitError):
    """A plugin broke a calling rule: it raised, or returned what the hook does not allow.

    Args: the plugin's name, the hook, where the implementation stands (`file:line`) and what went wrong.
    """

    def __init__(self, plugin: str, hook: str, where: str, what: str) -> None:
        self.plugin = plugin
        self.hook = hook
        self.where = where
        self.what = what
        super().__init__(f"plugin {plugin!r}, hook {hook!r} ({where}): {what}")


class NotFound(EcomkitError):
    """No such thing, or not visible to this actor and buyer. Web pages answer 404."""
