"""Ctrl-C that is not lost, wherever in the browser's library it arrives."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = ["JUDGING", "heeded"]

JUDGING = "judging"
"""What is told once looking is over, interrupted or not."""


@contextmanager
def heeded(tell: Callable[[str], None]) -> Iterator[Callable[[str], None]]:
    """`tell`, which raises KeyboardInterrupt before the next thing is done where the first one was swallowed on its way.

    An interruption that was heeded is followed by `JUDGING`. Outside the main thread nothing is changed.
    """
    if threading.current_thread() is not threading.main_thread():
        yield tell
        return
    pending = False

    def heard(_number: int, _frame: FrameType | None) -> None:
        nonlocal pending
        pending = True
        raise KeyboardInterrupt

    def told(doing: str) -> None:
        nonlocal pending
        lost, pending = pending and doing != JUDGING, False
        if lost:
            raise KeyboardInterrupt
        tell(doing)

    before = signal.signal(signal.SIGINT, heard)
    try:
        yield told
    finally:
        signal.signal(signal.SIGINT, before)
