"""Threads that are kept: daemons that hang must keep neither the caller nor the end of the process waiting."""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

__all__ = ["start"]

_Work = Callable[[], None]
_idle: deque[SimpleQueue[_Work]] = deque()
if hasattr(os, "register_at_fork"):  # where processes cannot fork, there is nothing to forget
    os.register_at_fork(after_in_child=_idle.clear)


def start(work: _Work) -> None:
    """Run something in a thread that has nothing to do, or in a new one. Raises `RuntimeError` where there can be none.

    `work` raises nothing. How many run at once is the caller's to bound.
    """
    try:
        inbox = _idle.pop()
    except IndexError:
        inbox = SimpleQueue()
        threading.Thread(target=_serve, args=(inbox,), name="ecomkit-asked", daemon=True).start()
    inbox.put(work)


def _serve(inbox: SimpleQueue[_Work]) -> None:
    while True:
        inbox.get()()
        _idle.append(inbox)
