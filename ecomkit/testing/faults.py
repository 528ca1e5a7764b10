"""Fault points: the n-th statement or commit of a process, at which it is killed. Shop code contains none of this."""

from __future__ import annotations

import os
import signal
from typing import Any

from sqlalchemy import Engine, event

__all__ = ["FaultPoints"]


class FaultPoints:
    """Counts what a process does to its database, and kills it (SIGKILL, no clean-up) at the one that was chosen.

    Points are counted from 1: each statement before it runs, each commit before and after it is durable. With `kill_at` 0
    it only counts, which tells how many points there are.
    """

    def __init__(self, kill_at: int = 0) -> None:
        self.kill_at = kill_at
        self.passed = 0

    def attach(self, engine: Engine) -> FaultPoints:
        """Listen to an engine from now on."""
        event.listen(engine, "before_cursor_execute", self._on_statement)
        event.listen(engine, "commit", self._on_commit)
        return self

    def reach(self) -> None:
        """Pass one point, or die there."""
        self.passed += 1
        if self.passed == self.kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    def _on_statement(self, *_: Any) -> None:
        self.reach()

    def _on_commit(self, connection: Any) -> None:
        """Die right before the commit, or right after it has become durable."""
        self.reach()
        if self.passed + 1 == self.kill_at:
            connection.connection.dbapi_connection.commit()
        self.reach()
