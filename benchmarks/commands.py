"""Commands: the CPU of `--help` against importing click, and of `new --no-install` against importing copier."""

from __future__ import annotations

import os
import resource
import statistics
import subprocess
import sys
from pathlib import Path

__all__ = ["measure"]

_RUNS = 5


def measure(folder: Path) -> dict[str, object]:
    """Medians of five, each pair in turn."""
    python, cli = sys.executable, (sys.executable, "-m", "ecomkit.cli")
    help_, click = _pair((*cli, "--help"), (python, "-c", "import click"), folder)
    count = iter(range(100))
    new, copier = _pair(
        lambda: (*cli, "new", f"shop-{next(count)}", "--yes", "--no-install"), (python, "-c", "import copier"), folder
    )
    return {
        "CPU of --help / import click": f"{help_ / click:.2f} ({help_:.2f} s / {click:.2f} s)",
        "CPU of new --no-install / import copier": f"{new / copier:.2f} ({new:.2f} s / {copier:.2f} s)",
    }


def _pair(ours: object, theirs: tuple[str, ...], folder: Path) -> tuple[float, float]:
    first, second = [], []
    for _ in range(_RUNS):
        first.append(_cpu(ours() if callable(ours) else ours, folder))  # type: ignore[arg-type]
        second.append(_cpu(theirs, folder))
    return statistics.median(first), statistics.median(second)


def _cpu(command: tuple[str, ...], folder: Path) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, cwd=folder, env=os.environ, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
