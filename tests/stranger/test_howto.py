"""`docs/plugins-howto.md` tells the truth: its files run as they are printed, its slots are those of the templates."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOWTO = ROOT / "docs" / "plugins-howto.md"
_FILE = re.compile(r"```python\n# (\S+)\n(.*?)```", re.DOTALL)
_SLOT = re.compile(r'slot\(frame, "([a-z_.]+)"\)')


def test_the_example_runs_as_it_is_printed(tmp_path: Path) -> None:
    files = dict(_FILE.findall(HOWTO.read_text("utf-8")))
    assert list(files) == ["plugins/stamps.py", "tests/test_stamps.py"]
    for name, content in files.items():
        (tmp_path / name).parent.mkdir()
        (tmp_path / name).write_text(content, "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-W", "error", "-p", "no:cacheprovider", "tests"]
    done = subprocess.run(
        command,
        cwd=tmp_path,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_slots_that_it_lists_are_those_that_there_are() -> None:
    templates = (ROOT / "ecomkit" / "web" / "templates").rglob("*.html")
    there_are = {slot for path in templates for slot in _SLOT.findall(path.read_text("utf-8"))}
    table = HOWTO.read_text("utf-8").partition("| page | slots |")[2].partition("\n\n")[0]
    assert set(re.findall(r"`([a-z_]+(?:\.[a-z_]+)+|footer)`", table)) == there_are
