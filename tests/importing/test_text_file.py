"""Text files that are, and are not, UTF-8."""

from __future__ import annotations

from pathlib import Path

import pytest

from ecomkit.errors import UserError
from ecomkit.importing.text_file import LARGEST_PIECE, TextFile


def file(tmp_path: Path, content: bytes) -> TextFile:
    path = tmp_path / "products.csv"
    path.write_bytes(content)
    return TextFile(path)


def test_lines_and_pieces_say_the_same(tmp_path: Path) -> None:
    text = file(tmp_path, "sku,name\nA,Señal €\n".encode() * 50_000)
    assert "".join(text.lines()) == "".join(text.pieces())
    assert text.position == text.size


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    text = file(tmp_path, b"\xef\xbb\xbfsku\n")
    assert (list(text.lines()), "".join(text.pieces())) == (["sku\n"], "sku\n")


@pytest.mark.parametrize("read", ["lines", "pieces"])
def test_a_wrong_encoding_is_told_with_its_byte_and_line(tmp_path: Path, read: str) -> None:
    head = b"sku,name\n" + "A,ß\n".encode() * 400_000
    text = file(tmp_path, head + b"B,Caf\xe9\n")
    with pytest.raises(UserError, match=f"line 400002: byte {len(head) + 5} is not UTF-8 text: save the file as UTF-8"):
        list(getattr(text, read)())


@pytest.mark.parametrize(("encoding", "name"), [("utf-16", "UTF-16"), ("utf-32", "UTF-32")])
def test_other_unicode_encodings_are_called_by_name(tmp_path: Path, encoding: str, name: str) -> None:
    with pytest.raises(UserError, match=f"is {name}, not UTF-8"):
        file(tmp_path, "sku\n".encode(encoding))


def test_a_spreadsheet_is_told_to_be_saved_as_text(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is a spreadsheet or an archive, not text: save it as «CSV UTF-8»"):
        file(tmp_path, b"PK\x03\x04\x14\x00")


def test_a_line_without_an_end_is_not_taken_into_memory(tmp_path: Path) -> None:
    text = file(tmp_path, b"sku\n" + b"x" * (LARGEST_PIECE + 2))
    with pytest.raises(UserError, match="begins at byte 4 is longer than 32 MB"):
        list(text.lines())


def test_a_missing_file_and_a_folder_are_clear_mistakes(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="is not there"):
        TextFile(tmp_path / "none.csv")
    with pytest.raises(UserError, match="is a folder"):
        TextFile(tmp_path)
