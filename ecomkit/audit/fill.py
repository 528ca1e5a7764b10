"""What a guest writes into a checkout: how fields are known and which value each gets. Never a card number."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from ecomkit.audit.facts import Facts, FormField
from ecomkit.audit.lexicon import fold, matches, patterns, words_file
from ecomkit.audit.values import Value

__all__ = ["Entry", "counted_fields", "entries", "kind_of", "main_form", "password_forms", "person"]

_TEXTUAL = {"text", "email", "tel", "number", "search", "url", ""}
_CLICKED = {"radio", "checkbox"}


class _Kind(Value):
    kind: str
    tokens: tuple[str, ...]
    names: tuple[str, ...]


class Entry(Value):
    """One thing to do in a form: `index` is the field's place among the page's fields; `act` is type, choose or check."""

    index: int
    act: str
    value: str = ""


@cache
def _kinds() -> tuple[_Kind, ...]:
    listed = words_file("fields.toml")["kind"]
    return tuple(_Kind.model_validate(kind) for kind in listed) if isinstance(listed, list) else ()


def kind_of(field: FormField) -> str:
    """What a field asks for (email, first_name, postcode …); empty where that is unknown.

    The autocomplete token decides, then the words of label, name and id, then the input's type.
    """
    tokens = field.autocomplete.split()
    for kind in _kinds():
        if any(token in kind.tokens for token in tokens):
            return kind.kind
    words = fold(
        " ".join((field.label, field.name.replace("_", " "), field.name, field.id.replace("_", " "), field.placeholder))
    )
    for kind in _kinds():
        if any(re.search(pattern, words) for pattern in kind.names):
            return kind.kind
    return {"email": "email", "tel": "phone"}.get(field.type, "")


def person(locale: str) -> Mapping[str, str]:
    """The guest's particulars for a locale such as es-MX; by language where the country is unknown."""
    people = words_file("fields.toml")["person"]
    language, _, country = locale.replace("_", "-").partition("-")
    default = {"es": "ES"}.get(language.casefold(), "US")
    if not isinstance(people, dict):
        return {}
    found: dict[str, str] = people.get(country.upper()) or people[default]
    return found


def password_forms(facts: Facts) -> frozenset[int]:
    """The forms that ask for a password."""
    return frozenset(field.form for field in facts.fields if field.type == "password" and field.visible)


def _aside(field: FormField) -> bool:
    """Whether the field belongs to the page's frame (search, newsletter) rather than to what the page is for."""
    searches = field.type == "search" or any(p.search(fold(field.name)) for p in patterns("search_field", "name")[:1])
    return searches or bool(
        re.search(
            r"newsletter|boletin|coupon|cupon|promo|gift|descuento|discount",
            fold(f"{field.name} {field.id} {field.label}"),
        )
    )


def main_form(facts: Facts) -> int | None:
    """The form with the most fields that a checkout is about; -1 for fields outside any form, None for no fields."""
    counts: dict[int, int] = {}
    logins = {form for form in password_forms(facts) if not _asks_address(facts, form)}
    for field in facts.fields:
        if field.visible and not _aside(field) and field.form not in logins:
            counts[field.form] = counts.get(field.form, 0) + 1
    return max(counts, key=lambda form: counts[form]) if counts else None


def _asks_address(facts: Facts, form: int) -> bool:
    kinds = {kind_of(field) for field in facts.fields if field.form == form and field.visible}
    return bool(kinds & {"address", "postcode", "city", "last_name", "full_name"})


def counted_fields(facts: Facts) -> tuple[FormField, ...]:
    """The text inputs and selects that a guest sees in the checkout's form; radio groups and checkboxes stand apart."""
    form = main_form(facts)
    return tuple(
        field
        for field in facts.fields
        if field.visible and field.form == form and field.type not in _CLICKED and not _aside(field)
    )


def entries(facts: Facts, locale: str) -> tuple[Entry, ...]:
    """What to do in the page's main form: empty fields are written, unanswered choices get their first answer."""
    form = main_form(facts)
    particulars = person(locale)
    answered = {field.name for field in facts.fields if field.type == "radio" and field.checked}
    done = []
    for index, field in enumerate(facts.fields):
        if not field.visible or field.form != form or _aside(field) or field.autocomplete.startswith("cc-"):
            continue
        if field.type in _CLICKED:
            entry = _click(index, field, answered)
        elif field.tag == "select":
            option = _option(field, particulars)
            entry = Entry(index=index, act="choose", value=option) if option else None
        else:
            entry = _text(index, field, particulars)
        if entry:
            done.append(entry)
    return tuple(done)


def _click(index: int, field: FormField, answered: set[str]) -> Entry | None:
    """Tick required boxes and the first of each unanswered radio group; `answered` grows with each group."""
    wanted = field.name not in answered if field.type == "radio" else field.required
    if field.checked or not wanted:
        return None
    answered.add(field.name)
    return Entry(index=index, act="check")


def _text(index: int, field: FormField, particulars: Mapping[str, str]) -> Entry | None:
    """Write an empty field that is known or required. Passwords, and what only firms have, stay empty."""
    kind = kind_of(field)
    unwanted = kind in {"address2", "company", "tax_id"} and not field.required
    if field.value or unwanted or field.type not in _TEXTUAL | {"textarea"} or not (kind or field.required):
        return None
    return Entry(index=index, act="type", value=particulars.get(kind, "1" if field.type == "number" else "Prueba"))


def _option(field: FormField, particulars: Mapping[str, str]) -> str:
    """The option to choose in a select; empty where the present one will do."""
    if field.value and not matches("placeholder_option", field.value):
        return ""
    wanted = fold(particulars.get(kind_of(field), ""))
    usable = [option for option in field.options if not matches("placeholder_option", option)]
    return next((option for option in usable if wanted and fold(option) == wanted), usable[0] if usable else "")
