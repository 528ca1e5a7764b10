"""Frames are counted from real files of each format, written by Pillow."""

from __future__ import annotations

import io

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from ecomkit.audit.animated import count_frames


def _picture(kind: str, frames: int, loops: int = 0) -> bytes:
    pictures = [Image.new("RGB", (8, 8), (n * 60, 0, 0)) for n in range(frames)]
    out = io.BytesIO()
    pictures[0].save(out, kind, save_all=frames > 1, append_images=pictures[1:], duration=200, loop=loops)
    return out.getvalue()


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_moving_pictures_are_told_from_still_ones(kind: str) -> None:
    assert count_frames(_picture(kind, 1)).frames == 1
    moving = count_frames(_picture(kind, 3))
    assert moving.frames == 3
    assert moving.seconds == pytest.approx(0.6, abs=0.05)
    assert moving.loops == 0


@given(st.binary(max_size=200), st.sampled_from([b"GIF89a", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP", b""]))
def test_damaged_files_are_still_pictures_at_worst(body: bytes, start: bytes) -> None:
    assert count_frames(start + body).frames >= 1


def test_a_cut_off_file_does_not_break_the_reader() -> None:
    whole = _picture("GIF", 3)
    for length in range(len(whole)):
        count_frames(whole[:length])
