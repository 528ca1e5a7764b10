"""A folder is put in its place as a whole, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomkit.errors import NotFinished
from ecomkit.generator.placing import Placement


def write(folder: Path, **files: str) -> None:
    for name, text in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def content(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): path.read_text() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def test_a_new_folder_appears_whole(tmp_path: Path) -> None:
    with Placement(tmp_path / "shop") as placement:
        write(placement.folder, a="1", b__c="2")
        assert not (tmp_path / "shop").exists()
        placement.place()
    assert content(tmp_path) == {"shop/a": "1", "shop/b/c": "2"}


@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
@pytest.mark.parametrize("placed", [False, True])
def test_an_error_leaves_nothing(error: type[BaseException], placed: bool, tmp_path: Path) -> None:
    with pytest.raises(error), Placement(tmp_path / "shop") as placement:
        write(placement.folder, a="1")
        if placed:
            placement.place()
        raise error
    assert content(tmp_path) == {}
    assert list(tmp_path.iterdir()) == []


def test_an_error_of_the_disk_says_that_nothing_is_left(tmp_path: Path) -> None:
    with pytest.raises(NotFinished, match="nothing was left behind"), Placement(tmp_path / "shop") as placement:
        write(placement.folder, a="1")
        (tmp_path / "nowhere" / "b").write_text("2")
    assert list(tmp_path.iterdir()) == []


def test_an_existing_folder_gets_the_new_files_and_keeps_its_own(tmp_path: Path) -> None:
    write(tmp_path / "shop", a="old", mine="mine", var__db="data", _env="x")
    (tmp_path / "shop" / ".env").write_text("secret")
    with Placement(tmp_path / "shop") as placement:
        write(placement.folder, a="new", b__c="2", var__db="none")
        (placement.folder / ".env").write_text("other")
        placement.place()
    assert content(tmp_path / "shop") == {
        ".env": "secret",
        "_env": "x",
        "a": "new",
        "b/c": "2",
        "mine": "mine",
        "var/db": "data",
    }
    assert [path.name for path in tmp_path.iterdir()] == ["shop"]


def test_an_existing_folder_is_as_before_after_an_error(tmp_path: Path) -> None:
    write(tmp_path / "shop", a="old", d__e="old", mine="mine")
    before = content(tmp_path)
    with pytest.raises(KeyboardInterrupt), Placement(tmp_path / "shop") as placement:
        write(placement.folder, a="new", d__e="new", d__f="new", z__y="new")
        placement.place()
        assert content(tmp_path / "shop")["d/e"] == "new"
        (tmp_path / "shop" / "var").mkdir()
        raise KeyboardInterrupt
    assert content(tmp_path) == before
    assert not (tmp_path / "shop" / "var").exists()
    assert not (tmp_path / "shop" / "z").exists()


def test_an_empty_folder_is_empty_again_after_an_error(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    with pytest.raises(KeyboardInterrupt), Placement(tmp_path / "shop") as placement:
        write(placement.folder, a="new")
        placement.place()
        raise KeyboardInterrupt
    assert list((tmp_path / "shop").iterdir()) == []
