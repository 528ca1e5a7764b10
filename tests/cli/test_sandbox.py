"""`ecomkit sandbox`: an ordinary shop for outside witnesses."""

from __future__ import annotations

import json
import subprocess
import sys
import urllib.request


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
        assert running.wait(30) == 0
