"""An update keeps what the shop's people changed, and brings what the new version changed."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from ecomkit.errors import UserError
from ecomkit.generator import project
from ecomkit.generator.manifests import Manifest
from ecomkit.generator.update import update_shop
from ecomkit.generator.vendoring import Pin, scaffold

Make = Callable[..., Path]


def git(folder: Path, *words: str) -> str:
    identity = ("-c", "user.name=Ana", "-c", "user.email=ana@example.com")
    return subprocess.run(
        ["git", *identity, *words], cwd=folder, check=True, capture_output=True, text=True
    ).stdout.strip()


def edit(path: Path, before: str, after: str) -> None:
    text = path.read_text("utf-8")
    assert before in text
    path.write_text(text.replace(before, after, 1), "utf-8")


@pytest.fixture
def shop(make: Make, tmp_path: Path) -> Path:
    return make(tmp_path / "my-shop", catalogue="empty")


@pytest.fixture
def newer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The scaffold of a later version: a real one, changed."""
    later = tmp_path / "later"
    shutil.copytree(scaffold("shop"), later, ignore=shutil.ignore_patterns("catalogue"))
    edit(later / "template" / "shop.toml.jinja", "session_days = 30", "session_days = 60")
    edit(later / "template" / "pages" / "terms.md.jinja", "# Terms of sale", "# Terms")
    (later / "template" / "pages" / "cookies.md").write_text("# Cookies\n", "utf-8")
    (later / "template" / "theme" / "README.md.jinja").unlink()
    monkeypatch.setattr(project, "scaffold", lambda _name: later)
    return later


def update(shop: Path, installed: tuple[Manifest, ...]) -> tuple[str, ...]:
    return update_shop(shop, Pin("0.2.0"), installed).conflicts


def test_without_anything_new_nothing_happens(shop: Path, pin: Pin, installed: tuple[Manifest, ...]) -> None:
    before = git(shop, "rev-parse", "HEAD")
    assert update_shop(shop, pin, installed).changed == ()
    assert git(shop, "rev-parse", "HEAD") == before


def test_edits_stay_and_news_come(shop: Path, newer: Path, installed: tuple[Manifest, ...]) -> None:
    edit(shop / "shop.toml", 'phone = ""', 'phone = "+34 600 000 000"')
    edit(shop / "pages" / "about.md", "This page is yours", "We sell mugs")
    (shop / "pages" / "jobs.md").write_text("# Jobs\n", "utf-8")
    git(shop, "add", "--all")
    git(shop, "commit", "-m", "Ours")
    assert update(shop, installed) == ()
    text = (shop / "shop.toml").read_text("utf-8")
    assert 'phone = "+34 600 000 000"' in text
    assert "session_days = 60" in text
    assert "We sell mugs" in (shop / "pages" / "about.md").read_text("utf-8")
    assert (shop / "pages" / "terms.md").read_text("utf-8").startswith("# Terms\n")
    assert (shop / "pages" / "cookies.md").is_file()
    assert (shop / "pages" / "jobs.md").is_file()
    assert not (shop / "theme" / "README.md").exists()
    assert "ecomkit==0.2.0" in (shop / "pyproject.toml").read_text("utf-8")
    assert git(shop, "status", "--porcelain") == ""
    assert (shop / ".env").is_file()


def test_a_second_update_brings_only_what_is_newer(shop: Path, newer: Path, installed: tuple[Manifest, ...]) -> None:
    assert update(shop, installed) == ()
    edit(shop / "pages" / "cookies.md", "# Cookies", "# Our cookies")
    git(shop, "commit", "-am", "Ours")
    edit(newer / "template" / "shop.toml.jinja", "answer_hours = 24", "answer_hours = 12")
    assert update(shop, installed) == ()
    assert "# Our cookies" in (shop / "pages" / "cookies.md").read_text("utf-8")
    assert "answer_hours = 12" in (shop / "shop.toml").read_text("utf-8")


def test_the_same_line_changed_by_both_is_shown_and_can_be_taken_back(
    shop: Path, newer: Path, installed: tuple[Manifest, ...]
) -> None:
    edit(shop / "shop.toml", "session_days = 30", "session_days = 7")
    git(shop, "commit", "-am", "Ours")
    assert update(shop, installed) == ("shop.toml",)
    assert "<<<<<<<" in (shop / "shop.toml").read_text("utf-8")
    git(shop, "merge", "--abort")
    assert "session_days = 7" in (shop / "shop.toml").read_text("utf-8")
    assert not (shop / "pages" / "cookies.md").exists()


def test_a_clone_can_be_updated_too(shop: Path, newer: Path, installed: tuple[Manifest, ...], tmp_path: Path) -> None:
    clone = tmp_path / "clone"
    git(tmp_path, "clone", "--quiet", str(shop), str(clone))
    assert update(clone, installed) == ()
    assert (clone / "pages" / "cookies.md").is_file()


def test_changes_that_are_not_committed_stop_it(shop: Path, newer: Path, installed: tuple[Manifest, ...]) -> None:
    edit(shop / "shop.toml", "session_days = 30", "session_days = 7")
    with pytest.raises(UserError, match="not committed"):
        update(shop, installed)


def test_a_history_without_the_first_commit_stops_it(shop: Path, newer: Path, installed: tuple[Manifest, ...]) -> None:
    git(shop, "commit", "--amend", "-m", "All mine")
    with pytest.raises(UserError, match="Ecomkit-Scaffold"):
        update(shop, installed)


def test_a_folder_that_nobody_made_stops_it(tmp_path: Path, installed: tuple[Manifest, ...]) -> None:
    with pytest.raises(UserError, match="ecomkit new"):
        update(tmp_path, installed)
