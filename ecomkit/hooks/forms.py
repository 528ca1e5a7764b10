"""Forms as values: built from a pydantic model, read back into it, with words that say what to do (G3).

A form's model is an ordinary pydantic model. `Field(title=, description=)` give label and hint; `json_schema_extra`
gives the rest: `error` (the sentence that says what to do), `autocomplete`, `inputmode`, `kind`, `options` (value to
label), `rows`, `width`, `maxlength`. Texts are msgids: `words` translates them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from types import NoneType
from typing import Literal, TypeVar, cast, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic.fields import FieldInfo

__all__ = ["Field", "Form", "Kind", "Option", "Problem", "Words", "form_for", "read_form"]

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
    `width` ("", "short", "medium") hints at the length of the answer. `within` tells fields of one name apart, whose forms stand
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
        _field(name, field, values.get(name, field.get_default()), errors.get(name, ""), words)
        for name, field in model.model_fields.items()
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
    typed = {name: data[name].strip() for name in model.model_fields if name in data}
    given: dict[str, object] = {name: text for name, text in typed.items() if text}
    for name, field in model.model_fields.items():
        if _kind(field) == "checkbox":
            given[name] = name in data
    try:
        return model.model_validate(given)
    except ValidationError as refused:
        kept, sentences = {**typed, **given}, _sentences(model, refused, words)
        return form_for(model, kept, sentences, action=action, submit_label=submit_label, words=words)


def _field(name: str, field: FieldInfo, value: object, error: str, words: Words) -> Field:
    extra = _extra(field)
    kind = _kind(field)
    text = "" if kind == "password" else _text(value)
    rows, maxlength = extra.get("rows"), extra.get("maxlength")
    return Field(
        name=name,
        label=_label(name, field, words),
        kind=kind,
        value="" if kind == "checkbox" else text,
        checked=kind == "checkbox" and value is True,
        options=_options(field, text, words),
        hint=words(field.description) if field.description else "",
        error=error,
        required=field.is_required() or extra.get("required") is True,
        autocomplete=str(extra.get("autocomplete", "")),
        inputmode=str(extra.get("inputmode", "")),
        maxlength=maxlength if isinstance(maxlength, int) else None,
        rows=rows if isinstance(rows, int) else 4,
        width=str(extra.get("width", "")),
    )


def _extra(field: FieldInfo) -> dict[str, object]:
    return cast("dict[str, object]", field.json_schema_extra) if isinstance(field.json_schema_extra, dict) else {}


def _label(name: str, field: FieldInfo, words: Words) -> str:
    return words(field.title or name.replace("_", " ").capitalize())


def _text(value: object) -> str:
    if isinstance(value, Enum):
        return str(value.value)
    return value if isinstance(value, str) else str(value) if isinstance(value, int) and value is not True else ""


def _types(field: FieldInfo) -> tuple[object, ...]:
    """The field's type without None: `str | None` asks the same question as `str`, only optional."""
    annotation: object = field.annotation
    members = get_args(annotation) if get_origin(annotation) is not Literal else ()
    return tuple(member for member in members if member is not NoneType) or (annotation,)


def _kind(field: FieldInfo) -> Kind:
    extra = _extra(field)
    if "kind" in extra:
        return cast("Kind", extra["kind"])
    if bool in _types(field):
        return "checkbox"
    if int in _types(field):
        return "number-text"
    return "select" if _choices(field) else "text"


def _choices(field: FieldInfo) -> dict[str, str]:
    """Value to label, still untranslated: as declared, else from a Literal or an Enum."""
    declared = _extra(field).get("options")
    if isinstance(declared, dict):
        return {str(value): str(label) for value, label in declared.items()}
    found: dict[str, str] = {}
    for kind in _types(field):
        if get_origin(kind) is Literal:
            found |= {str(value): str(value).replace("_", " ").capitalize() for value in get_args(kind)}
        elif isinstance(kind, type) and issubclass(kind, Enum):
            found |= {str(member.value): member.name.replace("_", " ").capitalize() for member in kind}
    return found


def _options(field: FieldInfo, chosen: str, words: Words) -> tuple[Option, ...]:
    return tuple(Option(value, words(label), chosen=value == chosen) for value, label in _choices(field).items())


def _sentences(model: type[BaseModel], refused: ValidationError, words: Words) -> dict[str, str]:
    """One sentence a field: the first that applies. A validator's own ValueError speaks for itself."""
    found: dict[str, str] = {}
    for problem in refused.errors(include_url=False):
        name = str(problem["loc"][0]) if problem["loc"] else ""
        raised = problem.get("ctx", {}).get("error") if problem["type"] == "value_error" else None
        if name not in model.model_fields:
            found.setdefault(name, words(str(raised or problem["msg"])))
        else:
            found.setdefault(name, words(str(raised)) if raised else _ask_again(name, model.model_fields[name], words))
    return found


def _ask_again(name: str, field: FieldInfo, words: Words) -> str:
    declared = _extra(field).get("error")
    if declared:
        return words(str(declared))
    sentence = "Choose an answer for “%(label)s”" if _choices(field) else "Fill in “%(label)s” and send the form again"
    return words(sentence) % {"label": _label(name, field, words)}
