"""Steps on the terminal: what runs now, and how each ended."""

from __future__ import annotations

from types import TracebackType
from typing import TYPE_CHECKING

from ecomkit.cli.tables import console
from ecomkit.speech import marked, say

if TYPE_CHECKING:
    from rich.status import Status

    from ecomkit.generator.steps import Step

__all__ = ["Progress"]

_MARKS = {"done": ("✓", "green"), "failed": ("✗", "red"), "skipped": ("–", "dim"), "later": ("·", "dim")}
_WIDTH = 22
_TITLES = (
    marked("files"),
    marked("repository"),
    marked("environment"),
    marked("database"),
    marked("catalogue and people"),
)
"""What steps are called; they are said when they are shown."""


class Progress:
    """A line for each step, on standard error, so that standard output stays for results. `quiet` shows none."""

    def __init__(self, *, quiet: bool = False) -> None:
        self._quiet = quiet
        self._status: Status | None = None

    def __enter__(self) -> Progress:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self._end()

    def tell(self, step: Step) -> None:
        """A step began or ended."""
        if self._quiet:
            return
        self._end()
        out = console(errors=True)
        if step.state == "running":
            if out.is_terminal:
                self._status = out.status(f"{say(step.title)} …", spinner="dots")
                self._status.start()
            return
        from rich.text import Text

        mark, style = _MARKS[step.state]
        line = (
            Text(f"{mark} ", style=style)
            + Text(f"{say(step.title):<{_WIDTH}}", style="")
            + Text(step.detail, style="dim")
        )
        out.print(line, soft_wrap=True)

    def _end(self) -> None:
        if self._status is not None:
            self._status.stop()
            self._status = None
