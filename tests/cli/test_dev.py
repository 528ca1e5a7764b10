"""`ecomkit dev`: one command, everything running, and nothing left when it ends."""

from __future__ import annotations

import json
import os
import signal
import socket
import stat
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ecomkit.cli.processes import answers, free_port, snapshot
from ecomkit.errors import UserError

Ecomkit = Callable[..., Any]
DEV = [sys.executable, "-m", "ecomkit.cli", "dev", "--json", "--port", "0"]


BROKEN_SEED = """
from collections.abc import Sequence

from ecomkit.sdk import JobContext, Plugin, Principal, Seed, Value, hookimpl


class HelloSettings(Value):
    greeting: str = ""


class Hello(Plugin[HelloSettings]):
    name = "hello"
    hook_api = 1

    @hookimpl
    def register_seeds(self) -> Sequence[Seed]:
        return [Seed(title="ground", plant=self._plant)]

    def _plant(self, ctx: JobContext) -> Sequence[Principal]:
        raise ValueError("no ground here")
"""


def read(url: str) -> str:
    with urllib.request.urlopen(url, timeout=20) as reply:
        return str(reply.read().decode())


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@contextmanager
def running(folder: Path, *words: str) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    process = subprocess.Popen([*DEV, *words], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    assert process.stderr is not None
    try:
        line = process.stdout.readline()
        assert line, process.stderr.read()
        yield process, json.loads(line)
    finally:
        process.terminate()
        process.wait(90)
        process.stdout.close()
        process.stderr.close()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_all_four_answer_and_all_four_end(number: int, stocked_shop: Path) -> None:
    with running(stocked_shop) as (process, told):
        assert "Good to see you." in read(told["url"])
        assert "ok" in read(told["gateway"] + "/healthz")
        assert "ok" in read(told["mailbox"] + "/healthz")
        assert told["people"]
        assert set(told["pids"]) == {"web", "worker", "gateway", "mailbox"}
        process.send_signal(number)
        assert process.wait(90) == 0
    assert not any(alive(pid) for pid in told["pids"].values())


def test_a_change_of_a_page_is_seen(stocked_shop: Path) -> None:
    with running(stocked_shop, "--no-people") as (_, told):
        assert told["people"] == []
        (stocked_shop / "pages" / "about.md").write_text("# About\n\nSomething entirely new.\n", "utf-8")
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                if "entirely new" in read(told["url"] + "/about"):
                    return
            except OSError:
                pass
            time.sleep(0.2)
    pytest.fail("the page was not read again")


def test_people_are_remembered_for_their_owner_alone(stocked_shop: Path) -> None:
    with running(stocked_shop) as (_, first):
        pass
    notes = stocked_shop / "var" / "people.json"
    assert stat.S_IMODE(notes.stat().st_mode) == 0o600
    assert json.loads(notes.read_text("utf-8"))["people"] == first["people"]


def says(process: subprocess.Popen[str], words: str) -> bool:
    """Whether it writes a line with these words before it ends; after a minute without them it is ended."""
    assert process.stderr is not None
    enough = threading.Timer(60, process.kill)
    enough.start()
    try:
        return any(words in line for line in process.stderr)
    finally:
        enough.cancel()


def test_a_change_that_breaks_the_shop_is_told_and_the_next_one_mends_it(stocked_shop: Path) -> None:
    plugin = stocked_shop / "plugins" / "hello.py"
    sound = plugin.read_text("utf-8")

    def waited(up: bool) -> bool:
        end = time.monotonic() + 60
        while time.monotonic() < end:
            if answers(told["url"] + "/healthz") is up:
                return True
            time.sleep(0.2)
        return False

    with running(stocked_shop, "--no-people") as (process, told):
        plugin.write_text(sound.replace("contribute_blocks", "contribute_bloks"), "utf-8")
        assert waited(up=False)
        assert says(process, "Did you mean 'contribute_blocks'?")
        plugin.write_text(sound, "utf-8")
        assert waited(up=True)


def test_what_could_not_be_planted_is_told_and_tried_again(stocked_shop: Path) -> None:
    (stocked_shop / "plugins" / "hello.py").write_text(BROKEN_SEED, "utf-8")
    with running(stocked_shop) as (process, told):
        assert "no ground here" in told["unplanted"]
        assert told["people"] == []
        assert read(told["url"] + "/healthz")
        process.terminate()
        process.wait(90)
        assert process.stderr is not None
        said = process.stderr.read()
    assert "no ground here" in said
    assert "ecomkit migrate --seed" in said
    assert not (stocked_shop / "var" / "people.json").exists()


def test_a_wrong_setting_is_told_and_nothing_runs_on(stocked_shop: Path) -> None:
    settings = stocked_shop / "shop.toml"
    settings.write_text(settings.read_text("utf-8").replace("quote_minutes", "quote_minuets"), "utf-8")
    done = subprocess.run(DEV, cwd=stocked_shop, capture_output=True, text=True, check=False, timeout=120)
    assert done.returncode == 2
    assert "quote_minuets" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_port_that_is_taken_is_told(stocked_shop: Path, ecomkit: Ecomkit) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for command in ("dev", "serve"):
            ended = ecomkit(command, "--port", str(port))
            assert ended.code == 2
            assert str(port) in ended.err


def test_a_preferred_port_gives_way_but_a_wanted_one_does_not() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        assert free_port("127.0.0.1", None, preferred=port) != port
        with pytest.raises(UserError, match="--port"):
            free_port("127.0.0.1", port)


def test_a_port_is_kept_for_the_server_that_is_started_later() -> None:
    port = free_port("127.0.0.1", 0)
    with socket.socket() as stranger, pytest.raises(OSError, match="in use"):
        stranger.bind(("127.0.0.1", port))
    with socket.create_server(("127.0.0.1", port)):
        assert free_port("127.0.0.1", None, preferred=port) != port


def test_a_port_is_shared_with_whoever_shares_it_too(stocked_shop: Path) -> None:
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "ecomkit.cli", "serve", "--shared", "--port", port]
        with subprocess.Popen(command, cwd=stocked_shop, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            said = process.stdout.readline()
            process.terminate()
    assert said.strip().endswith(f":{port}")


@pytest.mark.parametrize("shared", [(), ("--shared",)])
def test_a_port_that_somebody_has_is_refused_in_one_line(stocked_shop: Path, shared: tuple[str, ...]) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = str(other.getsockname()[1])
        command = [sys.executable, "-m", "ecomkit.cli", "serve", *shared, "--port", port]
        done = subprocess.run(command, cwd=stocked_shop, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert port in done.stderr
    assert "Traceback" not in done.stderr


def test_only_files_that_the_shop_reads_are_watched(stocked_shop: Path) -> None:
    before = snapshot(stocked_shop)
    (stocked_shop / "var" / "noise").write_text("x")
    (stocked_shop / "plugins" / "__pycache__").mkdir(exist_ok=True)
    (stocked_shop / "plugins" / "__pycache__" / "hello.pyc").write_text("x")
    assert snapshot(stocked_shop) == before
    (stocked_shop / "theme" / "static" / "theme.css").write_text("/* new */")
    assert snapshot(stocked_shop) != before


def test_serve_ends_politely(stocked_shop: Path) -> None:
    command = [sys.executable, "-m", "ecomkit.cli", "serve", "--port", "0"]
    process = subprocess.Popen(command, cwd=stocked_shop, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    url = process.stdout.readline().split(" at ")[1].strip()
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            assert read(url + "/healthz")
            break
        except OSError:
            time.sleep(0.1)
    process.terminate()
    _, said = process.communicate(timeout=90)
    assert (process.returncode, said) == (0, "")
