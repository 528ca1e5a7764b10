"""Threads are kept, and one that hangs keeps nobody waiting."""

from __future__ import annotations

import threading
from queue import SimpleQueue

from ecomkit.kernel import threads


def test_a_thread_that_is_done_is_used_again() -> None:
    seen: SimpleQueue[int] = SimpleQueue()
    names = set[int]()
    for _ in range(50):
        threads.start(lambda: seen.put(threading.get_ident()))
        names.add(seen.get(timeout=5))
    assert len(names) < 50


def test_what_hangs_keeps_nobody_else_waiting() -> None:
    free, done = threading.Event(), threading.Event()

    def hang() -> None:
        free.wait(5)

    threads.start(hang)
    threads.start(done.set)
    assert done.wait(5)
    free.set()


def test_threads_do_not_keep_the_process_alive() -> None:
    seen: SimpleQueue[bool] = SimpleQueue()
    threads.start(lambda: seen.put(threading.current_thread().daemon))
    assert seen.get(timeout=5)
