"""Fault points: the n-th statement, commit, outside call or mail of a process, at which it is killed. Shop code contains none."""

from __future__ import annotations

import functools
import http.client
import os
import signal
import smtplib
from collections.abc import Callable, Collection
from typing import Any

from sqlalchemy import Engine, event

__all__ = ["FAULT_KINDS", "FaultPoints"]

FAULT_KINDS = ("statement", "commit", "call", "mail")
"""What is counted: database statements, database commits, HTTP calls to somebody outside, letters."""


class FaultPoints:
    """Counts what a process does, and kills it (SIGKILL, no clean-up) at the point that was chosen.

    Points are counted from 1: each statement before it runs, each commit before and after it is durable, each call before it
    is sent, when it is sent, and when it is answered, each letter before it is handed over and after the mail server took it.
    `kinds` narrows what is counted: the second mail is `FaultPoints(3, kinds=("mail",))`. With `kill_at` 0 it only counts;
    `seen` then says what each point was. Raises `ValueError` for a kind that there is not.
    """

    def __init__(self, kill_at: int = 0, *, kinds: Collection[str] = FAULT_KINDS) -> None:
        if unknown := sorted(set(kinds) - set(FAULT_KINDS)):
            raise ValueError(f"no such kind of fault point: {', '.join(unknown)}; choose from {', '.join(FAULT_KINDS)}")
        self.kill_at = kill_at
        self.seen: list[str] = []
        self._kinds = frozenset(kinds)

    @property
    def passed(self) -> int:
        """How many points were passed."""
        return len(self.seen)

    def attach(self, engine: Engine) -> FaultPoints:
        """Listen to an engine from now on."""
        event.listen(engine, "before_cursor_execute", lambda *_: self.reach("statement"))
        event.listen(engine, "commit", self._on_commit)
        return self

    def attach_calls(self) -> FaultPoints:
        """Listen to this process's calls (`http.client`) and letters (`smtplib`), for the rest of its life.

        Meant for a child process of its own: the listeners stay.
        """
        call, mail = functools.partial(self.reach, "call"), functools.partial(self.reach, "mail")
        _listen(http.client.HTTPConnection, "request", before=call, after=call)
        _listen(http.client.HTTPConnection, "getresponse", after=call)
        _listen(smtplib.SMTP, "data", before=mail, after=mail)
        return self

    def reach(self, kind: str = "statement") -> None:
        """Pass one point, or die there."""
        if kind in self._kinds:
            self.seen.append(kind)
            if self.passed == self.kill_at:
                os.kill(os.getpid(), signal.SIGKILL)

    def _on_commit(self, connection: Any) -> None:
        """Die right before the commit, or right after it has become durable."""
        self.reach("commit")
        if "commit" in self._kinds and self.passed + 1 == self.kill_at:
            connection.connection.dbapi_connection.commit()
        self.reach("commit")


def _nothing() -> None:
    """Where nobody listens."""


def _listen(
    owner: type, name: str, *, before: Callable[[], None] = _nothing, after: Callable[[], None] = _nothing
) -> None:
    """Be told before and after each call of a method."""
    original = getattr(owner, name)

    @functools.wraps(original)
    def listened(*given: Any, **named: Any) -> Any:
        before()
        answer = original(*given, **named)
        after()
        return answer

    setattr(owner, name, listened)
