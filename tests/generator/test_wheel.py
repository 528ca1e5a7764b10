"""The wheel as people get it: built, looked into, installed in a clean environment, and a shop made with it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECONDS = 300


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, done.stdout + done.stderr
    (path,) = folder.glob("*.whl")
    return path


def test_every_file_of_the_scaffolds_travels(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for path in (ROOT / "scaffolds").rglob("*"):
        if path.is_file() and "__pycache__" not in path.parts:
            assert f"ecomkit/_scaffolds/{path.relative_to(ROOT / 'scaffolds').as_posix()}" in names
    assert any("/template/.github/" in name for name in names)
    assert "ecomkit/_scaffolds/shop/template/.env.example.jinja" in names


def test_nothing_travels_that_belongs_to_nobody(wheel: Path) -> None:
    for name in zipfile.ZipFile(wheel).namelist():
        assert name.startswith(("ecomkit/", "ecomkit-")), name
        assert "__pycache__" not in name
        assert not name.endswith((".pyc", ".db", "/.env"))


def run(*command: str | Path, cwd: Path, environ: dict[str, str] | None = None) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        timeout=SECONDS,
        env=environ,
    )


def installed(wheel: Path, folder: Path) -> Path:
    """A clean environment with the wheel and what it needs. Skips aloud without a network; in CI that fails."""
    uv = shutil.which("uv") or shutil.which("uv", path=str(Path(sys.executable).parent))
    python = folder / "clean" / "bin" / "python"
    if uv:
        made = run(uv, "venv", "--python", sys.executable, folder / "clean", cwd=folder)
        done = run(uv, "pip", "install", "--python", python, wheel, cwd=folder)
    else:
        made = run(sys.executable, "-m", "venv", folder / "clean", cwd=folder)
        done = run(python, "-m", "pip", "install", "--retries", "1", wheel, cwd=folder)
    assert made.returncode == 0, made.stderr
    if done.returncode:
        if os.environ.get("CI") == "true":
            pytest.fail(done.stderr)
        pytest.skip(f"the registry cannot be reached: {done.stderr.strip().splitlines()[-1]}")
    return python


def test_a_clean_environment_makes_a_shop_that_runs_in_its_own(wheel: Path, tmp_path: Path) -> None:
    python = installed(wheel, tmp_path)
    environ = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environ["PATH"] = f"{Path(sys.executable).parent}:{environ['PATH']}"
    new = (python.parent / "ecomkit", "new", "my-shop", "--yes", "--set", "models=b2c", "--json")
    made = run(*new, cwd=tmp_path, environ=environ)
    assert made.returncode == 0, made.stdout + made.stderr
    steps = {step["id"]: step["state"] for step in json.loads(made.stdout)["steps"]}
    assert set(steps.values()) == {"done"}
    shop = tmp_path / "my-shop"
    own = shop / ".venv" / "bin"
    assert len(list((shop / "vendor").glob("ecomkit-*.whl"))) == 1
    place = run(own / "python", "-c", "import ecomkit; print(ecomkit.__file__)", cwd=shop, environ=environ).stdout
    assert str(shop / ".venv") in place
    doctor = run(own / "ecomkit", "doctor", "--json", cwd=shop, environ=environ)
    assert doctor.returncode == 0, doctor.stdout
    added = run(own / "ecomkit", "add", "plugin", "gift_wrap", cwd=shop, environ=environ)
    assert added.returncode == 0, added.stderr
    chosen = ("tests/test_hello.py", "tests/test_gift_wrap.py", "tests/test_deployment.py")
    tests = run(own / "python", "-m", "pytest", "-q", *chosen, cwd=shop, environ=environ)
    assert tests.returncode == 0, tests.stdout
