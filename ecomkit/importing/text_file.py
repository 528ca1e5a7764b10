"""A text file read piece by piece, that says at which byte it stops being UTF-8."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Iterator
from pathlib import Path

from ecomkit.errors import NotFinished, UserError
from ecomkit.speech import say

__all__ = ["LARGEST_PIECE", "TextFile"]

LARGEST_PIECE = 32 * 1024 * 1024
"""Bytes of the longest line or object that is taken into memory at once."""

_PIECE = 1024 * 1024
_ARCHIVE = b"PK\x03\x04"
_FOREIGN = {codecs.BOM_UTF32_LE: "UTF-32", codecs.BOM_UTF16_LE: "UTF-16", codecs.BOM_UTF16_BE: "UTF-16"}


class TextFile:
    """A UTF-8 file, with or without byte order mark. `position` is how many bytes were read.

    Raises `UserError` for what is not UTF-8 text, with the byte, and `NotFinished` where the disk fails.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.position = 0
        self._digest = ""
        try:
            with path.open("rb") as file:
                start = file.read(4)
            self.size = path.stat().st_size
        except FileNotFoundError:
            raise UserError(say("%(path)s is not there: check the name", path=path)) from None
        except IsADirectoryError:
            raise UserError(say("%(path)s is a folder: name the files in it", path=path)) from None
        except OSError as error:
            raise NotFinished(
                say("%(path)s cannot be read: %(strerror)s", path=path, strerror=error.strerror)
            ) from error
        self._skip = 3 if start.startswith(codecs.BOM_UTF8) else 0
        for mark, encoding in _FOREIGN.items():
            if start.startswith(mark):
                raise UserError(
                    say(
                        "%(path)s is %(encoding)s, not UTF-8 (byte 0): save it as «CSV UTF-8» and try again",
                        path=path,
                        encoding=encoding,
                    )
                )
        if start.startswith(_ARCHIVE):
            raise UserError(
                say(
                    "%(path)s is a spreadsheet or an archive, not text: save it as «CSV UTF-8» and try again", path=path
                )
            )

    def digest(self) -> str:
        """SHA-256 of the content, hexadecimal; known once the whole file was found to be UTF-8."""
        if not self._digest:
            digest = hashlib.sha256()
            for piece in self.pieces():
                digest.update(piece.encode())
            self._digest = digest.hexdigest()
        return self._digest

    def lines(self) -> Iterator[str]:
        """Line by line, each with its end. No character of UTF-8 is cut by a line feed."""
        with self.path.open("rb") as file:
            start = self.position = file.seek(self._skip)
            while line := file.readline(LARGEST_PIECE + 1):
                if len(line) > LARGEST_PIECE:
                    raise UserError(
                        say(
                            "%(path)s: the line that begins at byte %(start)s is longer than 32 MB",
                            path=self.path,
                            start=start,
                        )
                    )
                self.position = start + len(line)
                try:
                    yield line.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise self._foreign(start + error.start) from error
                start = self.position

    def pieces(self) -> Iterator[str]:
        """Piece by piece, wherever lines end."""
        decoder = codecs.getincrementaldecoder("utf-8")()
        with self.path.open("rb") as file:
            self.position = file.seek(self._skip)
            more = True
            while more:
                piece = file.read(_PIECE)
                self.position += len(piece)
                more = bool(piece)
                try:
                    yield decoder.decode(piece, final=not more)
                except UnicodeDecodeError as error:
                    raise self._foreign(self.position - len(error.object) + error.start) from error

    def _foreign(self, byte: int) -> UserError:
        with self.path.open("rb") as file:
            line = 1
            for number, text in enumerate(file, 1):
                line = number
                if file.tell() > byte or not text:
                    break
        return UserError(
            say(
                "%(path)s, line %(line)s: byte %(byte)s is not UTF-8 text: save the file as UTF-8 (in a "
                "spreadsheet «CSV UTF-8») and import it again; nothing was written",
                path=self.path,
                line=line,
                byte=byte,
            )
        )
