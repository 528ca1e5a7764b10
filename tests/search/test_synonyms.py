"""The shop's synonyms: read when they change, and a mistake is told with its line."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ecomkit.domain import Search
from ecomkit.errors import UserError
from ecomkit.storage.search import NO_SYNONYMS, read_synonyms
from ecomkit.testing import make_shop


def test_words_of_a_group_stand_for_each_other_in_their_language(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.csv"
    path.write_text("language,words\nen,mugs,coffee cup\n*,tv,telly\n", "utf-8")
    known = read_synonyms(path)
    assert known.of("en", ("mug",)) == (("coffe", "cup"),)
    assert known.of("en", ("coffe", "cup")) == (("mug",),)
    assert known.of("es", ("mug",)) == ()
    assert known.of("es", ("tv",)) == (("telly",),)


def test_a_file_is_read_again_when_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "synonyms.csv"
    assert read_synonyms(path) == NO_SYNONYMS
    path.write_text("en,a1,b1\n", "utf-8")
    assert read_synonyms(path).of("en", ("a1",)) == (("b1",),)
    path.write_text("en,a1,c1\n", "utf-8")
    os.utime(path, ns=(1, 1))
    assert read_synonyms(path).of("en", ("a1",)) == (("c1",),)


@pytest.mark.parametrize(
    ("content", "told"), [(b"en,mug\n", "line 1"), (b"en,a,b\n\nes,taza\n", "line 3"), (b"\xff\xfe", "UTF-8")]
)
def test_a_mistake_is_told_and_customers_still_search(
    tmp_path: Path, content: bytes, told: str, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "catalogue" / "synonyms.csv"
    path.parent.mkdir()
    path.write_bytes(content)
    with pytest.raises(UserError, match=told):
        read_synonyms(path)
    shop = make_shop(tmp_path, use=("b2c",))
    assert shop.ask(shop.system(), Search(words="mug")).slugs == ("loma-mug",)
    assert told in caplog.text
    shop.close()
