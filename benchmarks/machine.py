"""What the machine can do today: everything else is read beside it."""

from __future__ import annotations

import asyncio
import os
import platform
import statistics
import time
from pathlib import Path

from benchmarks.client import load
from benchmarks.servers import bare, cpu_seconds, free

__all__ = ["REFERENCE", "measure", "slowness"]

REFERENCE = 0.030
"""CPU ms of a bare async route where the goals for absolute figures were set."""

_PAGE = 20_000
_SYNCS = 50


def measure(folder: Path, seconds: float) -> dict[str, object]:
    """CPU of a bare async route that returns 20 KB, and the time that the disk takes to keep a line."""
    cost = _cost(folder, seconds)
    return {
        "Python": platform.python_version(),
        "processors": os.cpu_count(),
        "bare route, CPU ms": round(cost, 3),
        "slower than the reference by": round(cost / REFERENCE, 2),
        "fsync, ms": round(_fsync(folder / "bare.log"), 2),
    }


def slowness(folder: Path, seconds: float) -> float:
    """How many times slower than the reference this machine is just now."""
    return _cost(folder, seconds) / REFERENCE


def _cost(folder: Path, seconds: float) -> float:
    body = folder / "bare.html"
    body.write_bytes(b"x" * _PAGE)
    with bare(free(), body) as (url, pid):
        asyncio.run(load(url, seconds=0.5))
        before = cpu_seconds(pid)
        count, _ = asyncio.run(load(url, seconds=seconds))
        return (cpu_seconds(pid) - before) / count * 1000


def _fsync(path: Path) -> float:
    spans = []
    with path.open("wb") as file:
        for _ in range(_SYNCS):
            file.write(b"x" * 4096)
            file.flush()
            began = time.perf_counter()
            os.fsync(file.fileno())
            spans.append(time.perf_counter() - began)
    return statistics.median(spans) * 1000
