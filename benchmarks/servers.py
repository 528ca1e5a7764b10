"""The processes under load: a bare route, and a shop with its worker, gateway and mailbox."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ecomkit.cli.processes import Child, free_port

__all__ = ["bare", "cpu_seconds", "free", "megabytes", "running_shop", "wait_for", "web_process"]

BARE = """
import sys
from pathlib import Path
import uvicorn
from starlette.applications import Starlette
from starlette.responses import Response
from starlette.routing import Route
body = Path(sys.argv[2]).read_bytes()
async def page(request):
    return Response(body, media_type="text/html")
app = Starlette(routes=[Route("/", page), Route("/healthz", page)])
uvicorn.run(app, port=int(sys.argv[1]), log_level="error", loop="uvloop", http="httptools", access_log=False)
"""


def free() -> int:
    """A port that nobody uses."""
    return free_port("127.0.0.1", None)


def cpu_seconds(pid: int) -> float:
    """What a process has used of the processor so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def megabytes(pid: int) -> float:
    """Resident memory."""
    line = next(row for row in Path(f"/proc/{pid}/status").read_text().splitlines() if row.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def wait_for(url: str, seconds: float = 20) -> None:
    """Wait until an address answers."""
    end = time.monotonic() + seconds
    while True:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise
            time.sleep(0.02)


@contextlib.contextmanager
def process(
    *command: str, cwd: Path | None = None, env: dict[str, str] | None = None
) -> Iterator[subprocess.Popen[str]]:
    """A child that is stopped at the end."""
    child = subprocess.Popen(command, cwd=cwd, env=os.environ | (env or {}), stdout=subprocess.PIPE, text=True)
    try:
        yield child
    finally:
        child.send_signal(signal.SIGTERM)
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(10)
        child.kill()


@contextlib.contextmanager
def bare(port: int, body: Path) -> Iterator[tuple[str, int]]:
    """A bare async route that returns the same bytes; gives its address and process."""
    with process(sys.executable, "-c", BARE, str(port), str(body)) as child:
        wait_for(f"http://127.0.0.1:{port}/healthz")
        yield f"http://127.0.0.1:{port}/", child.pid


@contextlib.contextmanager
def web_process(folder: Path) -> Iterator[str]:
    """One web process of a shop, by itself; gives its address."""
    url = f"http://127.0.0.1:{free()}"
    command = (sys.executable, "-m", "ecomkit.cli", "serve", "--port", url.rpartition(":")[2])
    with process(*command, cwd=folder, env={"ECOMKIT_URL": url}):
        wait_for(f"{url}/healthz")
        yield url


@contextlib.contextmanager
def running_shop(folder: Path) -> Iterator[dict[str, Any]]:
    """A generated shop as it is run: `serve` and `worker`, with the demo gateway and a mailbox outside.

    Gives `url`, `gateway`, the `pids`, and the `seconds` that `serve` took to its first 200.
    """
    secret, own = "a-secret-for-benchmarks", free()
    url = f"http://127.0.0.1:{own}"
    with contextlib.ExitStack() as stack:

        def child(name: str, environ: dict[str, str], *command: str) -> Child:
            started = Child(name, command, folder=folder, environ=environ, show=lambda _line: None)
            stack.callback(started.stop)
            started.start()
            return started

        ledger = str(folder / "var" / "gateway.db")
        gateway = child("gateway", {"GATEWAY_SECRET": secret}, "ecomkit.dev.gateway", "--ledger", ledger)
        mailbox = child("mailbox", {}, "ecomkit.dev.mailbox")
        gateway.wait_for(lambda: gateway.said("gateway ") is not None)
        mailbox.wait_for(lambda: mailbox.said("mailbox ") is not None)
        _, outside = (gateway.said("gateway ") or "").split()
        smtp = (mailbox.said("mailbox ") or "").split()[2].removeprefix("smtp://")
        environ = {"ECOMKIT_URL": url, "ECOMKIT_SMTP": smtp, "GATEWAY_URL": outside, "GATEWAY_SECRET": secret}
        began = time.perf_counter()
        web = child("web", environ, "ecomkit.cli", "serve", "--port", str(own))
        wait_for(f"{url}/")
        seconds = time.perf_counter() - began
        worker = child("worker", environ, "ecomkit.cli", "worker")
        worker.wait_for(lambda: worker.said("worker ready") is not None)
        pids = {one.name: one.pid for one in (web, worker, gateway, mailbox)}
        yield {"url": url, "gateway": outside, "pids": pids, "seconds": round(seconds, 2)}
