"""Keeping: files in a folder that no page serves, each under the digest of its content."""

from __future__ import annotations

import hashlib
import os
import shutil
import time
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from ecomkit.plugins.downloads.settings import DownloadSettings
from ecomkit.sdk import Context, new_id

__all__ = ["Kept", "Vault", "vault_of"]

_PART = 1 << 20
_DAY_SECONDS = 86_400
_UPLOAD = "upload-"


@dataclass(frozen=True, slots=True)
class Kept:
    """A file that is kept: SHA-256 of its content, and its size in bytes."""

    digest: str
    size: int


@dataclass(frozen=True, slots=True)
class Vault:
    """The folder. `incoming/` holds what is to be attached, `kept/` what was; both are made when they are needed."""

    folder: Path

    def path(self, digest: str) -> Path:
        """Where a kept file lies."""
        return self.folder / "kept" / f"{digest[:2]}" / f"{digest}"

    def incoming(self, name: str) -> Path | None:
        """The file of that name that waits to be attached; None where there is none, or it lies elsewhere."""
        home = (self.folder / "incoming").resolve()
        found = (home / f"{name}").resolve()
        return found if found.is_relative_to(home) and found.is_file() else None

    def receive(self, source: BinaryIO) -> Path:
        """Write what comes from the back office into `incoming/`, under a name by chance. Whoever attaches it deletes it."""
        home = self.folder / "incoming"
        home.mkdir(parents=True, exist_ok=True)
        target = home / f"{_UPLOAD}{new_id()}"
        with target.open("wb") as file:
            shutil.copyfileobj(source, file, _PART)
        return target

    def keep(self, source: Path) -> Kept:
        """Copy a file into `kept/`; what lies there already is the same, for its name says what is in it."""
        kept = self.folder / "kept"
        kept.mkdir(parents=True, exist_ok=True)
        half = kept / f"{new_id()}.part"
        hashed, size = hashlib.sha256(), 0
        try:
            with source.open("rb") as file, half.open("wb") as copy:
                while part := file.read(_PART):
                    hashed.update(part)
                    copy.write(part)
                    size += len(part)
                copy.flush()
                os.fsync(copy.fileno())
            target = self.path(hashed.hexdigest())
            target.parent.mkdir(exist_ok=True)
            os.replace(half, target)
        finally:
            half.unlink(missing_ok=True)
        return Kept(hashed.hexdigest(), size)

    def tidy(self, wanted: Collection[str]) -> int:
        """Delete what lies here for more than a day and nobody names: replaced files, and uploads that came to nothing."""
        long_ago, gone = time.time() - _DAY_SECONDS, 0
        found = [one for one in (self.folder / "kept").glob("**/*") if one.is_file() and one.name not in wanted]
        for one in (*found, *(self.folder / "incoming").glob(f"{_UPLOAD}*")):
            if one.stat().st_mtime < long_ago:
                one.unlink(missing_ok=True)
                gone += 1
        return gone


def vault_of(ctx: Context, settings: DownloadSettings) -> Vault:
    """The shop's folder for downloads."""
    return Vault(Path(ctx.shop.folder) / f"{settings.folder}")
