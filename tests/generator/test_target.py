"""Where a shop may go."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ecomkit.errors import UserError
from ecomkit.generator.target import check_name, read_target


@pytest.mark.parametrize(("name", "title"), [("my-shop", "My shop"), ("Corner_Shop2", "Corner shop2"), ("x", "X")])
def test_plain_names_are_taken(name: str, title: str, tmp_path: Path) -> None:
    target = read_target(str(tmp_path / name))
    assert target.folder == tmp_path / name
    assert (target.name, target.title) == (name.lower(), title)


@given(st.text(max_size=80))
def test_a_taken_name_is_plain_and_a_refusal_is_one_short_line(name: str) -> None:
    said = ""
    try:
        check_name(name, "a shop")
    except UserError as error:
        said = str(error)
    plain = name.isascii() and name.replace("-", "").replace("_", "").isalnum()
    assert plain if not said else said.isprintable() and len(said) < 250


def test_the_parent_must_be_there(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not there"):
        read_target(str(tmp_path / "nowhere" / "shop"))


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "shop-a").write_text("")
    with pytest.raises(UserError, match="is no folder"):
        read_target(str(tmp_path / "shop-a"), force=True)


def test_a_path_through_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError):
        read_target(str(tmp_path / "file" / "shop"))
