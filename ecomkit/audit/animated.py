"""Counting the frames of GIF, APNG and WebP files from their bytes alone."""

from __future__ import annotations

import struct

from ecomkit.audit.values import Value

__all__ = ["Frames", "count_frames"]


class Frames(Value):
    """`seconds` is the length of one round, `loops` how often it plays, 0 for ever."""

    frames: int
    seconds: float
    loops: int


def count_frames(body: bytes) -> Frames:
    """The frames of an image file; one frame for still pictures, unknown formats and damaged files."""
    try:
        if body[:4] == b"GIF8":
            return _gif(body)
        if body[:8] == b"\x89PNG\r\n\x1a\n":
            return _png(body)
        if body[:4] == b"RIFF" and body[8:12] == b"WEBP":
            return _webp(body)
    except (IndexError, struct.error):
        pass
    return Frames(frames=1, seconds=0, loops=1)


def _gif(body: bytes) -> Frames:
    flags = body[10]
    at = 13 + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)
    frames, hundredths, loops = 0, 0, 1
    while body[at] != 0x3B:
        if body[at] == 0x21:
            label = body[at + 1]
            if label == 0xF9:
                hundredths += max(struct.unpack_from("<H", body, at + 4)[0], 2)
            if label == 0xFF and body[at + 3 : at + 14] == b"NETSCAPE2.0":
                loops = struct.unpack_from("<H", body, at + 16)[0]
            at = _skip_blocks(body, at + 2)
        else:
            frames += 1
            local = body[at + 9]
            at += 10 + (3 << ((local & 7) + 1) if local & 0x80 else 0)
            at = _skip_blocks(body, at + 1)
    return Frames(frames=max(frames, 1), seconds=hundredths / 100, loops=loops)


def _skip_blocks(body: bytes, at: int) -> int:
    while body[at]:
        at += body[at] + 1
    return at + 1


def _png(body: bytes) -> Frames:
    at, frames, loops, seconds = 8, 1, 1, 0.0
    while at < len(body):
        length, name = struct.unpack_from(">I4s", body, at)
        if name == b"acTL":
            frames, loops = struct.unpack_from(">II", body, at + 8)
        if name == b"fcTL":
            part, whole = struct.unpack_from(">HH", body, at + 28)
            seconds += part / (whole or 100)
        at += length + 12
    return Frames(frames=frames, seconds=seconds, loops=loops)


def _webp(body: bytes) -> Frames:
    at, frames, loops, milliseconds = 12, 0, 1, 0
    while at + 8 <= len(body):
        name, length = struct.unpack_from("<4sI", body, at)
        if name == b"ANIM":
            loops = struct.unpack_from("<H", body, at + 12)[0]
        if name == b"ANMF":
            frames += 1
            milliseconds += int.from_bytes(body[at + 20 : at + 23], "little")
        at += 8 + length + length % 2
    return Frames(frames=max(frames, 1), seconds=milliseconds / 1000, loops=loops)
