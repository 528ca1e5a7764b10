"""Text: a sentence for people, kept untranslated until somebody reads it in a language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from ecomkit.domain.money import Money
from ecomkit.domain.value import Value

__all__ = ["Text", "Translate", "text"]

Translate = Callable[[str], str]


class _Formats(Protocol):
    def money(self, value: Money, /) -> str: ...


class Text(Value):
    """A message id of gettext with its parameters.

    Refusals, reasons and states travel as `Text`, so that the page, the mail and the API each say them in the reader's
    language. The message id is the English sentence, with `%(name)s` where a parameter stands.
    """

    msgid: str
    values: tuple[tuple[str, str | int | Money], ...] = ()

    def render(self, translate: Translate, formats: _Formats) -> str:
        """Say it: `translate` is a gettext function, `formats.money` writes an amount for the reader's locale."""
        said = translate(self.msgid)
        if not self.values:
            return said
        return said % {name: formats.money(v) if isinstance(v, Money) else v for name, v in self.values}

    def __str__(self) -> str:
        return self.msgid % {name: str(value) for name, value in self.values} if self.values else self.msgid


def text(msgid: str, **values: str | int | Money) -> Text:
    """Make a `Text`. Extraction (Babel) finds messages by this name, so `msgid` is always a literal."""
    return Text(msgid=msgid, values=tuple(values.items()))
