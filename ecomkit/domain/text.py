"""Text: a sentence for people, kept untranslated until somebody reads it in a language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final, Protocol

from ecomkit.domain.money import Money
from ecomkit.domain.value import Value
from ecomkit.mistakes import Mistake

__all__ = ["Text", "Translations", "filled", "text", "text_count", "text_in", "text_of"]

_CONTEXT: Final = "\x04"
"""Between a context and its sentence, as in the catalogues of gettext."""
_MANY: Final = "\x1f"
"""Between the sentence for one and that for many."""
_AT_THE_END: Final = re.compile(r"%\((\w+)\)s\.(?=\s|$)")


class Translations(Protocol):
    """The words of a language, such as `gettext.NullTranslations`."""

    def gettext(self, message: str, /) -> str:
        """A sentence."""
        ...

    def ngettext(self, one: str, many: str, number: int, /) -> str:
        """One of two sentences, by a number."""
        ...

    def pgettext(self, context: str, message: str, /) -> str:
        """A sentence that means something of its own in that context."""
        ...


class _Formats(Protocol):
    def money(self, value: Money, /) -> str: ...


class Text(Value):
    """A message id of gettext with its parameters.

    Refusals, reasons and states travel as `Text`, so that the page, the mail and the API each say them in the reader's
    language. The message id is the English sentence, with `%(name)s` where a parameter stands; `text_count` and `text_in` put two
    sentences or a context into it.
    """

    msgid: str
    values: tuple[tuple[str, str | int | Money], ...] = ()

    def render(self, words: Translations, formats: _Formats) -> str:
        """Say it in the language of `words`; `formats.money` writes an amount for the reader's locale."""
        said = words.gettext(self.msgid) if self.msgid.isprintable() else self._chosen(words)
        if not self.values:
            return said
        return filled(said, {name: formats.money(v) if isinstance(v, Money) else v for name, v in self.values})

    def _chosen(self, words: Translations | None) -> str:
        """The sentence for so many, or in its context; in English where there are no other words."""
        context, _, plain = self.msgid.rpartition(_CONTEXT)
        one, _, many = plain.partition(_MANY)
        if many:
            number = dict(self.values)["number"]
            count = number if isinstance(number, int) else 0
            return words.ngettext(one, many, count) if words else one if count == 1 else many
        if words is None:
            return plain
        return words.pgettext(context, plain) if context else words.gettext(plain)

    def __str__(self) -> str:
        said = self._chosen(None)
        return said % {name: str(value) for name, value in self.values} if self.values else said


def filled(said: str, values: Mapping[str, object]) -> str:
    """A sentence with its values. One that ends in a point, such as `10:26 a.m.`, is not followed by another one."""
    ended = _AT_THE_END.sub(lambda place: place[0][:-1] if str(values[place[1]]).endswith(".") else place[0], said)
    return ended % values


def text(msgid: str, **values: str | int | Money) -> Text:
    """Make a `Text`. Extraction (Babel) finds messages by this name, so `msgid` is always a literal."""
    return Text(msgid=msgid, values=tuple(values.items()))


def text_count(one: str, many: str, number: int, /, **values: str | int | Money) -> Text:
    """A `Text` that is one of two sentences, by a number that is also `%(number)s`. Both are literals."""
    return Text(msgid=f"{one}{_MANY}{many}", values=(("number", number), *values.items()))


def text_in(context: str, msgid: str, /, **values: str | int | Money) -> Text:
    """A `Text` whose words mean something else elsewhere: `text_in("tender", "Cancelled")`. Both are literals."""
    return Text(msgid=f"{context}{_CONTEXT}{msgid}", values=tuple(values.items()))


def text_of(mistake: Mistake) -> Text:
    """What is wrong with a value, as a text."""
    if mistake.many:
        return text_count(mistake.msgid, mistake.many, mistake.number, **mistake.values)
    return Text(msgid=mistake.msgid, values=tuple(mistake.values.items()))
