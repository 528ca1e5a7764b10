"""Keys sort in the order in which they were made."""

from __future__ import annotations

import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from ecomkit.domain import first_id, new_id, new_token


def test_keys_sort_as_they_were_made_also_within_one_millisecond() -> None:
    made = [new_id() for _ in range(5000)]
    assert made == sorted(made)
    assert len(set(made)) == len(made)


def test_a_key_is_a_uuid_of_version_7_of_this_moment() -> None:
    key = uuid.UUID(new_id())
    assert (key.version, key.variant) == (7, uuid.RFC_4122)
    made = datetime.fromtimestamp((key.int >> 80) / 1000, UTC)
    assert abs(made - datetime.now(UTC)) < timedelta(minutes=1)


def test_no_two_threads_get_the_same_key() -> None:
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: new_id(), range(4000)))
    assert len({key[:18] for key in made}) == len(made)


def test_a_clock_that_goes_back_does_not_turn_the_order_round(monkeypatch: pytest.MonkeyPatch) -> None:
    before = new_id()
    monkeypatch.setattr(time, "time_ns", lambda: 0)
    assert new_id() > before


def test_all_keys_made_before_a_moment_sort_before_its_first_one() -> None:
    assert (
        first_id(datetime.now(UTC) - timedelta(seconds=5))
        < new_id()
        < first_id(datetime.now(UTC) + timedelta(seconds=5))
    )


def test_a_token_is_long_and_never_the_same() -> None:
    assert len({new_token() for _ in range(1000)}) == 1000
    assert len(new_token()) == 32
