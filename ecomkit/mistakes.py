"""Mistakes: what is wrong with a value, as a sentence of ours that is said in the language of who reads it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from ecomkit.speech import marked, marked_count, say, say_count, say_from

__all__ = ["Mistake", "Mistakes", "mistake_in"]


class Mistake(ValueError):
    """What is wrong with a value, and how to mend it: a sentence without a full stop, which follows the name of the value.

    Validators raise it, so that settings, imports and forms say it in their reader's language; `str()` is English. With `many`
    it is one of two sentences, by `number`, which stands in them as `%(number)s`.
    """

    def __init__(self, msgid: str, /, *, many: str = "", number: int = 0, **values: object) -> None:
        self.msgid = msgid
        self.many = many
        self.number = number
        self.values: dict[str, str | int] = {
            name: value if isinstance(value, str | int) else str(value) for name, value in values.items()
        }
        super().__init__(msgid)

    def __str__(self) -> str:
        if self.many:
            return (self.msgid if self.number == 1 else self.many) % {"number": self.number, **self.values}
        return self.msgid % self.values if self.values else self.msgid

    def said(self, words: Path | None = None) -> str:
        """It, in the language of the terminal; `words` are the catalogues of the plugin that it comes from."""
        if words is not None:
            return say_from(words, self.msgid, self.many, self.number, **self.values)
        if self.many:
            return say_count(self.msgid, self.many, self.number, **self.values)
        return say(self.msgid, **self.values)


class Mistakes(Mistake):
    """Several at once, where one validator finds them."""

    def __init__(self, found: Sequence[Mistake]) -> None:
        self.found = tuple(found)
        super().__init__("; ".join(map(str, self.found)))

    def said(self, words: Path | None = None) -> str:
        """All of them, in the language of the terminal."""
        return "; ".join(one.said(words) for one in self.found)


_NUMBER: Final = marked("is not a number")
_WHOLE: Final = marked("is not a whole number")
_LIST: Final = marked("is not a list")
_NAMED: Final = marked("is not a table of named values")
_DAY: Final = marked("is no day: write it like 2026-12-01")
_HOUR: Final = marked("is no time of day: write it like 08:30")
_MOMENT: Final = marked("is no moment: write it like 2026-12-01T08:00")
_SENTENCES: Final[Mapping[str, str]] = {
    "missing": marked("is missing"),
    "extra_forbidden": marked("is not known here"),
    "string_pattern_mismatch": marked("does not match '%(pattern)s'"),
    **dict.fromkeys(("string_type", "string_sub_type", "string_unicode"), marked("is not a text")),
    **dict.fromkeys(("int_type", "int_parsing", "int_from_float", "int_parsing_size"), _WHOLE),
    **dict.fromkeys(("float_type", "float_parsing", "decimal_type", "decimal_parsing", "finite_number"), _NUMBER),
    **dict.fromkeys(("bool_type", "bool_parsing"), marked("is neither true nor false")),
    "greater_than": marked("has to be more than %(gt)s"),
    "greater_than_equal": marked("has to be %(ge)s or more"),
    "less_than": marked("has to be less than %(lt)s"),
    "less_than_equal": marked("has to be %(le)s or less"),
    "multiple_of": marked("has to be a multiple of %(multiple_of)s"),
    **dict.fromkeys(("enum", "literal_error"), marked("is none of %(expected)s")),
    **dict.fromkeys(("list_type", "tuple_type", "set_type", "frozen_set_type", "iterable_type"), _LIST),
    **dict.fromkeys(("dict_type", "mapping_type", "model_type", "model_attributes_type", "dataclass_type"), _NAMED),
    **dict.fromkeys(("json_type", "json_invalid"), marked("is not JSON")),
    **dict.fromkeys(("date_type", "date_parsing", "date_from_datetime_parsing", "date_from_datetime_inexact"), _DAY),
    **dict.fromkeys(("time_type", "time_parsing"), _HOUR),
    **dict.fromkeys(("datetime_type", "datetime_parsing", "datetime_from_date_parsing"), _MOMENT),
    "timezone_aware": marked("needs a time zone: write Z at its end for UTC"),
}
"""What pydantic finds, by its type of error, with the values that it gives."""
_COUNTED: Final[Mapping[str, tuple[tuple[str, str], str]]] = {
    "string_too_short": (
        marked_count("is too short: write %(number)s character at least", "is too short: write %(number)s characters at least"),
        "min_length",
    ),
    "string_too_long": (
        marked_count("is too long: write %(number)s character at most", "is too long: write %(number)s characters at most"),
        "max_length",
    ),
    "too_short": (marked_count("needs %(number)s entry at least", "needs %(number)s entries at least"), "min_length"),
    "too_long": (marked_count("takes %(number)s entry at most", "takes %(number)s entries at most"), "max_length"),
}  # fmt: skip
"""The same where a number decides the words."""
_OTHERWISE: Final = marked("is not what can stand here")


def mistake_in(error: Mapping[str, Any]) -> Mistake:
    """What one of pydantic's errors says, as `ValidationError.errors()` gives it, with its context.

    A validator's own `ValueError` speaks for itself. The value is never repeated: it may be a secret.
    """
    kind, given = str(error["type"]), error.get("ctx", {})
    raised = given.get("error")
    if isinstance(raised, Mistake):
        return raised
    if kind == "value_error":
        return Mistake(str(raised or error["msg"]).removeprefix("Value error, "))
    if kind in _COUNTED:
        (one, many), key = _COUNTED[kind]
        return Mistake(one, many=many, number=int(given[key]))
    if kind not in _SENTENCES:
        return Mistake(_OTHERWISE)
    values: dict[str, Any] = {name: str(given[name]) for name in _GIVEN if name in given}
    if "expected" in values:
        values["expected"] = ", ".join(values["expected"].rsplit(" or ", 1))
    return Mistake(_SENTENCES[kind], **values)


_GIVEN: Final = ("pattern", "gt", "ge", "lt", "le", "multiple_of", "expected")
