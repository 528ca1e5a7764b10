"""A polite end by a signal is an end by Ctrl-C, also for a command that was started in the background."""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager

__all__ = ["Stopped", "stoppable"]


class Stopped(KeyboardInterrupt):
    """An end by a signal, with a name of its own: it may pass through text that is being executed, as a library's import does.

    There the interpreter takes note of a plain `KeyboardInterrupt`, and ends the process by the signal even if it was caught.
    """


@contextmanager
def stoppable() -> Iterator[None]:
    """While inside, SIGTERM and SIGINT raise `Stopped`, once: a second one must not disturb the tidying up."""

    def stop(_number: int, _frame: object) -> None:
        for number in before:
            signal.signal(number, signal.SIG_IGN)
        raise Stopped

    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    for number in before:
        signal.signal(number, stop)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
