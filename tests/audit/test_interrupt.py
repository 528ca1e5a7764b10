"""An interruption is heeded, however deep it arrives."""

from __future__ import annotations

import signal
from contextlib import suppress

import pytest

from ecomkit.audit.interrupt import JUDGING, heeded


def test_an_interruption_that_somebody_swallowed_comes_again_before_the_next_step() -> None:
    said: list[str] = []
    with heeded(said.append) as tell:
        tell("reading home")
        with suppress(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            tell("reading list")
        tell(JUDGING)
    assert said == ["reading home", JUDGING]


def test_an_interruption_that_was_heeded_comes_once() -> None:
    said: list[str] = []
    with heeded(said.append) as tell:
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(signal.SIGINT)
        tell(JUDGING)
        tell("looking again")
    assert said == [JUDGING, "looking again"]


def test_the_handler_of_before_is_back_at_the_end() -> None:
    before = signal.getsignal(signal.SIGINT)
    with heeded(lambda _doing: None):
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before
