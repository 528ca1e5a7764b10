"""Putting a finished folder in its place: all of it, or nothing."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from ecomkit.errors import NotFinished

__all__ = ["Placement"]

_KEPT = frozenset({".env", "var", ".git", ".venv"})
"""What an existing shop keeps when it is written over: secrets, data, history, environment."""


class Placement:
    """A folder made beside its place under another name, and then renamed. A context: leaving it by an error undoes all.

    Where the place holds a folder already (`--force`), files are exchanged one by one, and put back when anything fails.
    """

    def __init__(self, target: Path) -> None:
        self._target = target
        self._existed = target.exists()
        self._before = frozenset(path.name for path in target.iterdir()) if self._existed else frozenset()
        self._work = Path()
        self._exchanged: list[tuple[Path, Path | None]] = []
        self._placed = False

    @property
    def folder(self) -> Path:
        """Where to write."""
        return self._work / "new"

    @property
    def has_repository(self) -> bool:
        """Whether the place has a git repository of its own already."""
        return ".git" in self._before

    def __enter__(self) -> Placement:
        try:
            self._work = Path(tempfile.mkdtemp(prefix=f".{self._target.name}.", dir=self._target.parent))
        except OSError as error:
            raise NotFinished(
                f"{self._target.parent} cannot be written: {error.strerror}; nothing was left behind"
            ) from error
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _trace: object) -> None:
        if kind is not None:
            self._undo()
        shutil.rmtree(self._work, ignore_errors=True)
        if isinstance(error, OSError):
            where = f" ({error.filename})" if error.filename else ""
            raise NotFinished(
                f"the shop could not be written: {error.strerror or error}{where}; nothing was left behind"
            ) from error

    def place(self) -> None:
        """Put the folder in its place. Raises `OSError`."""
        if not self._existed:
            os.rename(self.folder, self._target)
        elif not self._before:
            os.rmdir(self._target)
            os.rename(self.folder, self._target)
        else:
            self._exchange()
        self._placed = True

    def _exchange(self) -> None:
        for path in sorted(self.folder.iterdir()):
            if path.name not in self._before:
                self._move(path, Path(path.name))
            elif path.name not in _KEPT:
                for one in [path] if path.is_file() else sorted(path.rglob("*")):
                    if one.is_file():
                        self._move(one, one.relative_to(self.folder))

    def _move(self, path: Path, part: Path) -> None:
        """Put one file, or a whole new folder, in its place, keeping what was there."""
        there, backup = self._target / part, None
        there.parent.mkdir(parents=True, exist_ok=True)
        if there.exists() or there.is_symlink():
            backup = self._work / "before" / part
            backup.parent.mkdir(parents=True, exist_ok=True)
            os.rename(there, backup)
        self._exchanged.append((there, backup))
        os.rename(path, there)

    def _undo(self) -> None:
        for there, backup in reversed(self._exchanged):
            _remove(there)
            if backup is not None:
                os.rename(backup, there)
        if not self._placed:
            return
        if not self._before:
            shutil.rmtree(self._target, ignore_errors=True)
            if self._existed:
                self._target.mkdir(exist_ok=True)
            return
        for path in self._target.iterdir():
            if path.name in _KEPT - self._before:
                _remove(path)


def _remove(path: Path) -> None:
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
