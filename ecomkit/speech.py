"""What the command line says, in the language of who reads it: by LANGUAGE, LC_ALL, LC_MESSAGES and LANG, as POSIX orders them."""

from __future__ import annotations

from collections.abc import Sequence
from gettext import NullTranslations, bindtextdomain, find, gettext, ngettext, textdomain, translation
from pathlib import Path
from typing import Final

__all__ = ["counted", "language", "marked", "marked_count", "say", "say_count", "say_from", "speak"]

_DOMAIN: Final = "ecomkit"
_WORDS: Final = Path(__file__).parent / "locales"


def speak(arguments: Sequence[str]) -> None:
    """Let this process speak the language of its surroundings; click's own words come from the same catalogue.

    Until it is called everything is English, and so is a command with `--json`: what programs read is the same everywhere.
    """
    if "--json" not in arguments:
        bindtextdomain(_DOMAIN, str(_WORDS))
        textdomain(_DOMAIN)


def say(message: str, /, **values: object) -> str:
    """Say a sentence; `%(name)s` stands for the value of that name. Extraction finds literals, so `message` is one."""
    said = gettext(message)
    return said % values if values else said


def say_from(words: Path, one: str, many: str = "", number: int = 0, /, **values: object) -> str:
    """Say a sentence of a plugin, whose catalogues lie in the folder `words`; as `say` does where they do not know it.

    With `many` it is one of two, by `number`.
    """
    given = {"number": counted(number), **values} if many else values
    own = translation(_DOMAIN, words, fallback=True) if textdomain() == _DOMAIN else NullTranslations()
    said = own.ngettext(one, many, number) if many else own.gettext(one)
    if said in (one, many):
        said = ngettext(one, many, number) if many else gettext(one)
    return said % given if given else said


def say_count(one: str, many: str, number: int, /, **values: object) -> str:
    """Say one of two sentences, by a number that is also `%(number)s`."""
    return ngettext(one, many, number) % {"number": counted(number), **values}


def counted(number: int) -> str:
    """A number as it is read: with the language's sign between thousands."""
    return f"{number:,}".replace(",", gettext(","))


def language() -> str:
    """The language that is spoken, as its code (`es`, `es-MX`); English before `speak`, and where the surroundings' has no words."""
    found = find(_DOMAIN, str(_WORDS)) if textdomain() == _DOMAIN else None
    return Path(found).parts[-3].replace("_", "-") if found else "en"


def marked(message: str, /) -> str:
    """The sentence as it is, for a table that is said later: extraction finds it here."""
    return message


def marked_count(one: str, many: str, /) -> tuple[str, str]:
    """The two sentences of a plural as they are, to be said later by a number."""
    return one, many
