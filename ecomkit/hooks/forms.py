"""Forms as values: built from a pydantic model, read back into it, with words that say what to do (G3).

A form's model is an ordinary pydantic model. `Field(title=, description=)` give label and hint; `json_schema_extra`
gives the rest: `error` (the sentence that says what to do), `autocomplete`, `inputmode`, `kind`, `options` (value to
label), `rows`, `width`, `maxlength`. A long model names its parts in a class variable: `parts = {text("When"): ("begins", "ends")}`.
Texts are msgids: `words` translates them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from itertools import groupby
from operator import attrgetter
from types import NoneType
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

from ecomkit.mistakes import Mistake, mistake_in

if TYPE_CHECKING:
    from ecomkit.domain import Text

__all__ = ["Field", "Form", "Kind", "Option", "Problem", "Words", "form_again", "form_for", "read_form"]

Kind = Literal[
    "text",
    "email",
    "tel",
    "password",
    "number-text",
    "date",
    "file",
    "select",
    "radio",
    "checkbox",
    "textarea",
    "hidden",
]
Words = Callable[[str], str]
M = TypeVar("M", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a select or of radios."""

    value: str
    label: str
    hint: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """One line of the error summary: the element's id ("" when it belongs to none) and what to do."""

    anchor: str
    words: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question. `name` is what is posted and, with dots turned to hyphens, the element's id.

    `error` is a sentence that says what to do. `checked` is for a checkbox, whose posted value is `value` or "on".
    `width` ("", "short", "medium") hints at the length of the answer. `group` is the title of the part of the form that the
    question belongs to; those of one group follow each other. `within` tells fields of one name apart, whose forms stand
    on one page.
    """

    name: str
    label: str
    kind: Kind = "text"
    value: str = ""
    options: tuple[Option, ...] = ()
    hint: str = ""
    error: str = ""
    required: bool = True
    checked: bool = False
    autocomplete: str = ""
    inputmode: str = ""
    maxlength: int | None = None
    rows: int = 4
    width: str = ""
    group: str = ""
    within: str = ""

    @property
    def anchor(self) -> str:
        """The element's id, for labels, error links and `aria-describedby`."""
        name = f"{self.within}-{self.name}" if self.within else self.name
        return "f-" + re.sub(r"[^A-Za-z0-9_-]+", "-", name)


@dataclass(frozen=True, slots=True)
class Form:
    """A form to fill in. `errors` are those that belong to no single field.

    `main` gives its button the accent (one a view); `mark_required` writes "required" and "(optional)" at each label;
    `inline` sets a short form on one line, for example in a table cell; `buttons` are further (name, value, label).
    """

    action: str
    fields: tuple[Field, ...]
    submit_label: str
    errors: tuple[str, ...] = ()
    method: Literal["post", "get"] = "post"
    title: str = ""
    lead: str = ""
    main: bool = True
    mark_required: bool = True
    inline: bool = False
    multipart: bool = False
    buttons: tuple[tuple[str, str, str], ...] = ()

    @property
    def parts(self) -> tuple[tuple[str, tuple[Field, ...]], ...]:
        """The fields in order, those of one group together under its title; "" for those of none."""
        return tuple((group, tuple(fields)) for group, fields in groupby(self.fields, key=attrgetter("group")))

    @property
    def problems(self) -> tuple[Problem, ...]:
        """The lines of the error summary: what belongs to no field first, then each field's, in order."""
        whole = tuple(Problem("", text) for text in self.errors)
        return whole + tuple(Problem(field.anchor, field.error) for field in self.fields if field.error)

    @property
    def refused(self) -> bool:
        """Whether anything has to be mended before the form is accepted."""
        return bool(self.problems)


def form_for(
    model: type[BaseModel],
    values: Mapping[str, object] | None = None,
    errors: Mapping[str, str] | None = None,
    *,
    action: str = "",
    submit_label: str = "Send",
    words: Words = str,
) -> Form:
    """The form that asks for `model`, filled with `values`.

    `errors` maps a field's name to its sentence; the name "" holds what belongs to no field. Passwords are never
    filled in again. `dataclasses.replace` changes the rest of the form.
    """
    values = values or {}
    errors = errors or {}
    fields = tuple(
        _field(question, values.get(name, question.default), errors.get(name, ""), _group(model, name, words), words)
        for name, question in _questions(model).items()
    )
    rest = tuple(text for name, text in errors.items() if name not in model.model_fields)
    return Form(action=action, fields=fields, submit_label=words(submit_label), errors=rest)


def read_form(
    model: type[M],
    data: Mapping[str, str],
    *,
    action: str = "",
    submit_label: str = "Send",
    words: Words = str,
) -> M | Form:
    """What was posted, as `model`; or the form again, with everything typed kept and every error in words.

    Spaces around an answer are dropped, and an empty answer counts as none. Unknown names in `data` are ignored.
    """
    typed = _typed(model, data)
    try:
        return model.model_validate({name: answer for name, answer in typed.items() if answer != ""})
    except ValidationError as refused:
        sentences = _sentences(model, refused, words)
        return form_for(model, typed, sentences, action=action, submit_label=submit_label, words=words)


def form_again(
    model: type[BaseModel],
    data: Mapping[str, str],
    errors: Mapping[str, str],
    *,
    action: str = "",
    submit_label: str = "Send",
    words: Words = str,
) -> Form:
    """The form with everything typed kept, where what was read of it is refused later: `errors` are as for `form_for`."""
    return form_for(model, _typed(model, data), errors, action=action, submit_label=submit_label, words=words)


def _typed(model: type[BaseModel], data: Mapping[str, str]) -> dict[str, object]:
    """What was typed, without the spaces around it, and which boxes were checked."""
    typed: dict[str, object] = {name: data[name].strip() for name in model.model_fields if name in data}
    return typed | {name: name in data for name, question in _questions(model).items() if question.kind == "checkbox"}


class _Question(NamedTuple):
    """What a model's field asks, whoever fills it in: texts are msgids, `choices` go from value to label."""

    name: str
    label: str
    kind: Kind
    choices: Mapping[str, str]
    hint: str
    error: str
    required: bool
    autocomplete: str
    inputmode: str
    maxlength: int | None
    rows: int
    width: str
    default: object


def _group(model: type[BaseModel], name: str, words: Words) -> str:
    parts: Mapping[Text, Collection[str]] = getattr(model, "parts", {})
    return next((words(title.msgid) for title, names in parts.items() if name in names), "")


@lru_cache(maxsize=512)
def _questions(model: type[BaseModel]) -> Mapping[str, _Question]:
    return {name: _question(name, field) for name, field in model.model_fields.items()}


def _question(name: str, field: FieldInfo) -> _Question:
    extra = field.json_schema_extra if isinstance(field.json_schema_extra, dict) else {}
    types, rows, maxlength = _types(field), extra.get("rows"), extra.get("maxlength")
    choices = _choices(extra.get("options"), types)
    return _Question(
        name=name, label=field.title or name.replace("_", " ").capitalize(), kind=_kind(extra.get("kind"), types, choices),
        choices=choices, hint=field.description or "", error=str(extra.get("error") or ""),
        required=field.is_required() or extra.get("required") is True, autocomplete=str(extra.get("autocomplete", "")),
        inputmode=str(extra.get("inputmode", "")), maxlength=maxlength if isinstance(maxlength, int) else None,
        rows=rows if isinstance(rows, int) else 4, width=str(extra.get("width", "")), default=field.get_default(),
    )  # fmt: skip


def _types(field: FieldInfo) -> tuple[object, ...]:
    """The field's type without None: `str | None` asks the same question as `str`, only optional."""
    annotation: object = field.annotation
    members = get_args(annotation) if get_origin(annotation) is not Literal else ()
    return tuple(member for member in members if member is not NoneType) or (annotation,)


def _kind(declared: object, types: tuple[object, ...], choices: Mapping[str, str]) -> Kind:
    if declared is not None:
        return cast("Kind", declared)
    if bool in types:
        return "checkbox"
    if int in types:
        return "number-text"
    return "select" if choices else "text"


def _choices(declared: object, types: tuple[object, ...]) -> dict[str, str]:
    """Value to label, still untranslated: as declared, else from a Literal or an Enum."""
    if isinstance(declared, dict):
        return {str(value): str(label) for value, label in declared.items()}
    found: dict[str, str] = {}
    for kind in types:
        if get_origin(kind) is Literal:
            found |= {str(value): str(value).replace("_", " ").capitalize() for value in get_args(kind)}
        elif isinstance(kind, type) and issubclass(kind, Enum):
            found |= {str(member.value): member.name.replace("_", " ").capitalize() for member in kind}
    return found


def _field(question: _Question, value: object, error: str, group: str, words: Words) -> Field:
    text = "" if question.kind == "password" else _text(value)
    is_box = question.kind == "checkbox"
    return Field(
        name=question.name, label=words(question.label), kind=question.kind, value="" if is_box else text,
        checked=is_box and value is True, hint=words(question.hint) if question.hint else "", error=error,
        options=tuple(Option(one, words(label), chosen=one == text) for one, label in question.choices.items()),
        required=question.required, autocomplete=question.autocomplete, inputmode=question.inputmode,
        maxlength=question.maxlength, rows=question.rows, width=question.width, group=group,
    )  # fmt: skip


def _text(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and value is not True else ""


def _sentences(model: type[BaseModel], refused: ValidationError, words: Words) -> dict[str, str]:
    """One sentence a field: the first that applies. A validator's own ValueError speaks for itself."""
    found: dict[str, str] = {}
    for problem in refused.errors(include_url=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        if name in model.model_fields and problem["type"] != "value_error":
            found.setdefault(name, _ask_again(_questions(model)[name], words))
        else:
            found.setdefault(name, _said(mistake_in(problem), words))
    return found


def _said(mistake: Mistake, words: Words) -> str:
    """`words` knows sentences one by one: of two, the one that English takes by the number is said."""
    if mistake.many:
        chosen = mistake.msgid if mistake.number == 1 else mistake.many
        return words(chosen) % {"number": mistake.number, **mistake.values}
    return words(mistake.msgid) % mistake.values if mistake.values else words(mistake.msgid)


def _ask_again(question: _Question, words: Words) -> str:
    if question.error:
        return words(question.error)
    sentence = "Choose an answer for “%(label)s”" if question.choices else "Fill in “%(label)s” and send the form again"
    return words(sentence) % {"label": words(question.label)}
