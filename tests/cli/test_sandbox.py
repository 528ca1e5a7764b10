"""`ecomkit sandbox`: an ordinary shop for outside witnesses."""

from __future__ import annotations

import json
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.plugins.receiving import receiving, verified

Ecomkit = Callable[..., Any]


def test_a_sandbox_answers_on_one_port_from_two_processes_and_ends_politely() -> None:
    command = [sys.executable, "-m", "ecomkit.cli", "sandbox", "--workers", "2"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert running.stdout is not None
        said = json.loads(running.stdout.readline())
        assert {"gateway", "mailbox", "web-1", "web-2", "worker"} == set(said["pids"])
        assert {"staff"} < {one["role"] for one in said["principals"]}
        assert all(one["password"] for one in said["principals"])
        with urllib.request.urlopen(f"{said['url']}/healthz") as answer:
            assert answer.status == 200
    finally:
        running.terminate()
        assert running.wait(90) == 0


def test_every_event_goes_to_the_address_that_the_tester_gives_signed_with_the_printed_secret() -> None:
    """Planting the demonstration is what happens first, so nothing else has to be done to it."""
    with receiving() as sink:
        command = [sys.executable, "-m", "ecomkit.cli", "sandbox", "--models", "b2c", "--webhooks", sink.url]
        running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        try:
            assert running.stdout is not None
            said = json.loads(running.stdout.readline())
            assert said["webhooks"] == sink.url
            secret = said["secrets"]["webhooks"]
            end = time.monotonic() + 60
            while not {"product_changed", "person_registered"} <= set(sink.types()) and time.monotonic() < end:
                time.sleep(0.2)
            assert {"product_changed", "person_registered"} <= set(sink.types())
            assert all(verified(secret, one.headers, one.body) for one in sink.received)
            assert secret not in (Path(said["folder"]) / "shop.toml").read_text("utf-8")
        finally:
            running.terminate()
            assert running.wait(90) == 0


def test_an_address_that_is_none_is_told_in_one_line(ecomkit: Ecomkit) -> None:
    ended = ecomkit("sandbox", "--webhooks", "ftp://example.com/")
    assert (ended.code, ended.out) == (2, "")
    assert "endpoints.sandbox.url" in ended.err
    assert "Traceback" not in ended.err
