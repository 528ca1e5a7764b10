"""Pictures of the catalogue: an index of what lies in the shop's folder, and the bytes for who asks."""

from __future__ import annotations

import re
from collections import OrderedDict
from pathlib import Path
from threading import Lock
from typing import Final

from ecomkit import domain
from ecomkit.hooks.pages.parts import Picture, Source

__all__ = ["Pictures"]

_SIZED = re.compile(r"(?P<name>.+)-(?P<width>\d{2,4})\.(?P<kind>avif|webp|jpg|jpeg|png)")
_PLAIN = re.compile(r"(?P<name>.+)\.(?P<kind>avif|webp|jpg|jpeg|png|svg)")
_SAFE = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)?")
_TYPES: Final = {
    "avif": "image/avif", "webp": "image/webp", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml",
}  # fmt: skip
_MOST_KEPT = 16_000_000
_TINTS = frozenset({"mint", "sand", "mist", "lilac", "sky", "leaf", "rose", "stone"})


class Pictures:
    """The pictures in `<shop>/catalogue/pictures`: `<name>-<width>.<kind>` in some sizes and kinds, or one `<name>.<kind>`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen = -1
        self._index: dict[str, dict[str, dict[int, str]]] = {}
        self._sizes: dict[str, tuple[int, int]] = {}
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._weight = 0
        self._lock = Lock()

    def shown(self, picture: domain.Picture | None, *, alt: str, tint: str = "stone") -> Picture:
        """A picture as a page shows it; without a file, the drawn placeholder on its tint."""
        self._look()
        paper = tint if tint in _TINTS else "stone"
        kinds = self._index.get(picture.name) if picture is not None else None
        words = (picture.alt if picture is not None else "") or alt
        if not kinds:
            return Picture(words, tint=paper)
        plain = next((kind for kind in ("webp", "jpg", "jpeg", "png", "svg", "avif") if kind in kinds), "")
        largest = kinds[plain][max(kinds[plain])]
        width, height = self._size(largest)
        sources = tuple(
            Source(_TYPES[kind], ", ".join(f"{self._url(name)} {size}w" for size, name in sorted(kinds[kind].items())))
            for kind in ("avif", "webp")
            if kind in kinds and max(kinds[kind])
        )
        return Picture(words, src=self._url(largest), width=width, height=height, sources=sources, tint=paper)

    def read(self, name: str) -> tuple[bytes, str] | None:
        """The bytes and media type of a file, by the address that `shown` gave; None for anything else."""
        if not _SAFE.fullmatch(name) or name.rpartition(".")[2] not in _TYPES:
            return None
        with self._lock:
            if name in self._kept:
                self._kept.move_to_end(name)
                return self._kept[name], _TYPES[name.rpartition(".")[2]]
        path = self._folder / name
        if not path.is_file() or not path.resolve().is_relative_to(self._folder.resolve()):
            return None
        body = path.read_bytes()
        self._keep(name, body)
        return body, _TYPES[name.rpartition(".")[2]]

    def _keep(self, name: str, body: bytes) -> None:
        with self._lock:
            if name not in self._kept:
                self._kept[name] = body
                self._weight += len(body)
            while self._weight > _MOST_KEPT:
                self._weight -= len(self._kept.popitem(last=False)[1])

    def _look(self) -> None:
        """Read the folder's names again when it changed."""
        try:
            changed = self._folder.stat().st_mtime_ns
        except OSError:
            return
        if changed == self._seen:
            return
        index: dict[str, dict[str, dict[int, str]]] = {}
        for path in sorted(self._folder.iterdir()):
            found = _SIZED.fullmatch(path.name) or _PLAIN.fullmatch(path.name)
            if found is not None:
                width = int(found.groupdict().get("width") or 0)
                index.setdefault(found["name"], {}).setdefault(found["kind"], {})[width] = path.name
        with self._lock:
            self._index, self._sizes, self._seen = index, {}, changed
            self._kept.clear()
            self._weight = 0

    def _url(self, name: str) -> str:
        return f"/media/{self._seen % 0xFFFFFFFF:08x}/{name}"

    def _size(self, name: str) -> tuple[int, int]:
        """Width and height, so that nothing moves while it loads."""
        known = self._sizes.get(name)
        if known is None:
            known = self._sizes[name] = _measure(self._folder / name)
        return known


def _measure(path: Path) -> tuple[int, int]:
    if path.suffix == ".svg":
        return 800, 800
    from PIL import Image

    try:
        with Image.open(path) as image:
            return image.size
    except OSError:
        return 800, 800
