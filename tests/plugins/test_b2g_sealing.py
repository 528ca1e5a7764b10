"""The construction: what opens what, and what a box does not tell."""

from __future__ import annotations

from base64 import b64decode, b64encode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ecomkit.plugins.b2g import sealing

WORK = 14
PRIVATE, PUBLIC = sealing.key_pair()


@settings(deadline=None, max_examples=50)
@given(content=st.binary(max_size=sealing.CONTENT_BYTES - 4), about=st.text(max_size=50))
def test_what_is_sealed_is_read_with_the_private_key_and_every_box_has_one_size(content: bytes, about: str) -> None:
    box = sealing.seal(PUBLIC, content, about)
    assert len(b64decode(box)) == sealing.BOX_BYTES
    key = sealing.content_key(PRIVATE, box, about)
    assert sealing.open_box(box, key, about) == content
    assert sealing.open_box(box, key, about + "x") is None


def test_a_box_with_one_bit_changed_does_not_open() -> None:
    box = sealing.seal(PUBLIC, b"31415", "a")
    key = sealing.content_key(PRIVATE, box, "a")
    for place in (40, 2000, sealing.BOX_BYTES - 1):
        raw = bytearray(b64decode(box))
        raw[place] ^= 1
        assert sealing.open_box(b64encode(raw).decode(), key, "a") is None


def test_the_key_of_one_box_opens_no_other() -> None:
    one, other = (sealing.seal(PUBLIC, b"same", "a") for _ in range(2))
    assert one != other
    assert sealing.open_box(other, sealing.content_key(PRIVATE, one, "a"), "a") is None


def test_another_private_key_opens_nothing() -> None:
    box = sealing.seal(PUBLIC, b"31415", "a")
    stranger, _ = sealing.key_pair()
    assert sealing.open_box(box, sealing.content_key(stranger, box, "a"), "a") is None


def test_more_than_the_padding_allows_is_refused() -> None:
    with pytest.raises(ValueError, match="too large"):
        sealing.seal(PUBLIC, bytes(sealing.CONTENT_BYTES), "a")


def test_a_wrap_needs_both_passphrases() -> None:
    salts = [sealing.new_salt() for _ in range(3)]
    right = [
        sealing.share_of(words, salt, WORK)
        for words, salt in zip(("first opener 1", "second opener 2"), salts, strict=False)
    ]
    wrong = sealing.share_of("first opener l", salts[0], WORK)
    box = sealing.wrap(PRIVATE, sealing.pair_key(right[0], right[1], salts[2], WORK), "pair")
    assert sealing.unwrap(box, sealing.pair_key(right[0], right[1], salts[2], WORK), "pair") == PRIVATE
    assert sealing.unwrap(box, sealing.pair_key(wrong, right[1], salts[2], WORK), "pair") is None
    assert sealing.unwrap(box, sealing.pair_key(right[0], right[1], salts[0], WORK), "pair") is None
    assert sealing.unwrap(box, sealing.pair_key(right[0], right[1], salts[2], WORK), "another pair") is None


def test_a_passphrase_is_the_same_however_its_letters_are_composed() -> None:
    salt = sealing.new_salt()
    assert sealing.share_of(" canción larga ", salt, WORK) == sealing.share_of("cancio\u0301n larga", salt, WORK)


def test_a_share_that_waits_needs_the_shops_secret() -> None:
    hidden = sealing.hide_share("secret of the shop", b"s" * 32, "share t lucia")
    assert sealing.show_share("secret of the shop", hidden, "share t lucia") == b"s" * 32
    assert sealing.show_share("another secret", hidden, "share t lucia") is None
    assert sealing.show_share("secret of the shop", hidden, "share t martin") is None


def test_a_mark_differs_by_tender_supplier_and_shop() -> None:
    marks = {sealing.mark_of(s, t, p) for s in ("one", "two") for t in ("t1", "t2") for p in ("ojeda", "tajo")}
    assert len(marks) == 8


def test_the_hint_gives_away_twelve_bits_and_no_more() -> None:
    hints = {sealing.hint_of(bytes([n]) * 32) for n in range(256)}
    assert max(hints) < 4096
    assert len(hints) > 200
