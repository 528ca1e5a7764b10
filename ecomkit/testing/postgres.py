"""A real PostgreSQL server of one's own, in a folder, for the time of the tests."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

__all__ = ["binaries", "running_server"]


def binaries() -> Path | None:
    """Where `initdb` and `postgres` lie, or None where no server is installed."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    installed = sorted(
        Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: int(path.parts[-3].split(".")[0])
    )
    return installed[-1].parent if installed else None


def _as_server() -> list[str]:
    """PostgreSQL refuses to run as root: use the account that its package made."""
    return ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_server(folder: Path) -> Iterator[str]:
    """Start a server whose data lie in `folder`; gives an address up to the database's name. Durability is off: tests only."""
    tools = binaries()
    assert tools is not None, "no PostgreSQL server is installed"
    if os.geteuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    data = folder / "data"
    tool = partial(_quietly, folder)
    tool(str(tools / "initdb"), "-D", str(data), "-U", "shop", "-A", "trust", "-E", "UTF8", "--no-sync")
    port = _free_port()
    options = f"-p {port} -c listen_addresses=127.0.0.1 -k {folder} -c fsync=off -c max_connections=60"
    control = (str(tools / "pg_ctl"), "-D", str(data), "-w")
    tool(*control, "-o", options, "-l", str(folder / "log"), "start")
    try:
        yield f"postgresql://shop@127.0.0.1:{port}"
    finally:
        tool(*control, "-m", "immediate", "stop")


def _quietly(folder: Path, *command: str) -> None:
    subprocess.run([*_as_server(), *command], check=True, stdout=subprocess.DEVNULL, cwd=folder)
