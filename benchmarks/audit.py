"""A whole audit of a generated shop: how long it takes, what of the processor and of memory, beside Lighthouse where that is installed."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.servers import running_shop
from benchmarks.shops import cli
from ecomkit.audit.browser import find_browser

__all__ = ["measure"]

_BROWSERS = ("chrom", "headless")
_TURNS = 3
_THROTTLING = {"devtools": "slow line applied as in the audit", "simulate": "slow line worked out from a fast load"}
"""What Lighthouse calls the ways to slow a page down, and what they are."""
_SIZES = {"Rss": "resident", "Pss": "shared pages by their share"}
"""How Linux counts memory: resident is what `ps` shows, shared pages in full for each process."""
_TICKS = os.sysconf("SC_CLK_TCK")


class _Watch:
    """Looks at a process and all it started, ten times a second, until it ends: CPU seconds and most memory, in MB.

    Memory is counted both ways (`_SIZES`), each as the most of all, of the browser's, and of what is not.
    """

    def __init__(self, command: Sequence[str], folder: Path, **environ: str) -> None:
        self.cpu: dict[int, float] = {}
        self.most = dict.fromkeys(_SIZES, 0.0)
        self.most_browser, self.most_own = self.most.copy(), self.most.copy()
        self.browsers: set[int] = set()
        self._done = threading.Event()
        watcher = threading.Thread(target=self._look_until_done, daemon=True)
        started = time.perf_counter()
        self._process = subprocess.Popen(
            command, cwd=folder, env=environ | os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        watcher.start()
        self.code = self._process.wait()
        self.seconds = time.perf_counter() - started
        self._done.set()
        watcher.join()

    def _look_until_done(self) -> None:
        while not self._done.wait(0.1):
            family = _family(self._process.pid)
            self.cpu |= {pid: _cpu(pid) for pid in family}
            self.browsers |= {pid for pid in family if _is_browser(pid)}
            memory = {pid: _memory(pid) for pid in family}
            for size in _SIZES:
                browsers = sum(each[size] for pid, each in memory.items() if pid in self.browsers)
                whole = sum(each[size] for each in memory.values())
                self.most[size] = max(self.most[size], whole)
                self.most_browser[size] = max(self.most_browser[size], browsers)
                self.most_own[size] = max(self.most_own[size], whole - browsers)

    def own_cpu(self) -> float:
        """What Python and Playwright's driver took of the processor, in seconds."""
        return sum(seconds for pid, seconds in self.cpu.items() if pid not in self.browsers)


def measure(folder: Path) -> dict[str, object]:
    """Audit the demo shop, filled in by its owner, three times as `quick`, in turn with Lighthouse, and once as `full`.

    The fastest quick run counts.
    """
    shop = folder / "audited"
    cli(folder, "new", str(shop), "--yes", "--no-install", "--set", "models=b2c")
    _fill_in(shop / "shop.toml")
    cli(shop, "migrate")
    figures: dict[str, object] = {}
    with running_shop(shop) as running:
        audit = (sys.executable, "-m", "ecomkit.cli", "audit", running["url"])
        beside: dict[str, list[object]] = {throttling: [] for throttling in _THROTTLING}
        quick = []
        for _ in range(_TURNS):
            quick.append(_Watch(audit, shop))
            for throttling, seconds in beside.items():
                seconds.append(_lighthouse(running["url"], shop, throttling))
        quick.sort(key=lambda one: one.seconds)
        figures["quick audit, s"] = [round(one.seconds, 1) for one in quick]
        figures["quick audit, CPU s"] = round(sum(quick[0].cpu.values()), 1)
        figures["quick audit, CPU s outside the browser"] = round(quick[0].own_cpu(), 1)
        for size, said in _SIZES.items():
            most, browser = quick[0].most[size], quick[0].most_browser[size]
            figures[f"quick audit, MB, {said}"] = round(most)
            figures[f"quick audit, MB outside the browser, {said}"] = round(quick[0].most_own[size])
            figures[f"quick audit, memory over the browser's own, {said}"] = round(most / max(1, browser), 2)
        figures["full audit, s"] = round(_Watch((*audit, "--profile", "full"), shop).seconds, 1)
        for throttling, seconds in beside.items():
            figures[f"Lighthouse, one page, {_THROTTLING[throttling]}, s"] = seconds
        figures["the audit ended with"] = quick[0].code
    return figures


def _fill_in(settings: Path) -> None:
    """What only the owner knows, so that there is nothing to find: faults are looked at twice."""
    text = settings.read_text("utf-8")
    for name, value in {
        "tax_id": "B12345674",
        "phone": "+34 910 000 000",
        "address": "Calle Mayor 1, 28013 Madrid",
    }.items():
        text = re.sub(rf'^{name} = ".*?"', f'{name} = "{value}"', text, count=1, flags=re.M)
    settings.write_text(text, "utf-8")


def _lighthouse(url: str, folder: Path, throttling: str) -> object:
    found = shutil.which("lighthouse")
    if not found:
        return "not installed"
    flags = "--chrome-flags=--headless=new --no-sandbox --disable-gpu"
    command = (
        found,
        url,
        "--quiet",
        "--output=json",
        "--output-path=/dev/null",
        flags,
        f"--throttling-method={throttling}",
    )
    watch = _Watch(command, folder, CHROME_PATH=find_browser(""))
    return round(watch.seconds, 1) if watch.code == 0 else f"ended with {watch.code}"


def _family(root: int) -> list[int]:
    """The process and all that stem from it."""
    children: dict[int, list[int]] = {}
    for pid in (int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdecimal()):
        children.setdefault(_parent(pid), []).append(pid)
    found, todo = [root], [root]
    while todo:
        fresh = children.get(todo.pop(), [])
        found += fresh
        todo += fresh
    return found


def _fields(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def _parent(pid: int) -> int:
    return int(_read(lambda: float(_fields(pid)[1])))


def _cpu(pid: int) -> float:
    return _read(lambda: sum(map(int, _fields(pid)[11:13])) / _TICKS)


def _memory(pid: int) -> dict[str, float]:
    """What a process has of the memory, in MB, as each size is counted."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it has just ended
        return dict.fromkeys(_SIZES, 0.0)
    found = {
        name: int(value.split()[0]) / 1024
        for name, _, value in (line.partition(":") for line in lines)
        if value.endswith("kB")
    }
    return {size: found.get(size, 0.0) for size in _SIZES}


def _is_browser(pid: int) -> bool:
    return bool(_read(lambda: float(any(word in Path(f"/proc/{pid}/comm").read_text() for word in _BROWSERS))))


def _read(look: Callable[[], float]) -> float:
    """What /proc says, nothing where the process has just ended."""
    try:
        return look()
    except (OSError, StopIteration, IndexError):
        return 0.0


if __name__ == "__main__":
    import tempfile

    with tempfile.TemporaryDirectory(prefix="ecomkit-bench-") as folder:
        print(json.dumps(measure(Path(folder)), indent=2))
