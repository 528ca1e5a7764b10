"""Which ecomkit a shop pins, and the wheel that it takes along."""

from __future__ import annotations

import sys
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest

import ecomkit
from ecomkit.generator import vendoring
from ecomkit.generator.vendoring import Pin, find_pin, scaffold, write_wheel


def test_a_checkout_takes_its_files_along_under_a_version_that_no_index_has(pin: Pin, tmp_path: Path) -> None:
    assert pin.version.startswith(f"{ecomkit.__version__}+local.")
    path = write_wheel(pin, tmp_path)
    assert path is not None
    names = set(zipfile.ZipFile(path).namelist())
    assert {"ecomkit/cli/__init__.py", "ecomkit/py.typed", "ecomkit/_scaffolds/shop/copier.yml"} <= names
    assert "ecomkit/_scaffolds/shop/template/.github/workflows/ci.yml.jinja" in names
    assert "ecomkit/_scaffolds/shop/template/.gitignore.jinja" in names
    assert any(name.endswith(".webp") for name in names)
    assert not [name for name in names if "__pycache__" in name or name.endswith(".pyc")]


def test_the_same_files_give_the_same_wheel(pin: Pin, tmp_path: Path) -> None:
    first, second = write_wheel(pin, tmp_path / "a"), write_wheel(find_pin(), tmp_path / "b")
    assert first is not None
    assert second is not None
    assert first.name == second.name
    assert first.read_bytes() == second.read_bytes()


def test_the_wheel_states_what_the_project_states(pin: Pin, tmp_path: Path) -> None:
    path = write_wheel(pin, tmp_path)
    assert path is not None
    with zipfile.ZipFile(path) as wheel:
        info = next(name for name in wheel.namelist() if name.endswith("METADATA"))
        metadata = Parser().parsestr(wheel.read(info).decode())
        points = wheel.read(info.replace("METADATA", "entry_points.txt")).decode()
        recorded = {line.split(",")[0] for line in wheel.read(info.replace("METADATA", "RECORD")).decode().splitlines()}
        assert recorded == set(wheel.namelist())
    assert metadata["Version"] == pin.version
    needed = metadata.get_all("Requires-Dist") or []
    assert any(one.startswith("click") for one in needed)
    assert any(one.startswith("playwright") and 'extra == "audit"' in one for one in needed)
    assert "ecomkit = ecomkit.cli:main" in points
    assert "[ecomkit.plugins]" in points


def fake_distribution(folder: Path, *, direct: bool, version: str) -> None:
    """An installed ecomkit: files, metadata, and whether it came from somewhere else than an index."""
    info = folder / f"ecomkit-{version}.dist-info"
    (folder / "ecomkit").mkdir(parents=True)
    (folder / "ecomkit" / "__init__.py").write_text("")
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: ecomkit\nVersion: {version}\nRequires-Dist: click\n")
    (info / "entry_points.txt").write_text("[console_scripts]\necomkit = ecomkit.cli:main\n")
    (info / "RECORD").write_text(f"ecomkit/__init__.py,,\n{info.name}/METADATA,,\n../../bin/ecomkit,,\n")
    if direct:
        (info / "direct_url.json").write_text('{"url": "file:///x"}')


@pytest.mark.parametrize(
    ("direct", "version", "vendored"), [(False, "7.1", False), (True, "7.1", True), (False, "7.1+local.abc", True)]
)
def test_an_installed_one_is_named_or_taken_along(
    direct: bool, version: str, vendored: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fake_distribution(tmp_path, direct=direct, version=version)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setattr(vendoring, "_checkout", lambda: None)
    found = find_pin()
    if vendored:
        assert found.version.startswith("7.1+local.")
        assert found.files is not None
        assert {name for name in found.files if name.startswith("ecomkit/")} == {"ecomkit/__init__.py"}
    else:
        assert found == Pin("7.1")
        assert found.requirement("audit") == "ecomkit[audit]==7.1"
        assert write_wheel(found, tmp_path / "vendor") is None


def test_a_local_version_is_not_stacked_up(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A shop made by the ecomkit of another shop has the same pin."""
    fake_distribution(tmp_path / "a", direct=True, version="7.1")
    fake_distribution(tmp_path / "b", direct=False, version="7.1+local.abc")
    monkeypatch.setattr(vendoring, "_checkout", lambda: None)
    found = []
    for name in ("a", "b"):
        with monkeypatch.context() as patched:
            patched.setattr(sys, "path", [str(tmp_path / name), *sys.path])
            found.append(find_pin().version)
    assert found[0] == found[1]


@pytest.mark.parametrize("name", ["shop", "plugin"])
def test_scaffolds_run_nothing(name: str) -> None:
    text = (scaffold(name) / "copier.yml").read_text("utf-8")
    for word in ("_tasks", "_migrations", "_jinja_extensions"):
        assert word not in text
