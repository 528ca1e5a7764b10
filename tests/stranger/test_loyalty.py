"""A stranger's plugin: its own wheel, on the public surface alone, in a process that knows nothing else of us."""

from __future__ import annotations

import ast
import os
import shutil
import subprocess
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import pytest

PROJECT = Path(__file__).parent / "loyalty"
PUBLIC = ("ecomkit", "ecomkit.errors", "ecomkit.domain", "ecomkit.hooks", "ecomkit.sdk", "ecomkit.testing")


def run(*command: str, cwd: Path, **env: str) -> str:
    done = subprocess.run(command, cwd=cwd, env=os.environ | env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _installer() -> tuple[str, ...]:
    """pip, or uv in an environment that uv made without one."""
    if find_spec("pip") is not None:
        return (sys.executable, "-m", "pip", "install")
    return ("uv", "pip", "install", "--python", sys.executable)


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The plugin's own wheel, built from a copy of the project."""
    folder = tmp_path_factory.mktemp("wheel")
    shutil.copytree(PROJECT, folder / "project", ignore=shutil.ignore_patterns("__pycache__", ".*"))
    build = (sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder))
    run(*build, str(folder / "project"), cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the installed wheel, to stand on the path beside the environment that has ecomkit."""
    target = tmp_path_factory.mktemp("site")
    run(*_installer(), "--quiet", "--no-deps", "--no-index", "--target", str(target), str(wheel), cwd=target)
    return target


def test_it_imports_nothing_but_the_public_surface() -> None:
    for path in PROJECT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                assert not [a.name for a in node.names if a.name.split(".")[0] == "ecomkit" and a.name not in PUBLIC], (
                    path
                )
            if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "ecomkit":
                assert node.module in PUBLIC, f"{path}: {node.module}"
                public = import_module(str(node.module)).__all__
                assert [a.name for a in node.names if a.name not in public] == [], path


def test_the_shop_knows_it_once_it_is_installed(installed: Path) -> None:
    listed = "from importlib.metadata import entry_points as e; print([p.value for p in e(group='ecomkit.plugins') if p.name == 'loyalty'])"
    shown = run(sys.executable, "-c", listed, cwd=installed.parent, PYTHONPATH=str(installed))
    assert shown.strip() == "['stranger_loyalty:Loyalty']"


def test_its_own_tests_pass_against_the_installed_wheel(installed: Path, tmp_path: Path) -> None:
    """The whole story: points, refund, payment, page, job, taking away and putting back, and bad use."""
    shutil.copytree(PROJECT / "tests", tmp_path / "tests", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    path = os.pathsep.join((str(installed), str(tmp_path / "tests")))
    shown = run(sys.executable, "-m", "pytest", "-q", cwd=tmp_path, PYTHONPATH=path, PYTHONDONTWRITEBYTECODE="1")
    assert " passed" in shown
