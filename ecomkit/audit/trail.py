"""The trail of an audit that failed: Playwright's trace, and a film made of its pictures."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from io import BytesIO
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from PIL import Image

from ecomkit.errors import NotFinished, UserError

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext

__all__ = ["FILM", "TRACE", "begin_trail", "end_trail", "film_of", "keep_trail", "prepared"]

TRACE, FILM = "trace.zip", "film.webp"
_WIDE, _LEAST_GAP_MS, _LONGEST_SHOWN_MS, _MOST = 640, 120, 1500, 200


def prepared(folder: Path) -> Path:
    """The folder for the trail, made, and empty of an earlier one. Raises UserError where that cannot be done."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name in (TRACE, FILM):
            (folder / name).unlink(missing_ok=True)
    except OSError as error:
        raise UserError(f"--trace {folder}: cannot be made: {error.strerror}") from error
    return folder


def begin_trail(context: BrowserContext, folder: Path | None) -> None:
    """Note everything that is done in this browser context, where a folder is given."""
    if folder is not None:
        context.tracing.start(screenshots=True, snapshots=True)


def end_trail(context: BrowserContext, folder: Path | None) -> None:
    """Write what was noted to the folder."""
    if folder is not None:
        context.tracing.stop(path=folder / TRACE)


def keep_trail(folder: Path, *, failed: bool) -> str:
    """Keep the trail of an audit that failed and add its film; forget any other. Gives the trace's path, or nothing."""
    trace = folder / TRACE
    if not trace.is_file():
        return ""
    if not failed:
        trace.unlink()
        return ""
    try:
        film_of(trace, folder / FILM)
    except OSError as error:
        raise NotFinished(f"{folder / FILM}: cannot be written: {error.strerror}") from error
    return str(trace)


def film_of(trace: Path, film: Path) -> int:
    """Make a moving WebP, which any browser shows, of a trace's pictures. Gives the number of frames; none makes no file."""
    shots = list(_shots(trace))[:_MOST]
    if not shots:
        return 0
    frames = [_narrow(Image.open(BytesIO(picture)).convert("RGB")) for _, picture in shots]
    frames = [frame if frame.size == frames[0].size else frame.resize(frames[0].size) for frame in frames]
    times = [at for at, _ in shots] + [shots[-1][0] + _LONGEST_SHOWN_MS]
    shown = [round(min(_LONGEST_SHOWN_MS, max(_LEAST_GAP_MS, later - at))) for at, later in pairwise(times)]
    frames[0].save(film, "WEBP", save_all=True, append_images=frames[1:], duration=shown, loop=0, quality=60, method=2)
    return len(frames)


def _shots(trace: Path) -> Iterator[tuple[float, bytes]]:
    """The pictures of a trace and when they were taken, in milliseconds, none sooner than 120 ms after the one before."""
    last = float("-inf")
    with zipfile.ZipFile(trace) as archive:
        for event in sorted(_frames(archive), key=lambda event: float(event["timestamp"])):
            at, name = float(event["timestamp"]), str(event.get("file") or f"resources/{event.get('sha1')}")
            if at - last >= _LEAST_GAP_MS and name in archive.NameToInfo:
                last = at
                yield at, archive.read(name)


def _frames(archive: zipfile.ZipFile) -> Iterator[dict[str, str | float]]:
    for name in archive.namelist():
        if name.endswith(".trace"):
            for line in archive.read(name).splitlines():
                event = json.loads(line)
                if event.get("type") == "screencast-frame":
                    yield event


def _narrow(image: Image.Image) -> Image.Image:
    return image.resize((_WIDE, round(image.height * _WIDE / image.width)))
