"""Static files: read once, addressed by their content, kept by browsers for good."""

from __future__ import annotations

import gzip
import hashlib
import mimetypes
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from starlette.types import Receive, Scope, Send

from ecomkit.web.wire import accepts_gzip, header, send_bytes

__all__ = ["StaticFiles"]

_FOR_GOOD = b"public, max-age=31536000, immutable"
_CHECKED = b"public, no-cache"
_TEXT = ("text/", "application/javascript", "application/json", "image/svg+xml")
_ONE = "together.css"
_FIRST = ("@import", "@charset", "@namespace")
_BESIDE = re.compile(r"url\(\s*([\"']?)(?![\"'/#]|[a-z][a-z+.-]*:)")
_NOT_RULES = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'", re.DOTALL)
mimetypes.add_type("font/woff2", ".woff2")
mimetypes.add_type("image/avif", ".avif")
mimetypes.add_type("image/webp", ".webp")


@dataclass(frozen=True, slots=True)
class _File:
    body: bytes
    squeezed: bytes | None
    media_type: bytes
    etag: bytes


def _read(path: Path) -> _File:
    return _file(path.name, path.read_bytes())


def _file(name: str, body: bytes) -> _File:
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    text = kind.startswith(_TEXT)
    squeezed = gzip.compress(body, 9, mtime=0) if text and len(body) > 500 else None
    kind = f"{kind}; charset=utf-8" if kind.startswith("text/") else kind
    return _File(body, squeezed, kind.encode(), b'"' + hashlib.sha256(body).hexdigest()[:16].encode() + b'"')


def _together(sheets: Sequence[tuple[str, bytes]]) -> bytes | None:
    """Style sheets as one, each with its name above; None where they mean something else together than one by one."""
    written = []
    for name, body in sheets:
        text = body.decode("utf-8", "replace")
        rules = _NOT_RULES.sub("", text)
        if any(word in rules for word in _FIRST) or rules.count("{") != rules.count("}") or "/*" in rules:
            return None
        folder = name.rpartition("/")[0]
        written.append(f"/* {name} */\n" + (_BESIDE.sub(rf"\g<0>{folder}/", text) if folder else text))
    return "\n".join(written).encode()


class StaticFiles:
    """Files by name. Later folders win, so that a theme replaces a file of core; a plugin's stand under its name.

    All of them share one version in their address, made of their content: a style sheet finds its font beside itself.
    `sheets` are those on every page: they are also served as one, because a browser fetches six files at a time and draws
    nothing before the last of them is there.
    """

    def __init__(self, folders: Iterable[tuple[str, Path]], sheets: Sequence[str] = ()) -> None:
        self._files: dict[str, _File] = {}
        for prefix, folder in folders:
            for path in sorted(folder.rglob("*")):
                if path.is_file() and not path.name.startswith("."):
                    self._files[prefix + path.relative_to(folder).as_posix()] = _read(path)
        self.sheets = tuple(name for name in sheets if name in self._files)
        one = _together([(name, self._files[name].body) for name in self.sheets])
        if len(self.sheets) > 1 and one is not None and _ONE not in self._files:
            self._files[_ONE] = _file(_ONE, one)
            self.sheets = (_ONE,)
        parts = (name.encode() + file.etag for name, file in sorted(self._files.items()))
        self.version = hashlib.sha256(b"".join(parts)).hexdigest()[:12]

    def __contains__(self, name: str) -> bool:
        return name in self._files

    def url(self, name: str) -> str:
        """The address of a file, for `asset("core.css")` in templates. `LookupError` for one that is not there."""
        if name not in self._files:
            raise LookupError(f"there is no static file {name!r}; known are: {', '.join(sorted(self._files))}")
        return f"/static/{self.version}/{name}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Answer a request below `/static/`."""
        version, _, name = str(scope["path_params"]["path"]).partition("/")
        current = version == self.version
        file = self._files.get(name) or self._files.get(f"{version}/{name}" if name else version)
        if file is None:
            await send_bytes(scope, send, 404, b"There is no such file.", [])
            return
        headers = [
            (b"content-type", file.media_type), (b"etag", file.etag), (b"vary", b"accept-encoding"),
            (b"cache-control", _FOR_GOOD if current else _CHECKED),
        ]  # fmt: skip
        if header(scope, b"if-none-match") == file.etag:
            await send_bytes(scope, send, 304, b"", headers)
        elif file.squeezed is not None and accepts_gzip(scope):
            await send_bytes(scope, send, 200, file.squeezed, [*headers, (b"content-encoding", b"gzip")])
        else:
            await send_bytes(scope, send, 200, file.body, headers)
