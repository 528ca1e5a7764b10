"""Child processes of `ecomkit dev`: started, listened to, watched and ended together."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from ecomkit.errors import NotFinished, UserError
from ecomkit.speech import say

__all__ = ["Child", "answers", "free_port", "snapshot"]

_WATCHED = ("plugins", "pages", "theme", "locales")
_STOP_SECONDS = 8.0


class Child:
    """One process whose lines are shown with its name in front. `lines` keeps the last ones, for telling why it ended."""

    def __init__(
        self,
        name: str,
        command: Sequence[str],
        *,
        folder: Path,
        environ: Mapping[str, str],
        show: Callable[[str], None],
    ) -> None:
        self.name = name
        self.lines: list[str] = []
        self._command = [sys.executable, "-m", *command]
        self._folder = folder
        self._environ = {**os.environ, **environ, "PYTHONUNBUFFERED": "1"}
        self._show = show
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._told = True

    @property
    def pid(self) -> int | None:
        """The process's number, while there is one."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the process, again if it ran before."""
        self.lines.clear()
        self._told = False
        self._process = subprocess.Popen(
            self._command, cwd=self._folder, env=self._environ, text=True, errors="replace",
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        self._reader = threading.Thread(target=self._listen, daemon=True)
        self._reader.start()

    def stop(self) -> None:
        """Ask it to end, wait, and end it by force when it does not."""
        self._told = True
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(_STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
        process.wait()
        if self._reader:
            self._reader.join(2)
        if process.stdout:
            process.stdout.close()
        self._process = None

    def ended(self) -> int | None:
        """Its exit code, once, when it ended by itself; else None."""
        code = self._process.poll() if self._process else None
        if code is None or self._told:
            return None
        self._told = True
        return code

    def wait_for(self, what: Callable[[], bool], seconds: float = 60.0) -> None:
        """Wait until something is so. Raises what the process said when it ends before, or takes too long."""
        end = time.monotonic() + seconds
        while not what():
            code = self._process.poll() if self._process else -1
            if code is not None:
                self._raise(code)
            if time.monotonic() > end:
                raise NotFinished(
                    say("%(name)s does not answer after %(seconds)s s", name=self.name, seconds=f"{seconds:.0f}")
                )
            time.sleep(0.03)

    def said(self, start: str) -> str | None:
        """The first line that it printed with this start."""
        return next((line for line in list(self.lines) if line.startswith(start)), None)

    def _raise(self, code: int) -> None:
        if self._reader:
            self._reader.join(2)
        self._told = True
        told = "\n".join(self.lines[-30:]).removeprefix("Error: ") or say("it ended with code %(code)s", code=code)
        raise (UserError if code == 2 else NotFinished)(
            say("%(name)s did not start: %(told)s", name=self.name, told=told)
        )

    def _listen(self) -> None:
        stream = self._process.stdout if self._process else None
        with contextlib.suppress(ValueError):
            for line in stream or ():
                self.lines.append(line.rstrip("\n"))
                del self.lines[:-200]
                self._show(f"{self.name:>8} │ {self.lines[-1]}")


def free_port(host: str, wanted: int | None, *, preferred: int = 0, shared: bool = False) -> int:
    """The wanted port (0: any free one), else `preferred` when it is free. Raises `UserError` when the wanted one is taken.

    It is kept for this process and those that it starts. `shared`: other processes that share theirs too may listen there already.
    """
    for port in (preferred, 0) if wanted is None else (wanted,):
        try:
            found = _tried(host, port, shared=shared)
            _keep(host, found)
            return found
        except OSError as error:
            if wanted:
                raise UserError(
                    say(
                        "port %(wanted)s cannot be used (%(strerror)s): choose another with --port",
                        wanted=wanted,
                        strerror=error.strerror,
                    )
                ) from error
    raise NotFinished(say("no port is free on %(host)s", host=host))


def _tried(host: str, port: int, *, shared: bool) -> int:
    """The port, if it can be had. One that is shared is not listened to here: what came in meanwhile would be lost."""
    with socket.socket() if shared else socket.create_server((host, port)) as sock:
        if shared:
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            sock.bind((host, port))
        return int(sock.getsockname()[1])


def _keep(host: str, port: int) -> None:
    """Stay bound to a port without listening, until this process ends. On Linux a server that allows for it may listen there all
    the same, and nobody who asks for any free port is given this one meanwhile; elsewhere it could not listen.
    """
    if sys.platform != "linux":
        return
    kept = socket.socket()
    for option in (socket.SO_REUSEADDR, socket.SO_REUSEPORT):
        kept.setsockopt(socket.SOL_SOCKET, option, 1)
    with contextlib.suppress(OSError):
        kept.bind((host, port))
    kept.detach()


def answers(url: str) -> bool:
    """Whether something answers 200 there."""
    try:
        with urllib.request.urlopen(url, timeout=5) as reply:
            return bool(reply.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def snapshot(folder: Path) -> dict[Path, tuple[int, int]]:
    """Time and size of each of the shop's files that a running shop has read."""
    found = {}
    for path in _files(folder):
        with contextlib.suppress(OSError):
            state = path.stat()
            found[path] = (state.st_mtime_ns, state.st_size)
    return found


def _files(folder: Path) -> Iterator[Path]:
    yield folder / "shop.toml"
    yield folder / ".env"
    for name in _WATCHED:
        for where, folders, files in os.walk(folder / name):
            folders[:] = [one for one in folders if one != "__pycache__" and not one.startswith(".")]
            yield from (Path(where, file) for file in files if not file.endswith((".pyc", "~", ".swp")))
