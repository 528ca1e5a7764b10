"""Where a new shop goes: a path whose every part is plain, so that it is safe in files, commands and addresses."""

from __future__ import annotations

import keyword
import re
import sys
from dataclasses import dataclass
from pathlib import Path

from ecomkit.errors import UserError
from ecomkit.speech import marked, say

__all__ = ["NAME_RULE", "Target", "check_name", "read_target"]

NAME_RULE = marked("use up to 60 letters a-z, digits and hyphens, starting with a letter, such as my-shop")
_NAME = re.compile(r"[a-z][a-z0-9]*(?:[-_][a-z0-9]+)*", re.ASCII)
_LONGEST = 60
# Windows devices, and names that would hide a module or a folder of the shop itself.
_RESERVED = frozenset({
    "con", "prn", "aux", "nul", "ecomkit", "test", "tests", "plugins", "pages", "theme", "catalogue", "vendor", "var", "src",
    "site-packages", "site", "main", *(f"{port}{n}" for port in ("com", "lpt") for n in range(10)),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Target:
    """A checked place: the folder to write, and the name by which packages and containers go."""

    folder: Path
    name: str

    @property
    def title(self) -> str:
        """The name as a person would write it: `my-shop` → `My shop`."""
        return self.name.replace("-", " ").replace("_", " ").capitalize()


def check_name(name: str, what: str, *, rule: str = NAME_RULE, instead: str = "{}-shop") -> str:
    """A plain name that is nobody else's. Raises `UserError` in one line, however hostile the name.

    `rule` says how to write one, `instead` what to make of a reserved one.
    """
    lowered = name.lower()
    if not _NAME.fullmatch(lowered) or len(name) > _LONGEST:
        raise UserError(
            say("%(what)s cannot be called %(name)s: %(rule)s", what=what, name=_shown(name), rule=say(rule))
        )
    if lowered in _RESERVED or keyword.iskeyword(lowered) or lowered in sys.stdlib_module_names:
        another = instead.format(lowered)
        raise UserError(
            say(
                "%(what)s cannot be called %(name)s, the name is reserved: choose another, such as %(another)s",
                what=what,
                name=repr(name),
                another=another,
            )
        )
    return name


def read_target(text: str, *, force: bool = False) -> Target:
    """Check where a shop is to go. Raises `UserError`; nothing is written.

    Folders before the last part must exist; the last part must be free, or with `force` a folder.
    """
    if not text or "\0" in text or len(text) > 4000 or not text.isprintable():
        raise UserError(
            say("the shop's folder cannot be called %(text)s: %(rule)s", text=_shown(text), rule=say(NAME_RULE))
        )
    path = Path(text)
    if ".." in path.parts:
        raise UserError(
            say("the folder %(text)s leads out of here with '..': %(rule)s", text=_shown(text), rule=say(NAME_RULE))
        )
    if not path.name:
        raise UserError(
            say(
                "%(text)s has no name to call the shop by: give a folder of its own, such as my-shop", text=_shown(text)
            )
        )
    name = check_name(path.name, say("the shop's folder"))
    folder = path.absolute()
    try:
        if not folder.parent.is_dir():
            raise UserError(
                say(
                    "the folder %(parent)s is not there: make it first, or choose another place",
                    parent=_shown(str(path.parent)),
                )
            )
        if folder.is_symlink() or (folder.exists() and not folder.is_dir()):
            raise UserError(say("%(text)s is there already and is no folder: choose another name", text=_shown(text)))
        if folder.is_dir() and any(folder.iterdir()) and not force:
            raise UserError(
                say(
                    "the folder %(text)s is there already and not empty: choose another, or add --force",
                    text=_shown(text),
                )
            )
    except OSError as error:
        raise UserError(
            say("the folder %(text)s cannot be used: %(strerror)s", text=_shown(text), strerror=error.strerror)
        ) from error
    return Target(folder, name.lower())


def _shown(text: str) -> str:
    """A hostile text in one short, printable line."""
    said = ascii(text)
    return said if len(said) <= 60 else say("%(said)s…' (%(number)s characters)", said=said[:40], number=len(text))
