"""Starting a browser leaves the caller's environment as it was."""

from __future__ import annotations

import subprocess
import sys

import pytest

SCRIPT = """
import os
from pathlib import Path
from ecomkit.audit.browser import open_browser

before = dict(os.environ)
with open_browser():
    assert dict(os.environ) == before
    children = Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()
    told = [Path(f"/proc/{child}/environ").read_bytes() for child in children]
print(next(line.decode() for one in told for line in one.split(b"\\0") if line.startswith(b"NODE_OPTIONS=")))
"""


@pytest.mark.browser
@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks into /proc")
@pytest.mark.parametrize("own", ["", "--no-deprecation"])
def test_the_driver_is_told_to_keep_its_memory_small_and_to_leave_ctrl_c_alone_and_nobody_else_is(
    own: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("NODE_OPTIONS", raising=False)
    if own:
        monkeypatch.setenv("NODE_OPTIONS", own)
    said = subprocess.run([sys.executable, "-c", SCRIPT], check=False, capture_output=True, text=True, timeout=120)
    assert said.returncode == 0, said.stderr
    ours = "--max-semi-space-size=1 --import=data:text/javascript,process.on('SIGINT',Number)"
    assert said.stdout.strip() == f"NODE_OPTIONS={ours} {own}".strip()
