"""A folder is put in its place as a whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomkit.errors import NotFinished
from ecomkit.generator.placing import Placement


def write(folder: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def place(target: Path, files: dict[str, str], *, error: BaseException | None = None, early: bool = False) -> None:
    """Write files and put them in place; then (or before) the error happens, after a database was begun."""
    with Placement(target) as placement:
        write(placement.folder, files)
        assert not target.exists() or content(target) != content(placement.folder)
        if error is not None and early:
            raise error
        placement.place()
        if error is not None:
            (target / "var").mkdir(exist_ok=True)
            raise error


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    place(tmp_path / "shop", {"a": "1", "b/c": "2"})
    assert content(tmp_path) == {"shop/a": "1", "shop/b/c": "2"}


@pytest.mark.parametrize("error", [KeyboardInterrupt(), RuntimeError()], ids=repr)
@pytest.mark.parametrize("early", [False, True])
def test_an_error_leaves_nothing(error: BaseException, early: bool, tmp_path: Path) -> None:
    with pytest.raises(type(error)):
        place(tmp_path / "shop", {"a": "1"}, error=error, early=early)
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_disk_says_that_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(NotFinished, match=r"No space left on device.*nothing was left behind"):
        place(tmp_path / "shop", {"a": "1"}, error=OSError(28, "No space left on device"))
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_gets_the_new_files_and_keeps_its_own(tmp_path: Path) -> None:
    write(tmp_path / "shop", {".env": "secret", "a": "old", "mine": "mine", "var/db": "data"})
    place(tmp_path / "shop", {".env": "other", "a": "new", "b/c": "2", "var/db": "none"})
    assert content(tmp_path / "shop") == {".env": "secret", "a": "new", "b/c": "2", "mine": "mine", "var/db": "data"}
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


def test_an_existing_folder_is_as_before_after_an_error(tmp_path: Path) -> None:
    write(tmp_path / "shop", {"a": "old", "d/e": "old", "mine": "mine"})
    before = content(tmp_path)
    with pytest.raises(KeyboardInterrupt):
        place(tmp_path / "shop", {"a": "new", "d/e": "new", "d/f": "new", "z/y": "new"}, error=KeyboardInterrupt())
    assert content(tmp_path) == before
    assert sorted(path.name for path in (tmp_path / "shop").iterdir()) == ["a", "d", "mine"]


def test_an_empty_folder_is_empty_again_after_an_error(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    with pytest.raises(KeyboardInterrupt):
        place(tmp_path / "shop", {"a": "new"}, error=KeyboardInterrupt())
    assert list((tmp_path / "shop").iterdir()) == []
